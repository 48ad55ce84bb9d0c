/**
 * Occurrences against an oracle of its own: every time zone of this Node × both transitions × a set of expressions. The
 * oracle knows nothing of croner. It asks Intl where the offset changes and counts from there, by two rules:
 *
 * - An hour of `*` means every hour that passes: every minute whose local time matches counts, as often as it comes.
 * - Any other hour names times of day: each counts in the minute in which the clock first shows it or has jumped past it,
 *   and several that are jumped over together count once. A day that is jumped over whole has no times.
 */
import { readOccurrences } from '../../jobs/occurrences.ts';

/** An expression, how it is written for the oracle, and how far around a transition it is looked at. */
interface Expression {
  cron: string;
  aroundDays: number;
  seconds?: number[];
  minutes: number[];
  /** Null: `*`. */
  hours: number[] | null;
  /** Absent: any. With both, either suffices, as cron has it. */
  daysOfMonth?: number[];
  daysOfWeek?: number[];
}

const every = (step: number, end: number) => Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step);

const EXPRESSIONS: Expression[] = [
  { cron: '*/5 * * * *', aroundDays: 0.5, minutes: every(5, 60), hours: null },
  { cron: '17 * * * *', aroundDays: 1, minutes: [17], hours: null },
  { cron: '30 */20 * * * *', aroundDays: 0.5, seconds: [30], minutes: every(20, 60), hours: null },
  { cron: '20 */2 * * *', aroundDays: 1.5, minutes: [20], hours: every(2, 24) },
  { cron: '0 */6 * * *', aroundDays: 2, minutes: [0], hours: every(6, 24) },
  { cron: '41 3,11,19 * * *', aroundDays: 2, minutes: [41], hours: [3, 11, 19] },
  { cron: '*/20 0-3 * * *', aroundDays: 1.5, minutes: every(20, 60), hours: [0, 1, 2, 3] },
  { cron: '0 0 * * *', aroundDays: 3, minutes: [0], hours: [0] },
  { cron: '30 1 * * *', aroundDays: 3, minutes: [30], hours: [1] },
  { cron: '30 2 * * *', aroundDays: 3, minutes: [30], hours: [2] },
  { cron: '0 3 * * *', aroundDays: 3, minutes: [0], hours: [3] },
  { cron: '15 30 23 * * *', aroundDays: 3, seconds: [15], minutes: [30], hours: [23] },
  { cron: '30 2 * * SUN', aroundDays: 15, minutes: [30], hours: [2], daysOfWeek: [0] },
  { cron: '0 0 * * 5', aroundDays: 15, minutes: [0], hours: [0], daysOfWeek: [5] },
  { cron: '0 0 1 * *', aroundDays: 35, minutes: [0], hours: [0], daysOfMonth: [1] },
  { cron: '30 2 29 * 1', aroundDays: 15, minutes: [30], hours: [2], daysOfMonth: [29], daysOfWeek: [1] },
];

/** Transitions that no coming year has: by half an hour, by two hours, by a quarter, over midnight, over a whole day. */
const PAST: [zone: string, around: string][] = [
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Fakaofo', '2011-12-30T11:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['Asia/Pyongyang', '2015-08-14T15:00:00Z'],
  ['Asia/Pyongyang', '2018-05-04T15:00:00Z'],
  ['America/Caracas', '2016-05-01T07:00:00Z'],
  ['Asia/Katmandu', '1985-12-31T18:30:00Z'],
  ['Europe/Moscow', '2014-10-25T22:00:00Z'],
  ['Europe/Simferopol', '2014-03-29T22:00:00Z'],
  ['Africa/Juba', '2021-01-31T21:00:00Z'],
  ['Asia/Amman', '2022-10-27T22:00:00Z'],
];

const FROM = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The widest window of an expression, and some days for offsets. */
const WIDEST_MS = 38 * DAY_MS;
/** Most complaints kept; their number is what counts. */
const MOST_SHOWN = 200;

export interface TimeZoneReport {
  /** Zones × transitions × expressions, each compared going forwards and going backwards. */
  cells: number;
  zones: number;
  /** Occurrences expected over all cells. */
  occurrences: number;
  violations: string[];
}

/** Compares every cell, or those of which `take` says so (by its number, from 0). Takes minutes for all. */
export function runTimeZones(take: (cell: number) => boolean = () => true): Promise<TimeZoneReport> {
  const zones = Intl.supportedValuesOf('timeZone');
  const places: { zone: string; at: () => number }[] = [
    ...zones.flatMap((zone) => [0, 1].map((which) => ({ zone, at: () => bothTransitions(zone)[which]! }))),
    ...PAST.map(([zone, at]) => ({ zone, at: () => Date.parse(at) })),
  ];
  const report: TimeZoneReport = { cells: 0, zones: zones.length, occurrences: 0, violations: [] };
  for (const [index, place] of places.entries()) {
    const taken = EXPRESSIONS.filter((_, cell) => take(index * EXPRESSIONS.length + cell));
    if (taken.length === 0) continue;
    const at = place.at();
    const stretches = stretchesOf(place.zone, at - WIDEST_MS, at + WIDEST_MS);
    for (const expression of taken) {
      report.cells += 1;
      const compared = compare(place.zone, at, expression, stretches);
      report.occurrences += compared.occurrences;
      if (report.violations.length < MOST_SHOWN) report.violations.push(...compared.violations);
    }
  }
  return Promise.resolve(report);
}

function compare(
  zone: string,
  at: number,
  expression: Expression,
  stretches: Stretch[],
): { occurrences: number; violations: string[] } {
  const from = at - expression.aroundDays * DAY_MS;
  const to = at + expression.aroundDays * DAY_MS;
  const expected = expectedOf(stretches, expression, from, to);
  const occurrences = readOccurrences(expression.cron, 'a schedule', zone);
  const forwards: number[] = [];
  for (let next = occurrences.next(new Date(from - 1)); next && next.getTime() < to; next = occurrences.next(next))
    forwards.push(next.getTime());
  const backwards: number[] = [];
  const before = (time: number) => occurrences.last(new Date(time - 1));
  for (let last = before(to); last && last.getTime() >= from; last = before(last.getTime()))
    backwards.unshift(last.getTime());
  return {
    occurrences: expected.length,
    violations: [
      ...difference(`${zone} ${expression.cron} forwards`, expected, forwards),
      ...difference(`${zone} ${expression.cron} backwards`, expected, backwards),
    ],
  };
}

function difference(name: string, expected: number[], found: number[]): string[] {
  const [wanted, given] = [new Set(expected), new Set(found)];
  const text = (times: number[]) => times.map((time) => new Date(time).toISOString()).join(' ');
  const missing = expected.filter((time) => !given.has(time));
  const extra = found.filter((time) => !wanted.has(time));
  if (missing.length === 0 && extra.length === 0 && found.length === expected.length) return [];
  return [`${name}: missing [${text(missing)}], not expected [${text(extra)}], ${found.length} of ${expected.length}`];
}

/** A stretch of time with one offset, ms. */
interface Stretch {
  from: number;
  to: number;
  offset: number;
}

/** The walk begins three days early, so that what the clock showed before is known. */
function expectedOf(all: Stretch[], expression: Expression, from: number, to: number): number[] {
  const begin = from - 3 * DAY_MS;
  const stretches = all.flatMap((one) =>
    one.to > begin && one.from < to ? [{ ...one, from: Math.max(one.from, begin) }] : [],
  );
  const times = expression.hours === null ? passing(stretches, expression) : clockTimes(stretches, expression);
  return [...new Set(times)].filter((time) => time >= from && time < to).toSorted((left, right) => left - right);
}

/** Rule one: walks the minutes as they pass and reads the clock on the wall. */
function passing(stretches: Stretch[], expression: Expression): number[] {
  return stretches.flatMap(({ from, to, offset }) => {
    const times: number[] = [];
    for (let time = from; time < to; time += MINUTE_MS)
      if (minuteMatches(time + offset, expression))
        for (const second of expression.seconds ?? [0]) times.push(time + second * 1000);
    return times;
  });
}

/** Rule two: walks the minutes too, and remembers the latest that the clock has shown; only what is later is new. */
function clockTimes(stretches: Stretch[], expression: Expression): number[] {
  const times: number[] = [];
  let latest = stretches[0]!.from + stretches[0]!.offset - MINUTE_MS;
  for (const { from, to, offset } of stretches)
    for (let time = from; time < to; time += MINUTE_MS) {
      const shown = time + offset;
      for (let wall = latest + MINUTE_MS; wall <= shown; wall += MINUTE_MS) {
        if (!minuteMatches(wall, expression)) continue;
        if (wall === shown) for (const second of expression.seconds ?? [0]) times.push(time + second * 1000);
        else if (!wholeDayBetween(wall, latest, shown)) times.push(time);
      }
      latest = Math.max(latest, shown);
    }
  return times;
}

/** Was nothing of this day shown? */
function wholeDayBetween(wall: number, latest: number, shown: number): boolean {
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  return latest < midnight && shown >= midnight + DAY_MS;
}

function minuteMatches(wall: number, { minutes, hours, ...days }: Expression): boolean {
  const minute = wall / MINUTE_MS;
  if (!minutes.includes(minute % 60)) return false;
  if (hours !== null && !hours.includes(Math.floor(minute / 60) % 24)) return false;
  return dayMatches(new Date(wall), days);
}

function dayMatches(wall: Date, { daysOfMonth, daysOfWeek }: Pick<Expression, 'daysOfMonth' | 'daysOfWeek'>): boolean {
  if (!daysOfMonth && !daysOfWeek) return true;
  return daysOfMonth?.includes(wall.getUTCDate()) === true || daysOfWeek?.includes(wall.getUTCDay()) === true;
}

function stretchesOf(zone: string, from: number, to: number): Stretch[] {
  const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  const stretches: Stretch[] = [];
  let begun = start;
  for (const change of changes(zone, start, to)) {
    stretches.push({ from: begun, to: change, offset: offsetAt(zone, begun) });
    begun = change;
  }
  return [...stretches, { from: begun, to, offset: offsetAt(zone, begun) }];
}

/** The next change forwards and the next back; for a zone without, two days on which others change. */
function bothTransitions(zone: string): number[] {
  const found = changes(zone, FROM, FROM + 400 * DAY_MS);
  const forwards = found.find((at) => offsetAt(zone, at) > offsetAt(zone, at - 1000));
  const back = found.find((at) => offsetAt(zone, at) < offsetAt(zone, at - 1000));
  return [forwards ?? Date.UTC(2026, 2, 29, 1), back ?? Date.UTC(2026, 9, 25, 1)];
}

/** Every instant at which the offset changes, to the minute; two changes within a day would be taken for none. */
function changes(zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let low = from; low < to; low += DAY_MS) {
    let [left, right] = [low, low + DAY_MS];
    const before = offsetAt(zone, left);
    if (before === offsetAt(zone, right)) continue;
    while (right - left > 60_000) {
      const middle = left + Math.floor((right - left) / 120_000) * 60_000;
      if (offsetAt(zone, middle) === before) left = middle;
      else right = middle;
    }
    found.push(right);
  }
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local minus UTC, ms, as Intl tells the local time. */
function offsetAt(zone: string, time: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const whole = Math.floor(time / 1000) * 1000;
  return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute'], part['second']) - whole;
}
