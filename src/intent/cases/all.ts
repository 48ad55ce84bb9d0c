/** Every labelled question of the rules' own author. */
import type { LabelledQuestion } from '../labelled.ts';
import { ESTATE } from './estate.ts';
import { FOLLOW_UPS } from './follow-ups.ts';
import { IDENTITY } from './identity.ts';
import { IMPORTS } from './imports.ts';
import { MONEY } from './money.ts';
import { REFUSALS } from './refusals.ts';
import { SLOPPY } from './sloppy.ts';
import { TWELVE } from './twelve.ts';

export const OWN_CASES: LabelledQuestion[] = [
  ...TWELVE,
  ...IMPORTS,
  ...IDENTITY,
  ...ESTATE,
  ...MONEY,
  ...FOLLOW_UPS,
  ...REFUSALS,
  ...SLOPPY,
];
