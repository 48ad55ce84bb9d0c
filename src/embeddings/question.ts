/**
 * Vectors of a question. The local one always comes; Titan's comes when it is quick. Titan is asked at most `titanTimeoutMs`
 * before the question goes on without it, and is left alone for a while after it has failed.
 */
import { type Embedder, EmbedderError } from './embedder.ts';

export interface QuestionVectors {
  local: Float32Array;
  /** Null when Titan is not configured or did not serve. */
  titan: Float32Array | null;
  /** Plain words when Titan is configured and did not serve. */
  fallbackReason: string | null;
}

export interface QuestionEmbedder {
  localModel: string;
  /** Null when Titan is not configured. */
  titanModel: string | null;
  /** Never fails for Titan's sake. Rejects with the signal's reason when the caller gives up. */
  embed(text: string, options: { titanTimeoutMs: number; signal?: AbortSignal }): Promise<QuestionVectors>;
}

/** A denied or unknown model stays so until someone acts; the rest passes. */
const LONG_REST_MS = 5 * 60_000;
const SHORT_REST_MS = 20_000;
/** Being late is not failing: the first call opens a connection. Only several in a row mean that waiting is useless. */
const LATE_IN_A_ROW = 3;

export function createQuestionEmbedder(embedders: {
  local: Embedder;
  titan: Embedder | null;
  /** Milliseconds, for the rests; tests move it. */
  now?: () => number;
}): QuestionEmbedder {
  const { local, titan, now = () => performance.now() } = embedders;
  let restUntil = -Infinity;
  let restReason = '';
  let late = 0;

  const rest = (ms: number, reason: string) => {
    restUntil = now() + ms;
    restReason = reason;
  };
  const onFault = (error: unknown) => {
    const lasting = error instanceof EmbedderError && !error.isRetryable;
    rest(lasting ? LONG_REST_MS : SHORT_REST_MS, reasonOf(error));
  };

  const askTitan = async (embedder: Embedder, text: string, timeoutMs: number): Promise<Float32Array | string> => {
    if (now() < restUntil) return `${restReason}; asked again later`;
    // Runs on when we stop waiting: a call that only warms the connection is what makes the next one quick.
    const answer = embedder.embed([text]).then(
      ([vector]) => {
        late = 0;
        return vector!;
      },
      (error: unknown) => {
        onFault(error);
        return reasonOf(error);
      },
    );
    const first = await within(timeoutMs, answer);
    if (first !== null) return first;
    late += 1;
    const reason = `Amazon Titan took longer than ${timeoutMs} ms`;
    if (late >= LATE_IN_A_ROW) rest(SHORT_REST_MS, reason);
    return reason;
  };

  return {
    localModel: local.model,
    titanModel: titan?.model ?? null,
    embed: async (text, { titanTimeoutMs, signal }) => {
      signal?.throwIfAborted();
      const asked = titan ? askTitan(titan, text, titanTimeoutMs) : null;
      const [vector] = await local.embed([text], signal);
      const answer = asked ? await orAborted(asked, signal) : null;
      return typeof answer === 'string'
        ? { local: vector!, titan: null, fallbackReason: answer }
        : { local: vector!, titan: answer, fallbackReason: null };
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof EmbedderError ? error.message : 'Amazon Titan could not be used';
}

async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, null).unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
