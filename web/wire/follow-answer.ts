/** Follows one answer to its end, through cut connections. */
import type { StreamPart } from '../../src/http/api.ts';
import type { ChatTransport, Question } from './chat-transport.ts';
import { ApiError } from './request.ts';
import { readEvents } from './sse.ts';

export type Connection = 'open' | 'lost';

/** `ended`: the server said it is over. `gone`: no answer runs any more, so the stored session holds its end. */
export type Outcome = 'ended' | 'gone';

export interface FollowOptions {
  transport: ChatTransport;
  /** Ask it anew, or (null) pick up what runs in `sessionId`. */
  question: Question | null;
  sessionId: string | null;
  signal: AbortSignal;
  onParts: (parts: StreamPart[]) => void;
  onConnection?: (connection: Connection) => void;
  /** Heartbeats come every 15 s; three missed ones are a dead connection. */
  silenceMs?: number;
  retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000, 8000];

/** Not reached (0), or a gateway between us that says so: worth another try. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([0, 502, 503, 504]);

/**
 * Resolves at the end of the answer. A cut before the first event repeats the question under the same key; a later one
 * resumes after the last event id. Throws `ApiError` when the server refuses, or is not reached through all retries.
 */
export async function followAnswer(options: FollowOptions): Promise<Outcome> {
  const { transport, question, signal, onParts, onConnection, silenceMs = 45_000 } = options;
  const retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  let sessionId = question === null ? options.sessionId : null;
  let lastEventId: string | null = null;
  let over = false;
  let failures = 0;

  async function readToCut(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const events of readEvents(body, silenceMs)) {
      failures = 0;
      onConnection?.('open');
      const parts: StreamPart[] = [];
      for (const event of events) {
        lastEventId = event.id ?? lastEventId;
        if (event.data === '[DONE]') over = true;
        const part = parsePart(event.data);
        if (part === null) continue;
        if (part.type === 'start') sessionId = part.messageMetadata.sessionId;
        if (part.type === 'finish' || part.type === 'abort' || part.type === 'error') over = true;
        parts.push(part);
      }
      if (parts.length > 0) onParts(parts);
    }
  }

  for (;;) {
    let cut: unknown = null;
    try {
      const body: ReadableStream<Uint8Array> | null =
        sessionId === null && question !== null
          ? await transport.ask(question, signal)
          : await transport.resume(sessionId ?? '', lastEventId, signal);
      if (body === null) return 'gone';
      await readToCut(body);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof ApiError && !PASSING_STATUSES.has(error.status)) throw error;
      cut = error;
    }
    if (over) return 'ended';
    const delayMs = retryDelaysMs[failures];
    failures += 1;
    if (delayMs === undefined) throw cut instanceof ApiError ? cut : connectionLost(cut);
    onConnection?.('lost');
    await pause(delayMs, signal);
  }
}

function connectionLost(cause: unknown): ApiError {
  return new ApiError({
    status: 0,
    code: 'connection_lost',
    detail: 'The connection broke while the answer was coming. It goes on being written on the server.',
    requestId: null,
    cause,
  });
}

function parsePart(data: string): StreamPart | null {
  try {
    const part: unknown = JSON.parse(data);
    return typeof part === 'object' && part !== null && 'type' in part ? (part as StreamPart) : null;
  } catch {
    return null; // `[DONE]`, or a part of a later version
  }
}

/** Waits, but no longer than until the network is back. */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    globalThis.addEventListener?.('online', finish);
    signal.addEventListener('abort', finish);
  });
  signal.throwIfAborted();
}
