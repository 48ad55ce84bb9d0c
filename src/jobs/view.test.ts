import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Assembly } from '../assemble.ts';
import { readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { recordSeed } from '../estate/tenancy.ts';
import type { CollectorStatus } from '../http/jobs-view.ts';
import { createLog } from '../log.ts';
import { createTestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { readSchedules } from './occurrences.ts';
import { createQueues, type Queues } from './queues.ts';
import { createSchedule } from './schedule.ts';
import { describeCollectors } from './view.ts';

const ACCOUNT = '222222222222';
const NOW = new Date('2026-05-01T12:00:00Z');
const SCHEDULES = readSchedules(readConfig({ S3_SCHEDULE: '0 4 * * *', SCHEDULE_TIME_ZONE: 'Europe/Berlin' }));

let database: Database;
let queues: Queues;
beforeAll(async () => {
  database = await createTestDatabase();
  queues = createQueues(assembly(), { work: false });
});
afterAll(async () => {
  await queues.close();
  await database.close();
});

const assembly = () =>
  ({ config: readConfig({}), database, log: createLog('silent'), titan: null }) as unknown as Assembly;

it('measures the demo by its own clock: what the seed left fresh stays fresh, what it left old is old', async () => {
  const now = new Date('2025-01-10T12:00:00Z');
  await recordSeed(database.sql, { version: 'test', now });
  await withTenant(
    database.sql,
    { tenantId: DEMO_TENANT, role: 'collect' },
    (sql) => sql`
      insert into collection_state (tenant_id, collector, account_uid, region, last_success_at, last_attempt_at)
      values (${DEMO_TENANT}, 'iam', '1', 'global', '2025-01-10T11:40:00Z', '2025-01-10T11:40:00Z'),
        (${DEMO_TENANT}, 's3', '1', 'global', '2025-01-09T12:00:00Z', '2025-01-09T12:00:00Z')`,
  );
  const statuses = await describeCollectors(database.sql, DEMO_TENANT, new Map(), []);
  expect(statuses.find(({ name }) => name === 'iam')).toMatchObject({
    state: 'demo',
    stale: false,
    lagMinutes: 20,
    nextRun: null,
    enabled: true,
  });
  expect(statuses.find(({ name }) => name === 's3')).toMatchObject({ state: 'demo', stale: true, lagMinutes: 1440 });
});

describe('the view of a collector', () => {
  beforeEach(async () => {
    await inEstate((sql) => sql`delete from collection_coverage where tenant_id = ${DEFAULT_TENANT}`);
    await inEstate((sql) => sql`delete from collection_runs where tenant_id = ${DEFAULT_TENANT}`);
    await inEstate((sql) => sql`delete from collection_state where tenant_id = ${DEFAULT_TENANT}`);
    await inEstate((sql) => sql`delete from aws_accounts where tenant_id = ${DEFAULT_TENANT}`);
    const [row] = await database.sql<{ there: boolean }[]>`select to_regclass('pgboss.job') is not null as there`;
    if (row?.there) await database.sql`delete from pgboss.job`;
  });

  it('asks for nothing where no account is connected', async () => {
    expect(await view('s3', [])).toMatchObject({
      enabled: false,
      state: 'never_run',
      stale: false,
      nextRun: null,
      lastSuccess: null,
      lagMinutes: null,
      givenUp: 0,
      error: null,
    });
  });

  it('is stale before the first run, and says when that will be, by its own clock', async () => {
    await connect();
    expect(await view('s3')).toMatchObject({
      enabled: true,
      state: 'never_run',
      stale: true,
      schedule: '0 4 * * *',
      timeZone: 'Europe/Berlin',
      nextRun: '2026-05-02T02:00:00.000Z',
      lastSuccess: null,
      error: null,
    });
  });

  it('shows the worst of its accounts and regions after a good run', async () => {
    await connect();
    await state('global', '2026-05-01T11:00:00Z');
    expect(await view('s3')).toMatchObject({ state: 'idle', stale: false, lagMinutes: 60, error: null });
    await connect('333333333333');
    expect(await view('s3', [ACCOUNT, '333333333333'])).toMatchObject({ stale: true, lagMinutes: 60 });
  });

  it('says what Assay failed at before what AWS once refused', async () => {
    await connect();
    await state('global', '2026-05-01T11:00:00Z');
    await refusal('s3:GetBucketAcl');
    expect((await view('s3')).error).toBe(`Account ${ACCOUNT}, global: AWS denied the call. It needs s3:GetBucketAcl.`);
    await inEstate(
      (sql) => sql`
        insert into collection_runs (tenant_id, run_id, collector, account_uid, region, state, started_at, error_class,
          error_detail)
        values (${DEFAULT_TENANT}, gen_random_uuid(), 's3', ${ACCOUNT}, 'global', 'failed', ${NOW}, 'internal',
          'The run failed because of a fault in Assay; the log has the details.')`,
    );
    expect(await view('s3')).toMatchObject({
      state: 'failed',
      error: `Account ${ACCOUNT}, global: The run failed because of a fault in Assay; the log has the details.`,
    });
  });

  it.each([
    ['completed', { closed: 'No credentials were found' }],
    ['retry', { name: 'TryAgainError', message: 'No credentials were found.', stack: 'hidden' }],
  ])('says why the default credentials open nothing, where their job is %s', async (jobState, output) => {
    const account = 'default-credentials';
    await queues.collect({ collector: 's3', account, occurrence: null });
    await database.sql`
      update pgboss.job set state = ${jobState}::pgboss.job_state, output = ${database.sql.json(output as never)}`;
    expect(await view('s3', [account])).toMatchObject({
      state: 'failed',
      stale: true,
      error: 'The account of the default credentials: No credentials were found.',
    });
    await database.sql`update pgboss.job set state = 'completed', output = null`;
    expect((await view('s3', [account])).error).toBeNull();
  });

  it('counts dead letters of a day, and tells Prometheus what an alert needs', async () => {
    await connect();
    await state('global', '2026-05-01T01:00:00Z', { baseline: 84, last: 20 });
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: null });
    await database.sql`
      insert into pgboss.job (name, data, created_on)
      select 'collect-dead-letter', ${database.sql.json({ collector: 's3', account: ACCOUNT })}, at
      from unnest(array['2026-05-01T11:00:00Z', '2026-04-30T13:00:00Z', '2026-04-30T11:00:00Z']::timestamptz[]) at`;
    expect(await view('s3')).toMatchObject({ givenUp: 2, stale: true, shrunk: true });
    const app = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: NOW });
    app.services.jobs.collectors = (tenantId) =>
      describeCollectors(database.sql, tenantId, SCHEDULES, [ACCOUNT], () => NOW);
    const lines = (await (await app.app.request('/metrics')).text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'assay_collector_stale{collector="s3"} 1',
        'assay_collector_shrunk{collector="s3"} 1',
        'assay_collector_shrunk{collector="iam"} 0',
        'assay_collector_given_up_runs{collector="s3"} 2',
        'assay_collector_given_up_runs{collector="iam"} 0',
        'assay_collector_freshness_target_seconds{collector="s3"} 14400',
        '# TYPE assay_collector_given_up_runs gauge',
      ]),
    );
    app.services.jobs.collectors = (tenantId) => describeCollectors(database.sql, tenantId, SCHEDULES, [], () => NOW);
    expect(await (await app.app.request('/metrics')).text()).not.toContain('assay_collector_stale{');
  });

  it('alarms for an account that was never read within the target, not for one just connected', async () => {
    await connect(ACCOUNT, '2026-05-01T07:00:00Z');
    await connect('333333333333', '2026-05-01T11:50:00Z');
    const schedules = readSchedules(readConfig({ S3_SCHEDULE: '*/30 * * * *' }));
    const s3 = new Map([...schedules].filter(([name]) => name === 's3'));
    const schedule = createSchedule(assembly(), s3, queues);
    await schedule.tick(new Date('2026-05-01T11:31:00Z'));
    await schedule.tick(NOW);
    const alarms = await database.sql<{ account: string; message: string }[]>`
      select data->>'account' as account, data->>'message' as message from pgboss.job where name = 'alarm'`;
    expect(alarms.map(({ account }) => account)).toEqual([ACCOUNT]);
    expect(alarms[0]!.message).toContain('(never read)');
  });
});

async function view(name: string, accounts = [ACCOUNT]): Promise<CollectorStatus> {
  const statuses = await describeCollectors(database.sql, DEFAULT_TENANT, SCHEDULES, accounts, () => NOW);
  return statuses.find((status) => status.name === name)!;
}

const inEstate = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, work);

const connect = (accountUid = ACCOUNT, at = '2026-05-01T00:00:00Z') =>
  inEstate(
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name, role_arn, created_at)
      values (${DEFAULT_TENANT}, ${accountUid}, ${accountUid}, ${`arn:aws:iam::${accountUid}:role/Reader`}, ${at})`,
  );

const state = (region: string, at: string, items: { baseline: number; last: number } = { baseline: 10, last: 10 }) =>
  inEstate(
    (sql) => sql`
      insert into collection_state (tenant_id, collector, account_uid, region, last_success_at, last_attempt_at,
        baseline_items, last_items)
      values (${DEFAULT_TENANT}, 's3', ${ACCOUNT}, ${region}, ${at}, ${at}, ${items.baseline}, ${items.last})`,
  );

const refusal = (permission: string) =>
  inEstate(
    (sql) => sql`
      insert into collection_coverage (tenant_id, product, account_uid, region, api, outcome, items, started_at,
        finished_at, permission, detail)
      values (${DEFAULT_TENANT}, 's3', ${ACCOUNT}, 'global', ${permission}, 'denied', 0, ${NOW}, ${NOW}, ${permission},
        'AWS denied the call')`,
  );
