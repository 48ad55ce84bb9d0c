/** What follows a provider's terminal: usage, `[DONE]`, the end of the body. Wanted, but not worth waiting for. */

/** How long to wait for it after the terminal, ms; and for the mere end of the body once everything else is in. */
export const TRAILER_GRACE_MS = 500;
export const END_GRACE_MS = 25;

/**
 * Passes the items of a stream on. `graceMs()` is null while the terminal is outstanding; then the rest has that long to
 * arrive. When it does not, or the stream fails, the items simply end: nothing after its terminal can spoil a whole answer.
 */
export async function* withGrace<T>(
  items: AsyncIterable<T>,
  graceMs: () => number | null,
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const grace = graceMs();
      const next = grace === null ? await iterator.next() : await within(iterator.next(), grace);
      if (next === null || next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a read that hangs would hold the answer back. Aborting the attempt ends it.
    iterator.return?.().then(undefined, () => undefined);
  }
}

/** A wait that begins later, or never: for what is told as it comes. */
export function createGrace(): { begin(ms: number): void; over: Promise<void>; end(): void } {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  return {
    begin(ms) {
      clearTimeout(timer);
      timer = setTimeout(resolve, ms);
    },
    over,
    end: () => clearTimeout(timer),
  };
}

/** The result of `promise`, or null when it fails or takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const { promise: expired, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  try {
    return await Promise.race([promise.catch(() => null), expired]);
  } finally {
    clearTimeout(timer);
  }
}
