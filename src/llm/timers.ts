/** The chain's timers of one attempt. */
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
  sawConnection(): void;
  sawText(characters: number): void;
  /** Gives the attempt up at once, as if a limit had passed: our reader left. */
  abandon(errorClass: ErrorClass): void;
  stop(): void;
}

type Phase = 'connect' | 'first-token' | 'text';

/**
 * Starts the timers; `onExpire` is called at most once. One system timer serves the attempt whatever its token rate: it
 * looks at the clock when it fires and sleeps for the rest.
 */
export function startTimers(limits: TimerLimits, onExpire: (errorClass: ErrorClass) => void): AttemptTimers {
  const startedAt = performance.now();
  let phase: Phase = 'connect';
  let lastTextAt = startedAt;
  let windowSince = startedAt;
  let windowCharacters = 0;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  let look: NodeJS.Immediate | undefined;

  const check = (): void => {
    const [errorClass, leftMs] = nearest(performance.now());
    if (leftMs > 0) sleep(leftMs);
    else expire(errorClass);
  };

  /** What came while this process was busy is still in its sockets when a timer fires: it is read first. */
  const sleep = (ms: number): void => {
    timer = setTimeout(() => (look = setImmediate(check)), Math.max(1, ms));
  };

  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    clearImmediate(look);
  };

  const expire = (errorClass: ErrorClass): void => {
    if (over) return;
    stop();
    onExpire(errorClass);
  };

  const nearest = (now: number): [ErrorClass, number] => {
    const limitsNow: [ErrorClass, number][] = [['timeout_total', startedAt + limits.totalMs - now]];
    if (phase === 'connect') limitsNow.push(['timeout_connect', startedAt + limits.connectMs - now]);
    if (phase !== 'text') limitsNow.push(['timeout_first_token', startedAt + limits.firstTokenMs - now]);
    else {
      limitsNow.push(['timeout_idle', lastTextAt + limits.idleMs - now]);
      const enough = windowCharacters >= (limits.slowestCharsPerSecond * limits.idleMs) / 1000;
      if (enough && now - windowSince >= limits.idleMs) resetWindow(now);
      else if (!enough) limitsNow.push(['timeout_idle', windowSince + limits.idleMs - now]);
    }
    return limitsNow.reduce((a, b) => (b[1] < a[1] ? b : a));
  };

  const resetWindow = (now: number): void => {
    windowSince = now;
    windowCharacters = 0;
  };

  const enter = (next: Phase): void => {
    if (over) return;
    phase = next;
    clearTimeout(timer);
    clearImmediate(look);
    check();
  };

  check();
  return {
    sawConnection() {
      if (phase === 'connect') enter('first-token');
    },
    sawText(characters) {
      lastTextAt = performance.now();
      windowCharacters += characters;
      if (phase === 'text') return;
      resetWindow(lastTextAt);
      enter('text');
    },
    abandon: expire,
    stop,
  };
}
