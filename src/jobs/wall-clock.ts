/** The clock on the wall of a time zone. Wall times are numbers: what the clock shows, as if it were UTC, ms. */

export interface WallClock {
  /** What the clock shows at an instant. */
  shows(instant: number): number;
  /** The latest it has shown up to an instant: later than now while an hour is repeated. */
  hasShown(instant: number): number;
  /**
   * The instant at which the clock first shows a time or, where it skips it, goes past it. Null for a time of a day that
   * the calendar leaves out whole, as Samoa's did on 30 December 2011: such a day has no times.
   */
  reaches(wall: number): number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Offsets lie between −12 and +14 hours; no zone changed its own twice within two days. */
const WIDEST_OFFSET_MS = 14 * HOUR_MS;

/** Reads Intl's data for a zone (IANA name). Throws RangeError for one that it does not know. */
export function createWallClock(timeZone: string): WallClock {
  const offsetAt = offsetReader(timeZone);
  return {
    shows: (instant) => instant + offsetAt(instant),
    hasShown: (instant) => instant + Math.max(offsetAt(instant), offsetAt(instant - 2 * WIDEST_OFFSET_MS)),
    reaches: (wall) => {
      let [before, after] = [wall - WIDEST_OFFSET_MS - HOUR_MS, wall + WIDEST_OFFSET_MS];
      const [old, fresh] = [offsetAt(before), offsetAt(after)];
      if (old === fresh) return wall - old;
      while (after - before > 1000) {
        const middle = Math.ceil((before + after) / 2000) * 1000;
        if (offsetAt(middle) === old) before = middle;
        else after = middle;
      }
      if (wall - old < after) return wall - old;
      const day = Math.floor(wall / DAY_MS) * DAY_MS;
      if (day >= after + old && day + DAY_MS <= after + fresh) return null;
      return Math.max(wall - fresh, after);
    },
  };
}

function offsetReader(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const second = Math.floor(instant / 1000) * 1000;
    const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(second)) shown[type] = Number(value);
    const { year = 0, month = 1, day, hour, minute, second: seconds } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
  };
}
