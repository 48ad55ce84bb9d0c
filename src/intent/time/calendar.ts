/** Calendar arithmetic in UTC. Weeks begin on Monday (ISO 8601); every period is half-open. */

export type Unit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A stretch of time in epoch milliseconds, [from, to), with the calendar unit it came from (null: rolling or odd). */
export interface Period {
  from: number;
  to: number;
  unit: Unit | null;
  label: string;
}

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

/** The first instant of the unit that holds `at`. */
export function startOf(unit: Unit, at: number): number {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case 'hour':
      return at - (((at % HOUR_MS) + HOUR_MS) % HOUR_MS);
    case 'day':
      return Date.UTC(year, month, date.getUTCDate());
    case 'week':
      return Date.UTC(year, month, date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
    case 'month':
      return Date.UTC(year, month, 1);
    case 'quarter':
      return Date.UTC(year, month - (month % 3), 1);
    case 'year':
      return Date.UTC(year, 0, 1);
  }
}

/** Moves an instant by whole units; a month end is clamped (31 March less one month is 28 or 29 February). */
export function shift(at: number, count: number, unit: Unit): number {
  if (unit === 'hour') return at + count * HOUR_MS;
  if (unit === 'day') return at + count * DAY_MS;
  if (unit === 'week') return at + count * 7 * DAY_MS;
  const months = count * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12);
  const date = new Date(at);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return first + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY_MS + (((at % DAY_MS) + DAY_MS) % DAY_MS);
}

/** The whole unit that holds `at`, labelled. */
export function whole(unit: Unit, at: number): Period {
  const from = startOf(unit, at);
  return { from, to: shift(from, 1, unit), unit, label: labelOf(unit, from) };
}

/** Midnight of a date, or null when there is no such date (31 June, 29 February in a common year). */
export function dateOf(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month, day);
  const date = new Date(at);
  return date.getUTCMonth() === month && date.getUTCDate() === day ? at : null;
}

/** How a reader says it: "Tuesday, 17 November 2026", "October 2026", "Q3 2026". */
export function labelOf(unit: Unit, from: number): string {
  const date = new Date(from);
  const year = date.getUTCFullYear();
  switch (unit) {
    case 'hour':
      return `${dayLabel(from)}, ${String(date.getUTCHours()).padStart(2, '0')}:00 UTC`;
    case 'day':
      return `${capital(WEEKDAYS[date.getUTCDay()]!)}, ${dayLabel(from)}`;
    case 'week':
      return `the week of ${dayLabel(from)}`;
    case 'month':
      return `${capital(MONTHS[date.getUTCMonth()]!)} ${year}`;
    case 'quarter':
      return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${year}`;
    case 'year':
      return String(year);
  }
}

/** "17 November 2026" */
export function dayLabel(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${capital(MONTHS[date.getUTCMonth()]!)} ${date.getUTCFullYear()}`;
}

/** "17 November 2026 to 19 November 2026", the last day included. */
export function spanLabel(from: number, to: number): string {
  const last = Math.max(from, to - 1);
  return startOf('day', from) === startOf('day', last) ? dayLabel(from) : `${dayLabel(from)} to ${dayLabel(last)}`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
