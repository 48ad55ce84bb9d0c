import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReadContext } from '../../collectors/collector.ts';
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Session } from '../../collectors/session.ts';
import { ACCOUNT_UIDS, READER_ROLE } from '../../seed/accounts.ts';
import type { Assembly } from '../assemble.ts';
import { readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createTitanEmbedder, type TitanEmbedder } from '../embeddings/titan.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { startTitan, type TitanStandIn } from '../test/aws/titan.ts';
import { type DemoAws, startDemoAws } from '../test/soak/demo-aws.ts';
import { readOccurrences } from './occurrences.ts';
import { createQueues, type QueueOptions, type Queues } from './queues.ts';
import { createSchedule } from './schedule.ts';

const SECURITY = ACCOUNT_UIDS.security;
const STAGING = ACCOUNT_UIDS.staging;
const NAMES = Object.keys(COLLECTORS) as CollectorName[];
const SDK = {
  AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
  AWS_SECRET_ACCESS_KEY: 'unused',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** So long that no wait ends by itself within a test. */
const RETRIES = { retrySeconds: 3000 };

let database: Database;
let aws: DemoAws;
let titanStandIn: TitanStandIn;
let titan: TitanEmbedder;
let webhook: Server;
const alarms: { kind: string; collector: string; account: string; message: string }[] = [];
const before = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startDemoAws(new Date());
  titanStandIn = await startTitan();
  titan = createTitanEmbedder({
    region: 'us-east-1',
    baseUrl: titanStandIn.url,
    credentials: { accessKeyId: 'AKIATITAN', secretAccessKey: 'unused' },
    sleep: () => Promise.resolve(),
  });
  webhook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      alarms.push(JSON.parse(body) as (typeof alarms)[number]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, SDK, { AWS_ENDPOINT_URL: aws.endpoint });
  for (const accountUid of [SECURITY, STAGING]) await connectAccount(accountUid);
});
afterAll(async () => {
  process.env = before;
  await aws.close();
  titan.close();
  await titanStandIn.close();
  await new Promise<void>((resolve) => webhook.close(() => resolve()));
  await database.close();
});
beforeEach(async () => {
  aws.faults.clear();
  aws.hold = null;
  alarms.length = 0;
  await database.sql`update aws_accounts set enabled = true, regions = array['us-east-1']`;
  if (await thereAreJobs()) await database.sql`delete from pgboss.job`;
});

const connectAccount = (accountUid: string) =>
  withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name, role_arn, regions)
      values (${DEFAULT_TENANT}, ${accountUid}, ${accountUid}, ${`arn:aws:iam::${accountUid}:role/${READER_ROLE}`},
        array['us-east-1'])`,
  );

const only = (accountUid: string) => database.sql`update aws_accounts set enabled = (account_uid = ${accountUid})`;

async function thereAreJobs(): Promise<boolean> {
  const [row] = await database.sql<{ there: boolean }[]>`select to_regclass('pgboss.job') is not null as there`;
  return row?.there === true;
}

function assemblyWith(withTitan = false): Assembly {
  const { port } = webhook.address() as AddressInfo;
  const config = readConfig({ ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/` });
  return { config, database, log: createLog('silent'), titan: withTitan ? titan : null } as unknown as Assembly;
}

/** Workers for the time of a test. */
async function atWork(work: (queues: Queues) => Promise<void>, options: Partial<QueueOptions> = {}, withTitan = false) {
  const queues = createQueues(assemblyWith(withTitan), { work: true, pollSeconds: 0.5, ...RETRIES, ...options });
  try {
    await work(queues);
  } finally {
    await queues.close();
  }
}

const request = (collector: CollectorName, account = SECURITY) => ({ collector, account, occurrence: null });

interface JobRow {
  queue: string;
  account: string;
  state: string;
  tries: number;
  waitSeconds: number;
}

const jobs = () => database.sql<JobRow[]>`
  select name as queue, data->>'account' as account, state::text, retry_count as tries,
    extract(epoch from start_after - now())::float8 as "waitSeconds"
  from pgboss.job where name like 'collect-%' order by created_on`;
const runs = () => database.sql<{ collector: string; account: string; region: string; state: string }[]>`
  select collector, account_uid as account, region, state from collection_runs where tenant_id = ${DEFAULT_TENANT}
  order by started_at`;

/** Waiting for a retry is over: what the clock would do. */
const letTimePass = () => database.sql`update pgboss.job set start_after = now() where state = 'retry'`;

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come about within a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const ended =
  (queue: string, account = SECURITY) =>
  async () =>
    (await jobs()).some((job) => job.queue === queue && job.account === account && job.state === 'completed');

/** Holds the answers of a service (S3 Control with S3) to one account until released; says when the first has come. */
function holdBack(service: string, account: string) {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  aws.hold = (call) => {
    if (!call.service.startsWith(service) || call.accountUid !== account) return undefined;
    arrived.resolve();
    return gate.promise;
  };
  return { arrived: arrived.promise, release: gate.resolve };
}

describe('every collector as a job', () => {
  it.each(NAMES)('%s reads an account and leaves its state behind', { timeout: 90_000 }, async (name) => {
    await atWork(async (queues) => {
      expect(await queues.collect(request(name))).toMatchObject({ outcome: 'queued' });
      await until(ended(`collect-${name}`));
    });
    const own = (await runs()).filter(({ collector, account }) => collector === name && account === SECURITY);
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    const states = await database.sql<{ region: string; fresh: boolean; leased: boolean }[]>`
      select region, last_success_at is not null as fresh, lease_until is not null as leased from collection_state
      where tenant_id = ${DEFAULT_TENANT} and collector = ${name} and account_uid = ${SECURITY}`;
    const region = COLLECTORS[name].scope === 'account' ? 'global' : 'us-east-1';
    expect([...states]).toEqual([{ region, fresh: true, leased: false }]);
    expect(aws.unknownCalls).toEqual([]);
  });
});

describe('running', { timeout: 90_000 }, () => {
  it('lets a fast collector go on while a slow one is held up', async () => {
    const slow = holdBack('iam', SECURITY);
    await atWork(async (queues) => {
      await queues.collect(request('iam'));
      await slow.arrived;
      await queues.collect(request('s3'));
      await until(ended('collect-s3'));
      expect((await jobs()).find(({ queue }) => queue === 'collect-iam')).toMatchObject({ state: 'active' });
      slow.release();
      await until(ended('collect-iam'));
    });
  });

  it('catches up once what fell due during a run, and never reads twice at a time', async () => {
    await only(SECURITY);
    const occurrences = new Map([['s3' as const, readOccurrences('*/5 * * * *', 'S3_SCHEDULE')]]);
    // Later than what any run's record can say, so that none counts as read since.
    const at = (time: string) => new Date(`2098-05-01T${time}:00Z`);
    const slow = holdBack('s3', SECURITY);
    await atWork(async (queues) => {
      const schedule = createSchedule(assemblyWith(), occurrences, queues);
      expect(await schedule.tick(at('12:00'))).toBe(1);
      await slow.arrived;
      for (const time of ['12:05', '12:06', '12:11']) expect(await schedule.tick(at(time))).toBe(0);
      slow.release();
      await until(ended('collect-s3'));
      expect(await schedule.tick(at('12:12'))).toBe(1);
      expect(await schedule.tick(at('12:13'))).toBe(0);
      await until(async () => (await jobs()).every(({ state }) => state === 'completed'));
    });
    const read = await database.sql<{ occurrence: Date }[]>`
      select occurrence from collection_runs where collector = 's3' and occurrence is not null order by started_at`;
    expect(read.map(({ occurrence }) => occurrence.toISOString().slice(11, 16))).toEqual(['12:00', '12:10']);
  });

  it('does not read again what a run that began later has read', async () => {
    await only(SECURITY);
    const occurrences = new Map([['s3' as const, readOccurrences('*/5 * * * *', 'S3_SCHEDULE')]]);
    const count = (await runs()).length;
    const waiting = createQueues(assemblyWith(), { work: false, ...RETRIES });
    const schedule = createSchedule(assemblyWith(), occurrences, waiting);
    expect(await schedule.tick(new Date('2025-05-01T12:00:00Z'))).toBe(1);
    expect(await schedule.tick(new Date('2025-05-01T12:05:00Z'))).toBe(0);
    await atWork(async (queues) => {
      await queues.collect(request('iam'));
      await until(ended('collect-s3'));
      expect(await schedule.tick(new Date('2025-05-01T12:06:00Z'))).toBe(1);
      await until(async () => (await jobs()).filter(({ state }) => state === 'completed').length === 3);
    });
    await waiting.close();
    const read = (await runs()).slice(count).map(({ collector }) => collector);
    expect(read.filter((collector) => collector === 's3')).toEqual([]);
  });

  it('tries again with growing waits, gives up, and raises one alarm', async () => {
    // STS does not know the operator's key: time may mend that.
    aws.faults.add({ kind: 'region_disabled', service: 'sts' });
    const waits: number[] = [];
    await atWork(async (queues) => {
      await queues.collect(request('s3'));
      const waiting = async () => (await jobs()).find(({ state, waitSeconds }) => state === 'retry' && waitSeconds > 1);
      for (let tries = 0; tries < 4; tries++) {
        await until(async () => (await waiting()) !== undefined);
        waits.push((await waiting())!.waitSeconds);
        await letTimePass();
      }
      await until(async () => (await jobs()).some(({ state }) => state === 'failed'));
      await until(() => alarms.length > 0);
    });
    for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(1000 * 2 ** index);
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(30 * 3000);
    expect(alarms).toMatchObject([{ kind: 'gave_up', collector: 's3', account: SECURITY }]);
    expect(alarms[0]!.message).toContain('after several tries');
  });

  it('tries only the region again that failed', async () => {
    await database.sql`update aws_accounts set regions = array['us-east-1', 'us-west-2'] where account_uid = ${SECURITY}`;
    aws.faults.add({ kind: 'server_error', service: 'guardduty', region: 'us-west-2' });
    const count = (await runs()).length;
    await atWork(async (queues) => {
      await queues.collect(request('guardduty'));
      await until(async () => (await jobs()).some(({ state, waitSeconds }) => state === 'retry' && waitSeconds > 1));
      aws.faults.clear();
      await letTimePass();
      await until(ended('collect-guardduty'));
    });
    const read = (await runs()).slice(count).map(({ region, state }) => `${region} ${state}`);
    expect(read.toSorted()).toEqual(['us-east-1 succeeded', 'us-west-2 failed', 'us-west-2 succeeded']);
  });

  it('forgets a region that is not read any more, so that it cannot grow stale', async () => {
    const regions = () => database.sql<{ region: string }[]>`
      select region from collection_state where collector = 'guardduty' and account_uid = ${SECURITY} order by 1`;
    await database.sql`
      insert into collection_state (tenant_id, collector, account_uid, region)
      values (${DEFAULT_TENANT}, 'guardduty', ${SECURITY}, 'eu-west-1') on conflict do nothing`;
    await atWork(async (queues) => {
      await queues.collect(request('guardduty'));
      await until(ended('collect-guardduty'));
    });
    expect((await regions()).map(({ region }) => region)).toEqual(['us-east-1']);
  });

  it('says that an account is shut, and no longer when it opens again', async () => {
    const door = async () => {
      const [row] = await database.sql<{ outcome: string; detail: string | null }[]>`
        select outcome, detail from collection_coverage
        where product = 's3' and account_uid = ${SECURITY} and api = 'sts:AssumeRole'`;
      return row;
    };
    aws.faults.add({ kind: 'access_denied', service: 'sts', operation: 'AssumeRole' });
    await atWork(async (queues) => {
      await queues.collect(request('s3'));
      await until(ended('collect-s3'));
      expect(await door()).toMatchObject({
        outcome: 'denied',
        detail: expect.stringContaining('could not be assumed'),
      });
      const [job] = await database.sql<{ closed: string }[]>`
        select output->>'closed' as closed from pgboss.job where name = 'collect-s3'`;
      expect(job!.closed).toContain('could not be assumed');
      aws.faults.clear();
      await database.sql`delete from pgboss.job`;
      await queues.collect(request('s3'));
      await until(ended('collect-s3'));
    });
    expect(await door()).toEqual({ outcome: 'ok', detail: null });
  });

  it('ends an account that hangs at its deadline, and goes on with the others', async () => {
    const slow = holdBack('s3', SECURITY);
    // Ends the hanging read when the other account waits behind it; the other's read has all the time it needs.
    const s3 = COLLECTORS.s3;
    const deadline = new AbortController();
    const registry = {
      ...COLLECTORS,
      s3: {
        ...s3,
        read: (session: Session, context: ReadContext) =>
          s3.read(session, context.accountUid === SECURITY ? { ...context, signal: deadline.signal } : context),
      },
    };
    const count = (await runs()).length;
    await atWork(
      async (queues) => {
        await queues.collect(request('s3', SECURITY));
        await slow.arrived;
        await queues.collect(request('s3', STAGING));
        deadline.abort(new DOMException('The deadline has passed', 'TimeoutError'));
        await until(async () => (await runs()).slice(count).filter(({ state }) => state !== 'running').length === 2);
        await until(async () => (await jobs()).some(({ account, state }) => account === SECURITY && state === 'retry'));
      },
      { registry },
    );
    slow.release();
    const read = (await runs()).slice(count);
    expect(read.find(({ account }) => account === SECURITY)).toMatchObject({ state: 'failed' });
    expect(read.find(({ account }) => account === STAGING)).toMatchObject({ state: 'succeeded' });
  });

  it('waits for the lease of a run that died, rather than count it as read', async () => {
    const lease = (until: string | null) =>
      database.sql`
        update collection_state set lease_until = ${until}::timestamptz
        where collector = 's3' and account_uid = ${SECURITY}`;
    await lease('2099-01-01T00:00:00Z');
    const count = (await runs()).length;
    await atWork(async (queues) => {
      await queues.collect(request('s3'));
      await until(async () => (await jobs()).some(({ state, waitSeconds }) => state === 'retry' && waitSeconds > 1));
      expect((await runs()).length).toBe(count);
      await lease(null);
      await letTimePass();
      await until(ended('collect-s3'));
    });
    expect((await runs()).slice(count)).toMatchObject([{ collector: 's3', state: 'succeeded' }]);
  });

  it('adds Titan vectors after a run, and tries again while Titan is away', async () => {
    const embedding = () => database.sql<{ state: string }[]>`
      select state::text from pgboss.job where name = 'embed-findings'`;
    const vectors = async () => {
      const [row] = await database.sql<{ count: number }[]>`
        select count(*)::int from finding_embeddings where embedder like '%titan%'`;
      return row!.count;
    };
    titanStandIn.always = { kind: 'error', status: 503, name: 'ServiceUnavailableException' };
    await atWork(
      async (queues) => {
        await queues.collect(request('s3'));
        await until(async () => (await embedding()).some(({ state }) => state === 'retry'));
        expect(await vectors()).toBe(0);
        titanStandIn.always = null;
        await letTimePass();
        await until(async () => (await embedding()).some(({ state }) => state === 'completed'));
      },
      {},
      true,
    );
    expect(await vectors()).toBeGreaterThan(0);
  });
});
