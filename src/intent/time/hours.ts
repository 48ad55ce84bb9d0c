/** Clock times within a day: "on Tuesday between 14:00 and 16:00", "yesterday at 3pm". All UTC. */
import { DAY_MS, HOUR_MS, dayLabel, type Period } from './calendar.ts';

/** The part of a one-day period that the text names by the clock; the period itself when it names none. */
export function narrowToHours(text: string, period: Period): Period {
  if (period.unit !== 'day') return period;
  const between = BETWEEN.exec(text);
  const midnight = period.from - (period.from % DAY_MS);
  if (between) {
    const first = hourOf(between[1]!, between[2], between[3] ?? between[6]);
    const last = hourOf(between[4]!, between[5], between[6]);
    if (first !== null && last !== null && last > first) return part(midnight, first, last);
  }
  const bare = BARE.exec(text);
  if (bare) {
    const first = hourOf(bare[1]!, bare[2], undefined);
    const last = hourOf(bare[3]!, bare[4], undefined);
    if (first !== null && last !== null && last > first) return part(midnight, first, last);
  }
  const at = AT.exec(text);
  const hour = at && (at[2] ?? at[3]) ? hourOf(at[1]!, at[2], at[3]) : null;
  return hour === null ? period : part(midnight, hour, Math.floor(hour) + 1);
}

const CLOCK = '(\\d{1,2})(?::([0-5]\\d))? ?(am|pm)?';
const BETWEEN = new RegExp(`\\b(?:between|from) ${CLOCK} ?(?:and|to|until|-) ?${CLOCK}(?: utc)?(?![\\w-/])`);
/** "10:00-12:00" needs no word before it: the minutes say that it is a time. */
const BARE = /(?<![\d:-])(\d{1,2}):([0-5]\d) ?(?:to|until|till|-) ?(\d{1,2}):([0-5]\d)(?![\w:-])/;
const AT = new RegExp(`\\b(?:at|around|about) ${CLOCK}(?: utc)?(?![\\w-/])`);

function hourOf(hour: string, minute: string | undefined, half: string | undefined): number | null {
  const number = Number(hour);
  if (number > 24 || (half && (number < 1 || number > 12))) return null;
  const base = half ? (number % 12) + (half === 'pm' ? 12 : 0) : number;
  return base + Number(minute ?? 0) / 60;
}

function part(midnight: number, from: number, to: number): Period {
  const clock = (hour: number) =>
    `${String(Math.floor(hour)).padStart(2, '0')}:${String(Math.round((hour % 1) * 60)).padStart(2, '0')}`;
  return {
    from: midnight + from * HOUR_MS,
    to: midnight + to * HOUR_MS,
    unit: null,
    label: `${dayLabel(midnight)}, ${clock(from)} to ${clock(to)} UTC`,
  };
}
