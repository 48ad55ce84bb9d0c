/** The chain's timers of one attempt. They measure the provider: time in which our reader was slow does not count. */
import type { ErrorClass } from './provider.ts';

export interface TimerLimits {
  connectMs: number;
  firstTokenMs: number;
  idleMs: number;
  /** Of the hop; the answer's own deadline, when nearer, is already in it. */
  totalMs: number;
  /** Below this many characters a second, over one idle limit, a stream counts as silent. */
  slowestCharsPerSecond: number;
}

export interface AttemptTimers {
  /** The result of `next`, or throws `Expired` once a limit has passed. */
  wait<T>(next: Promise<T>): Promise<T>;
  sawConnection(): void;
  sawText(characters: number): void;
  /** Gives the wait up at once, as if a limit had passed: our reader left. */
  abandon(errorClass: ErrorClass): void;
  stop(): void;
}

/** A limit has passed. */
export class Expired extends Error {
  override name = 'Expired';
  readonly errorClass: ErrorClass;

  constructor(errorClass: ErrorClass) {
    super(`limit passed: ${errorClass}`);
    this.errorClass = errorClass;
  }
}

/** How often to look at the clock again while it is our reader who is slow, ms. */
const LOOK_AGAIN_MS = 25;

type Phase = 'connect' | 'first-token' | 'text';

/**
 * Starts the timers. One system timer serves the attempt whatever its token rate: it looks at the clock when it fires
 * and sleeps for the rest. `onExpire` runs before the wait is given up; abort the request there.
 */
export function startTimers(limits: TimerLimits, onExpire: () => void): AttemptTimers {
  const startedAt = performance.now();
  let phase: Phase = 'connect';
  let waitingSince: number | null = null;
  let giveUp: ((reason: Expired) => void) | null = null;
  let expired: Expired | null = null;
  let silentMs = 0;
  let windowMs = 0;
  let windowCharacters = 0;
  let timer: NodeJS.Timeout | undefined;

  const check = (): void => {
    const now = performance.now();
    const waiting = waitingSince === null ? 0 : now - waitingSince;
    const [errorClass, leftMs] = nearest(now - startedAt, silentMs + waiting, windowMs + waiting);
    if (leftMs > 0 || (waitingSince === null && errorClass !== 'timeout_total')) {
      timer = setTimeout(check, Math.max(waitingSince === null ? LOOK_AGAIN_MS : 1, leftMs));
      return;
    }
    expire(errorClass);
  };

  const expire = (errorClass: ErrorClass): void => {
    if (expired) return;
    clearTimeout(timer);
    expired = new Expired(errorClass);
    onExpire();
    giveUp?.(expired);
  };

  const nearest = (ageMs: number, silence: number, window: number): [ErrorClass, number] => {
    const limitsNow: [ErrorClass, number][] = [['timeout_total', limits.totalMs - ageMs]];
    if (phase === 'connect') limitsNow.push(['timeout_connect', limits.connectMs - ageMs]);
    if (phase !== 'text') limitsNow.push(['timeout_first_token', limits.firstTokenMs - ageMs]);
    else {
      limitsNow.push(['timeout_idle', limits.idleMs - silence]);
      const enough = windowCharacters >= (limits.slowestCharsPerSecond * limits.idleMs) / 1000;
      if (enough && window >= limits.idleMs) resetWindow();
      else if (!enough) limitsNow.push(['timeout_idle', limits.idleMs - window]);
    }
    return limitsNow.reduce((a, b) => (b[1] < a[1] ? b : a));
  };

  const resetWindow = (): void => {
    windowMs = 0;
    windowCharacters = 0;
  };

  const enter = (next: Phase): void => {
    phase = next;
    clearTimeout(timer);
    if (!expired) check();
  };

  check();
  return {
    wait(next) {
      if (expired) {
        next.catch(() => undefined);
        return Promise.reject(expired);
      }
      const since = performance.now();
      waitingSince = since;
      const settle = (): void => {
        if (waitingSince === null) return;
        const waited = performance.now() - since;
        silentMs += waited;
        windowMs += waited;
        waitingSince = null;
        giveUp = null;
      };
      return new Promise((resolve, reject) => {
        giveUp = (reason) => {
          settle();
          reject(reason);
        };
        next.then(
          (value) => {
            settle();
            resolve(value);
          },
          (error: unknown) => {
            settle();
            reject(error as Error);
          },
        );
      });
    },
    sawConnection() {
      if (phase === 'connect') enter('first-token');
    },
    sawText(characters) {
      silentMs = 0;
      windowCharacters += characters;
      if (phase === 'text') return;
      resetWindow();
      enter('text');
    },
    abandon: expire,
    stop: () => clearTimeout(timer),
  };
}
