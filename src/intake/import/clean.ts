/** Makes foreign values storable: PostgreSQL refuses a whole batch for one NUL character or broken surrogate. */
import { storableText } from '../../../collectors/storable.ts';
import { asRecord, asText, isCalendarDay } from '../../../collectors/untrusted.ts';

const MAX_DEPTH = 30;

/** The value without what cannot be stored; what is nested beyond 30 levels is replaced by a note. */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return '[removed: nested too deeply]';
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(storable(key)), storable(item, depth + 1)]),
  );
}

/** The first of some values that is a text, cut to `max` characters. */
export function firstText(max: number, ...values: unknown[]): string | null {
  for (const value of values) {
    const text = asText(value)?.trim();
    if (text) return text.slice(0, max).toWellFormed();
  }
  return null;
}

const EARLIEST_MS = Date.parse('2006-01-01T00:00:00Z');
const CLOCK_ERROR_MS = 86_400_000;
/** Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973. */
const SECONDS_BELOW = 100_000_000_000;

/** The first of some values that is a time, as ISO: ISO text, or seconds or milliseconds since 1970. */
export function firstTime(...values: unknown[]): string | null {
  for (const value of values) {
    const milliseconds =
      typeof value === 'number'
        ? value < SECONDS_BELOW
          ? value * 1000
          : value
        : typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && isCalendarDay(value)
          ? Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(value) ? value.replace(' ', 'T') : `${value.replace(' ', 'T')}Z`)
          : Number.NaN;
    if (Number.isFinite(milliseconds) && Math.abs(milliseconds) < 8.64e15 && milliseconds > 0)
      return new Date(milliseconds).toISOString();
  }
  return null;
}

/** Why a time cannot be meant, or null: before AWS existed, or over a day ahead of the clock. */
export function timeFault(iso: string, now: Date): string | null {
  const time = Date.parse(iso);
  if (time < EARLIEST_MS) return 'The time of the record lies before 2006.';
  return time > now.getTime() + CLOCK_ERROR_MS ? 'The time of the record lies in the future.' : null;
}

/** `{ name: value }` of OCSF's `[{ name, value }]`, Prowler's `["name:value"]`, or a plain map. */
export function tagsOf(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value)
    ? value.slice(0, 100).map((item) => {
        const tag = asRecord(item);
        if (tag) return [tag['name'] ?? tag['Key'] ?? tag['key'], tag['value'] ?? tag['Value'] ?? ''];
        const text = asText(item) ?? '';
        const colon = text.indexOf(':');
        return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
      })
    : Object.entries(asRecord(value) ?? {}).slice(0, 100);
  return Object.fromEntries(
    pairs.flatMap(([name, text]) => {
      const key = asText(name);
      return key ? [[key.slice(0, 200), (asText(text) ?? '').slice(0, 500)]] : [];
    }),
  );
}
