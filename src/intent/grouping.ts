/** What an answer is to be broken down by. */
import type { Grouping, IntentKind } from './intent.ts';
import { phrases } from './language/phrases.ts';

/** Groupings named in normalised, masked text, in order of mention. `kind` settles what a series is cut by. */
export function readGrouping(text: string, kind: IntentKind): Grouping[] {
  const found: Grouping[] = [];
  const add = (grouping: Grouping) => {
    if (!found.includes(grouping)) found.push(grouping);
  };
  for (const match of text.matchAll(LISTED)) for (const word of match[1]!.matchAll(WORD)) add(groupingOf(word[0]));
  const bare = BARE.exec(text);
  if (bare) add(groupingOf(bare[1]!));
  for (const [grouping, pattern] of ASKED) if (pattern.test(text)) add(grouping);
  const series = kind === 'trend' || kind === 'count';
  if (kind === 'cost' && /\b(?:how much|what)(?: \w+)? (?:is|are|does|do)\b/.test(text))
    return found.filter((each) => each !== 'day' && each !== 'week' && each !== 'month');
  for (const [grouping, pattern] of SERIES) if (series && pattern.test(text)) add(grouping);
  return found;
}

const DIMENSION =
  '(?:linked |sub-? ?|aws |member |cloudtrail |api |source |ip |iam |resource |usage |event )?(?:accounts?|regions?|services?|severity|severities|status(?:es)?|state|checks?|types?|principals?|users?|roles?|identit(?:y|ies)|actors?|callers?|events?(?: names?)?|names?|calls?|address(?:es)?|ips?|days?|weeks?|months?|owners?|teams?)';
const LISTED = new RegExp(
  `\\b(?:by|per|for each|for every|each|(?:broken?|break|split|group|grouped|sorted|sliced|cut) (?:\\w+ )?(?:down |up |out )?(?:by|per|into|across|between)|breakdown by|across)[- ](?:each |every |the |their |its )?(${DIMENSION}(?:(?:,? (?:and|then|and then|&)|,| \\/|\\/) ?(?:by |per |each |the )?${DIMENSION})*)(?![\\w@-])(?! @)`,
  'g',
);
const WORD = new RegExp(DIMENSION, 'g');

const DIMENSIONS: [RegExp, Grouping][] = [
  [/usage type/, 'usage_type'],
  [/account/, 'account'],
  [/region/, 'region'],
  [/service/, 'service'],
  [/severit/, 'severity'],
  [/stat(?:us|e)/, 'status'],
  [/check/, 'check'],
  [/type/, 'resource_type'],
  [/principal|user|role|identit|actor|caller/, 'principal'],
  [/address|ip/, 'address'],
  [/event|name|call/, 'event_name'],
  [/day/, 'day'],
  [/week/, 'week'],
  [/month/, 'month'],
  [/owner/, 'owner'],
  [/team/, 'team'],
];

function groupingOf(word: string): Grouping {
  return DIMENSIONS.find(([pattern]) => pattern.test(word))![1];
}

const TOP =
  '(?:biggest|largest|top(?: \\w+)?|most (?:expensive|costly)|costliest|priciest|highest|worst|main|dearest|cheapest|least (?:expensive|costly))';
const MONEY_VERB =
  '(?:costs?|costing|spen[dt]s?|spending|pays?|bills?|charged?|is driving|are driving|drove|drives|caused|made|makes?|is responsible|went|rose|grew|jumped|increased|burn\\w*|eat\\w*|wast\\w*|account|(?:has|have|had|with) (?:the )?(?:most|highest|worst|least)|(?:is|are|was|were) (?:the )?(?:riskiest|worst|weakest|busiest)|(?:is|are|was|were) (?:the )?(?:most |least )?(?:expensive|costly|costliest|priciest|cheapest|dearest))';

/** "which account?", "and in which regions?" as a whole question. */
const BARE =
  /^(?:and |or |but )?(?:in |from |for |by |to )?(?:which|what) ((?:sub-?)?accounts?|regions?|services?|teams?|principals?|users?|address(?:es)?|ips?)\W*$/;

/** Dimensions that a question asks for without saying "by". */
const ASKED: [Grouping, RegExp][] = [
  [
    'service',
    new RegExp(
      `\\b(?:which|what) (?:aws )?services? (?:\\w+ ){0,3}${MONEY_VERB}\\b|\\b${TOP} (?:aws |cost(?:ing)? )?services?\\b`,
    ),
  ],
  [
    'account',
    new RegExp(
      `\\b(?:which|what) (?:sub-?|aws |linked )?accounts? (?:\\w+ ){0,3}${MONEY_VERB}\\b|\\b${TOP} (?:spending |sub-?)?accounts?\\b`,
    ),
  ],
  [
    'region',
    new RegExp(
      `\\b(?:which|what) regions? (?:\\w+ ){0,3}${MONEY_VERB}\\b|\\b${TOP} regions?\\b|\\band in (?:which|what) regions?\\b`,
    ),
  ],
  ...(['team', 'owner', 'account', 'region'] as const).map((one): [Grouping, RegExp] => [
    one,
    new RegExp(
      `^(?:so |and |but |in )?(?:which|what) (?:aws |sub-?|of (?:our|the) )?${one}s? (?:is|are|has|have|had|does|do|did|was|were|wastes?|loses?|burns?|leaks?|would|could|can|should) .*\\b(?:most|least|fewest|highest|lowest|biggest|largest|worst|riskiest)\\b`,
    ),
  ]),
  ['team', new RegExp(`\\b(?:which|what) teams? (?:\\w+ ){0,3}${MONEY_VERB}\\b|\\b${TOP} (?:spending )?teams?\\b`)],
  [
    'principal',
    phrases`
      (busiest|most active|noisiest|top|chattiest|loudest) ([\w]+ )?(\w+ )?(principals?|users?|identit(y|ies)|roles?|callers?|actors?)
      who (made|makes|was making|is making|did|had|has) the most
      to (whom|who)
      whose (calls|requests)
      (principals?|users?|roles?|identities|who) (were|was|are|is) (the )?(busiest|most active|noisiest|loudest)
      (which|what) (\w+ )?(principals?|identit(y|ies)|callers?) (\w+ ){0,3}(most|busiest|denied|throttled|refused)
      who (was|were|got|gets|is|are|has been|kept getting|keeps getting) (\w+ )?(access ?)?(denied|throttled|refused|rate)
      (denied|throttled|refused|made|rejected)\b.*\bby whom
      and who(m)? (made|got|was|were|hit)
      on whom
      who (hit|ran into) (them|it)`,
  ],
  [
    'address',
    phrases`
      (from|and|with|by) (which|what|where|their) (source |ip )*(address(es)?|ips?)
      (which|what) (source )?(ip )?(address(es)?|ips?)
      source (ips?|address(es)?)
      (and|,) (from )?where (from|did|do|were|was|are)?
      where (did|do|were|are) they (\w+ )?(come|coming|call\w*|connect\w*)( from)?
      and (the |their )?(ip )?(ips|addresses|address)
      from where
      where (did|does|do) (\S+ ){1,5}?(call|connect|log in|sign in|operate)\w*( in)? from`,
  ],
  [
    'event_name',
    /\bmost (?:common|frequent|called|used) (?:api )?(?:calls|events|actions|event names)\b|\btop (?:\w+ )?(?:api calls|events|event names|actions)\b/,
  ],
  ['usage_type', /\busage types?\b/],
  ['day', /\b(?:most|least) expensive day\b|\bwhich day\b|\bwhat day\b/],
  ['week', /\b(?:most|least) expensive week\b|\bwhich week\b/],
  ['month', /\b(?:most|least) expensive month\b|\bwhich month\b/],
];

const SERIES: [Grouping, RegExp][] = [
  ['day', /\bdaily\b|\bday by day\b|\beach day\b|\bevery day\b|\bday[- ]to[- ]day\b|\ba day\b/],
  ['week', /\bweekly\b|\bweek by week\b|\beach week\b|\bevery week\b|\ba week\b(?! ago)/],
  ['month', /\bmonthly\b|\bmonth by month\b|\beach month\b|\bevery month\b/],
];
