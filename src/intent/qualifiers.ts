/** Severities, states, negation, limits and thresholds. Text is normalised and masked. */
import type { SeverityName, StateName, Topic } from './intent.ts';
import { COUNT, countOf, unitOf } from './time/numbers.ts';

const LADDER: SeverityName[] = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];
const THING =
  '(?:severity|sev|severities|findings?|issues?|alerts?|problems?|detections?|vulnerabilit\\w+|misconfigurations?|ones?|risks?|priority|items?|checks?|threats?)';

/** Severities named, widened by "or above". */
export function readSeverities(text: string): SeverityName[] {
  const found = new Set<SeverityName>();
  for (const name of LADDER) if (severityPattern(name).test(text)) found.add(name);
  const alone =
    /^(?:(?:and|or|only|just|what about|how about|also|show|now) )*(?:the )?(high|medium|low|critical)s?(?: ones?)?\W*$/.exec(
      text,
    );
  if (alone) found.add(alone[1] as SeverityName);
  const upwards =
    /\b(informational|low|medium|high|critical)s?(?:[- ]severity)? (?:or|and) (?:above|higher|worse|up|over|more)\b|\bat least (low|medium|high|critical)\b|\b(low|medium|high|critical)\s?\+/.exec(
      text,
    );
  const floor = upwards?.[1] ?? upwards?.[2] ?? upwards?.[3];
  if (floor) for (const name of LADDER.slice(LADDER.indexOf(floor as SeverityName))) found.add(name);
  return LADDER.filter((name) => found.has(name));
}

const PATTERNS = new Map<SeverityName, RegExp>(
  LADDER.map((name) => {
    if (name === 'critical')
      return [
        name,
        /(?<!\bmost |business[- ]|mission[- ]|\bhow )\bcriticals?\b(?! (?:data|systems?|infrastructure|path|to\b))/,
      ];
    if (name === 'fatal') return [name, /\bfatal\b/];
    if (name === 'informational') return [name, new RegExp(`\\binformational\\b|\\binformation ${THING}\\b`)];
    const other = '(?:criticals?|highs?|mediums?|lows?|informational)';
    return [
      name,
      new RegExp(
        `\\b${name}s?[- ](?:\\w+ )?${THING}\\b|\\b${name}s\\b|\\b(?:severity|sev)(?: is| of| level| =|:|=)? ?(?:${other}(?:,| or| and|/) ?)*${name}\\b|\\b${other}(?:,? (?:and|or|&) |, |/)(?:${other}, )?${name}\\b|\\b${name}(?:,? (?:and|or|&) |, |/)${other}\\b|\\b(?:at least|only|just) (?:the )?${name}\\b(?! cost)|\\b${name} (?:or|and) (?:above|higher|worse|up|below)\\b`,
      ),
    ];
  }),
);

function severityPattern(name: SeverityName): RegExp {
  return PATTERNS.get(name)!;
}

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
    /\bopen(?= (?:\w+ ){0,3}(?:findings?|issues?|alerts?|problems?|detections?|ones?|criticals?|highs?|vulnerabilit\w+|risks?|items?)\b)|\b(?:still|currently|remain\w*|are|is|stays?) open\b(?! (?:to|on|from|for|port))|\bunresolved\b|\boutstanding\b|\bunfixed\b|\bnot (?:yet )?(?:been )?(?:resolved|fixed|closed)\b|\b(?:findings?|issues?|alerts?) (?:that are |which are |still )?open\b(?! (?:to|on|port))|\bopen\?|\bactive (?:findings?|issues?|alerts?)\b|\bin progress\b/,
  ],
  [
    'resolved',
    /(?<!not |not been |not yet |not yet been |get |be )\b(?:resolved|closed|remediated)\b|\b(?:been|got|gotten|were|was|we|has|have|already|recently|anything|what|issues?|findings?) fixed\b|\b(?:did|have) (?:we|they|you|the team) (?:fix|fixed|resolve|close)\b|\bwent away\b|\bcleared up\b/,
  ],
  [
    'suppressed',
    /\bsuppressed\b|\bmuted\b|\bsilenced\b|\bignored (?:findings?|issues?|alerts?)\b|\baccepted risks?\b|\bsuppressions?\b/,
  ],
  ['archived', /\barchived?\b(?! account)(?<!-archive)/],
  [
    'reopened',
    /\bre-?opened\b|\bcame back\b|\bcome back\b|\bregress(?:ed|ions?)\b|\breappeared\b|\bback again\b|\bopened again\b|\breturned\b/,
  ],
  [
    'stale',
    /\bstale (?:data|collectors?|sources?|evidence|reads?|information|collections?|feeds?|findings?)\b|\b(?:collectors?|data|sources?|evidence|collections?|feeds?) (?:\w+ ){0,3}(?:stale|out of date|outdated)\b|\bstale\?/,
  ],
];

/** Is the complement asked for: "no MFA", "not encrypted", "have not logged in"? */
export function readNegation(text: string, topics: readonly Topic[]): boolean {
  if (topics.includes('mfa') && /\b(?:just|only|nothing but) (?:a |their |the )?passwords?\b|\bmfa gaps?\b/.test(text))
    return true;
  let rest = text.replace(NOT_REALLY, ' ');
  if (topics.includes('coverage')) rest = rest.replace(COVERAGE_NOT, ' ');
  if (topics.includes('deleted')) rest = rest.replace(/\b(?:off|disabled|deactivated)\b/g, ' ');
  return NEGATION.test(rest);
}

const NEGATION =
  /\b(?:not|no|without|never|lack(?:s|ing|ed)?|missing|nobody|none|nor|neither|unencrypted|unprotected|unrotated|unversioned|untagged|unmonitored|disabled|turned off|switched off|deactivated|non-?compliant|has yet to|have yet to|absent|sans|minus|un-?owned|ownerless|non-?encrypted)\b|\b(?:is|are|been) (?:\w+ )?off\b|\bfail(?:s|ing)? to\b|\b(?:guardduty|cloudtrail|mfa|logging|versioning|encryption) (?:\w+ )?(?:off|disabled)\b|\bexcept\b|\bexcluding\b|\bother than\b/;
const NOT_REALLY =
  /\bnot only\b|\bno (?:idea|matter|longer attached|rush|problem|doubt)\b|\bwhy not\b|\bdo not (?:know|understand|forget|worry|care|tell|get|see why)\b|\bwhether or not\b|\bor not\b|\b(?:is|are|does|do|did|was|were|has|have|can) not (?:it|they|we|this|that|there)(?=\W*$)|\b(?:should|could|would) not (?:it|they|we|this|that|there)\b|\bso (?:that )?(?:\S+ ){1,4}not\b|\bwho (?:disabled|turned off|switched off)\b|\bnot sure\b|\bif not\b|\bnot (?:attached|associated|assigned)\b|\bsay no\b|\bnot (?:yet )?(?:been )?(?:resolved|fixed|closed)\b|\b(?:who|anyone|anybody|someone|somebody) (?:has |have )?(?:disabled|turned off|switched off|deactivated)\b|\b(?:who|when) (?:\w+ ){0,4}(?:disabled|turned off|switched off)\b/g;
const COVERAGE_NOT =
  /\b(?:could|can|were|was|did|have|are|has|do|does)(?: you| we| it| they)?(?: been)? not\b|\bunable\b|\bnot (?:permitted|collected|covered|scanned|allowed|checked|read)\b|\bmissing\b|\bno visibility\b|\black(?:ing|s|ed)?\b|\bfail(?:s|ed|ing)? to\b|\bwithout\b/g;

/** "top 5", "the three worst" → the number; null when none. */
export function readLimit(text: string): number | null {
  const number = `(?:\\d{1,3}|${NUMBER_WORDS})`;
  const match =
    new RegExp(
      `\\b(?:top|first|last|worst|biggest|largest|latest|highest|busiest|next|best|oldest|newest|most recent) (${number})\\b(?! ?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|hrs?|h|d|w)\\b)`,
    ).exec(text) ??
    new RegExp(
      `\\b(${number}) (?:\\w+ ){0,2}(?:biggest|worst|largest|highest|most|busiest|top|riskiest|costliest|oldest|newest|latest|dearest|priciest)\\b`,
    ).exec(text) ??
    new RegExp(
      `\\b(?:limit(?: it| to)*|only|just|at most|max(?:imum)?(?: of)?) (${number}) (?!days?|weeks?|months?|hours?)`,
    ).exec(text);
  if (!match) return null;
  const limit = countOf(match[1]!);
  return limit > 0 && limit <= 500 ? limit : null;
}

const NUMBER_WORDS = 'one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty';

/** "unused for 90 days", "older than a year", "a 90-day-old key" → days; null when none. */
export function readThresholdDays(text: string, topics: readonly Topic[]): number | null {
  const lead = '(?:for|in|over|than|after|beyond|within|past|last|exceeding|least|every|age of|>|>=)';
  const fits =
    topics.some((topic) => THRESHOLD_TOPICS.has(topic)) ||
    /\bold(?:er)?\b|\bnot (?:been )?(?:rotated|used)\b/.test(text);
  const match =
    new RegExp(
      `\\b(?:older|more|longer|greater|over|exceeding|beyond) (?:than )?(?:about |at least )?${COUNT}[- +]{0,2}(days?|d|weeks?|months?|quarters?|years?|yrs?)\\b`,
    ).exec(text) ??
    new RegExp(
      `\\b${COUNT}\\+?[- ](days?|weeks?|months?|years?)[- ](?:old|threshold|limit|inactive|unused|policy|rule)`,
    ).exec(text) ??
    (fits
      ? new RegExp(
          `(?:\\b|(?<= ))${lead} (?:at least |more than |over |the (?:last|past) |about )?${COUNT}\\+?[- ]?(days?|d|weeks?|months?|quarters?|years?|yrs?)\\b`,
        ).exec(text)
      : null);
  if (!match) return null;
  const { unit, times } = unitOf(match[2]!);
  const days = { hour: 0, day: 1, week: 7, month: 30, quarter: 90, year: 365 }[unit] * countOf(match[1]!) * times;
  return days > 0 && days <= 36_500 ? days : null;
}

const THRESHOLD_TOPICS = new Set<Topic>([
  'inactive',
  'access_keys',
  'idle',
  'unattached',
  'password',
  'freshness',
  'backup',
]);
