/** Which answers are worth keeping: those that the same question would get on any other day. */
import { expect, it } from 'vitest';
import type { AttemptRecord, SkipKind } from '../llm/provider.ts';
import { wasFirstChoice } from './cache.ts';

const attempt = (position: number, outcome: AttemptRecord['outcome'], skipKind: SkipKind | null = null) =>
  ({ position, outcome, skipKind }) as AttemptRecord;

it.each<[string, AttemptRecord[], boolean]>([
  ['of the first link', [attempt(0, 'served')], true],
  ['of the first link at its second try', [attempt(0, 'failed'), attempt(0, 'served')], true],
  ['past a link that nobody set up', [attempt(0, 'skipped', 'not_configured'), attempt(1, 'served')], true],
  ['past links that are not allowed', [attempt(0, 'skipped', 'not_allowed'), attempt(1, 'served')], true],
  ['to a question that needs no model', [attempt(0, 'skipped', 'not_needed'), attempt(1, 'served')], true],
  ['past a link that failed', [attempt(0, 'failed'), attempt(1, 'served')], false],
  ['past a link that rested', [attempt(0, 'skipped', 'resting'), attempt(1, 'served')], false],
  ['past a link that had no time', [attempt(0, 'skipped', 'no_time'), attempt(1, 'served')], false],
  ['past a policy', [attempt(0, 'failed'), attempt(1, 'skipped', 'blocked'), attempt(2, 'served')], false],
  ['past a skip of no kind', [attempt(0, 'skipped'), attempt(1, 'served')], false],
  ['of nobody', [attempt(0, 'failed')], false],
])('an answer %s', (_what, attempts, kept) => {
  expect(wasFirstChoice(attempts)).toBe(kept);
});
