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

/**
 * A limiter that lets calls start at most `perSecond` times a second, evenly spaced, in the order they asked.
 * For APIs with a published limit, such as CloudTrail's LookupEvents: two a second per account and region.
 */
export function createRateLimiter({ perSecond }: { perSecond: number }): RateLimiter {
  const spacingMs = 1000 / perSecond;
  let nextStart = 0;
  return {
    async wait(signal) {
      const now = performance.now();
      const start = Math.max(now, nextStart);
      nextStart = start + spacingMs;
      await sleep(start - now, signal);
    },
  };
}

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
