/** Two servers over one PostgreSQL: an answer that runs in one is read, kept alive and stopped in the other. */
import { hostname } from 'node:os';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { framesOfRow } from '../answer/kept-parts.ts';
import { sayReading, watchReading } from '../answer/reading.ts';
import { createStreamLog } from '../answer/stream-log.ts';
import { connect } from '../db/connect.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { holdAnswer } from '../test/providers/held.ts';
import { response } from '../test/providers/steps.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import type { ProvidersReport } from './api.ts';
import { createDatabaseOn, type ServerDatabase } from '../test/server-database.ts';
import {
  createStreamClient,
  PATIENCE,
  readResponse,
  type StreamClient,
  terminalsOf,
  textOf,
  withText,
} from '../test/stream-client.ts';

const POSTGRES = process.env['TEST_DATABASE_URL'];
const TEXT = Array.from({ length: 10 }, (_, index) => `Sentence number ${index} has six words.`).join(' ');
const ENVIRONMENT = { FIRST_TOKEN_TIMEOUT_MS: '600000', IDLE_TIMEOUT_MS: '600000', TOTAL_TIMEOUT_MS: '900000' };

describe.skipIf(!POSTGRES)('two servers over one PostgreSQL', () => {
  let database: ServerDatabase;
  let admin: postgres.Sql;
  /** Answers run in the first. */
  let first: TestServer;
  let second: TestServer;
  let home: StreamClient;
  let elsewhere: StreamClient;
  beforeAll(async () => {
    database = await createDatabaseOn(POSTGRES!);
    admin = postgres(database.url, { max: 1, onnotice: () => undefined });
    const environment = { ...ENVIRONMENT, DATABASE_URL: database.url };
    first = await startTestServer({ text: TEXT, environment });
    second = await startTestServer({ text: TEXT, environment, standIn: first.standIn });
    home = createStreamClient(first.url);
    elsewhere = createStreamClient(second.url);
  });
  afterAll(async () => {
    await second.close();
    await first.close();
    await admin.end();
    await database.drop();
  });

  let asked = 0;
  const newQuestion = () => `Which IAM users have no MFA? Pair ${++asked} in account 111122223333`;
  async function askHeld(pieces = 30) {
    const held = holdAnswer('groq', TEXT, pieces);
    first.standIn.script(held.script);
    const reading = await withText(await home.ask({ message: newQuestion() }), held.before.length);
    first.standIn.script();
    return { held, reading };
  }

  /** Cuts the connections that listen, as a restarted proxy or database does. How many there were. */
  async function cutListeners(): Promise<number> {
    const gone = await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query ilike 'listen %'`;
    return gone.length;
  }

  it('tell one answer byte for byte, from its start and from its middle', async () => {
    const { held, reading } = await askHeld();
    const [whole, rest] = await Promise.all([
      readResponse(elsewhere.resume(reading.sessionId)),
      elsewhere.resume(reading.sessionId, `${reading.messageId}.4`),
    ]);
    await withText(whole, held.before.length);
    held.release();
    const stream = await reading.ended;
    expect(await whole.ended).toBe(stream);
    expect(await rest.text()).toBe(stream.slice(stream.indexOf(`id: ${reading.messageId}.5\n`)));
  });

  it('say whose the breakers are that they report: each has its own', async () => {
    first.standIn.script(response(503, { error: { message: 'sick' } }));
    for (let failure = 0; failure < 2; failure += 1) await (await home.ask({ message: newQuestion() })).ended;
    first.standIn.script();
    const reports = await Promise.all(
      [first, second].map(async ({ url }) => (await (await fetch(`${url}/api/providers`)).json()) as ProvidersReport),
    );
    expect(reports.map(({ providers }) => providers[0]!.breaker.state)).toEqual(['open', 'closed']);
    // What was asked and answered is of both.
    expect(reports[0]!.providers[0]!.errors).toEqual(reports[1]!.providers[0]!.errors);
    for (const { breakersOf } of reports)
      expect(breakersOf).toEqual({
        host: hostname(),
        pid: process.pid,
        startedAt: expect.stringMatching(/^20.*Z$/) as string,
      });
    expect((await fetch(`${first.url}/api/providers/groq/check`, { method: 'POST' })).status).toBe(200);
  });

  it('attach a submit with the same key to the answer that runs elsewhere', async () => {
    const held = holdAnswer('groq', TEXT, 30);
    first.standIn.script(held.script);
    const before = first.standIn.attempts();
    const message = newQuestion();
    const headers = { 'idempotency-key': 'pair' };
    const readings = await Promise.all([home.ask({ message }, headers), elsewhere.ask({ message }, headers)]);
    held.release();
    first.standIn.script();
    const [one, other] = await Promise.all(readings.map(({ ended }) => ended));
    expect(other).toBe(one);
    expect(first.standIn.attempts() - before).toBe(1);
  });

  it('refuse a second question in a session that answers elsewhere', async () => {
    const { held, reading } = await askHeld();
    expect((await elsewhere.post({ message: newQuestion(), sessionId: reading.sessionId })).status).toBe(409);
    held.release();
    await reading.ended;
  });

  it('stop each other’s answers, upstream too, and say so when it is done', async () => {
    const { reading } = await askHeld();
    expect(await elsewhere.stop(reading.sessionId)).toEqual({ stopped: true });
    expect((await elsewhere.answerOf(reading.sessionId)).status).toBe('stopped');
    await vi.waitUntil(() => first.standIn.openResponses() === 0, PATIENCE);
    await reading.ended;
    expect(terminalsOf(reading.parts())).toEqual([{ type: 'abort', reason: 'stopped' }]);
    expect(await elsewhere.stop(reading.sessionId)).toEqual({ stopped: false });
  });

  it('stop each other’s answers also when the listening connection was just cut', async () => {
    const { reading } = await askHeld();
    expect(await cutListeners()).toBeGreaterThanOrEqual(2);
    expect(await elsewhere.stop(reading.sessionId)).toEqual({ stopped: true });
    await reading.ended;
    expect(await elsewhere.answerOf(reading.sessionId)).toMatchObject({ status: 'stopped', text: reading.text() });
  });

  it('close the answer of a process that died, whoever of them notices', async () => {
    const { held, reading } = await askHeld();
    const watching = await readResponse(elsewhere.resume(reading.sessionId));
    // As if it had died: no sign of life. It does live, and gives some, so that it must be taken away again and again.
    await vi.waitUntil(async () => {
      const aged = await admin`update chat_messages set heartbeat_at = now() - interval '1 hour'
        where message_id = ${reading.messageId} and status = 'streaming'`;
      return aged.count === 0;
    }, PATIENCE);
    const told = await watching.ended;
    expect(terminalsOf(watching.parts())).toEqual([{ type: 'abort', reason: 'interrupted' }]);
    const answer = await elsewhere.answerOf(reading.sessionId);
    expect(answer).toMatchObject({ status: 'interrupted', text: textOf(watching.parts()) });
    expect(answer.attempts).toMatchObject([{ provider: 'groq', state: 'failed', errorClass: 'aborted' }]);
    // The one that was only slow learns of it: it gives up, and adds nothing to what was closed.
    await vi.waitUntil(() => first.standIn.openResponses() === 0, PATIENCE);
    held.release();
    await reading.ended;
    expect(terminalsOf(reading.parts())).toHaveLength(1);
    const rows = await admin<{ seq: number; parts: string }[]>`
      select seq::int, parts from answer_chunks where message_id = ${reading.messageId} order by seq`;
    const kept = rows.map((row) => framesOfRow(reading.messageId, row, 0));
    expect(`${kept.join('')}data: [DONE]\n\n`).toBe(told);
  });

  it('hear of readers elsewhere, also after the listening connection was cut and could not come back at once', async () => {
    const [here, there] = await Promise.all([1, 2].map(() => connect({ databaseUrl: database.url, dataDir: '' })));
    const log = createStreamLog(here!.sql, createLog('silent'));
    const unwatch = await watchReading(here!.sql, log);
    const answer = log.open({
      messageId: crypto.randomUUID(),
      tenantId: DEFAULT_TENANT,
      sessionId: crypto.randomUUID(),
    });
    const heard = async () => {
      answer.unreadSince = 1;
      await vi.waitUntil(async () => {
        await sayReading(there!.sql, answer.messageId);
        return answer.unreadSince !== 1;
      }, PATIENCE);
    };
    await heard();
    expect(await cutListeners()).toBeGreaterThanOrEqual(1);
    await heard();
    const name = new URL(database.url).pathname.slice(1);
    const above = postgres(POSTGRES!, { max: 1, onnotice: () => undefined });
    await above`alter database ${above(name)} with connection limit 0`;
    await cutListeners();
    // A superuser is let in whatever the limit; a database that refuses everybody is one that restarts.
    await above`alter database ${above(name)} with allow_connections false`;
    await above`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and query ilike 'listen %'`;
    await above`alter database ${above(name)} with allow_connections true`;
    await above`alter database ${above(name)} with connection limit -1`;
    await above.end();
    await heard();
    expect(answer.unreadSince).not.toBe(1);
    await unwatch();
    await log.close(answer);
    await here!.close();
    await there!.close();
  });
});
