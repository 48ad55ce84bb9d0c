import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { type Alarm, raiseAlarm } from './alarms.ts';
import { prune } from './upkeep.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('removes old events in batches, and leaves young ones and another tenant alone', async () => {
  const now = new Date('2026-06-01T00:00:00Z');
  for (const tenantId of [DEFAULT_TENANT, DEMO_TENANT])
    await withTenant(
      database.sql,
      { tenantId, role: 'collect' },
      (sql) => sql`
        insert into events (tenant_id, event_id, time, name, source, account_uid, region, principal_type, principal,
          principal_name)
        select ${tenantId}::uuid, 'e' || n, ${now}::timestamptz - n * interval '1 day', 'n', 's', 'a', 'r', 't', 'p', 'p'
        from generate_series(1, 30) n`,
    );
  const removed = await prune(database.sql, DEFAULT_TENANT, { eventDays: 10, now, batchSize: 7 });
  expect(removed).toEqual({ events: 20, chunks: 0, runs: 0 });
  const left = await database.sql<{ tenant: string; count: number }[]>`
    select tenant_id as tenant, count(*)::int from events group by 1 order by 1`;
  expect(left.map(({ count }) => count)).toEqual([10, 30]);
});

it('removes the stream log of answers that ended long ago, not the answers', async () => {
  const now = new Date('2026-06-01T00:00:00Z');
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, async (sql) => {
    await sql`
      insert into chat_sessions (tenant_id, session_id, title, created_at, updated_at)
      values (${DEFAULT_TENANT}, '00000000-0000-4000-8000-000000000001', 't', now(), now())`;
    for (const [id, days] of [
      ['00000000-0000-4000-8000-00000000000a', 31],
      ['00000000-0000-4000-8000-00000000000b', 29],
    ] as const) {
      const ended = new Date(now.getTime() - days * 86_400_000);
      await sql`
        insert into chat_messages (tenant_id, message_id, session_id, role, status, created_at, finished_at)
        values (${DEFAULT_TENANT}, ${id}, '00000000-0000-4000-8000-000000000001', 'assistant', 'done', ${ended}, ${ended})`;
      await sql`
        insert into answer_chunks (tenant_id, message_id, seq, last_seq, parts) values (${DEFAULT_TENANT}, ${id}, 0, 0, 'x')`;
    }
  });
  await database.sql`
    insert into answer_chunks (tenant_id, message_id, seq, last_seq, parts)
    values (${DEFAULT_TENANT}, '00000000-0000-4000-8000-00000000000c', 0, 0, 'of a message that is gone')`;
  expect(await prune(database.sql, DEFAULT_TENANT, { eventDays: 400, now })).toEqual({ events: 0, chunks: 2, runs: 0 });
  const [left] = await database.sql<{ messages: number; chunks: number }[]>`
    select (select count(*)::int from chat_messages) as messages, (select count(*)::int from answer_chunks) as chunks`;
  expect(left).toEqual({ messages: 2, chunks: 1 });
});

it('removes old records of runs, but not the last of each place', async () => {
  const now = new Date('2026-06-01T00:00:00Z');
  await withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into collection_runs (tenant_id, run_id, collector, account_uid, region, state, started_at)
      select ${DEFAULT_TENANT}::uuid, gen_random_uuid(), 's3', '1', region, 'succeeded',
        ${now}::timestamptz - days * interval '1 day'
      from (values ('left', 300), ('left', 200), ('read', 90), ('read', 85), ('read', 79)) as v (region, days)`,
  );
  const removed = await prune(database.sql, DEFAULT_TENANT, { eventDays: 400, now, batchSize: 2 });
  expect(removed.runs).toBe(3);
  const left = await database.sql<{ region: string; days: number }[]>`
    select region, (${now}::timestamptz::date - started_at::date)::int as days from collection_runs order by 1`;
  expect([...left]).toEqual([
    { region: 'left', days: 200 },
    { region: 'read', days: 79 },
  ]);
});

describe('an alarm', () => {
  let server: Server;
  const bodies: string[] = [];
  let status = 200;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        response.writeHead(status).end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const alarm: Alarm = { kind: 'stale', collector: 'iam', account: '1', occurrence: null, message: 'too old' };
  const raise = (log: string[], firstTry: boolean) => {
    const { port } = server.address() as AddressInfo;
    const ALERT_WEBHOOK_URL = `http://127.0.0.1:${port}/hook?token=hidden`;
    return raiseAlarm(
      { ALERT_WEBHOOK_URL },
      createLog('info', (line) => log.push(line)),
      alarm,
      firstTry,
    );
  };

  it('is logged once and sent, without the address of the webhook', async () => {
    const log: string[] = [];
    await raise(log, true);
    await raise(log, false);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('alarm.stale');
    expect(log[0]).not.toContain('hidden');
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual(
      Array.from({ length: 2 }, () =>
        expect.objectContaining({ source: 'assay', kind: 'stale', text: 'Assay: too old' }),
      ),
    );
  });

  it('fails when the webhook does not take it, so that the queue tries again', async () => {
    status = 503;
    await expect(raise([], true)).rejects.toThrow('The alert webhook answered 503.');
  });
});
