/** Words that can be wrong: severities, "no", "all", "has", directions, and names of something else. */
import type { EvidenceItem, EvidenceRow } from '../evidence.ts';
import {
  keyOf,
  type MeaningRule,
  names,
  nounOf,
  nounPattern,
  rowsByName,
  rowsNamed,
  sharesCondition,
  textOf,
} from './statement.ts';

const LEVEL = '(critical|high|medium|low|informational)';
const SEVERITY_SAID = [
  new RegExp(`\\b${LEVEL}[- ]severity\\b`, 'gi'),
  new RegExp(`\\bseverity(?: is| of|:)? ${LEVEL}\\b`, 'gi'),
  new RegExp(`^${LEVEL}:`, 'gi'),
  new RegExp(
    `\\b(?:is|are|rated|ranked|marked|considered) (?:as )?(?:an? )?${LEVEL}(?=[.,;:]?$|,| (?:and|finding|risk|issue|detection|alert|problem))`,
    'gi',
  ),
  new RegExp(`\\b${LEVEL} (?:findings?|detections?|alerts?)\\b`, 'gi'),
];

/** A severity that nothing cited has. */
export const wrongSeverity: MeaningRule = ({ text, cited }) => {
  const said = SEVERITY_SAID.flatMap((pattern) => [...text.matchAll(pattern)])
    .filter((match) => !cited.some((item) => textOf(item).toLowerCase().includes(match[0].toLowerCase())))
    .map((match) => match[1]!.toLowerCase());
  if (said.length === 0) return null;
  const known = new Set(cited.flatMap((item) => severitiesOf(item, text)));
  if (known.size === 0) return null;
  const wrong = said.find((word) => !known.has(word));
  return wrong ? `Nothing cited is ${wrong}; it is ${[...known].join(', ')}.` : null;
};

function severitiesOf(item: EvidenceItem, text: string): string[] {
  if (item.finding || item.kind === 'finding') return item.severity ? [item.severity] : [];
  const named = rowsNamed(rowsByName(item), text).flatMap(([, rows]) => rows);
  const rows = named.length > 0 ? named : (item.rows ?? []);
  const asked = item.parameters?.['severities'];
  return [
    ...rows.flatMap((row) => (typeof row['severity'] === 'string' ? [row['severity']] : [])),
    ...['critical', 'high', 'medium', 'low'].filter((level) => rows.some((row) => Number(row[level] ?? 0) > 0)),
    ...(Array.isArray(asked) ? asked.map(String) : []),
  ];
}

const NOT_ALL = /\b(?:other|others|else|further|more|additional|except|besides|apart|only|longer)\b/i;
const ADVICE =
  /\b(?:should|must|needs?|would|could|can|cannot|may|might|if|when|unless|until|ensure|require[sd]?|let)\b/i;

/** "No bucket is public" where the fact counts four; "some are" where it counts none; "all" where it is a part. */
export const wrongQuantity: MeaningRule = ({ text, cited }) => {
  if (NOT_ALL.test(text) || ADVICE.test(text)) return null;
  for (const item of cited) {
    const noun = nounOf(item);
    if (noun === null || !sharesCondition(text, item)) continue;
    const some = `(?:[\\w-]+ ){0,2}?${nounPattern(noun)}\\b`;
    const none = new RegExp(
      `\\b(?:no|zero|not a single|not one|none of (?:the|our|your|these|those))(?: \\d+)? ${some}`,
      'i',
    );
    const nobody = noun === 'user' && /\b(?:nobody|no one|none of them)\b/i.test(text);
    const here = inPlace(item, text);
    if ((none.test(text) || nobody) && here !== null && here > 0)
      return `${item.label} counts ${item.value} ${item.unit}${here === item.value ? '' : `, ${here} of them there`}.`;
    if (
      item.value === 0 &&
      item.complete !== false &&
      new RegExp(`\\b(?:some|several|many|a few|there (?:are|is)(?! no)) ${some}`, 'i').test(text)
    )
      return `${item.label} counts none.`;
    const all = new RegExp(`\\b(?:all|every|each)(?: of)?(?: the| our| your)? ${some}(?! (?:in all|read))`, 'i');
    const part = item.denominator !== undefined && item.value! > 0 && item.value! < item.denominator;
    if (part && all.test(text) && !/\d/.test(text))
      return `${item.label} counts ${item.value} of ${item.denominator}, not all.`;
  }
  return null;
};

/** How many of the fact's things lie in the account, region or service that the text names; null when that cannot be told. */
function inPlace(item: EvidenceItem, text: string): number | null {
  if (item.value === undefined) return null;
  const rows = item.rows ?? [];
  const places = new Set(
    rows
      .flatMap((row) => ['account', 'region', 'service', 'team'].map((key) => row[key]))
      .filter((place) => typeof place === 'string'),
  );
  const named = [...places].filter((place) => names(text, place));
  const elsewhere =
    /\b(?:in|of|for|owned by) (?:the )?(?:\d{12}|[a-z]{2}-[a-z]+-\d|production|staging|security|team)\b/i.test(text);
  if (named.length === 0) return elsewhere ? null : item.value;
  if (rows.length < item.value) return null;
  return rows.filter((row) => named.every((place) => Object.values(row).includes(place))).length;
}

const NEGATIVE =
  /\b(?:no|not|without|lacks?|lacking|missing|never|none|disabled|off|cannot)\b|n['’]t\b|\bun(?=encrypted)/i;
const PREDICATES: { said: RegExp; columns: string[]; denied?: RegExp }[] = [
  { said: /\bMFA\b|\bmulti-factor\b|\bsecond factor\b/i, columns: ['mfa'] },
  { said: /\badmin(?:istrator)?s?\b(?! polic)/i, columns: ['administrator'] },
  { said: /\bconsole (?:password|access)\b/i, columns: ['console_password'] },
  {
    said: /(?<!block(?:ing|s)? )\b(?:public(?! access block)|publicly readable|open to the internet)\b/i,
    columns: ['is_public'],
    denied: /\bprivate\b/i,
  },
  { said: /\b(?:un)?encrypted\b/i, columns: ['encrypted'] },
];

/** "alice has MFA" where her row says that she has none. */
export const wrongAttribute: MeaningRule = ({ text, cited }) => {
  for (const item of cited) {
    const named = rowsNamed(rowsByName(item), text);
    if (named.length !== 1) continue;
    const [name, rows] = named[0]!;
    const clauses = withoutName(text, name).split(/[,;:()—]|\b(?:and|but|while|although)\b|\b(?=without\b)/i);
    for (const clause of clauses.filter((part) => !ADVICE.test(part)))
      for (const predicate of PREDICATES) {
        if (!predicate.said.test(clause)) continue;
        const claimed = !NEGATIVE.test(clause);
        const known = valueOf(item, rows, predicate.columns);
        if (known !== null && known !== claimed)
          return `${item.label} says the opposite of ${name}: ${predicate.columns[0]!.replace('_', ' ')} ${known ? 'yes' : 'no'}.`;
      }
  }
  return null;
};

const withoutName = (text: string, name: string) =>
  text.replaceAll(new RegExp(name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), ' ');

function valueOf(item: EvidenceItem, rows: EvidenceRow[], columns: string[]): boolean | null {
  if (columns.includes('is_public') && item.factName === 'public_exposure' && item.parameters?.['kind'] === 'bucket')
    return true;
  const values = new Set(rows.flatMap((row) => columns.map((column) => row[column])));
  const [only] = values;
  return values.size === 1 && typeof only === 'boolean' ? only : null;
}

const UP = /\b(?:rose|risen|increased?|increases|up|more|higher|grew|grown|climbed|jumped)\b/i;
const DOWN = /\b(?:fell|fallen|decreased?|decreases|down|less|lower|dropped|shrank)\b/i;

/** "It fell" where the difference is positive. */
export const wrongDirection: MeaningRule = ({ text, cited }) => {
  const plain = text.replaceAll(/\b(?:more|less|no more|not more) than\b|\bup to\b|\bbroken down\b/gi, ' ');
  const up = UP.test(plain);
  if (up === DOWN.test(plain) || NEGATIVE.test(plain)) return null;
  for (const item of cited.filter((candidate) => candidate.factName === 'cost_compare')) {
    const named = [...rowsByName(item)].filter(([name]) => names(text, name)).flatMap(([, rows]) => rows);
    const rows = named.length > 0 ? named : (item.rows ?? []).slice(0, 1);
    const difference = Number(rows[0]?.['difference']);
    if (rows.length === 1 && Math.abs(difference) >= 0.01 && difference > 0 !== up)
      return `${item.label} says that it went ${difference > 0 ? 'up' : 'down'}.`;
  }
  return null;
};

const NAMING = new Set(['name', 'user', 'role', 'resource', 'principal']);
const STATED =
  /\b(?:users?|roles?|buckets?|principals?|instances?|volumes?|group)\s+(?:named\s+|called\s+)?([a-z0-9][\w.@-]*[-._@\d][\w@-]+)/gi;
const ORDINARY =
  /^(?:cross|multi|non|long|short|self|read|write|public|least|end|sign|log|server|client|in|on|off|up|re|pre|auto|customer|aws|s3|ec2|iam|access|one|two|high|low|full|right|stand|must|can|\d)[-_.\d]/i;

/** A name that exists in the evidence, or is said as one, but not in what is cited. */
export const nameOfAnother: MeaningRule = ({ text, cited, evidence, asked }) => {
  const within = cited.map((item) => textOf(item).toLowerCase());
  const isCited = (name: string) => within.some((part) => part.includes(name.toLowerCase()));
  const known = new Set(
    evidence.flatMap((item) => [
      ...(item.finding ? [item.finding.resourceName] : []),
      ...(NAMING.has(keyOf(item) ?? '') ? [...rowsByName(item).keys()] : []),
    ]),
  );
  const stated = [...text.matchAll(STATED)]
    .map((match) => match[1]!.replace(/[.'’]+$/, ''))
    .filter((name) => !ORDINARY.test(name));
  for (const name of [...[...known].filter((one) => one.length > 4 && /[-._\d]/.test(one)), ...stated])
    if (names(text, name) && !isCited(name) && !asked(name)) return `${name} is not in the evidence cited.`;
  return null;
};
