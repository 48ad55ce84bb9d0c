/**
 * Runs `work` over `items`, at most `concurrency` at a time, and returns the results in the order of `items`.
 * AWS throttles per account and region, so 4–8 is as fast as more. The first rejection rejects the whole; no new item
 * is started after it.
 */
export async function mapWithLimit<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = Array.from<Result>({ length: items.length });
  let next = 0;
  let failed = false;
  const runner = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, concurrency), items.length) }, runner));
  return results;
}

/** Spaces calls of one strict API; `wait` resolves when the caller may go, and rejects when the signal aborts. */
export interface RateLimiter {
  wait(signal: AbortSignal): Promise<void>;
}

/** What a limiter reads the time from and waits by. */
export interface Clock {
  now(): number;
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * A limiter that lets calls start at most `perSecond` times a second, evenly spaced, in the order they asked: also when
 * the process was too busy to wake one in time. For APIs with a published limit, such as CloudTrail's LookupEvents: two a
 * second per account and region.
 */
export function createRateLimiter({ perSecond, clock = SYSTEM }: { perSecond: number; clock?: Clock }): RateLimiter {
  const spacingMs = 1000 / perSecond;
  let nextStart = -Infinity;
  let before: Promise<void> = Promise.resolve();
  return {
    async wait(signal) {
      const mine = Promise.withResolvers<void>();
      const turn = before;
      before = mine.promise;
      try {
        await turn;
        // A timer may fire a millisecond early.
        for (let left = nextStart - clock.now(); left > 0; left = nextStart - clock.now())
          await clock.sleep(left, signal);
        signal.throwIfAborted();
        nextStart = clock.now() + spacingMs;
      } finally {
        mine.resolve();
      }
    },
  };
}

const SYSTEM: Clock = { now: () => performance.now(), sleep: (delayMs, signal) => sleep(delayMs, signal) };

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        resolve();
      },
      Math.max(0, delayMs),
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}
