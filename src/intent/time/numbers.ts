/** Regular-expression sources for counts and units as people write them, and their values. */
import type { Unit } from './calendar.ts';

const WORDS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  'couple of': 2,
  three: 3,
  few: 3,
  several: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  ninety: 90,
};

/** Matches "7", "two", "a couple of". One group. */
export const COUNT = `(\\d{1,4}|${Object.keys(WORDS)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;

/** Matches "days", "hrs", "wk". One group. */
export const UNIT = '(minutes?|mins?|hours?|hrs?|h|days?|d|fortnights?|weeks?|wks?|w|months?|mo|quarters?|years?|yrs?)';

/** The number a COUNT match stands for. */
export function countOf(word: string): number {
  return WORDS[word] ?? Number(word);
}

/** The calendar unit of a UNIT match and how many of them it is: a fortnight is two weeks, a minute a sixtieth of an hour. */
export function unitOf(word: string): { unit: Unit; times: number } {
  if (word.startsWith('fortnight')) return { unit: 'week', times: 2 };
  if (word === 'mo' || word.startsWith('month')) return { unit: 'month', times: 1 };
  if (word.startsWith('min')) return { unit: 'hour', times: 1 / 60 };
  const units: Record<string, Unit> = { h: 'hour', d: 'day', w: 'week', q: 'quarter', y: 'year' };
  return { unit: units[word.charAt(0)] ?? 'day', times: 1 };
}
