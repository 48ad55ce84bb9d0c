import type { Claim, ClaimsPart } from '../../src/http/api.ts';
import { formatCount, plural } from '../text/figures.ts';
import { VERDICT_WORDS } from '../text/words.ts';

/** Each verdict that some claim got, with its count in words: `12 supported`. */
export function verdictCounts(claims: ClaimsPart): { verdict: Claim['verdict']; words: string }[] {
  const counts: [Claim['verdict'], number][] = [
    ['supported', claims.supported],
    ['contradicted', claims.contradicted],
    ['uncited', claims.uncited],
    ['not_checkable', claims.notCheckable],
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => ({ verdict, words: `${formatCount(count)} ${VERDICT_WORDS[verdict]}` }));
}

/** `14 claims` */
export function claimTotal(claims: ClaimsPart): string {
  return plural(claims.supported + claims.contradicted + claims.uncited + claims.notCheckable, 'claim');
}

/** `14 claims: 12 supported, 1 contradicted, 1 not checkable`. */
export function claimsWords(claims: ClaimsPart): string {
  const counts = verdictCounts(claims);
  if (counts.length === 0) return 'No claims to check';
  return `${claimTotal(claims)}: ${counts.map(({ words }) => words).join(', ')}`;
}
