import { describe, expect, it } from 'vitest';
import type { StreamPart } from '../../src/http/api.ts';
import type { ChatTransport, Question } from './chat-transport.ts';
import { followAnswer, type FollowOptions } from './follow-answer.ts';
import { ApiError } from './request.ts';

const QUESTION: Question = { sessionId: null, message: 'Which users have no MFA?', idempotencyKey: 'key-1' };
const START = 'id: 1\ndata: {"type":"start","messageId":"m1","messageMetadata":{"sessionId":"s1"}}\n\n';
const DELTA = 'id: 2\ndata: {"type":"text-delta","id":"t1","delta":"seven"}\n\n';
const END = 'id: 3\ndata: {"type":"finish"}\n\nid: 4\ndata: [DONE]\n\n';

/** A transport that plays the given replies in turn, and keeps what was asked of it. */
function scripted(replies: (string | Error | null)[]): ChatTransport & { calls: string[] } {
  const calls: string[] = [];
  const next = (): ReadableStream<Uint8Array> | null => {
    const reply = replies.shift();
    if (reply === undefined) throw new Error('the script has no more replies');
    if (reply instanceof Error) throw reply;
    return reply === null ? null : new Blob([reply]).stream();
  };
  return {
    calls,
    async ask(question) {
      calls.push(`ask ${question.idempotencyKey}`);
      return next() ?? new Blob([]).stream();
    },
    async resume(sessionId, lastEventId) {
      calls.push(`resume ${sessionId} after ${lastEventId}`);
      return next();
    },
    stop: async () => undefined,
  };
}

async function follow(transport: ChatTransport, more: Partial<FollowOptions> = {}) {
  const parts: StreamPart[] = [];
  const connections: string[] = [];
  const outcome = await followAnswer({
    transport,
    question: QUESTION,
    sessionId: null,
    signal: new AbortController().signal,
    onParts: (some) => parts.push(...some),
    onConnection: (connection) => connections.push(connection),
    retryDelaysMs: [1, 1],
    ...more,
  });
  return { outcome, types: parts.map(({ type }) => type), connections };
}

const refusal = (status: number): ApiError => new ApiError({ status, code: 'refused', detail: 'No.', requestId: 'r1' });

describe('followAnswer', () => {
  it('follows an uncut answer to its end', async () => {
    const transport = scripted([START + DELTA + END]);
    expect(await follow(transport)).toMatchObject({ outcome: 'ended', types: ['start', 'text-delta', 'finish'] });
    expect(transport.calls).toEqual(['ask key-1']);
  });

  it('resumes after the last event it saw when the connection is cut', async () => {
    const transport = scripted([START + DELTA, END]);
    const { outcome, types, connections } = await follow(transport);
    expect({ outcome, types }).toEqual({ outcome: 'ended', types: ['start', 'text-delta', 'finish'] });
    expect(transport.calls).toEqual(['ask key-1', 'resume s1 after 2']);
    expect(connections).toEqual(['open', 'lost', 'open']);
  });

  it('asks again under the same key when the cut came before the first event', async () => {
    const transport = scripted([': heartbeat\n\n', refusal(0), START + END]);
    expect((await follow(transport)).outcome).toBe('ended');
    expect(transport.calls).toEqual(['ask key-1', 'ask key-1', 'ask key-1']);
  });

  it('says that the answer is gone when it ended while nobody was connected', async () => {
    const transport = scripted([START + DELTA, null]);
    expect((await follow(transport)).outcome).toBe('gone');
  });

  it('picks up a running answer without asking', async () => {
    const transport = scripted([START + END]);
    await follow(transport, { question: null, sessionId: 's9' });
    expect(transport.calls).toEqual(['resume s9 after null']);
  });

  it('does not repeat what the server refused', async () => {
    for (const status of [400, 409, 422, 429, 500]) {
      const transport = scripted([refusal(status)]);
      await expect(follow(transport)).rejects.toMatchObject({ status, detail: 'No.' });
      expect(transport.calls).toHaveLength(1);
    }
  });

  it('gives up after its retries, with a sentence for the reader', async () => {
    const transport = scripted([START, START, START]);
    await expect(follow(transport, { retryDelaysMs: [] })).rejects.toMatchObject({
      code: 'connection_lost',
      status: 0,
    });
  });

  it('counts retries anew after each sign of life', async () => {
    const transport = scripted([START, DELTA, DELTA, DELTA, DELTA, END]);
    expect((await follow(transport)).outcome).toBe('ended');
  });

  it('ends by itself when the reader leaves', async () => {
    const control = new AbortController();
    const transport = scripted([START, START]);
    const following = follow(transport, { signal: control.signal, retryDelaysMs: [60_000] });
    setTimeout(() => control.abort(), 5);
    await expect(following).rejects.toMatchObject({ name: 'AbortError' });
  });
});
