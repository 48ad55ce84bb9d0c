import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IamSnapshot } from '../../collectors/iam/snapshot.ts';
import type { Assembly } from '../assemble.ts';
import { readConfig } from '../config.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { ACCOUNT, credentialRow, iamSnapshot, iamUser, reportOf, rootRow } from '../test/aws/iam-estate.ts';
import { accessAnalyzerStandIn, iamStandIn } from '../test/aws/iam.ts';
import { type AwsStandIn, startAws } from '../test/aws/server.ts';
import { stsStandIn } from '../test/aws/sts.ts';
import { collectOnce } from './collect-job.ts';
import { startJobs } from './jobs.ts';
import { readSchedules } from './occurrences.ts';
import { createQueues } from './queues.ts';
import { createSchedule } from './schedule.ts';

const AT_WORK = { work: true, pollSeconds: 0.5 };
const NEVER = '0 0 0 1 1 * 2099';
/** The IAM collector alone has a schedule; one region, so that nothing but IAM and STS is asked. */
const ENVIRONMENT = {
  AWS_COLLECT: 'on',
  AWS_REGIONS: 'us-east-1',
  AWS_REGION: 'us-east-1',
  S3_SCHEDULE: NEVER,
  EC2_SCHEDULE: NEVER,
  GUARDDUTY_SCHEDULE: NEVER,
  CLOUDTRAIL_SCHEDULE: NEVER,
  COST_EXPLORER_SCHEDULE: NEVER,
};
const SDK = {
  AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
  AWS_SECRET_ACCESS_KEY: 'unused',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function estateOf(...names: string[]): IamSnapshot {
  return iamSnapshot({
    authorization: { users: names.map((name) => iamUser(name)), groups: [], roles: [], policies: [], failure: null },
    mfaDevices: Object.fromEntries(names.map((name) => [name, { ok: true as const, value: [] }])),
    accessKeys: Object.fromEntries(names.map((name) => [name, { ok: true as const, value: [] }])),
    credentialReport: reportOf([rootRow(), ...names.map((name) => credentialRow(name, { passwordEnabled: true }))]),
  });
}

let database: Database;
let aws: AwsStandIn;
let estate = estateOf('ann', 'bob');
const before = { ...process.env };

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startAws({
    services: [
      stsStandIn({ identities: () => aws.identities }),
      iamStandIn({ estate: () => estate }),
      accessAnalyzerStandIn({ estate: () => estate }),
    ],
  });
  Object.assign(process.env, SDK, { AWS_ENDPOINT_URL: aws.endpoint });
});
afterAll(async () => {
  process.env = before;
  await aws.close();
  await database.close();
});

const assembly = () =>
  ({ config: readConfig(ENVIRONMENT), database, log: createLog('silent'), titan: null }) as unknown as Assembly;

const one = async <T>(rows: Promise<readonly T[]>) => (await rows)[0]!;
const history = () => one(database.sql<{ count: number }[]>`select count(*)::int from finding_history`);
const bob = () => database.sql<
  { uid: string; status: number; first: Date; resolved: Date | null; reopened: Date | null }[]
>`
  select finding_uid as uid, status_id as status, first_seen_time as first, resolved_time as resolved,
    reopened_time as reopened
  from findings where tenant_id = ${DEFAULT_TENANT} and resource_uid like '%:user/bob' order by finding_uid`;

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 45_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come about within 45 s');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const ended = async (queue: string) =>
  (await database.sql`select 1 from pgboss.job where name = ${queue} and state = 'completed'`).length;

const collectNow = () => {
  const job = { collector: 'iam' as const, account: 'default-credentials', occurrence: null };
  return collectOnce(assembly(), job, new AbortController().signal);
};

describe('IAM on its schedule, over the wire', () => {
  it('reads a missed occurrence once, by whichever of two processes', async () => {
    const both = [createQueues(assembly(), AT_WORK), createQueues(assembly(), AT_WORK)];
    const jobs = await startJobs(assembly(), { work: false });
    try {
      const schedules = both.map((queues) => createSchedule(assembly(), readSchedules(assembly().config), queues));
      const now = new Date();
      const queued = await Promise.all(schedules.map((schedule) => schedule.tick(now)));
      expect(queued.toSorted((left, right) => left - right)).toEqual([0, 1]);
      await until(async () => (await ended('collect-iam')) === 1);
      for (const schedule of schedules) expect(await schedule.tick(now)).toBe(0);
      const runs = await database.sql<{ state: string }[]>`
        select state from collection_runs where tenant_id = ${DEFAULT_TENANT} and collector = 'iam'`;
      expect(runs.map(({ state }) => state)).toEqual(['succeeded']);
      expect(aws.count({ service: 'iam', operation: 'GetAccountSummary' })).toBe(1);
      const status = (await jobs.view.collectors(DEFAULT_TENANT)).find(({ name }) => name === 'iam');
      expect(status).toMatchObject({ state: 'idle', stale: false, error: null, enabled: true });
    } finally {
      await jobs.close();
      for (const queues of both) await queues.close();
    }
    expect(aws.unknownCalls).toEqual([]);
    expect((await bob()).length).toBeGreaterThan(0);
  });

  it('answers a question over what it read', async () => {
    const app = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: new Date() });
    const { message } = await app.ask('which IAM users have no MFA?');
    expect(message.status).toBe('done');
    expect(message.text).toMatch(/\bann\b/);
    expect(message.text).toMatch(/\bbob\b/);
    expect(message.evidence.length).toBeGreaterThan(0);
  });

  it('writes no history and no vector for a second identical read', async () => {
    const vectors = () =>
      database.sql`select finding_uid, content_hash, xmin::text from finding_embeddings order by finding_uid`;
    const [count, kept] = [await history(), await vectors()];
    expect(kept.length).toBeGreaterThan(0);
    await collectNow();
    expect(await history()).toEqual(count);
    expect([...(await vectors())]).toEqual([...kept]);
  });

  it('resolves what is deleted, and reopens what comes back with its first-seen kept', async () => {
    const open = await bob();
    estate = estateOf('ann');
    await collectNow();
    const gone = await bob();
    expect(gone.map(({ status }) => status)).toEqual(gone.map(() => 4));
    estate = estateOf('ann', 'bob');
    await collectNow();
    const back = await bob();
    expect(back.map(({ uid, first }) => [uid, first])).toEqual(open.map(({ uid, first }) => [uid, first]));
    expect(back.map(({ status }) => status)).toEqual(open.map(({ status }) => status));
    expect(back.some(({ reopened }) => reopened !== null)).toBe(true);
  });

  it('stores nothing of a run that is stopped', async () => {
    const count = await history();
    estate = estateOf('ann');
    const stop = new AbortController();
    stop.abort(new Error('stopping'));
    const job = { collector: 'iam' as const, account: 'default-credentials', occurrence: null };
    await expect(collectOnce(assembly(), job, stop.signal)).rejects.toThrow();
    expect(await history()).toEqual(count);
    expect((await bob()).some(({ status }) => status !== 4)).toBe(true);
  });
});

it('knows the account', async () => {
  const [row] = await database.sql<{ uid: string }[]>`select account_uid as uid from aws_accounts`;
  expect(row?.uid).toBe(ACCOUNT);
});
