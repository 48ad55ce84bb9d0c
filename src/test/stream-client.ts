/** A client of the chat routes over real sockets: asks, reads as it comes, leaves, resumes, stops. */
import { vi } from 'vitest';
import type { ChatMessage, SessionDetail, StreamPart } from '../http/api.ts';
import { partsOf } from './app.ts';

/** A stream being read. */
export interface Reading {
  sessionId: string;
  messageId: string;
  text(): string;
  parts(): StreamPart[];
  /** All that came, comments too. */
  raw(): string;
  lastId(): string;
  /** The whole stream, comments left out; rejects when the connection broke. */
  ended: Promise<string>;
  leave(): void;
}

export interface StreamClient {
  url: string;
  post(body: object, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>;
  /** Asks and returns once the stream has begun. */
  ask(body: { message: string; sessionId?: string }, headers?: Record<string, string>): Promise<Reading>;
  resume(sessionId: string, lastEventId?: string): Promise<Response>;
  stop(sessionId: string): Promise<{ stopped: boolean }>;
  answerOf(sessionId: string): Promise<ChatMessage>;
  /** Waits until the session's answer is over, and returns it. */
  settled(sessionId: string): Promise<ChatMessage>;
}

/** How long a condition is waited for, ms: only a fault takes longer. */
export const PATIENCE = { timeout: 60_000, interval: 5 };

/** A client of the server at `url`. */
export function createStreamClient(url: string): StreamClient {
  const post: StreamClient['post'] = (body, headers = {}, signal) =>
    fetch(`${url}/api/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const answerOf = async (sessionId: string) => {
    const session = (await (await fetch(`${url}/api/sessions/${sessionId}`)).json()) as SessionDetail;
    return session.messages.at(-1)!;
  };
  return {
    url,
    post,
    ask: async (body, headers) => {
      const leave = new AbortController();
      return readResponse(post(body, headers, leave.signal), leave);
    },
    resume: (sessionId, lastEventId) =>
      fetch(`${url}/api/chat/${sessionId}/stream`, { headers: lastEventId ? { 'last-event-id': lastEventId } : {} }),
    stop: async (sessionId) => {
      const response = await fetch(`${url}/api/chat/${sessionId}/stop`, { method: 'POST' });
      return (await response.json()) as { stopped: boolean };
    },
    answerOf,
    settled: (sessionId) =>
      vi.waitUntil(async () => {
        const answer = await answerOf(sessionId);
        return answer.status === 'streaming' ? null : answer;
      }, PATIENCE) as Promise<ChatMessage>,
  };
}

/** Reads a stream as it comes; returns once it has begun. */
export async function readResponse(
  response: Promise<Response> | Response,
  leave: AbortController | null = null,
): Promise<Reading> {
  const { body, status } = await response;
  if (status !== 200) throw new Error(`the stream was refused: ${status}`);
  let received = '';
  const ended = (async () => {
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) received += chunk;
    return withoutComments(received);
  })();
  ended.catch(() => undefined);
  await vi.waitUntil(() => partsOf(received).length > 0, PATIENCE);
  const parts = () => partsOf(received);
  const start = parts().find((part) => part.type === 'start')!;
  return {
    sessionId: start.messageMetadata.sessionId,
    messageId: start.messageId,
    text: () => textOf(parts()),
    parts,
    raw: () => received,
    lastId: () => [...received.matchAll(/^id: (\S+)$/gm)].at(-1)![1]!,
    ended,
    leave: () => leave?.abort(),
  };
}

/** Waits until at least so many characters of the answer have come. */
export async function withText(reading: Reading, characters = 1): Promise<Reading> {
  await vi.waitUntil(() => reading.text().length >= characters, PATIENCE);
  return reading;
}

/** The parts that end an answer: there must be one. */
export const terminalsOf = (parts: readonly StreamPart[]): StreamPart[] =>
  parts.filter(({ type }) => ['finish', 'abort', 'error'].includes(type));

export const withoutComments = (stream: string): string => stream.replaceAll(/^:.*\n\n/gm, '');

export const textOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('');
