/** The three calls of a running answer. An argument wherever it is used, so that a test can put another in its place. */
import { send } from './request.ts';

export interface Question {
  sessionId: string | null;
  message: string;
  /** The same key for every try of one submit: the server answers it once. */
  idempotencyKey: string;
}

type Body = ReadableStream<Uint8Array>;

export interface ChatTransport {
  ask(question: Question, signal: AbortSignal): Promise<Body>;
  /** The running answer after `lastEventId`, or whole; null when none runs. */
  resume(sessionId: string, lastEventId: string | null, signal: AbortSignal): Promise<Body | null>;
  stop(sessionId: string): Promise<void>;
}

/** The transport over HTTP. Throws `ApiError`, or the abort of `signal`. */
export function createHttpTransport(): ChatTransport {
  return {
    async ask(question, signal) {
      const { sessionId, message, idempotencyKey } = question;
      const response = await send('/api/chat', {
        method: 'POST',
        body: sessionId === null ? { message } : { sessionId, message },
        headers: { accept: 'text/event-stream', 'idempotency-key': idempotencyKey },
        signal,
      });
      return response.body ?? new Blob([]).stream();
    },
    async resume(sessionId, lastEventId, signal) {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastEventId !== null) headers['last-event-id'] = lastEventId;
      const response = await send(`/api/chat/${encodeURIComponent(sessionId)}/stream`, { headers, signal });
      return response.status === 204 ? null : response.body;
    },
    async stop(sessionId) {
      await send(`/api/chat/${encodeURIComponent(sessionId)}/stop`, { method: 'POST' });
    },
  };
}
