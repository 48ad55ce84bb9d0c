/** States of findings that a question names or implies. Text is normalised and masked. */
import type { StateName, Topic } from './intent.ts';
import { phrases } from './language/phrases.ts';

/** States of findings named, and the state that a coverage or freshness question implies. */
export function readStates(text: string, topics: readonly Topic[]): StateName[] {
  const found = STATES.filter(([, pattern]) => pattern.test(text)).map(([state]) => state);
  if (
    topics.includes('coverage') &&
    /\bfindings?\b|\bchecks?\b|\bcheck(?:ed)?\b|\bassess\w*\b|\bevaluat\w*\b|\bunverified\b|\bverif\w+\b/.test(text) &&
    /\bnot\b|\bunable\b|\bun\w+ed\b|\bfail\w* to\b|\binconclusive\b|\bwarning\b/.test(text)
  )
    found.push('unverified');
  if (topics.includes('freshness') && /\bstale\b/.test(text)) found.push('stale');
  return [...new Set(found)];
}

const STATES: [StateName, RegExp][] = [
  [
    'open',
    phrases`
      open(?= (\w+ ){0,3}(findings?|issues?|alerts?|problems?|detections?|ones?|criticals?|highs?|vulnerabilit\w+|risks?|items?)\b)
      (still|currently|remain\w*|are|is|stays?) open\b(?! (to|on|from|for|port))
      unresolved
      outstanding
      unfixed
      not (yet )?(been )?(resolved|fixed|closed)
      (findings?|issues?|alerts?) (that are |which are |still )?open\b(?! (to|on|port))
      open\?
      active (findings?|issues?|alerts?)
      in progress`,
  ],
  [
    'resolved',
    phrases`
      (?<!not |not been |not yet |not yet been |get |be )\b(resolved|closed|remediated)
      (been|got|gotten|were|was|we|has|have|already|recently|anything|what|issues?|findings?) fixed
      (did|have) (we|they|you|the team) (fix|fixed|resolve|close)
      went away
      cleared up`,
  ],
  [
    'suppressed',
    phrases`
      suppressed
      muted
      silenced
      ignored (findings?|issues?|alerts?)
      accepted risks?
      suppressions?`,
  ],
  ['archived', /\barchived?\b(?! account)(?<!-archive)/],
  [
    'reopened',
    phrases`
      re-?opened
      came back
      come back
      regress(ed|ions?)
      reappeared
      back again
      opened again
      returned`,
  ],
  [
    'stale',
    phrases`
      stale (data|collectors?|sources?|evidence|reads?|information|collections?|feeds?|findings?)
      (collectors?|data|sources?|evidence|collections?|feeds?) (\w+ ){0,3}(stale|out of date|outdated)
      stale\?`,
  ],
];
