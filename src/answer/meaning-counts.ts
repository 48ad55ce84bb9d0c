/** Numbers of the right thing: `24 of 45`, `24 users`, and what a row says of the one it names. */
import type { EvidenceItem } from '../evidence.ts';
import { createHaystack, DATE, NUMBER } from './atoms.ts';
import {
  conditionWords,
  keyOf,
  type MeaningRule,
  nounOf,
  nounPattern,
  numberOf,
  rowsByName,
  rowsNamed,
  sharesCondition,
  textOf,
} from './statement.ts';

/** `24 of 40` where the fact says 24 of 45. */
export const wrongShare: MeaningRule = ({ text, cited }) => {
  const facts = cited.filter((item) => item.value !== undefined && item.denominator !== undefined);
  if (facts.length === 0) return null;
  for (const [, part, whole] of text.matchAll(SHARE)) {
    const pair = [numberOf(part!), numberOf(whole!)] as const;
    const known =
      facts.some((item) => item.value === pair[0] && item.denominator === pair[1]) ||
      cited.some((item) => saysBoth(item, pair));
    if (!known) {
      const right = facts.map((item) => `${item.label} says ${item.value} of ${item.denominator}`).join(', ');
      return `${part} of ${whole} is not what is cited: ${right}.`;
    }
  }
  return null;
};

const SHARE =
  /(?<![\w.,-])(\d+(?:,\d{3})*)(?: [a-z-]+){0,3} (?:out )?of (?:the |our |all |its |these |those |only )?(\d+(?:,\d{3})*)(?![\d.%-])/gi;

function saysBoth(item: EvidenceItem, [part, whole]: readonly [number, number]): boolean {
  const inRow = (item.rows ?? []).some((row) => {
    const values = Object.values(row);
    return values.includes(part) && values.includes(whole);
  });
  const words = [
    item.title,
    ...(item.notes ?? []),
    JSON.stringify(item.finding ?? ''),
    JSON.stringify(item.rows ?? []),
  ];
  return (
    inRow || words.some((text) => new RegExp(`\\b${part}\\b[^.]{0,30}\\bof\\b[^.]{0,12}\\b${whole}\\b`).test(text))
  );
}

/** `45 users have no MFA` where 45 is how many users there are, and 24 how many have none. */
export const wholeForPart: MeaningRule = ({ text, cited, asked }) => {
  const facts = cited.filter((item) => item.denominator !== undefined && item.value !== item.denominator);
  for (const item of facts) {
    const noun = nounOf(item);
    if (noun === null || conditionWords(item).length === 0 || !sharesCondition(text, item)) continue;
    const pattern = new RegExp(`(?<![\\w.,-])(\\d+(?:,\\d{3})*) (?:[\\w-]+ ){0,3}?${nounPattern(noun)}\\b`, 'gi');
    for (const match of text.matchAll(pattern)) {
      if (numberOf(match[1]!) !== item.denominator || asked(match[1]!)) continue;
      if (/\b(?:of|among|out of|all|total|between|from|the)\s*$/i.test(text.slice(0, match.index))) continue;
      if (/\bin (?:all|total)|\baltogether\b|\boverall\b|\btotal\b/i.test(text)) continue;
      if (new RegExp(`(?<![\\d.,])${item.value}(?![\\d.,]\\d|\\d)`).test(text.replaceAll(',', ''))) continue;
      if (cited.some((other) => other !== item && other.value === item.denominator)) continue;
      return `${match[1]} is how many ${item.unit} there are in all; ${item.label} counts ${item.value} of them.`;
    }
  }
  return null;
};

/** A number or date that stands in the row of another one than the sentence names. */
export const numberOfAnother: MeaningRule = ({ text, cited, asked }) => {
  for (const item of cited) {
    const rows = rowsByName(item);
    if (rows.size < 2) continue;
    const named = rowsNamed(rows, text);
    if (named.length === 0 || named.length === rows.size) continue;
    let rest = text.toLowerCase();
    for (const [name] of named) rest = rest.replaceAll(name, ' ');
    const own = createHaystack(named.map(([, group]) => JSON.stringify(group)));
    const { rows: _rows, members: _members, ...head } = item;
    const around = createHaystack([JSON.stringify(head), ...cited.filter((other) => other !== item).map(textOf)]);
    for (const atom of [...(rest.match(DATE) ?? []), ...(rest.replaceAll(DATE, ' ').match(NUMBER) ?? [])]) {
      if (own.has(atom) || around.has(atom) || asked(atom)) continue;
      const other = [...rows].find(
        ([name, group]) =>
          !named.some(([known]) => known === name) && createHaystack([JSON.stringify(group)]).has(atom),
      );
      if (other)
        return `${atom} belongs to ${other[0]} in ${item.label}, not to ${named.map(([name]) => name).join(', ')}.`;
    }
  }
  return null;
};

/** `319 critical` where the row of critical says 32: number and name stand side by side. */
export const numberBesideName: MeaningRule = ({ text, cited }) => {
  for (const item of cited) {
    const key = keyOf(item);
    if (key === null || !TALLIES.has(key)) continue;
    for (const [name, group] of rowsByName(item)) {
      const beside = new RegExp(`(?<![\\w.,-])(\\d+(?:,\\d{3})*) ${escaped(name)}(?![\\w-])`, 'i').exec(text);
      if (!beside || createHaystack([JSON.stringify(group)]).has(beside[1]!)) continue;
      if (cited.some((other) => other !== item && createHaystack([textOf(other)]).has(beside[1]!))) continue;
      const elsewhere = [...rowsByName(item)].some(
        ([other, rows]) => other !== name && createHaystack([JSON.stringify(rows)]).has(beside[1]!),
      );
      if (elsewhere && beside[1] !== String(item.value))
        return `${beside[1]} is not the number of ${name} in ${item.label}.`;
    }
  }
  return null;
};

const TALLIES = new Set(['severity', 'status', 'service']);
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
