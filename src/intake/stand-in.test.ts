import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorName } from '../../collectors/collector.ts';
import { type AccountName, ACCOUNT_UIDS } from '../../seed/accounts.ts';
import { evaluateDemo } from '../../seed/apply.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { type DemoAws, openDemoSession, startDemoAws } from '../test/soak/demo-aws.ts';
import { CHECKS_BY_ID } from './checks-by-id.ts';
import { runCollector } from './collect.ts';
import { deriveCostFindings } from './derive.ts';
import { storeCollected } from './store-collected.ts';

const NOW = new Date();
/** All three with SOAK=1: production alone has what the rules look for. */
const ACCOUNTS: AccountName[] = process.env['SOAK'] ? ['production', 'staging', 'security'] : ['production'];
const NAMES: CollectorName[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];

/**
 * The sweep does not ask for read-only calls but for a few, so that a burst made of others is seen in imported logs
 * and in the seed only.
 */
const READS_ONLY = 'cloudtrail_event_access_denied_burst';

let database: Database;
let aws: DemoAws;
const ctx = (tenantId: string): Ctx => ({
  sql: database.sql,
  tenantId,
  actor: { kind: 'operator' },
  requestId: 'test',
  now: () => NOW,
  log: createLog('silent'),
});

beforeAll(async () => {
  database = await createTestDatabase();
  aws = await startDemoAws(NOW);
});
afterAll(async () => {
  await aws.close();
  await database.close();
});

const findingsOf = (tenantId: string, service: string) =>
  withTenant(database.sql, { tenantId, role: 'chat' }, async (sql) => {
    const rows = await sql<{ uid: string; line: string; checkId: string }[]>`
      select finding_uid as uid, check_id as "checkId", concat_ws(' ', finding_uid, check_id, resource_uid,
        'status', status_id, 'verdict', compliance_status_id, 'severity', severity_id) as line
      from findings where tenant_id = ${tenantId} and service = ${service}`;
    return rows
      .filter(({ checkId }) => checkId !== READS_ONLY)
      .map(({ line }) => line)
      .toSorted();
  });

describe.each(ACCOUNTS)('%s read through the stand-in', (account) => {
  it.each(NAMES)('%s gives the findings that seeding gives', { timeout: 300_000 }, async (name) => {
    const described = aws.snapshots.filter(
      ({ collector, snapshot }) => collector === name && snapshot.accountUid === ACCOUNT_UIDS[account],
    );
    if (described.length === 0) return;
    for (const snapshot of described) await storeCollected(ctx(DEMO_TENANT), evaluateDemo(snapshot), CHECKS_BY_ID);
    const session = await openDemoSession(aws.endpoint, account);
    const runs = await runCollector(ctx(DEFAULT_TENANT), session, name);
    session.close();
    if (name === 'cost-explorer') {
      const asOf = described[0]!.snapshot.collectedAt;
      for (const tenantId of [DEMO_TENANT, DEFAULT_TENANT])
        await deriveCostFindings(ctx(tenantId), asOf, { imported: false });
    }
    expect(runs.map(({ state }) => state)).not.toContain('skipped');
    expect(aws.unknownCalls).toEqual([]);
    const seeded = await findingsOf(DEMO_TENANT, name);
    expect(seeded.length).toBeGreaterThan(0);
    expect(await findingsOf(DEFAULT_TENANT, name)).toEqual(seeded);
  });
});
