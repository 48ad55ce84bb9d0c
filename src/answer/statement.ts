/** A sentence beside what it cites, and how both are looked into. Shared by the rules of meaning. */
import type { EvidenceItem, EvidenceRow } from '../evidence.ts';

export interface Statement {
  /** Without markdown and citations. */
  text: string;
  cited: EvidenceItem[];
  /** All evidence of the answer. */
  evidence: EvidenceItem[];
  /** Is this in the question? A reader's own words need no evidence. */
  asked(part: string): boolean;
}

/** What contradicts the statement, as a sentence for the reader; null when nothing does. */
export type MeaningRule = (statement: Statement) => string | null;

/** Columns that name a row, best first. */
const KEYS = [
  'name',
  'user',
  'role',
  'resource',
  'principal',
  'check',
  'event',
  'event_name',
  'address',
  'service',
  'usage_type',
  'account',
  'region',
  'team',
  'owner',
  'severity',
  'status',
  'resource_type',
  'day',
  'week',
  'month',
];

/** The column whose values name the rows of a fact; null for a table without one. */
export function keyOf(item: EvidenceItem): string | null {
  const first = item.rows?.[0];
  return first ? (KEYS.find((key) => typeof first[key] === 'string') ?? null) : null;
}

/** Rows by name, lower-cased; two things of one name share an entry. */
export function rowsByName(item: EvidenceItem): Map<string, EvidenceRow[]> {
  const key = keyOf(item);
  if (key === null) return new Map();
  return Map.groupBy(
    (item.rows ?? []).filter((row) => typeof row[key] === 'string' && row[key] !== ''),
    (row) => String(row[key]).toLowerCase(),
  );
}

/**
 * The rows that a text may speak of: those that it names, and for a name that other rows hold as a word of theirs
 * ("…, production, 3 open findings") those too.
 */
export function rowsNamed(rows: ReadonlyMap<string, EvidenceRow[]>, text: string): [string, EvidenceRow[]][] {
  const named = [...rows].filter(([name]) => names(text, name));
  const holds = (group: EvidenceRow[], name: string) =>
    group.some((row) => Object.values(row).some((cell) => typeof cell === 'string' && names(cell, name)));
  return [...rows].filter(
    ([other, group]) =>
      named.some(([name]) => name === other) || named.some(([name]) => name !== other && holds(group, name)),
  );
}

/** Does the text name it as a whole: `web-1` is not in `web-10`, nor `logs` in `logs-eu`. */
export function names(text: string, name: string): boolean {
  const lower = text.toLowerCase();
  const wanted = name.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
    const before = lower.slice(Math.max(0, at - 1), at);
    const after = lower.slice(at + wanted.length, at + wanted.length + 2);
    if (!/[\w-]/.test(before) && !/^(?:[\w-]|[.@]\w)/.test(after)) return true;
  }
  return false;
}

/** `IAM users` → `user`; the plural noun nearest the end, without its plural. Null for money and rates. */
export function nounOf(item: EvidenceItem): string | null {
  const unit = (item.unit ?? '').toLowerCase();
  if (item.value === undefined || unit === '' || /\busd\b/.test(unit)) return null;
  const plural = unit.split(/\s+/).findLast((word) => /^[a-z-]+s$/.test(word));
  if (!plural) return null;
  if (plural.endsWith('sses')) return plural.slice(0, -2);
  return plural.endsWith('ies') ? `${plural.slice(0, -3)}y` : plural.slice(0, -1);
}

/** The noun in singular and plural, as a pattern. */
export const nounPattern = (noun: string): string =>
  noun.endsWith('y') ? `(?:${noun}|${noun.slice(0, -1)}ies)` : `${noun}(?:s|es)?`;

/** Words of the fact's title that say which of all the things it counts: `mfa`, `public`. */
export function conditionWords(item: EvidenceItem): string[] {
  const unit = new Set((item.unit ?? '').toLowerCase().split(/\s+/));
  return item.title
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && !unit.has(word) && !unit.has(`${word}s`) && !COMMON.has(word));
}

const COMMON = new Set(
  'the and with without not no iam of in on for by all any their its device open rights right more than since ports port'.split(
    ' ',
  ),
);
const LIKE: Record<string, RegExp> = {
  public: /\b(?:public|publicly|exposed|internet|world|everyone|anyone)\b/,
  internet: /\b(?:public|publicly|exposed|internet|world|everyone|anyone)\b/,
  administrator: /\badmin/,
  encrypted: /encrypt/,
  unencrypted: /encrypt/,
  unattached: /\b(?:unattached|attached|detached|unused)\b/,
  activity: /\b(?:activ|inactiv|log(?:ged|in)|used|silent|dormant)/,
};

/** Does the text speak of what the fact's title singles out? */
export function sharesCondition(text: string, item: EvidenceItem): boolean {
  const lower = text.toLowerCase();
  return conditionWords(item).some((word) => LIKE[word]?.test(lower) ?? new RegExp(`\\b${word}`).test(lower));
}

export const numberOf = (text: string): number => Number(text.replaceAll(/[$,]/g, ''));

/** Everything an item says, in one text. */
export const textOf = (item: EvidenceItem): string => JSON.stringify(item);
