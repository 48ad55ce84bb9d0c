/** Circuit breakers, one per provider and model: who is not asked for a while, and when one request may try again. */
import type { ErrorClass } from './provider.ts';

export interface BreakerLimits {
  /** Consecutive failures that open a breaker. */
  failures: number;
  /** Open after passing faults. Short enough to be back on a recovered primary within 10 s, at one request in 4 s. */
  transientMs: number;
  /** From so many failures in a row on, open for `lastingMs`: an outage of most of a minute rarely ends in the next second. */
  lastingFailures: number;
  lastingMs: number;
  /** Open after faults that someone has to repair: a probe then costs one quick refusal. */
  permanentMs: number;
  /** Open after a used-up quota or a payment problem. */
  quotaMs: number;
  /** A longer Retry-After than this is believed only so far. */
  longestMs: number;
}

export const DEFAULT_BREAKER_LIMITS: BreakerLimits = {
  failures: 2,
  transientMs: 6_000,
  lastingFailures: 7,
  lastingMs: 9_000,
  permanentMs: 60_000,
  quotaMs: 10 * 60_000,
  longestMs: 60 * 60_000,
};

export interface BreakerState {
  state: 'closed' | 'open' | 'half_open';
  consecutiveFailures: number;
  /** Why it opened, or the last failure counted while closed. */
  errorClass: ErrorClass | null;
  /** ISO; null when closed. */
  openedAt: string | null;
  /** ISO: from when one request may try; null when closed. */
  nextProbeAt: string | null;
}

/** Leave to make one attempt. Exactly one of the three must be called when it is over. */
export interface Permit {
  probe: boolean;
  /** Of a probe: the class that opened the breaker. */
  openedBy: ErrorClass | null;
  succeed(): void;
  fail(errorClass: ErrorClass, retryAfterMs: number | null): void;
  /** Over without a verdict on the provider: our reader left, or the question was at fault. */
  release(): void;
}

export interface Breakers {
  /** A permit, or null while the breaker is open or another request is its probe. */
  acquire(key: string): Permit | null;
  state(key: string): BreakerState;
  /** Somebody else has just seen it work: closed, whatever it was. */
  close(key: string): void;
}

/** Classes that say nothing of the provider's health, and those in which it did its work. */
const NEUTRAL = new Set<ErrorClass>(['aborted', 'invalid_request']);
const HEALTHY = new Set<ErrorClass>(['content_blocked', 'context_too_long']);
const PERMANENT = new Set<ErrorClass>(['auth', 'access_not_granted', 'model_not_found']);

interface Entry {
  failures: number;
  errorClass: ErrorClass | null;
  openedAt: number | null;
  probeAt: number;
  probing: boolean;
}

/** Breakers in memory, shared by all chains of a process. `now` is the clock, ms. */
export function createBreakers(limits: Partial<BreakerLimits> = {}, now: () => number = Date.now): Breakers {
  const settings = { ...DEFAULT_BREAKER_LIMITS, ...limits };
  const entries = new Map<string, Entry>();
  const entryOf = (key: string): Entry => {
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = { failures: 0, errorClass: null, openedAt: null, probeAt: 0, probing: false };
    entries.set(key, entry);
    return entry;
  };

  const fail = (entry: Entry, errorClass: ErrorClass, retryAfterMs: number | null, wasProbe: boolean): void => {
    if (wasProbe) entry.probing = false;
    if (NEUTRAL.has(errorClass)) return;
    entry.failures += 1;
    entry.errorClass = errorClass;
    const askedMs = openFor(errorClass, retryAfterMs, settings);
    if (askedMs === null && !wasProbe) {
      // Requests that were under way when it opened fail later; they must not push the next probe out.
      if (entry.openedAt !== null || entry.failures < settings.failures) return;
    }
    // Who asks for 2 s and then refuses the probe is treated as who asks for nothing: else thirty tries a minute.
    const trusted = askedMs !== null && !wasProbe;
    const restMs = entry.failures < settings.lastingFailures ? settings.transientMs : settings.lastingMs;
    entry.openedAt ??= now();
    entry.probeAt = Math.max(entry.probeAt, now() + Math.max(askedMs ?? 0, trusted ? 0 : restMs));
  };

  return {
    acquire(key) {
      const entry = entryOf(key);
      const probe = entry.openedAt !== null;
      if (probe && (entry.probing || now() < entry.probeAt)) return null;
      if (probe) entry.probing = true;
      let over = false;
      const once = (settle: () => void): void => {
        if (over) return;
        over = true;
        settle();
      };
      const close = (): void => void entries.delete(key);
      return {
        probe,
        openedBy: probe ? entry.errorClass : null,
        succeed: () => once(close),
        fail: (errorClass, retryAfterMs) =>
          once(() => (HEALTHY.has(errorClass) ? close() : fail(entryOf(key), errorClass, retryAfterMs, probe))),
        release: () =>
          once(() => {
            if (probe) entryOf(key).probing = false;
          }),
      };
    },
    close: (key) => void entries.delete(key),
    state(key) {
      const entry = entryOf(key);
      const open = entry.openedAt !== null;
      return {
        state: !open ? 'closed' : entry.probing || now() >= entry.probeAt ? 'half_open' : 'open',
        consecutiveFailures: entry.failures,
        errorClass: entry.errorClass,
        openedAt: entry.openedAt === null ? null : new Date(entry.openedAt).toISOString(),
        nextProbeAt: open ? new Date(entry.probeAt).toISOString() : null,
      };
    },
  };
}

/** How long a failure opens a breaker by itself, ms; null when it only counts. */
function openFor(errorClass: ErrorClass, retryAfterMs: number | null, limits: BreakerLimits): number | null {
  const asked = retryAfterMs === null ? null : Math.min(retryAfterMs, limits.longestMs);
  if (PERMANENT.has(errorClass)) return asked ?? limits.permanentMs;
  if (errorClass === 'quota_exhausted') return Math.max(limits.quotaMs, asked ?? 0);
  return asked === null || asked === 0 ? null : asked;
}
