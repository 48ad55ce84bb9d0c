/** One region hangs in the middle of a run, beside a healthy one: what was known of it stays, and the other moves on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession } from '../../collectors/session.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { ACCOUNT, estate, instance } from '../test/aws/ec2-estate.ts';
import { ec2StandIn } from '../test/aws/ec2.ts';
import { type AwsStandIn, startAws } from '../test/aws/server.ts';
import { stsStandIn } from '../test/aws/sts.ts';
import { createTestDatabase } from '../test/db.ts';
import { runCollector } from './collect.ts';

const HEALTHY = 'eu-west-1';
const HUNG = 'eu-central-1';
const OLD = { metadataOptions: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 1 } };

let database: Database;
let aws: AwsStandIn;
const instances = [instance({ ...OLD, instanceId: 'i-0one' }), instance({ ...OLD, instanceId: 'i-0two' })];
const ctx = (): Ctx => ({
  sql: database.sql,
  tenantId: DEFAULT_TENANT,
  actor: { kind: 'operator' },
  requestId: 'test',
  now: () => new Date(),
  log: createLog('silent'),
});

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startAws({
    accountUid: ACCOUNT,
    services: [
      stsStandIn({ identities: () => aws.identities }),
      ec2StandIn({ estates: [estate({ instances }, HEALTHY), estate({ instances: [...instances] }, HUNG)] }),
    ],
  });
});
afterAll(async () => {
  await aws.close();
  await database.close();
});

async function collect() {
  const session = await openSession({
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'unused' },
    homeRegion: HEALTHY,
    regions: [HEALTHY, HUNG],
    retries: { maxAttempts: 1, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 2 },
    // Far above what an answer takes on a busy machine; only the hung call waits for it.
    timeouts: { requestMs: 10_000 },
  });
  try {
    return await runCollector(ctx(), session, 'ec2');
  } finally {
    session.close();
  }
}

const openInstances = () =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, async (sql) => {
    const rows = await sql<{ line: string }[]>`
      select concat_ws(' ', region, resource_name, resource_uid, status_id, compliance_status_id,
        case when unverified_since is not null then 'unverified' end) as line
      from findings where check_id = 'ec2_instance_imdsv2_enabled' and status_id <> 4 order by 1`;
    const gone = await sql<{ uid: string }[]>`select resource_uid as uid from resources where deleted_time is not null`;
    return { lines: rows.map(({ line }) => line), gone: gone.map(({ uid }) => uid) };
  });

it('keeps what it knew of the hung region, and resolves in the healthy one', async () => {
  await collect();
  expect((await openInstances()).lines).toHaveLength(4);
  // One instance less in both regions; only the healthy one may conclude that it is gone.
  instances.pop();
  aws.faults.add({ kind: 'hang', region: HUNG, operation: 'DescribeInstances' });
  const runs = await collect();
  const { lines, gone } = await openInstances();
  expect(lines.filter((line) => line.startsWith(HEALTHY))).toEqual([expect.stringContaining('i-0one')]);
  const hung = lines.filter((line) => line.startsWith(HUNG));
  expect(hung.filter((line) => line.includes('instance/'))).toEqual([
    expect.stringMatching(/i-0one 1 3 unverified$/),
    expect.stringMatching(/i-0two 1 3 unverified$/),
  ]);
  expect(gone).toEqual([`arn:aws:ec2:${HEALTHY}:${ACCOUNT}:instance/i-0two`]);
  expect(runs.find(({ region }) => region === HEALTHY)?.state).toBe('succeeded');
  const broken = runs.find(({ region }) => region === HUNG)!;
  expect(broken.state).toBe('partial');
  expect(broken.coverage.filter(({ outcome }) => outcome !== 'ok').map(({ api }) => api)).toEqual([
    'ec2:DescribeInstances',
  ]);
});
