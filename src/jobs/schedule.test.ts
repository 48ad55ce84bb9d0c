import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorName } from '../../collectors/coverage.ts';
import type { Assembly } from '../assemble.ts';
import { readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { startJobs } from './jobs.ts';
import { readOccurrences } from './occurrences.ts';
import { createQueues, type Queues } from './queues.ts';
import { createSchedule } from './schedule.ts';

const ACCOUNT = '222222222222';
let database: Database;
let first: Queues;
let second: Queues;

/** What the jobs use of an assembly; no model and no answer takes part. */
function assemblyWith(environment: Record<string, string> = {}): Assembly {
  const part = { config: readConfig(environment), database, log: createLog('silent'), titan: null };
  return part as unknown as Assembly;
}

beforeAll(async () => {
  database = await createTestDatabase();
  first = createQueues(assemblyWith(), { work: false });
  second = createQueues(assemblyWith(), { work: false });
});
afterAll(async () => {
  await first.close();
  await second.close();
  await database.close();
});

const schedules = (expression: string) =>
  new Map<CollectorName, ReturnType<typeof readOccurrences>>([['iam', readOccurrences(expression, 'IAM_SCHEDULE')]]);

const connectAccount = () =>
  withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name, role_arn, external_id)
      values (${DEFAULT_TENANT}, ${ACCOUNT}, 'shop', ${`arn:aws:iam::${ACCOUNT}:role/AssayReadOnly`}, 'x')`,
  );

const queuedRuns = () =>
  database.sql<{ occurrence: string }[]>`
    select data->>'occurrence' as occurrence from pgboss.job where name = 'collect-iam' order by 1`;

const endRuns = () =>
  database.sql`update pgboss.job set state = 'completed', completed_on = now() where name like 'collect-%'`;

describe('the schedule', () => {
  it('queues nothing, and does not even install its tables, without an account', async () => {
    const schedule = createSchedule(assemblyWith(), schedules('*/5 * * * *'), first);
    expect(await schedule.tick(new Date('2026-05-01T10:00:00Z'))).toBe(0);
    const [row] = await database.sql<{ there: boolean }[]>`select to_regclass('pgboss.job') is not null as there`;
    expect(row?.there).toBe(false);
  });

  it('catches up one missed occurrence once, however many were missed and whoever looks', async () => {
    await connectAccount();
    const one = createSchedule(assemblyWith(), schedules('*/5 * * * *'), first);
    const two = createSchedule(assemblyWith(), schedules('*/5 * * * *'), second);
    const now = new Date('2026-05-01T12:03:00Z');
    const counts = await Promise.all([one.tick(now), two.tick(now), one.tick(now)]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(await queuedRuns()).toEqual([{ occurrence: '2026-05-01T12:00:00.000Z' }]);
  });

  it('tries again after half a minute, then ever later up to a quarter of an hour, then gives up to the dead letters', async () => {
    const [queue] = await database.sql`
      select retry_limit, retry_delay, retry_backoff, retry_delay_max, dead_letter, heartbeat_seconds, policy
      from pgboss.queue where name = 'collect-iam'`;
    expect(queue).toEqual({
      retry_limit: 4,
      retry_delay: 30,
      retry_backoff: true,
      retry_delay_max: 900,
      dead_letter: 'collect-dead-letter',
      heartbeat_seconds: 60,
      policy: 'exclusive',
    });
  });

  it('does not repeat a done occurrence after a restart', async () => {
    await endRuns();
    const restarted = createSchedule(assemblyWith(), schedules('*/5 * * * *'), second);
    expect(await restarted.tick(new Date('2026-05-01T12:04:00Z'))).toBe(0);
  });

  it('queues each next occurrence once over two processes', async () => {
    const one = createSchedule(assemblyWith(), schedules('*/5 * * * *'), first);
    const two = createSchedule(assemblyWith(), schedules('*/5 * * * *'), second);
    for (const minute of ['05', '07', '10', '12', '15']) {
      const now = new Date(`2026-05-01T12:${minute}:00Z`);
      await Promise.all([one.tick(now), two.tick(now)]);
      await endRuns();
    }
    expect((await queuedRuns()).map(({ occurrence }) => occurrence.slice(11, 16))).toEqual([
      '12:00',
      '12:05',
      '12:10',
      '12:15',
    ]);
  });

  it('lets one run of an account wait, not a pile', async () => {
    const schedule = createSchedule(assemblyWith(), schedules('*/5 * * * *'), first);
    expect(await schedule.tick(new Date('2026-05-01T13:00:00Z'))).toBe(1);
    expect(await schedule.tick(new Date('2026-05-01T13:05:00Z'))).toBe(0);
    expect(await second.collect({ collector: 'iam', account: ACCOUNT, occurrence: null })).toMatchObject({
      outcome: 'busy',
    });
    expect(await second.collect({ collector: 's3', account: ACCOUNT, occurrence: null })).toMatchObject({
      outcome: 'queued',
    });
    // The one that fell due behind it is not lost: the latest is offered until the queue takes it, by whoever looks.
    expect(await schedule.tick(new Date('2026-05-01T13:11:00Z'))).toBe(0);
    await endRuns();
    expect(await schedule.tick(new Date('2026-05-01T13:12:00Z'))).toBe(1);
    expect(await schedule.tick(new Date('2026-05-01T13:13:00Z'))).toBe(0);
    expect((await queuedRuns()).map(({ occurrence }) => occurrence.slice(11, 16)).slice(-2)).toEqual([
      '13:00',
      '13:10',
    ]);
    await endRuns();
  });

  it('alarms once for an occurrence at which the account is stale', async () => {
    await withTenant(
      database.sql,
      { tenantId: DEFAULT_TENANT, role: 'collect' },
      (sql) => sql`
        insert into collection_state (tenant_id, collector, account_uid, region, last_success_at, last_attempt_at)
        values (${DEFAULT_TENANT}, 'iam', ${ACCOUNT}, 'global', '2026-05-01T08:00:00Z', '2026-05-01T08:00:00Z')`,
    );
    const one = createSchedule(assemblyWith(), schedules('*/5 * * * *'), first);
    const two = createSchedule(assemblyWith(), schedules('*/5 * * * *'), second);
    for (const now of ['2026-05-01T14:01:00Z', '2026-05-01T14:06:00Z', '2026-05-01T14:07:00Z'])
      await Promise.all([one.tick(new Date(now)), two.tick(new Date(now))]);
    const alarms = await database.sql<{ data: { kind: string; message: string } }[]>`
      select data from pgboss.job where name = 'alarm'`;
    expect(alarms.map(({ data }) => data.kind)).toEqual(['stale']);
    expect(alarms[0]!.data.message).toContain(`no whole read of account ${ACCOUNT}`);
  });
});

describe('the view', () => {
  it('refuses to run what it does not know, and says what to do without an account', async () => {
    const jobs = await startJobs(assemblyWith(), { work: false });
    await expect(jobs.view.runCollector(DEFAULT_TENANT, 'lambda')).rejects.toMatchObject({ code: 'not_found' });
    await expect(jobs.view.runCollector(DEMO_TENANT, 'iam')).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('POST /api/accounts'),
    });
    await endRuns();
    expect(await jobs.view.runCollector(DEFAULT_TENANT, 'ec2')).toMatchObject({ queued: true });
    expect(await jobs.view.runCollector(DEFAULT_TENANT, 'ec2')).toEqual({ queued: false, runId: null });
    await jobs.close();
  });

  it('shows what is old, what shrank, and what failed, in words', async () => {
    await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
      const now = new Date();
      await sql`
        insert into collection_state (tenant_id, collector, account_uid, region, last_success_at, last_attempt_at,
          baseline_items, last_items)
        values (${DEFAULT_TENANT}, 's3', ${ACCOUNT}, 'global', ${now}, ${now}, 84, 20)`;
      await sql`
        insert into collection_coverage (tenant_id, product, account_uid, region, api, outcome, items, started_at,
          finished_at, permission, detail)
        values (${DEFAULT_TENANT}, 's3', ${ACCOUNT}, 'global', 's3:GetBucketAcl', 'denied', 0, ${now}, ${now},
          's3:GetBucketAcl', 'AWS denied the call')`;
    });
    const jobs = await startJobs(assemblyWith({ S3_SCHEDULE: '0 4 * * *' }), { work: false });
    const statuses = await jobs.view.collectors(DEFAULT_TENANT);
    await jobs.close();
    expect(statuses.find(({ name }) => name === 's3')).toMatchObject({
      schedule: '0 4 * * *',
      stale: false,
      shrunk: true,
      lagMinutes: 0,
      lastItems: 20,
      error: `Account ${ACCOUNT}, global: AWS denied the call. It needs s3:GetBucketAcl.`,
    });
    expect(statuses.find(({ name }) => name === 'iam')).toMatchObject({ stale: true, shrunk: false, state: 'idle' });
    expect(statuses.find(({ name }) => name === 'guardduty')).toMatchObject({ state: 'never_run', stale: true });
    for (const { nextRun } of statuses) expect(Date.parse(nextRun!)).toBeGreaterThan(Date.now() - 1000);
  });
});
