/** What a provider says about when to come back. */

type HeaderSource = Headers | Record<string, string | string[] | undefined> | null | undefined;

/** The longest wait worth believing, ms: 7 days. Above it the header is nonsense, below it the caller caps. */
const LONGEST_BELIEVED_MS = 7 * 24 * 3_600_000;

/**
 * Milliseconds to wait, from `retry-after-ms`, else from `Retry-After` as seconds or as an HTTP date (RFC 9110,
 * 10.2.3). Zero stays 0; negative, past, absurd and unreadable values give null. `nowMs` is only for dates.
 */
export function parseRetryAfter(headers: HeaderSource, nowMs: number): number | null {
  const milliseconds = headerValue(headers, 'retry-after-ms');
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds)) return believable(Math.round(Number(milliseconds)));
  const value = headerValue(headers, 'retry-after');
  if (value === null) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return believable(Math.round(Number(value) * 1000));
  if (!/^[A-Za-z]{3},? /.test(value)) return null;
  const date = Date.parse(value);
  return Number.isNaN(date) || date <= nowMs ? null : believable(date - nowMs);
}

/** Milliseconds of a protobuf duration (`"36s"`, `"1.5s"`), or null. */
export function parseDuration(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d+(?:\.\d+)?)s$/.exec(value);
  return match ? believable(Math.round(Number(match[1]) * 1000)) : null;
}

function believable(ms: number): number | null {
  return ms >= 0 && ms <= LONGEST_BELIEVED_MS ? ms : null;
}

function headerValue(headers: HeaderSource, name: string): string | null {
  if (!headers) return null;
  if (headers instanceof Headers) return headers.get(name)?.trim() ?? null;
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first?.trim() ?? null;
}
