/** When the imported records happened, so that rules run over those times only, a bounded number of events at once. */

export interface Calendar {
  addEvent(time: string): void;
  addBillDay(day: string): void;
  /** Stretches of time that hold events, each of at most 12 hours and some ten thousand events. ISO. */
  eventRanges(): { from: string; to: string }[];
  /** The days that cost rules should look at; null without bills. */
  billDays(): { from: string; asOf: string } | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_HOURS = 12;
const MOST_EVENTS = 20_000;
/** Cost rules compare with up to this many days before. */
const COST_HISTORY_DAYS = 100;

export function createCalendar(): Calendar {
  const hours = new Map<number, number>();
  let firstDay: string | null = null;
  let lastDay: string | null = null;
  return {
    addEvent(time) {
      const hour = Math.floor(Date.parse(time) / HOUR_MS);
      hours.set(hour, (hours.get(hour) ?? 0) + 1);
    },
    addBillDay(day) {
      if (firstDay === null || day < firstDay) firstDay = day;
      if (lastDay === null || day > lastDay) lastDay = day;
    },
    eventRanges() {
      const ranges: { first: number; last: number; events: number }[] = [];
      for (const [hour, events] of [...hours].toSorted(([a], [b]) => a - b)) {
        const range = ranges.at(-1);
        if (range && hour - range.first < MOST_HOURS && range.events + events <= MOST_EVENTS) {
          range.last = hour;
          range.events += events;
        } else ranges.push({ first: hour, last: hour, events });
      }
      return ranges.map(({ first, last }) => ({
        from: new Date(first * HOUR_MS).toISOString(),
        to: new Date((last + 1) * HOUR_MS - 1000).toISOString(),
      }));
    },
    billDays() {
      if (firstDay === null || lastDay === null) return null;
      const from = new Date(Date.parse(firstDay) - COST_HISTORY_DAYS * DAY_MS).toISOString().slice(0, 10);
      // A bill's last day is over, so the rules are told that the day after it is the one that runs.
      return { from, asOf: new Date(Date.parse(lastDay) + DAY_MS).toISOString() };
    },
  };
}
