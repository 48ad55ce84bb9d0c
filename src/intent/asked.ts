/** Further details of a question: how things were, what will be, who may, what is lacking. Text is normalised and masked. */
import type { Details, Subject, Topic } from './intent.ts';
import { phrases } from './language/phrases.ts';
import { readPolarity } from './polarity.ts';
import { asksForDeed, MONEY } from './words.ts';

/** Details that need the topics and whether a period was named; an empty object when there are none. */
export function readAsked(
  text: string,
  subject: Subject | null,
  topics: readonly Topic[],
  period: { over: boolean } | null,
): Details {
  const has = (...wanted: Topic[]) => wanted.some((topic) => topics.includes(topic));
  const asked: Details = {};
  const tag = readWithoutTag(text);
  if (tag) asked.withoutTag = tag;
  if (OLDEST.test(text)) asked.order = 'oldest';
  else if (NEWEST.test(text)) asked.order = 'newest';
  const deed = asksForDeed(text) || TOUCHED.test(text);
  if (deed) asked.deed = TOUCHED.test(text) ? 'any' : 'named';
  if (ABILITY.test(text)) asked.ability = true;
  if (period?.over && !deed && !has(...EVENTFUL) && isPast(text, subject, topics)) asked.past = true;
  if (HAPPENED.test(text) && !has('spend', 'spike', 'savings')) asked.happened = true;
  const charges = CHARGES.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  if (charges.length > 0) asked.charges = charges;
  if (FUTURE.test(text) && MONEY.test(text) && !has('savings', 'idle', 'unattached')) asked.forecast = forecastOf(text);
  if (asked.forecast && /\bnext (?:month|quarter|year)\b/.test(text)) asked.ahead = true;
  if (OUTSIDE.test(text) && has('sharing')) asked.strangers = true;
  const mover = MONEY.test(text) || has('spend', 'spike') ? MOVED_MOST.exec(text) : null;
  if (mover) asked.mover = FALL.test(mover[0]) ? 'down' : 'up';
  if (BEHIND.test(text) && subject === 'security_group') asked.behind = true;
  if (/\b(?:e\.?g|for (?:example|instance)|such as|including)\b/.test(text)) asked.example = true;
  if (SOUND.test(text)) asked.sound = true;
  if (KMS.test(text) && has('encryption')) asked.kms = true;
  if (EVERY.test(text)) asked.every = true;
  if (BREAKS.test(text)) asked.breaks = true;
  if (!deed && WATCHED.test(text) && UNCOVERED.test(text)) asked.uncovered = true;
  const polarity = readPolarity(tag ? withoutTagWords(text) : text, topics);
  if (polarity) asked.lacks = polarity.lacks;
  return asked;
}

/** Topics of things done or paid, of which the past is told by events and bills. */
const EVENTFUL: Topic[] = [
  'launched',
  'deleted',
  'login',
  'spend',
  'spike',
  'activity',
  'denied',
  'throttled',
  'savings',
];

/** "were public on 1 November", "what did the role look like last week", "how many findings were open then". */
function isPast(text: string, subject: Subject | null, topics: readonly Topic[]): boolean {
  if (LOOKED.test(text)) return true;
  const stative = topics.some((topic) => STATES.has(topic)) || subject === 'finding';
  return stative && /\b(?:was|were|had)\b/.test(text) && !MOVED.test(text);
}

const STATES = new Set<Topic>([
  'public',
  'mfa',
  'admin',
  'encryption',
  'versioning',
  'logging',
  'lifecycle',
  'imds',
  'network',
  'sharing',
  'risk',
]);
const LOOKED = phrases`
  look(ed)? like
  (did|how) (\S+ ){1,5}look
  (state|condition|posture) (of|in|on|at|as)
  as (it|they) (was|were|stood)
  as of
  stood
  back (then|on|in)`;
const MOVED = phrases`
  opened
  re-?opened
  (was|were|been|got|get) (fixed|closed|resolved|changed|created|made|added|removed|seen|found|detected|raised|reported)
  (was|were|been|got|get|ever) (\w+ ){0,3}(switched|turned|shut|stopped|disabled|deleted|paused|suspended|tampered|interrupted)
  first seen
  new`;

const OLDEST = phrases`
  (open|unresolved|unfixed|outstanding) (for )?(the )?longest
  longest (open|outstanding|standing|unresolved)
  oldest
  (run|runs|running|up|been running|been up|unchanged) (for )?(the )?longest
  longest[- ](running|lived|up|uptime)
  longest (without|since|uptime|time)
  (longest|highest|most) uptime`;
const NEWEST = phrases`
  newest
  youngest
  most recently (created|launched|added|started|made)
  latest (instances?|buckets?|users?|roles?|keys?|volumes?|snapshots?)`;

const TOUCHED =
  /\b(?:who|whom|anyone|anybody|someone|somebody|users?|people|roles?) (?:(?:has|have|had|been|last|recently|just|actually|else) )*(?:touch|chang|modif|edit|updat|mess|tamper|alter|fiddl)\w*\b/;

const ABILITY = phrases`
  who (all |else )?(can|could|may|might)
  (is|are) (able|allowed|permitted|authori[sz]ed) to
  (has|have) (the )?(rights?|permissions?|privileges?|power) to
  what (can|may|could) (@\w+|it|they|he|she|this (user|role)|that (user|role)|the (\S+ )?(role|user)) (actually |really )?(do|access|reach|change|delete|read|use)
  what (\w+ )?(permissions?|rights?|policies|privileges|access) (does|do|has|have|are)
  (permissions?|rights|privileges|policies) of
  trust(ed|s)? (by|policy|whom|who)
  whom? (does|do) (\S+ ){1,4}trust`;

const HAPPENED = phrases`
  happen(ed|ing|s)?
  (went|gone|going|goes) on
  what was (done|going on)
  what did (people|everyone|everybody|we|they|anyone) do
  who did what`;

const CHARGES: [NonNullable<Details['charges']>[number], RegExp][] = [
  ['Credit', /\bcredits?\b/],
  ['Refund', /\brefund\w*\b|\breimburse\w*\b/],
  ['Tax', /\btax(?:es)?\b|\bvat\b/],
];

const FUTURE = phrases`
  will
  (go|going|be|run|running|end up|stay|keep|remain|finish) (over|above|under|within|below) (the |our )?budget
  (exceed|overshoot|blow|bust|break|overrun)\w* (the |our )?budget
  going to (be|cost|pay|spend|come)
  forecast\w*
  project(ed|ions?)
  (expect|expected|expecting) to
  (expected|estimated|anticipated) (\w+ )?(bill|costs?|spend|spending|total|charges|invoice)
  end(s|ing)? up
  on (track|course) (for|to)
  (by|at) (the )?(month|year|quarter)[- ]?end
  (by|at|until) (the )?end of (the |this )?(month|year|quarter|\w+ber|january|february|march|april|may|june|july|august)`;
const forecastOf = (text: string) =>
  /\byear\b/.test(text) ? 'year' : /\bquarter\b|\bq[1-4]\b/.test(text) ? 'quarter' : 'month';

const OUTSIDE = phrases`
  outside(rs)?
  external\w*
  third[- ]?part(y|ies)
  strangers?
  foreign
  unknown
  not (ours|our own|in our|part of our|of our|belonging)
  partners?
  vendors?
  suppliers?`;
const RISE = 'grew|grow|grown|growing|rose|risen|rise|increased?|jumped|climbed|went up|gone up';
const FELL = 'fell|fallen|fall|dropped|shrank|shrunk|decreased?|went down|gone down';
const MOVED_MOST = new RegExp(
  `\\b(?:${RISE}|${FELL})\\b (?:\\w+ ){0,3}(?:most|fastest)\\b|\\b(?:biggest|largest|highest|steepest|fastest) (?:cost |price )?(?:${RISE}|growth|growing|jump|${FELL}|drop|decline)\\b`,
);
const FALL = new RegExp(`\\b(?:${FELL}|drop|decline)\\b`);
const BEHIND =
  /\b(?:instances?|machines?|servers?|boxes|hosts) (?:\w+ ){0,2}(?:behind|using|attached|affected|that use|they protect)\b/;
const SOUND =
  /^(?:so |and |but )?(?:is|are|would|should)\b.*\b(?:safe|ok|okay|secure|fine|healthy|risky|dangerous|a risk|a problem|in order|protected|locked down|worr\w+)\b/;
const KMS = /\bkms\b|\bcmks?\b|\bcustomer[- ]managed\b|\bown keys?\b/;
const EVERY =
  /^(?:so |and |but )?(?:are|is|do|does|have|has) (?:all|every|each|both)\b|^(?:so |and |but )?(?:are|is|do|does|have|has)\b.*\b(?:every|each|all (?:of )?(?:our|the))\b/;
const BREAKS = phrases`
  (would|will|could|might|may) (\w+ )?(break|breaks|stop working|fail|be affected|be impacted|go wrong|happen if)
  (depends?|relies|rely|relying|depending) on
  still (needed|used|in use)
  (anything|anyone|what|who) (\w+ )?(uses|needs|using)`;
const WATCHED = /\bcloudtrail\b|\btrails?\b|\blog(?:s|ging|ged)?\b|\bguardduty\b|\bdetectors?\b/;
const UNCOVERED =
  /\bgaps?\b.*\b(?:accounts?|regions?)\b|\b(?:accounts?|regions?|where)\b.*\b(?:not|no|without|missing|lack\w*)\b.*\b(?:log\w*|trails?|cloudtrail|guardduty|detectors?|covered|watched)\b|\b(?:cloudtrail|guardduty|logging) gaps?\b|\b(?:log\w*|trails?|cloudtrail|guardduty|covered|watched)\b.*\b(?:not|missing|off) in\b/;

const TAG_KEY =
  '(team|owner|env|environment|project|cost[- ]?cent(?:er|re)|application|app|service|name|stage|customer)';
const WITHOUT_TAG = new RegExp(
  `\\b(?:without|no|not|missing|lack(?:s|ing)?)(?: have| having| carry| carrying| tagged with| set)*(?: an?| any| the| their| its| valid)* (?:${TAG_KEY}[- ]?tags?|tags? (?:for |named |called )?${TAG_KEY}|tags?)(?![\\w-])`,
);
/** "not tagged with a cost centre", "without any project": the key is the thing that is missing. */
const NOT_TAGGED_WITH = new RegExp(
  `\\b(?:not|never|isn t) tagged (?:with|by|for) (?:an? |any |the |its |their )*${TAG_KEY}\\b`,
);
const WITHOUT_KEY =
  /\b(?:without|no|missing|lack(?:s|ing)?)(?: an?| any| the| their| its| valid)* (project|cost[- ]?cent(?:er|re)|environment|stage)(?: tags?)?(?=$|[?.!,;]| (?:in|on|at|for|tag|set|and|or|by)\b)/;
const TAG_IS_MISSING = new RegExp(`\\b${TAG_KEY}[- ]tags? (?:is |are )?(?:missing|absent|not set|empty)\\b`);

/** The text without what it says of missing tags, which negates nothing else. */
export const withoutTagWords = (text: string): string =>
  [OWNERLESS, NOT_TAGGED_WITH, WITHOUT_KEY, WITHOUT_TAG, TAG_IS_MISSING, /\buntagged\b|\bnot tagged\b/].reduce(
    (rest, pattern) => rest.replace(pattern, ' '),
    text,
  );

/** Whose owner nobody knows: "no owner", "nobody owns", "ownerless". */
const OWNERLESS =
  /\b(?:no|without|missing|lack(?:s|ing)?|not have|not having)(?: an?| any| the| known| clear| named| tagged| assigned| responsible)* (?:owners?|teams?)\b(?![- ]tags?\b)|\bun-?owned\b|\bownerless\b|\borphaned(?= (?:buckets?|resources?|instances?))|\b(?:nobody|no one|no team|no-one) (?:owns?|is responsible for|claims?|looks after)\b|\bnot (?:owned|claimed) by (?:anyone|anybody|any team|a team)\b/;

function readWithoutTag(text: string): string | null {
  const ownerless = OWNERLESS.exec(text)?.[0];
  if (ownerless) return /\bteams?\b/.test(ownerless) ? 'team' : 'owner';
  const keyed = NOT_TAGGED_WITH.exec(text) ?? WITHOUT_KEY.exec(text);
  if (keyed)
    return (keyed[1] ?? '*').replace(/^env$/, 'environment').replace(/^cost[- ]?cent(?:er|re)$/, 'cost-centre');
  const match = WITHOUT_TAG.exec(text) ?? TAG_IS_MISSING.exec(text);
  if (match) return (match[1] ?? match[2] ?? '*').replace(/^env$/, 'environment');
  if (/\buntagged\b|\bnot tagged\b/.test(text)) return '*';
  return null;
}
