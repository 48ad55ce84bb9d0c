/** The inventory or the findings counted by something: "which region has the most instances". Text is normalised and masked. */
import type { Details, Grouping } from './intent.ts';
import { namedSubject } from './subjects.ts';

const DIMENSION =
  '(?:aws |sub-?|linked )?(?<by>accounts?|regions?|teams?|owners?|people|persons?|instance types?|volume types?|instance families|types?|kinds?|sizes?)';
const MOST =
  '(?:the )?(?<order>most|more|fewest|fewer|least|highest number of|largest number of|lowest number of|smallest number of|biggest share of)(?: of (?:our|the|all))?';
const VERB =
  '(?:has|have|had|owns?|holds?|runs?|uses?|contains?|keeps?|with|got|hosts?|is running|are running|operates?|carries|carry|is responsible for|answers for)';
const COUNT = '(?:the )?(?:number|count|amount|quantity|total)(?: of)?';

/** What is counted stands in `of`, as words. */
const PATTERNS = [
  `\\b(?:which|what|whose|the) ${DIMENSION} (?:\\w+ )?${VERB} ${MOST} (?<of>[^?.!,]+)`,
  `\\b(?:(?<order>top|bottom|biggest|largest|smallest|busiest)(?: \\d+| \\w+)? )?${DIMENSION} (?:ranked |sorted |ordered )?(?:by|for|in) ${COUNT} (?<of>[^?.!,]+)`,
  `\\b(?:which|what) ${DIMENSION} (?:do|does|did|are|is) (?:we|they|you|our \\w+|being|everyone)? ?(?:use|used|run|running|have)? ?(?:the )?(?<order>most|least)\\b(?<of>)`,
  `\\b(?:in |on )?(?:which|what) ${DIMENSION} (?:do|does|are|is|have|has) ${MOST} (?:our |the )?(?<of>[^?.!,]+)`,
  `\\bwho (?:has|have|owns?|holds|is responsible for|answers for) ${MOST} (?<of>[^?.!,]+)`,
  `\\bwhere (?:are|do|is|have) (?:\\w+ ){0,2}?${MOST} (?<of>[^?.!,]+)`,
  `\\b(?<order>most|least) (?:common|used|frequent|popular) (?<by>instance types?|volume types?|types? of (?<of>[^?.!,]+)|kinds? of (?<of>[^?.!,]+))`,
  `\\b(?:number|count) of (?<of>[^?.!,]+?) (?:by|per|in each|for each|for every|in every|across) ${DIMENSION}`,
].map((source) => new RegExp(source));

/** Null when nothing is to be counted by a dimension. */
export function readTally(text: string): (NonNullable<Details['tally']> & { words: string }) | null {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const words = groups['of'] || (groups['by'] ?? '');
    const of = /\b(?:resources|things|assets|stuff)\b/.test(words) ? null : namedSubject(words, []);
    if (of === null && !/\b(?:resources|things|assets|stuff)\b/.test(words)) continue;
    if (of !== null && NEVER.has(of)) continue;
    const by = dimensionOf(groups['by'] ?? (pattern.source.startsWith('\\bwho') ? 'owner' : 'region'));
    const order = /fewe|least|lowest|smallest|bottom/.test(groups['order'] ?? '') ? 'fewest' : 'most';
    return { of, by, order, words, ...(groups['order'] ? { ranked: true } : {}) };
  }
  return null;
}

/** Money and calls are ranked by their own readers. */
const NEVER = new Set(['cost', 'event', 'account', 'region', 'collector', 'root', 'access_key']);

function dimensionOf(words: string): Extract<Grouping, 'account' | 'region' | 'team' | 'owner'> | 'kind' {
  if (/account/.test(words)) return 'account';
  if (/region/.test(words)) return 'region';
  if (/team/.test(words)) return 'team';
  return /owner|people|person/.test(words) ? 'owner' : 'kind';
}
