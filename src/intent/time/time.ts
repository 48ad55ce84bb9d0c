/** Reads the period a question speaks of, and the earlier one it is set against. All UTC; nothing but text and `now` decides. */
import type { TimeRange } from '../intent.ts';
import { DAY_MS, shift, spanLabel, startOf, whole, type Period, type Unit } from './calendar.ts';
import { compareCue, overUnit } from './comparison.ts';
import { narrowToHours } from './hours.ts';
import { PHRASES, type Meaning } from './phrases.ts';

export interface TimeReading {
  timeRange: TimeRange | null;
  comparedWith: TimeRange | null;
  /** Where in the text time was spoken of, [from, to). */
  spans: { index: number; end: number }[];
}

type Found = { index: number; end: number; meaning: Meaning };

/**
 * Periods named in normalised text. `carried` is the period of the turn before: "the week before" counts from it.
 * An unreadable `now` gives no period.
 */
export function readTime(text: string, now: string, carried: TimeRange | null = null): TimeReading {
  const at = Date.parse(now);
  if (Number.isNaN(at)) return { timeRange: null, comparedWith: null, spans: [] };
  const found = findPhrases(text, at);
  const spans = found.map(({ index, end }) => ({ index, end }));
  const over = overUnit(text);
  if (over) {
    const last = whole(over, startOf(over, at) - 1);
    return { timeRange: asRange(last), comparedWith: asRange(whole(over, last.from - 1)), spans };
  }
  const { main, earlier } = arrange(text, found, at, carried ? asPeriod(carried) : null);
  return { timeRange: main && asRange(main), comparedWith: earlier && asRange(earlier), spans };
}

function findPhrases(text: string, now: number): Found[] {
  const all: Found[] = [];
  for (const { pattern, read } of PHRASES) {
    for (const match of text.matchAll(pattern)) {
      const meaning = read(match as RegExpExecArray, now);
      if (meaning) all.push({ index: match.index, end: match.index + match[0].length, meaning });
    }
  }
  all.sort((a, b) => b.end - b.index - (a.end - a.index));
  const kept: Found[] = [];
  for (const one of all) if (kept.every((other) => one.end <= other.index || one.index >= other.end)) kept.push(one);
  kept.sort((a, b) => a.index - b.index);
  return kept.map((one) => widenToWeek(text, one));
}

/** "the week of 9 November" is the Monday week that holds the day. */
function widenToWeek(text: string, found: Found): Found {
  const lead = /(?:the )?week (?:of|beginning|starting|commencing|containing)(?: on)?(?: the)? $/.exec(
    text.slice(0, found.index),
  );
  if (!lead || found.meaning.kind !== 'period' || found.meaning.period.unit !== 'day') return found;
  return { ...found, index: lead.index, meaning: { kind: 'period', period: whole('week', found.meaning.period.from) } };
}

function arrange(
  text: string,
  found: Found[],
  now: number,
  carried: Period | null,
): { main: Period | null; earlier: Period | null } {
  const [first, second] = found;
  if (!first) return { main: null, earlier: null };
  const alone =
    first.meaning.kind === 'period' ? bounded(text, first, narrowToHours(text, first.meaning.period), now) : null;
  if (!second) {
    if (alone && first.meaning.kind === 'period' && comesAfterCue(text, first.index)) {
      const base = carried ?? (alone.unit ? current(alone.unit, now) : null);
      return base && base.from > alone.from ? { main: base, earlier: alone } : { main: alone, earlier: null };
    }
    if (alone) return { main: alone, earlier: null };
    const beside = resolve(first.meaning, carried, now);
    // "Against the previous quarter" without another period means the one that runs.
    const base = carried ?? (beside.unit ? current(beside.unit, now) : null);
    const against = comesAfterCue(text, first.index) && base && base.from > beside.from ? base : null;
    return against ? { main: against, earlier: beside } : { main: beside, earlier: null };
  }
  const between = text.slice(first.end, second.index);
  const base = first.meaning.kind === 'period' ? first.meaning.period : resolve(first.meaning, carried, now);
  const other = second.meaning.kind === 'period' ? second.meaning.period : resolve(second.meaning, base, now);
  const comparing = compareCue(text, first.index, between) || second.meaning.kind !== 'period';
  if (comparing) return base.from >= other.from ? { main: base, earlier: other } : { main: other, earlier: base };
  if (isSpan(text, first.index, between)) return { main: join(base, other, now), earlier: null };
  return { main: alone ?? base, earlier: null };
}

/** Applies "since", "after", "before" to the period that follows. */
function bounded(text: string, found: Found, period: Period, now: number): Period {
  const lead =
    /(?:^|\s)(since|after|before|until|till|(?<!been |be )up to|prior to|from|starting|as of)(?: the| on| about| around)? $/.exec(
      text.slice(0, found.index),
    )?.[1];
  const rest = text.slice(found.end);
  const openEnded =
    /^(?:\s*(?:on|onwards?|on ?wards?|forward|until now|till now|to now|to date|to today|up to now))\b/.test(rest);
  if (text.startsWith('since ', found.index) || lead === undefined) return period;
  if (lead === 'since' || lead === 'starting' || (lead === 'from' && openEnded))
    return openEnd(period.from, now, `since ${period.label}`);
  if (lead === 'after') return openEnd(period.to <= now ? period.to : period.from, now, `after ${period.label}`);
  if (lead === 'from' || lead === 'as of') return period;
  const to = lead === 'before' || lead === 'prior to' ? period.from : period.to;
  return { from: 0, to, unit: null, label: `before ${period.label}` };
}

function openEnd(from: number, now: number, label: string): Period {
  return { from, to: now > from ? now : from + DAY_MS, unit: null, label: label.replace(/^since since /, 'since ') };
}

function comesAfterCue(text: string, index: number): boolean {
  return /\b(?:vs|versus|against|than|compare[d]?(?: it| that| this| them)? (?:to|with|against)|relative to|(?:up|down) from)(?: (?:the|in|for|on|what|we|it|was|spent|paid|had|did))*$/.test(
    text.slice(0, index).trimEnd(),
  );
}

function isSpan(text: string, firstIndex: number, between: string): boolean {
  const lead = text.slice(0, firstIndex);
  if (/\bbetween(?: the)? $/.test(lead)) return /^,? and(?: the)? $/.test(between);
  return /^ ?(?:-|to|through|thru|until|till|up to)(?: the)? ?$/.test(between);
}

function join(first: Period, last: Period, now: number): Period {
  const from = Math.min(first.from, last.from);
  const to = Math.min(Math.max(first.to, last.to), Math.max(now, first.to, from + 1));
  return { from, to, unit: null, label: spanLabel(from, to) };
}

/** A phrase that leans on another period; with none to lean on it counts from now. */
function resolve(meaning: Meaning, base: Period | null, now: number): Period {
  if (meaning.kind === 'period') return meaning.period;
  if (meaning.kind === 'same') {
    const from = base ?? current('month', now);
    const moved = { from: shift(from.from, -1, meaning.unit), to: shift(from.to, -1, meaning.unit) };
    return { ...moved, unit: null, label: spanLabel(moved.from, moved.to) };
  }
  const unit = meaning.unit ?? base?.unit ?? null;
  if (!base) return stretch(unit ?? 'week', startOf(unit ?? 'week', now), meaning.count);
  if (unit === null || (base.unit === null && meaning.count === 1 && base.to - base.from < 200 * DAY_MS))
    return equalBefore(base);
  if (base.unit === null) return stretch(unit, base.from, meaning.count);
  if (base.unit !== unit)
    return base.unit === 'day' && unit === 'week'
      ? whole('day', base.from - 7 * DAY_MS)
      : stretch(unit, startOf(unit, base.from), meaning.count);
  return stretch(unit, startOf(unit, base.from), meaning.count);
}

function stretch(unit: Unit, to: number, count: number): Period {
  const from = shift(to, -count, unit);
  return count === 1 && from === startOf(unit, from)
    ? whole(unit, from)
    : { from, to, unit: null, label: spanLabel(from, to) };
}

function equalBefore(base: Period): Period {
  const from = base.from - (base.to - base.from);
  return { from, to: base.from, unit: null, label: spanLabel(from, base.from) };
}

function current(unit: Unit, now: number): Period {
  const period = whole(unit, now);
  return { ...period, to: now > period.from ? now : period.to, label: `${period.label} so far` };
}

function asRange(period: Period): TimeRange {
  return { from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString(), label: period.label };
}

/** A range of an earlier turn with its calendar unit found again, so that "the week before" steps by weeks. */
function asPeriod(range: TimeRange): Period {
  const from = Date.parse(range.from);
  const to = Date.parse(range.to);
  const units: Unit[] = ['day', 'week', 'month', 'quarter', 'year'];
  const exact = units.find((unit) => from === startOf(unit, from) && to === shift(from, 1, unit));
  return { from, to, unit: exact ?? null, label: range.label };
}
