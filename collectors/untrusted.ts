/** Reading values of unknown shape: CloudTrail parameters follow no schema, and imported records may be anything. */

export function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** A non-empty string, or a number as text; null for anything else. */
export function asText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A list; CloudTrail writes a list of one as the thing itself, and EC2's lists as `{ items: [...] }`. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const record = asRecord(value);
  if (record && Array.isArray(record['items'])) return record['items'];
  if (value === null || value === undefined || value === '' || (record && Object.keys(record).length === 0)) return [];
  return [value];
}

/** The value at a path of keys, e.g. `at(event.raw, 'responseElements', 'ConsoleLogin')`. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => asRecord(inner)?.[key], value);
}

/** The same as text. */
export function textAt(value: unknown, ...path: string[]): string | null {
  return asText(at(value, ...path));
}

/** Whether a text that begins like 2025-02-30 names a day of the calendar: JavaScript reads that one as 2 March. */
export function isCalendarDay(text: string): boolean {
  const day = text.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
