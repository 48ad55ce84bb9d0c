/** The durable log: what is kept of running answers, and what goes with an answer that goes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT as TENANT, withTenant } from '../db/tenant.ts';
import type { StreamPart } from '../http/api.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { partsOfRow } from './kept-parts.ts';
import { createStreamLog, type LiveAnswer, type StreamLog } from './stream-log.ts';

let database: Database;
let log: StreamLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = createStreamLog(database.sql, createLog('silent'));
});
afterAll(async () => {
  await log.end();
  await database.close();
});

const asChat = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: TENANT, role: 'chat' }, work);

async function startAnswers(count: number) {
  return asChat(async (sql) => {
    const answers = [];
    for (let index = 0; index < count; index += 1) {
      const [sessionId, messageId] = [randomUUID(), randomUUID()];
      await sql`
        insert into chat_sessions (tenant_id, session_id, title, created_at, updated_at)
        values (${TENANT}, ${sessionId}, 't', now(), now())`;
      await sql`
        insert into chat_messages (tenant_id, message_id, session_id, role, status, created_at)
        values (${TENANT}, ${messageId}, ${sessionId}, 'assistant', 'streaming', now())`;
      answers.push(log.open({ tenantId: TENANT, sessionId, messageId }));
    }
    return answers;
  });
}

const keptOf = (messageId: string) =>
  asChat(
    (sql) => sql<{ seq: number; lastSeq: number; parts: string }[]>`
      select seq::int, last_seq::int as "lastSeq", parts from answer_chunks
      where tenant_id = ${TENANT} and message_id = ${messageId} order by seq`,
  );

describe('the log of running answers', () => {
  it('keeps what came since the last write, of more answers than one statement takes', async () => {
    const answers = await startAnswers(230);
    const long = 'x'.repeat(1_000);
    const say = (delta: string) => {
      for (const answer of answers) log.append(answer, { type: 'text-delta', id: 't', delta });
    };
    say(`"one"\n${long}`);
    say('größer 🔒 \u001e, {"a",NULL}');
    await log.keep();
    say('three');
    await log.keep();
    for (const { messageId } of answers) {
      const kept = await keptOf(messageId);
      expect(kept.map(({ seq, lastSeq }) => [seq, lastSeq])).toEqual([
        [0, 1],
        [2, 2],
      ]);
      const deltas = kept
        .flatMap(({ parts }) => partsOfRow(parts))
        .map((part) => part as StreamPart & { type: 'text-delta' });
      expect(deltas.map(({ delta }) => delta)).toEqual([`"one"\n${long}`, 'größer 🔒 \u001e, {"a",NULL}', 'three']);
    }
    await Promise.all(answers.map((answer) => log.close(answer)));
  });

  it('gives a sign of life for each, and stops one that is nobody’s any more', { timeout: 20_000 }, async () => {
    const [alive, lost] = (await startAnswers(2)) as [LiveAnswer, LiveAnswer];
    const seen = (messageId: string) =>
      asChat(
        (sql) => sql<{ heartbeat: Date | null }[]>`
          select heartbeat_at as heartbeat from chat_messages where tenant_id = ${TENANT} and message_id = ${messageId}`,
      );
    await asChat(
      (sql) => sql`
        update chat_messages set status = 'interrupted' where tenant_id = ${TENANT} and message_id = ${lost.messageId}`,
    );
    await new Promise<void>((resolve) => lost.stop.signal.addEventListener('abort', () => resolve(), { once: true }));
    expect(lost.stop.signal.reason).toBe('lost');
    expect((await seen(alive.messageId))[0]!.heartbeat).not.toBeNull();
    expect(alive.stop.signal.aborted).toBe(false);
    await Promise.all([alive, lost].map((answer) => log.close(answer)));
  });

  it('keeps nothing of an answer whose session is gone, and what was kept goes with it; others stay', async () => {
    const [gone, other] = (await startAnswers(2)) as [LiveAnswer, LiveAnswer];
    for (const answer of [gone, other]) log.append(answer, { type: 'text-delta', id: 't', delta: 'before' });
    await log.keep();
    await asChat(
      (sql) => sql`delete from chat_sessions where tenant_id = ${TENANT} and session_id = ${gone.sessionId}`,
    );
    for (const answer of [gone, other]) log.append(answer, { type: 'text-delta', id: 't', delta: 'after' });
    await log.keep();
    expect(await keptOf(gone.messageId)).toEqual([]);
    expect(await keptOf(other.messageId)).toHaveLength(2);
    await Promise.all([gone, other].map((answer) => log.close(answer)));
  });
});
