/** Does a question lean on the turn before: "and in eu-west-1?", "only the critical ones", "who owns it?" */
import type { Intent } from './intent.ts';
import { phrases } from './language/phrases.ts';

export interface OwnCues {
  text: string;
  /** False when the question shows no kind of its own. */
  kindCertain: boolean;
  /** Where its first noun stands; -1 when it has none. */
  nounAt: number;
  intent: Intent;
}

/** `fragment` continues the question before; `pointer` asks something new about what it found; null stands alone. */
export type FollowUp = 'fragment' | 'pointer' | null;

/** The turn to build on: the latest one about the estate, be it a refused change to something named. */
export function turnBefore(previous: readonly Intent[] | undefined): Intent | null {
  const turn = previous?.findLast(
    ({ kind, entities }) => kind !== 'help' && (kind !== 'out_of_scope' || entities.length > 0),
  );
  // A change that was refused still names the thing: "what would break if I did it?"
  return turn?.kind === 'out_of_scope' ? { ...turn, kind: 'lookup' } : (turn ?? null);
}

/** How a question leans on the turn before, judged by its own words. */
export function readFollowUp({ text, kindCertain, nounAt, intent }: OwnCues): FollowUp {
  const { subject, topics, services, entities } = intent;
  const words = text.split(' ').length;
  const whole = subject !== null && topics.length > 0;
  if (CONTINUES.test(text)) return 'fragment';
  if (!kindCertain && (LEADS.test(text) || (words <= 7 && !whole))) return 'fragment';
  // A pronoun after a noun of its own speaks of that noun: "show unattached volumes and what they cost".
  const before = nounAt < 0 ? text : text.slice(0, nounAt);
  if (SET.test(before) || ONE.test(before) || THE_FOUND.test(text)) return 'pointer';
  if (topics.length === 0 && ENDS_IN_SET.test(text)) return 'pointer';
  const bare = subject === null && topics.length === 0 && services.length === 0;
  if (bare && words <= 8) return 'pointer';
  if (/^(?:and|but|also)\b/.test(text) && words <= 10) return 'pointer';
  const placesOnly = entities.every(({ type }) => type === 'account' || type === 'region');
  return nounAt < 0 && words <= 5 && placesOnly ? 'pointer' : null;
}

const CONTINUES =
  /^(?:(?:and|ok|okay|so|but|now|then),? )*(?:what|how) about\b|^same (?:for|in|with|again|thing|question|but)\b|^(?:and )?(?:only|just) (?:the |those |show |in |for )|^(?:now |and )?(?:group|break|split|sort|filter|narrow|limit|exclude|restrict)\b|^(?:and )?(?:in|for|by|per|since|during|from) |^(?:and )?(?:which|what) (?:accounts?|regions?|services?|teams?|principals?|address(?:es)?|ips?)\W*$/;
const LEADS =
  /^(?:and|but|or|also|only|just|same|in|for|by|per|since|now|then|ok|okay|not|except|excluding|without|with|the|again|instead|versus|compared?|more|less|all|any|still|during|from|on|broken|grouped|sorted)\b/;

/** Words for several things found before. */
const SET = phrases`
  (of )?(them|those|these)
  they
  theirs?
  (which|any|the \w+) ones?
  ones`;

/** Words for one thing found before. */
const ONE = phrases`
  its?
  (that|this) one
  he
  she
  his
  her
  him
  (fix|about|for|is|was|does|did|do|explain|owns?|causing|caused|behind|on) (that|this)
  (that|this)$`;

/** "which instances are behind those?": a thing of its own, in its relation to what was found. */
const ENDS_IN_SET =
  /\b(?:behind|of|in|from|by|with|on|for|to|under|use|uses|using|has|have|own|owns) (?:them|those|these|it|that)\W*$/;
const THE_FOUND = phrases`
  (this|that) (bucket|user|instance|role|key|finding|volume|snapshot|issue|problem|one|risk|event|group|trail|spike|cost|machine)
  the (fix|same)`;
