import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ACCOUNT_UIDS, READER_ROLE } from '../../seed/accounts.ts';
import type { Assembly } from '../assemble.ts';
import { readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { type DemoAws, startDemoAws } from '../test/soak/demo-aws.ts';
import { lagMinutes, readStates } from './health.ts';
import { createQueues, type Queues } from './queues.ts';

const ACCOUNT = ACCOUNT_UIDS.security;
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAOPERATOR', AWS_SECRET_ACCESS_KEY: 'unused' };

let database: Database;
let aws: DemoAws;
let webhook: Server;
const alarms: { kind: string; collector: string; account: string; message: string }[] = [];
const before = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startDemoAws(new Date());
  webhook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      alarms.push(JSON.parse(body) as (typeof alarms)[number]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    ...CREDENTIALS,
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_ENDPOINT_URL: aws.endpoint,
  });
  await withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name, role_arn, regions)
      values (${DEFAULT_TENANT}, ${ACCOUNT}, 'security', ${`arn:aws:iam::${ACCOUNT}:role/${READER_ROLE}`},
        array['us-east-1'])`,
  );
});
afterAll(async () => {
  process.env = before;
  await aws.close();
  await new Promise<void>((resolve) => webhook.close(() => resolve()));
  await database.close();
});
beforeEach(async () => {
  aws.faults.clear();
  alarms.length = 0;
  Object.assign(process.env, CREDENTIALS);
  const [row] = await database.sql<{ there: boolean }[]>`select to_regclass('pgboss.job') is not null as there`;
  if (row?.there) await database.sql`delete from pgboss.job`;
});

/** Workers for the time of a test, with waits so long that none ends by itself. */
async function atWork(work: (queues: Queues) => Promise<void>, environment: Record<string, string> = {}) {
  const { port } = webhook.address() as AddressInfo;
  const config = readConfig({ ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`, ...environment });
  const assembly = { config, database, log: createLog('silent'), titan: null } as unknown as Assembly;
  const queues = createQueues(assembly, { work: true, pollSeconds: 0.5, retrySeconds: 3000 });
  try {
    await work(queues);
  } finally {
    await queues.close();
  }
}

const jobs = () => database.sql<{ state: string; tries: number; waitSeconds: number; why: string | null }[]>`
  select state::text, retry_count as tries, extract(epoch from start_after - now())::float8 as "waitSeconds",
    output->>'name' as why
  from pgboss.job where name in ('collect-s3', 'collect-iam') order by created_on`;
const waiting = async () => (await jobs()).some(({ state, waitSeconds }) => state === 'retry' && waitSeconds > 1);
const completed = async () => (await jobs()).some(({ state }) => state === 'completed');
const letTimePass = () => database.sql`update pgboss.job set start_after = now() where state = 'retry'`;
const runs = () => database.sql<{ state: string; errorClass: string | null }[]>`
  select state, error_class as "errorClass" from collection_runs where account_uid = ${ACCOUNT} order by started_at`;

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come about within a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const publicAccessBlock = { service: 's3control', operation: 'GetPublicAccessBlock' };

it('tries again what was read in part, stores it meanwhile, and reads it no more once it is whole', async () => {
  aws.faults.add({ kind: 'expired_token', ...publicAccessBlock });
  const fellDue = new Date().toISOString();
  await atWork(async (queues) => {
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: fellDue });
    await until(waiting);
    expect(await runs()).toEqual([{ state: 'partial', errorClass: 'unavailable' }]);
    expect(await jobs()).toMatchObject([{ why: 'ReadInPartError' }]);
    const stored = await database.sql`select 1 from resources where account_uid = ${ACCOUNT}`;
    expect(stored.length).toBeGreaterThan(0);
    aws.faults.clear();
    await letTimePass();
    await until(completed);
    expect((await runs()).map(({ state }) => state)).toEqual(['partial', 'succeeded']);
    // What fell due before the whole read began has been done.
    const earlier = new Date(Date.parse(fellDue) - 60_000).toISOString();
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: earlier });
    await until(async () => (await jobs()).filter(({ state }) => state === 'completed').length === 2);
  });
  expect(await runs()).toHaveLength(2);
});

it('tries a throttled read again, too, and gives it up with one alarm', async () => {
  aws.faults.add({ kind: 'throttle', ...publicAccessBlock });
  const count = (await runs()).length;
  await atWork(async (queues) => {
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: null });
    await until(waiting);
    await database.sql`update pgboss.job set retry_count = retry_limit where state = 'retry'`;
    await letTimePass();
    await until(() => alarms.length > 0);
  });
  expect((await runs()).slice(count)).toEqual([
    { state: 'partial', errorClass: 'throttled' },
    { state: 'partial', errorClass: 'throttled' },
  ]);
  expect(alarms).toMatchObject([{ kind: 'gave_up', collector: 's3', account: ACCOUNT }]);
});

it('does not try a denied read again, nor calls it stale', async () => {
  aws.faults.add({ kind: 'access_denied', ...publicAccessBlock });
  const count = (await runs()).length;
  await atWork(async (queues) => {
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: null });
    await until(completed);
  });
  expect(await jobs()).toMatchObject([{ tries: 0 }]);
  expect((await runs()).slice(count)).toEqual([{ state: 'partial', errorClass: 'denied' }]);
  const [state] = await readStates(database.sql, DEFAULT_TENANT);
  const later = (minutes: number) => new Date(state!.lastAttempt!.getTime() + minutes * 60_000);
  expect(state!.lastSuccess!.getTime()).toBeLessThan(state!.lastAttempt!.getTime());
  expect(lagMinutes(state!, later(7))).toBe(7);
  expect(lagMinutes({ ...state!, lastRunErrorClass: 'throttled' }, later(7))).toBeGreaterThanOrEqual(7);
  expect(lagMinutes({ ...state!, lastSuccess: null, lastRunErrorClass: 'throttled' }, later(7))).toBeNull();
});

it('raises one alarm when there are no credentials, and looks again for them', async () => {
  for (const name of Object.keys(CREDENTIALS)) delete process.env[name];
  await database.sql`update aws_accounts set enabled = false`;
  await atWork(
    async (queues) => {
      for (const collector of ['s3', 'iam'] as const)
        await queues.collect({ collector, account: 'default-credentials', occurrence: new Date().toISOString() });
      await until(async () => (await jobs()).filter(({ state }) => state === 'retry').length === 2);
      await until(() => alarms.length > 0);
      await until(async () => {
        const open = await database.sql`select 1 from pgboss.job where name = 'alarm' and state <> 'completed'`;
        return open.length === 0;
      });
    },
    { AWS_COLLECT: 'on' },
  );
  await database.sql`update aws_accounts set enabled = true`;
  expect(alarms).toMatchObject([{ kind: 'closed', account: 'default-credentials' }]);
  expect(alarms[0]!.message).toContain('no AWS credentials were found');
});

it('raises no alarm of a role that never opened', async () => {
  const [stranger, role] = ['999999999999', 'arn:aws:iam::999999999999:role/NotThereYet'];
  await withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name, role_arn)
      values (${DEFAULT_TENANT}, ${stranger}, 'new', ${role})`,
  );
  await atWork(async (queues) => {
    await queues.collect({ collector: 's3', account: stranger, occurrence: null });
    await until(completed);
  });
  expect(await database.sql`select 1 from pgboss.job where name = 'alarm'`).toHaveLength(0);
});

it('raises an alarm when a role that was open is shut, without trying it again', async () => {
  aws.faults.add({ kind: 'access_denied', service: 'sts', operation: 'AssumeRole' });
  await atWork(async (queues) => {
    await queues.collect({ collector: 's3', account: ACCOUNT, occurrence: null });
    await until(completed);
    await until(() => alarms.length > 0);
  });
  expect(await jobs()).toMatchObject([{ tries: 0 }]);
  expect(alarms).toMatchObject([{ kind: 'closed', account: ACCOUNT }]);
});
