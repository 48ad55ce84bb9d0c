import type { ClaimsPart } from '../../src/http/api.ts';
import { plural } from '../text/figures.ts';

/** `14 claims: 12 supported, 1 contradicted, 1 not checkable`. Verdicts that no claim got are left out. */
export function claimsWords(claims: ClaimsPart): string {
  const counts: [number, string][] = [
    [claims.supported, 'supported'],
    [claims.contradicted, 'contradicted'],
    [claims.uncited, 'uncited'],
    [claims.notCheckable, 'not checkable'],
  ];
  const total = counts.reduce((sum, [count]) => sum + count, 0);
  if (total === 0) return 'No claims to check';
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${plural(total, 'claim')}: ${told.join(', ')}`;
}
