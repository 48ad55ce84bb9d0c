/** What a question takes over from the turn before: "and in eu-west-1?", "only the critical ones", "who owns it?" */
import type { Entity, Intent } from './intent.ts';

export interface OwnCues {
  text: string;
  kindCertain: boolean;
  kind: Intent['kind'];
  subject: Intent['subject'];
  topics: Intent['topics'];
  hasServices: boolean;
  entities: Entity[];
}

/** `fragment` continues the question before; `pointer` asks something new about what it found; null stands alone. */
export type FollowUp = 'fragment' | 'pointer' | null;

/** The turn to build on: the latest one that was about the estate. */
export function turnBefore(previous: readonly Intent[] | undefined): Intent | null {
  return previous?.findLast(({ kind }) => kind !== 'help' && kind !== 'out_of_scope') ?? null;
}

/** How a question leans on the turn before, judged by its words alone. */
export function readFollowUp(cues: OwnCues): FollowUp {
  const { text } = cues;
  const words = text.split(' ').length;
  if (!cues.kindCertain && (LEADS.test(text) || words <= 7)) return 'fragment';
  if (WHAT_ABOUT.test(text)) return 'fragment';
  if (POINTS_AT_SET.test(text)) return 'pointer';
  if (
    POINTS_AT_ONE.test(text) &&
    (cues.subject === null ||
      /\b(?:this|that) (?:one|bucket|user|instance|role|key|finding|volume|snapshot)\b/.test(text))
  )
    return 'pointer';
  if (/^(?:and|but|also|so|or|ok|okay|then)\b/.test(text) && cues.subject === null && cues.topics.length === 0)
    return 'pointer';
  const bare = cues.subject === null && cues.topics.length === 0 && !cues.hasServices;
  if (bare && words <= 8) return 'pointer';
  if (/^(?:and|but|also)\b/.test(text) && words <= 10) return 'pointer';
  return cues.subject === null &&
    words <= 5 &&
    cues.entities.every(({ type }) => type === 'account' || type === 'region')
    ? 'pointer'
    : null;
}

/** Entities of the turn before that the new ones do not replace. */
export function mergeEntities(own: readonly Entity[], earlier: readonly Entity[]): Entity[] {
  const replaced = new Set(own.map(({ type }) => type));
  return [...earlier.filter(({ type }) => !replaced.has(type)), ...own];
}

const WHAT_ABOUT =
  /^(?:(?:and|ok|okay|so|but|now|then),? )*(?:what|how) about\b|^same (?:for|in|with|again|thing|question|but)\b|^(?:and )?(?:only|just) (?:the |those |show |in |for )|^(?:now )?(?:group|break|split|sort|filter|narrow|limit|exclude|restrict)\b|^(?:and )?(?:in|for|by|per|since|during|from) /;
const LEADS =
  /^(?:and|but|or|also|only|just|what about|how about|same|in|for|by|per|since|now|then|ok|okay|not|except|excluding|without|with|the|again|instead|versus|compared?|more|less|all|any|still|during|from|on|broken|grouped|sorted|per)\b/;
const POINTS_AT_SET =
  /\b(?:of (?:them|those|these)|them|those|these|they|their|theirs|which ones?|any ones|the (?:first|second|last|other|worst|biggest|public|critical|same) ones?|ones)\b/;
const POINTS_AT_ONE =
  /\b(?:it|its|that one|this one|he|she|his|her|him|(?:fix|about|for|is|was|does|did|do|explain|owns?|causing|caused|behind) (?:that|this)|(?:this|that) (?:bucket|user|instance|role|key|finding|volume|snapshot|issue|problem|one|risk|event|account|region|group|trail|spike|cost|machine)|the (?:fix|owner|reason|cause|same|bucket|risk))\b|\b(?:that|this)\s*\??$/;
