/** Numbers that bound an answer: how many members, how many days. Text is normalised and masked. */
import type { Topic } from './intent.ts';
import { COUNT, countOf, unitOf } from './time/numbers.ts';

/** "top 5", "the three worst" → the number; null when none. */
export function readLimit(text: string): number | null {
  const number = `(?:\\d{1,3}|${NUMBER_WORDS})`;
  const match =
    new RegExp(
      `\\b(?:top|bottom|first|last|worst|smallest|lowest|fewest|biggest|largest|latest|highest|busiest|next|best|oldest|newest|most recent) (${number})\\b(?! ?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|hrs?|h|d|w)\\b)`,
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
