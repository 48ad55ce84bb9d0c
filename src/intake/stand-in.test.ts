import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorName } from '../../collectors/coverage.ts';
import { type AccountName, ACCOUNT_UIDS } from '../../seed/accounts.ts';
import { evaluateDemo } from '../../seed/apply.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { type DemoAws, openDemoSession, startDemoAws } from '../test/soak/demo-aws.ts';
import { DEMO_REGISTRY } from '../test/soak/demo-registry.ts';
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

type Row = Record<string, unknown>;

/**
 * Every column of every finding but those that say when it was read: a verdict is as old as its read, a detection is
 * not. Ages in days move with it too; `evidence_hash` and `content_hash` are made of the evidence and the words without them.
 */
const findingsOf = (tenantId: string, service: string, accountUid: string) =>
  withTenant(database.sql, { tenantId, role: 'chat' }, async (sql) => {
    const rows = await sql<{ uid: string; row: Row }[]>`
      select finding_uid as uid, to_jsonb(f) - array['tenant_id', 'evidence', 'evidence_time', 'status_detail', 'search']
        - case when class_uid = 2003 then array['first_seen_time', 'last_seen_time'] else '{}' end as row
      from findings f
      where tenant_id = ${tenantId} and service = ${service} and account_uid = ${accountUid}
        and check_id <> ${READS_ONLY}`;
    return new Map(rows.map(({ uid, row }) => [uid, row]));
  });

const resourcesOf = (tenantId: string, service: string, accountUid: string) =>
  withTenant(database.sql, { tenantId, role: 'chat' }, async (sql) => {
    const rows = await sql<{ uid: string; row: Row }[]>`
      select resource_uid as uid, to_jsonb(r) - array['tenant_id', 'first_seen_time', 'last_seen_time'] as row
      from resources r
      where tenant_id = ${tenantId} and service = ${service} and account_uid = ${accountUid}`;
    return new Map(rows.map(({ uid, row }) => [uid, row]));
  });

/** What the two hold differently, field by field; empty when they are the same. */
function differences(read: ReadonlyMap<string, Row>, seeded: ReadonlyMap<string, Row>): string[] {
  const name = (row: Row) => `${String(row['check_id'] ?? row['type'])} ${String(row['resource_uid'])}`;
  const lines: string[] = [];
  for (const [uid, row] of seeded) {
    const other = read.get(uid);
    if (!other) lines.push(`not read: ${name(row)}`);
    for (const key of Object.keys(other ?? {}))
      if (!isDeepStrictEqual(other![key], row[key]))
        lines.push(`${name(row)}: ${key} is ${JSON.stringify(other![key])}, seeded ${JSON.stringify(row[key])}`);
  }
  for (const [uid, row] of read) if (!seeded.has(uid)) lines.push(`read only: ${name(row)}`);
  return lines.toSorted();
}

describe.each(ACCOUNTS)('%s read through the stand-in', (account) => {
  it.each(NAMES)('%s gives the findings that seeding gives', { timeout: 300_000 }, async (name) => {
    const accountUid = ACCOUNT_UIDS[account];
    const described = aws.snapshots.filter(
      ({ collector, snapshot }) => collector === name && snapshot.accountUid === accountUid,
    );
    if (described.length === 0) return;
    for (const snapshot of described) await storeCollected(ctx(DEMO_TENANT), evaluateDemo(snapshot), CHECKS_BY_ID);
    const session = await openDemoSession(aws.endpoint, account);
    const runs = await runCollector(ctx(DEFAULT_TENANT), session, name, { registry: DEMO_REGISTRY });
    session.close();
    if (name === 'cost-explorer') {
      const asOf = described[0]!.snapshot.collectedAt;
      for (const tenantId of [DEMO_TENANT, DEFAULT_TENANT])
        await deriveCostFindings(ctx(tenantId), asOf, { imported: false });
    }
    expect(runs.map(({ state }) => state)).not.toContain('skipped');
    expect(aws.unknownCalls).toEqual([]);
    const resources = await resourcesOf(DEMO_TENANT, name, accountUid);
    const findings = await findingsOf(DEMO_TENANT, name, accountUid);
    expect(findings.size + resources.size).toBeGreaterThan(0);
    expect.soft(differences(await resourcesOf(DEFAULT_TENANT, name, accountUid), resources)).toEqual([]);
    expect.soft(differences(await findingsOf(DEFAULT_TENANT, name, accountUid), findings)).toEqual([]);
  });
});
