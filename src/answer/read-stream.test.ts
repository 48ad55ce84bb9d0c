/** An answer that runs, or ran, in another process, read from what was kept of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import type { StreamPart } from '../http/api.ts';
import { createLog } from '../log.ts';
import { beginExchange } from '../sessions/messages.ts';
import { createTestDatabase } from '../test/db.ts';
import { encodeFrame } from './frames.ts';
import { keptLine } from './kept-parts.ts';
import { readStream } from './read-stream.ts';
import { recoverAnswers } from './recover.ts';
import { createStreamLog } from './stream-log.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('tells the end to a reader who saw more than was kept before the process died, and to no other again', async () => {
  const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT };
  const log = createLog('silent');
  const asked = { sessionId: null, parentMessageId: null, question: 'q', idempotencyKey: null, createSession: false };
  const { messageId } = await beginExchange(ctx, { ...asked, payloadHash: '', runnerId: randomUUID(), at: new Date() });
  const delta = (text: string): StreamPart => ({ type: 'text-delta', id: 't', delta: text });
  const told = ['one ', 'two ', 'three '].map(delta);
  const kept = told.map((part, seq) => encodeFrame(messageId, seq, part));
  await database.sql`insert into answer_chunks (tenant_id, message_id, seq, last_seq, parts)
    values (${DEFAULT_TENANT}, ${messageId}, 0, 2, ${told.map((part) => keptLine(part, null)).join('')})`;
  await recoverAnswers(database.sql, DEFAULT_TENANT, log, { all: true });
  const end = encodeFrame(messageId, 3, { type: 'abort', reason: 'interrupted' });
  const streamLog = createStreamLog(database.sql, log);
  const readAfter = async (after: number | null) => {
    const chunks = await Array.fromAsync(readStream(ctx, streamLog, messageId, after, new AbortController().signal));
    return chunks.join('');
  };
  const done = 'data: [DONE]\n\n';
  expect(await readAfter(null)).toBe(`${kept.join('')}${end}${done}`);
  expect(await readAfter(1)).toBe(`${kept[2]}${end}${done}`);
  expect(await readAfter(3)).toBe(done);
  // The dead process had told seven parts and kept three.
  for (const after of [4, 6, 99_999_999]) expect(await readAfter(after)).toBe(`${end}${done}`);
  const nobody = readStream(ctx, streamLog, randomUUID(), 5, new AbortController().signal);
  expect((await Array.fromAsync(nobody)).join('')).toBe(done);
});

it('is taken for dead without a sign of life, but not by the process in which it runs', async () => {
  const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT };
  const asked = { sessionId: null, parentMessageId: null, question: 'q', idempotencyKey: null, createSession: false };
  const { messageId } = await beginExchange(ctx, { ...asked, payloadHash: '', runnerId: randomUUID(), at: new Date() });
  const recover = (runsHere: (id: string) => boolean) =>
    recoverAnswers(database.sql, DEFAULT_TENANT, createLog('silent'), { all: false, runsHere });
  expect(await recover(() => false)).toBe(0);
  await database.sql`
    update chat_messages set heartbeat_at = now() - interval '1 minute' where message_id = ${messageId}`;
  expect(await recover((id) => id === messageId)).toBe(0);
  expect(await recover(() => false)).toBe(1);
});
