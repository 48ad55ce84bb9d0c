/** Answers that end together are stored together, and each as if it were alone. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { beginExchange } from '../sessions/messages.ts';
import { createTestDatabase } from '../test/db.ts';
import { createFinisher } from './finisher.ts';
import { createOutcome, finishedAnswer } from './outcome.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const begin = async (tenantId: string) => {
  const asked = { sessionId: null, parentMessageId: null, question: 'q', idempotencyKey: null, createSession: false };
  const made = { payloadHash: '', runnerId: randomUUID(), at: new Date() };
  return (await beginExchange({ sql: database.sql, tenantId }, { ...asked, ...made })).messageId;
};
const answer = (messageId: string, text: string) =>
  finishedAnswer({ messageId }, { ...createOutcome(), status: 'done', text });

it('stores what can be stored of them, whoever\u2019s it is, and says which could not be', async () => {
  const lines: string[] = [];
  const finisher = createFinisher(
    database.sql,
    createLog('warn', (line) => void lines.push(line)),
  );
  const tenants = Array.from({ length: 50 }, (_, index) => (index % 20 < 10 ? DEFAULT_TENANT : DEMO_TENANT));
  const ids: string[] = [];
  for (const tenantId of tenants) ids.push(await begin(tenantId));
  // A text that PostgreSQL has no way to keep.
  const texts = ids.map((id, index) => (index === 25 ? 'not\u0000this' : `answer ${id} \ud800`));
  const ends = await Promise.allSettled(
    ids.map((id, index) => finisher.finish(tenants[index]!, answer(id, texts[index]!))),
  );
  expect(ends.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([25]);
  const rows = await database.sql<{ id: string; tenant: string; status: string; text: string }[]>`
    select message_id as id, tenant_id as tenant, status, text from chat_messages where role = 'assistant'`;
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const [index, id] of ids.entries())
    expect(stored.get(id)).toEqual(
      index === 25
        ? { id, tenant: tenants[index], status: 'streaming', text: '' }
        : { id, tenant: tenants[index], status: 'done', text: `answer ${id} \ufffd` },
    );
  expect(lines).toHaveLength(1);
});

it('finishes an answer once', async () => {
  const finisher = createFinisher(database.sql, createLog('silent'));
  const id = await begin(DEFAULT_TENANT);
  await Promise.all(['one', 'two'].map((text) => finisher.finish(DEFAULT_TENANT, answer(id, text))));
  await finisher.finish(DEFAULT_TENANT, answer(id, 'three'));
  const [row] = await database.sql<{ text: string }[]>`select text from chat_messages where message_id = ${id}`;
  expect(row!.text).toBe('one');
});
