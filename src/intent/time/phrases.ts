/** The phrases that name a period, each with the rule that reads it. Text is lower case, normalised, bounded in length. */
import {
  DAY_MS,
  HOUR_MS,
  MONTHS,
  WEEKDAYS,
  dateOf,
  dayLabel,
  labelOf,
  shift,
  spanLabel,
  startOf,
  whole,
  type Period,
  type Unit,
} from './calendar.ts';
import { COUNT, UNIT, countOf, unitOf } from './numbers.ts';

/** A period of its own, or one that only means something beside another: "the week before", "the same month last year". */
export type Meaning =
  | { kind: 'period'; period: Period }
  | { kind: 'before'; unit: Unit | null; count: number }
  | { kind: 'same'; unit: Unit };

export interface Phrase {
  pattern: RegExp;
  read: (match: RegExpExecArray, now: number) => Meaning | null;
}

const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const WEEKDAY = `(${WEEKDAYS.join('|')})`;
const NTH = '(\\d{1,2})(?:st|nd|rd|th)?';
const YEAR = '(?:,? (20\\d{2}))?';
const SPAN = '(week|month|quarter|year)';
const TO = ' ?(?:-|to|through|thru|until|till|and) ?';

/** Every phrase known. Where two overlap the longer match wins, then the earlier in this list. */
export const PHRASES: Phrase[] = [
  // Rolling: "last 30 days", "past 24h", "the last couple of weeks"
  phrase(`(?:the )?(last|past|trailing|recent) (?:the )?${COUNT} ?${UNIT}`, (m, now) => rolling(now, m[2]!, m[3]!)),
  phrase(`since (?:about )?${COUNT} ?${UNIT} ago`, (m, now) => rolling(now, m[1]!, m[2]!)),
  phrase(`(?:the )?(?:previous|prior|preceding) ${COUNT} ?${UNIT}`, (m) => before(m[2]!, countOf(m[1]!))),
  phrase('(?:the )?(?:past|last) (hour|day)', (m, now) => rolling(now, m[1] === 'hour' ? '1' : '24', 'hours')),
  phrase(`(?:the )?past ${SPAN}`, (m, now) => rolling(now, '1', m[1]!)),
  phrase(`(?:in|over|during|within|for) the last ${SPAN}`, (m, now) => rolling(now, '1', m[1]!)),
  phrase(`(?:about )?${COUNT} ?${UNIT} ago`, (m, now) => ago(now, m[1]!, m[2]!)),
  phrase('(?:(?:the|this|last|past) )?(spring|summer|autumn|winter)(?: (20\\d{2}))?(?! (?:camp|sale|house))', season),
  phrase('(?:the|this|last|past) (fall)(?: (20\\d{2}))?(?! in)', season),
  // The running unit, up to now
  phrase(`(?:so far )?(?:this|(?:the )?current) ${SPAN}(?: so far)?`, (m, now) => running(m[1] as Unit, now)),
  phrase(`${SPAN}[- ]to[- ]date`, (m, now) => running(m[1] as Unit, now)),
  phrase('([wmqy])td', (m, now) => running(SHORT_UNITS[m[1]!]!, now)),
  phrase('today', (_, now) => running('day', now)),
  // The unit before the running one
  phrase(`(?:the )?last ${SPAN}`, (m, now) => period(whole(m[1] as Unit, startOf(m[1] as Unit, now) - 1))),
  phrase(`the ${SPAN} before last`, (m, now) => period(unitsBack(m[1] as Unit, now, 2))),
  phrase('(?:the )?day before yesterday', (_, now) => period(unitsBack('day', now, 2))),
  phrase('yesterday', (_, now) => period(unitsBack('day', now, 1))),
  // Only beside another period
  phrase(`(?:the )?(?:previous|prior|preceding) (day|week|month|quarter|year)`, (m) => before(m[1]!, 1)),
  phrase(`the (day|week|month|quarter|year) (?:before|prior|earlier|previous)(?: that)?`, (m) => before(m[1]!, 1)),
  phrase(`the ${COUNT} ?${UNIT} (?:before|prior|earlier)(?: that)?`, (m) => before(m[2]!, countOf(m[1]!))),
  phrase('(?:the )?(?:previous|prior|preceding) (?:one|period)|the (?:one|period) (?:before|prior)', () => ({
    kind: 'before',
    unit: null,
    count: 1,
  })),
  phrase('(?<=(?:than|versus|against|to|with) )(?:the )?last(?: one)?(?=[^\\w ]|$| one)', () => ({
    kind: 'before',
    unit: null,
    count: 1,
  })),
  phrase(
    `(?:the )?same (?:days?|dates?|weeks?|month|quarter|period|time|part|point|stretch|number of days) (?:of |in |for )?(?:the )?(?:last|previous|prior) ${SPAN}`,
    (m) => ({
      kind: 'same',
      unit: m[1] as Unit,
    }),
  ),
  // Parts of days, weekends
  phrase('this morning', (_, now) => dayPart(startOf('day', now), 0, 12, now)),
  phrase('(?:last night|overnight)', (_, now) => dayPart(startOf('day', now) - DAY_MS, 18, 30, now)),
  phrase(`(today|yesterday|${WEEKDAYS.join('|')}) (morning|afternoon|evening|night)`, (m, now) => {
    const day =
      m[1] === 'today'
        ? startOf('day', now)
        : m[1] === 'yesterday'
          ? startOf('day', now) - DAY_MS
          : lastWeekday(m[1]!, now);
    const [from, to] = DAY_PARTS[m[2]!]!;
    return dayPart(day, from, to, now);
  }),
  phrase('(?:the |this |last |past |over the )?weekend', (_, now) => weekend(now)),
  // Weekdays
  phrase(`(?:(?:this|last|past|this past) )?${WEEKDAY}s?`, (m, now) => period(whole('day', lastWeekday(m[1]!, now)))),
  phrase(`the ${WEEKDAY} before(?: that)?`, () => ({ kind: 'before', unit: 'week', count: 1 })),
  phrase(`(?:${WEEKDAY} (?:of )?(last|this) week|(last|this) week(?:'s)?(?: on)? ${WEEKDAY})`, (m, now) => {
    const week = startOf('week', now) - ((m[2] ?? m[3]) === 'last' ? 7 * DAY_MS : 0);
    const index = WEEKDAYS.indexOf((m[1] ?? m[4]) as (typeof WEEKDAYS)[number]);
    return period(whole('day', week + ((index + 6) % 7) * DAY_MS));
  }),
  // Dates
  phrase('(20\\d{2})-(\\d{2})-(\\d{2})(?:t(\\d{2})(?::\\d{2}){0,2}(?:\\.\\d{1,9})?z?)?', (m) => {
    const day = dateOf(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
    if (day === null) return null;
    return period(m[4] && Number(m[4]) < 24 ? whole('hour', day + Number(m[4]) * HOUR_MS) : whole('day', day));
  }),
  phrase('(20\\d{2})[-/](\\d{1,2})(?![-/\\d])', (m) => {
    const first = dateOf(Number(m[1]), Number(m[2]) - 1, 1);
    return first === null ? null : period(whole('month', first));
  }),
  phrase('(\\d{1,2})([./])(\\d{1,2})[./](20\\d{2})', (m) => {
    // Dots are written day first; slashes month first, as the AWS console does, unless that cannot be a month.
    const dayFirst = m[2] === '.' || Number(m[1]) > 12;
    const day = dateOf(Number(m[4]), Number(dayFirst ? m[3] : m[1]) - 1, Number(dayFirst ? m[1] : m[3]));
    return day === null ? null : period(whole('day', day));
  }),
  phrase(`(?:the )?${NTH}(?: of)? ${MONTH}${YEAR}`, (m, now) => dated(now, m[1]!, m[2]!, m[3])),
  phrase(`${MONTH} (?:the )?${NTH}(?!\\d)${YEAR}`, (m, now) => dated(now, m[2]!, m[1]!, m[3])),
  phrase(`(?:the )?${NTH}${TO}(?:the )?${NTH}(?: of)? ${MONTH}${YEAR}`, (m, now) =>
    datedSpan(now, m[1]!, m[2]!, m[3]!, m[4]),
  ),
  phrase(`${MONTH} (?:the )?${NTH}${TO}(?:the )?${NTH}(?!\\d)${YEAR}`, (m, now) =>
    datedSpan(now, m[2]!, m[3]!, m[1]!, m[4]),
  ),
  phrase('the (\\d{1,2})(?:st|nd|rd|th)', (m, now) => dayOfMonth(Number(m[1]), now)),
  // Months, quarters, years, weeks by name
  phrase(`(?:last )?${MONTH}(?: (?:of )?(20\\d{2}))?`, (m, now) => namedMonth(m, now)),
  phrase('q([1-4])(?:[ -/]?(20\\d{2}))?', (m, now) => quarter(Number(m[1]), m[2], now)),
  phrase('(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th) quarter(?: (?:of )?(20\\d{2}))?', (m, now) =>
    quarter(ORDINALS[m[1]!]!, m[2], now),
  ),
  phrase('(?<![-\\d.:/])(20[12345]\\d)(?![-\\d.:/])', (m, now) =>
    Number(m[1]) === new Date(now).getUTCFullYear()
      ? running('year', now)
      : period(whole('year', Date.UTC(Number(m[1]), 0, 1))),
  ),
  phrase('week (\\d{1,2})', (m, now) => isoWeek(Number(m[1]), now)),
  phrase(`(?:the )?(?:start|beginning) of (?:the |this )?${SPAN}`, (m, now) =>
    period(whole('day', startOf(m[1] as Unit, now))),
  ),
  phrase(`(?:the )?(?:start|beginning) of ${MONTH}`, (m, now) =>
    period(whole('day', monthStart(m[1]!, undefined, now))),
  ),
];

const SHORT_UNITS: Record<string, Unit> = { w: 'week', m: 'month', q: 'quarter', y: 'year' };
const ORDINALS: Record<string, number> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
};
const DAY_PARTS: Record<string, [number, number]> = {
  morning: [0, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [18, 30],
};
const UNIT_NAMES: Unit[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

function phrase(source: string, read: Phrase['read']): Phrase {
  return { pattern: new RegExp(`(?<![\\w@-])(?:${source})(?![\\w])`, 'g'), read };
}

function period(value: Period): Meaning {
  return { kind: 'period', period: value };
}

function before(unitWord: string, count: number): Meaning {
  const { unit, times } = unitOf(unitWord);
  return { kind: 'before', unit: UNIT_NAMES.includes(unit) ? unit : null, count: Math.max(1, count * times) };
}

function rolling(now: number, countWord: string, unitWord: string): Meaning | null {
  const { unit, times } = unitOf(unitWord);
  const count = countOf(countWord) * times;
  if (!(count > 0) || count > 4000) return null;
  const from = unit === 'hour' ? now - count * HOUR_MS : startOf('day', shift(now, -count, unit));
  const name = unitWord.length > 2 ? unitWord.replace(/s$/, '') : unit;
  return period({
    from,
    to: now,
    unit: null,
    label: `the last ${countOf(countWord)} ${name}s`.replace(/^the last 1 (.+)s$/, 'the last $1'),
  });
}

function ago(now: number, countWord: string, unitWord: string): Meaning | null {
  const { unit, times } = unitOf(unitWord);
  const count = countOf(countWord) * times;
  return count > 0 && count <= 4000 ? period(whole(unit, shift(now, -count, unit))) : null;
}

function running(unit: Unit, now: number): Meaning {
  const from = startOf(unit, now);
  const label = unit === 'day' ? `today, ${dayLabel(from)}` : `${labelOf(unit, from)} so far`;
  // At the very first instant of a unit it has no past yet; an empty period would match nothing and mislead.
  return period({ from, to: now > from ? now : shift(from, 1, unit), unit, label });
}

function unitsBack(unit: Unit, now: number, count: number): Period {
  return whole(unit, shift(startOf(unit, now), -count, unit));
}

/** The most recent such day strictly before today. */
function lastWeekday(name: string, now: number): number {
  const today = startOf('day', now);
  const back = (new Date(today).getUTCDay() - WEEKDAYS.indexOf(name as (typeof WEEKDAYS)[number]) + 7) % 7;
  return today - (back === 0 ? 7 : back) * DAY_MS;
}

function dayPart(day: number, fromHour: number, toHour: number, now: number): Meaning {
  const from = day + fromHour * HOUR_MS;
  const end = day + toHour * HOUR_MS;
  const to = end > now && now > from ? now : end;
  return period({ from, to, unit: null, label: `${dayLabel(day)}, ${fromHour}:00 to ${toHour % 24}:00 UTC` });
}

function weekend(now: number): Meaning {
  const saturday = startOf('week', now) + 5 * DAY_MS;
  const from = now < saturday + DAY_MS ? saturday - 7 * DAY_MS : saturday;
  const to = Math.min(from + 2 * DAY_MS, now);
  return period({ from, to, unit: null, label: `the weekend of ${spanLabel(from, from + 2 * DAY_MS)}` });
}

function monthIndex(name: string): number {
  return MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3)));
}

/** The first of the named month: of the year given, else the latest that has begun. */
function monthStart(name: string, year: string | undefined, now: number): number {
  const current = new Date(now).getUTCFullYear();
  const start = Date.UTC(year ? Number(year) : current, monthIndex(name), 1);
  return !year && start > now ? Date.UTC(current - 1, monthIndex(name), 1) : start;
}

function dated(now: number, day: string, month: string, year: string | undefined): Meaning | null {
  const current = new Date(now).getUTCFullYear();
  const years = year ? [Number(year)] : [current, current - 1, current - 2, current - 3, current - 4];
  for (const candidate of years) {
    const at = dateOf(candidate, monthIndex(month), Number(day));
    if (at !== null && (year || at <= now)) return period(whole('day', at));
  }
  return null;
}

function datedSpan(now: number, first: string, last: string, month: string, year: string | undefined): Meaning | null {
  const start = dated(now, first, month, year);
  if (start?.kind !== 'period') return null;
  const date = new Date(start.period.from);
  const end = dateOf(date.getUTCFullYear(), date.getUTCMonth(), Number(last));
  if (end === null || end < start.period.from) return null;
  return period({
    from: start.period.from,
    to: end + DAY_MS,
    unit: null,
    label: spanLabel(start.period.from, end + DAY_MS),
  });
}

function dayOfMonth(day: number, now: number): Meaning | null {
  for (let back = 0; back < 3; back++) {
    const month = new Date(shift(startOf('month', now), -back, 'month'));
    const at = dateOf(month.getUTCFullYear(), month.getUTCMonth(), day);
    if (at !== null && at <= now) return period(whole('day', at));
  }
  return null;
}

function namedMonth(match: RegExpExecArray, now: number): Meaning | null {
  // "may" and "march" are also verbs: alone they need a word before them that a month follows.
  const lead = match.input.slice(Math.max(0, match.index - 14), match.index);
  const bare = !match[2] && !match[0].startsWith('last ');
  if (
    bare &&
    /^(may|mar|march|sep|dec)$/.test(match[1]!) &&
    !/\b(in|since|of|for|during|from|to|and|vs|versus|than|until|till|through|against|with|between|before|after|by|about)( all of)? $/.test(
      lead,
    )
  )
    return null;
  const from = monthStart(match[1]!, match[2], now);
  return startOf('month', now) === from ? running('month', now) : period(whole('month', from));
}

function quarter(number: number, year: string | undefined, now: number): Meaning {
  const current = new Date(now).getUTCFullYear();
  const at = Date.UTC(year ? Number(year) : current, (number - 1) * 3, 1);
  const from = !year && at > now ? Date.UTC(current - 1, (number - 1) * 3, 1) : at;
  return startOf('quarter', now) === from ? running('quarter', now) : period(whole('quarter', from));
}

/** ISO 8601: week 1 holds 4 January. The latest such week that has begun. */
function isoWeek(number: number, now: number): Meaning | null {
  if (number < 1 || number > 53) return null;
  const year = new Date(now).getUTCFullYear();
  const starts = [year, year - 1].map((each) => startOf('week', Date.UTC(each, 0, 4)) + (number - 1) * 7 * DAY_MS);
  return period(whole('week', starts.find((start) => start <= now) ?? starts[1]!));
}

/** Meteorological seasons of the north, the latest that has begun: spring is March to May. */
function season(match: RegExpExecArray, now: number): Meaning {
  const name = match[1]!;
  const month = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 }[name] ?? 2;
  const said = match[2] ? Number(match[2]) : null;
  const year = new Date(now).getUTCFullYear();
  const begun = Date.UTC(year, month, 1) <= now ? year : year - 1;
  const from = Date.UTC(said ?? begun, month, 1);
  return period({
    from,
    to: shift(startOf('month', from), 3, 'month'),
    unit: null,
    label: `${name} ${said ?? begun} (from 1 ${SEASON_MONTHS[month]})`,
  });
}
const SEASON_MONTHS: Record<number, string> = { 2: 'March', 5: 'June', 8: 'September', 11: 'December' };
