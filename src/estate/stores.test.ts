import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import {
  ACCOUNT,
  CHECKS,
  costOn,
  coverage,
  LISTING_API,
  onDay,
  readOn,
  user,
  userUid,
  verdict,
} from '../test/estate.ts';
import { groupCosts } from './costs-read.ts';
import { addCosts, replaceCosts } from './costs.ts';
import { listCoverage, summariseCoverage } from './coverage.ts';
import { listFindings } from './findings-read.ts';
import { canonicalType, listResources } from './resources-read.ts';
import { clearTenant } from './tenancy.ts';

const database: Database = await createTestDatabase();
afterAll(() => database.close());
beforeEach(() => clearTenant(database.sql, DEFAULT_TENANT));

const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT };
const store = (collected: Parameters<typeof storeCollected>[1]) => storeCollected(ctx, collected, CHECKS);
const chat = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, work);
const collect = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, work);
const inventory = (deleted = false) =>
  chat((sql) => listResources(sql, DEFAULT_TENANT, { limit: 100, ...(deleted ? { deleted } : {}) }));

describe('the inventory', () => {
  it('deletes what a whole read no longer shows, and brings back what returns', async () => {
    await store(readOn(1, { resources: [user('ada'), user('ben')] }));
    const gone = await store(readOn(2, { resources: [user('ben')] }));
    expect(gone.resourcesDeleted).toBe(1);
    expect((await inventory()).items.map((each) => each.name)).toEqual(['ben']);
    const kept = (await inventory(true)).items.find((each) => each.name === 'ada')!;
    expect(kept).toMatchObject({ deletedTime: onDay(2), lastSeenTime: onDay(1) });
    await store(readOn(3, { resources: [user('ada', { mfaActive: true }), user('ben')] }));
    const reborn = (await inventory()).items.find((each) => each.name === 'ada')!;
    expect(reborn).toMatchObject({ firstSeenTime: onDay(1), lastSeenTime: onDay(3), deletedTime: null });
    expect(reborn.attributes).toEqual({ mfaActive: true });
  });

  it('deletes nothing by a denied, partial or cut-off read', async () => {
    await store(readOn(1, { resources: [user('ada')] }));
    for (const entry of [coverage('denied'), coverage('partial'), coverage('ok', { truncated: true })])
      expect((await store(readOn(2, { coverage: [entry] }))).resourcesDeleted).toBe(0);
    expect((await inventory()).items).toHaveLength(1);
  });

  /** Which version of each row is stored: any write of it, even of the same values, makes another. */
  const versions = (table: 'resources' | 'findings') =>
    collect(async (sql) => {
      const rows = await sql<{ uid: string; version: string }[]>`
        select ${sql(table === 'resources' ? 'resource_uid' : 'finding_uid')} as uid, ctid::text || ' ' || xmin::text as version
        from ${sql(table)} where tenant_id = ${DEFAULT_TENANT} order by 1`;
      return Object.fromEntries(rows.map(({ uid, version }) => [uid, version]));
    });
  const lastSeen = async () =>
    Object.fromEntries((await inventory(true)).items.map(({ name, lastSeenTime }) => [name, lastSeenTime]));

  it('writes no row of what a whole read shows unchanged, and knows that it was seen', async () => {
    const users = ['ada', 'ben', 'cyd'].map((name) => user(name, { mfaActive: false, keys: { a: 1, b: [2] } }));
    await store(readOn(1, { resources: users }));
    const first = await versions('resources');
    const reordered = users.map((each) => ({ ...each, attributes: { keys: { b: [2], a: 1 }, mfaActive: false } }));
    await store(readOn(2, { resources: reordered }));
    expect(await versions('resources')).toEqual(first);
    expect(await lastSeen()).toEqual({ ada: onDay(2), ben: onDay(2), cyd: onDay(2) });
    await store(readOn(3, { resources: [user('ada', { mfaActive: true }), ...users.slice(1)] }));
    const third = await versions('resources');
    expect(Object.keys(first).filter((uid) => third[uid] !== first[uid])).toEqual([userUid('ada')]);
    expect(await lastSeen()).toEqual({ ada: onDay(3), ben: onDay(3), cyd: onDay(3) });
  });

  it('says of each resource when it was last seen, after reads in part and after its end', async () => {
    await store(readOn(1, { resources: [user('ada'), user('ben')] }));
    await store(readOn(2, { resources: [user('ada'), user('ben')] }));
    await store(readOn(3, { resources: [user('ada')], coverage: [coverage('ok', { truncated: true })] }));
    expect(await lastSeen()).toEqual({ ada: onDay(3), ben: onDay(2) });
    await store(readOn(4, { resources: [user('ada')] }));
    await store(readOn(5, { resources: [user('ada')] }));
    expect(await lastSeen()).toEqual({ ada: onDay(5), ben: onDay(2) });
    expect((await inventory(true)).items.find(({ name }) => name === 'ben')?.deletedTime).toBe(onDay(4));
  });

  it('writes and deletes more than fit in one statement', async () => {
    const users = Array.from({ length: 2_600 }, (_, index) => user(`user-${index}`));
    await store(readOn(1, { resources: users }));
    const total = () => chat((sql) => listResources(sql, DEFAULT_TENANT, { limit: 1 })).then((page) => page.total);
    expect(await total()).toBe(2_600);
    expect((await store(readOn(2, { resources: users.slice(0, 100) }))).resourcesDeleted).toBe(2_500);
    expect(await total()).toBe(100);
  });

  it('finds by tag, by word and by each spelling of a type', async () => {
    await store(readOn(1, { resources: [{ ...user('ada'), tags: { team: 'a=b', note: '100% _' } }, user('ben')] }));
    const names = async (filter: Omit<Parameters<typeof listResources>[2], 'limit'>) =>
      (await chat((sql) => listResources(sql, DEFAULT_TENANT, { ...filter, limit: 10 }))).items.map(
        (each) => each.name,
      );
    expect(await names({ tags: ['team'] })).toEqual(['ada']);
    expect(await names({ tags: ['team=a=b'] })).toEqual(['ada']);
    expect(await names({ tags: ['team=a'] })).toEqual([]);
    expect(await names({ tags: ['team', 'note'] })).toEqual(['ada']);
    expect(await names({ query: '100% _' })).toEqual(['ada']);
    expect(await names({ query: '%' })).toEqual(['ada']);
    expect(await names({ query: 'user be' })).toEqual(['ben']);
    for (const type of ['AWS::IAM::User', 'AwsIamUser', 'user'])
      expect(await names({ types: [type] })).toEqual(['ada', 'ben']);
    expect(canonicalType('AwsEc2SecurityGroup')).toBe('aws::ec2::securitygroup');
  });
});

describe('pages', () => {
  it('cover every finding exactly once, whatever the page size', async () => {
    const severities = ['low', 'medium', 'high', 'critical'] as const;
    const outcomes = Array.from({ length: 23 }, (_, index) =>
      verdict(`user-${index}`, 'fail', { severity: severities[index % 4]! }),
    );
    await store(readOn(1, { outcomes, resources: outcomes.map(({ outcome }) => user(outcome.resource.name)) }));
    for (const limit of [1, 4, 22, 23, 24]) {
      const findings: string[] = [];
      const resources: string[] = [];
      for (let cursor: string | undefined, first = true; first || cursor; first = false) {
        const filter = { limit, ...(cursor ? { cursor } : {}) };
        const page = await chat((sql) => listFindings(sql, DEFAULT_TENANT, filter));
        expect(page.total).toBe(23);
        findings.push(...page.items.map((item) => item.resourceUid));
        cursor = page.nextCursor ?? undefined;
      }
      for (let cursor: string | undefined, first = true; first || cursor; first = false) {
        const filter = { limit, ...(cursor ? { cursor } : {}) };
        const page = await chat((sql) => listResources(sql, DEFAULT_TENANT, filter));
        resources.push(...page.items.map((item) => item.resourceUid));
        cursor = page.nextCursor ?? undefined;
      }
      const expected = outcomes.map(({ outcome }) => outcome.resource.uid).toSorted();
      expect(findings.toSorted()).toEqual(expected);
      expect(resources.toSorted()).toEqual(expected);
    }
  });

  it('shows the worst first, and nothing of another tenant', async () => {
    await store(
      readOn(1, {
        outcomes: [verdict('low', 'fail', { severity: 'low' }), verdict('worst', 'fail', { severity: 'critical' })],
      }),
    );
    await storeCollected(
      { ...ctx, tenantId: DEMO_TENANT },
      readOn(1, { outcomes: [verdict('alien', 'fail')] }),
      CHECKS,
    );
    const page = await chat((sql) => listFindings(sql, DEFAULT_TENANT, { limit: 10 }));
    expect(page.items.map((item) => item.resourceName)).toEqual(['worst', 'low']);
    const foreign = await chat((sql) => listFindings(sql, DEMO_TENANT, { limit: 10 }));
    expect(foreign).toMatchObject({ items: [], total: 0 });
  });
});

describe('coverage', () => {
  it('says what is refused as refused, and stale only what may be read and is late', async () => {
    await store(readOn(1, { coverage: [coverage('ok'), coverage('ok', { api: 'iam:ListRoles' })] }));
    await store(
      readOn(2, {
        coverage: [
          coverage('denied', { detail: 'The role may not.', errorCode: 'AccessDenied', permission: LISTING_API }),
          coverage('ok', { api: 'iam:ListRoles' }),
        ],
      }),
    );
    const rows = await chat((sql) => listCoverage(sql, DEFAULT_TENANT));
    expect(rows).toHaveLength(2);
    const summary = (hours: number) =>
      summariseCoverage(rows, { iam: 60 * 30 }, new Date(Date.parse(onDay(1)) + hours * 3_600_000));
    expect(summary(29)).toEqual([
      {
        product: 'iam',
        accountUid: ACCOUNT,
        region: 'global',
        asOf: onDay(2),
        outcome: 'denied',
        stale: false,
        detail: `The role may not; it needs ${LISTING_API}`,
        refused: [{ api: LISTING_API, permission: LISTING_API, lastReadAt: onDay(1) }],
      },
    ]);
    // The refused read is 31 hours old and due no more; the other becomes late by itself.
    expect(summary(31)[0]!.stale).toBe(false);
    expect(summary(24 + 31)[0]).toMatchObject({ stale: true, outcome: 'denied' });
  });

  it.each([
    ['denied', {}, { asOf: null, stale: false }],
    ['scp_denied', {}, { asOf: null, stale: false }],
    ['region_disabled', {}, { asOf: null, stale: false }],
    ['partial', { errorCode: 'AccessDenied' }, { asOf: null, stale: false, outcome: 'partial' }],
    ['partial', { errorCode: 'ThrottlingException' }, { asOf: null, stale: true }],
    ['error', {}, { asOf: null, stale: true }],
    ['not_enabled', {}, { asOf: onDay(1), stale: false }],
  ] as const)('a source that was never read whole: %s %o', async (outcome, parts, expected) => {
    await store(readOn(1, { coverage: [coverage(outcome, { permission: 'iam:ListUsers', ...parts })] }));
    const rows = await chat((sql) => listCoverage(sql, DEFAULT_TENANT));
    const [source] = summariseCoverage(rows, {}, new Date(onDay(1)));
    expect(source).toMatchObject(expected);
    const isRefusal = outcome.endsWith('denied') || ('errorCode' in parts && parts.errorCode === 'AccessDenied');
    expect(source?.refused?.[0]?.permission).toBe(isRefusal ? 'iam:ListUsers' : undefined);
  });

  it('ages what failed and may be read again by its last good read', async () => {
    await store(readOn(1, { coverage: [coverage('ok')] }));
    await store(readOn(2, { coverage: [coverage('throttled')] }));
    const rows = await chat((sql) => listCoverage(sql, DEFAULT_TENANT));
    const [source] = summariseCoverage(rows, { iam: 60 }, new Date(onDay(2)));
    expect(source).toMatchObject({ asOf: onDay(1), outcome: 'throttled', stale: true });
  });
});

describe('costs', () => {
  const total = async () =>
    (await chat((sql) => groupCosts(sql, DEFAULT_TENANT, { from: '2026-11-01', to: '2026-11-08', groupBy: 'service' })))
      .billedCost;

  it('replaces the days that are read again, and leaves the others', async () => {
    const write = (rows: Parameters<typeof replaceCosts>[2]) =>
      collect((sql) => replaceCosts(sql, DEFAULT_TENANT, rows));
    await write([costOn('2026-11-01', 10), costOn('2026-11-02', 5)]);
    await write([costOn('2026-11-02', 6.5)]);
    expect(await total()).toBe(16.5);
    await write([costOn('2026-11-02', 6.5)]);
    expect(await total()).toBe(16.5);
    // A service that is no longer on that day's restated bill goes from it.
    await write([costOn('2026-11-02', 1, { serviceName: 'AmazonCloudWatch' })]);
    expect(await total()).toBe(11);
  });

  it('adds imported lines, and sums equal ones within a batch exactly once', async () => {
    const add = (rows: Parameters<typeof addCosts>[2]) => collect((sql) => addCosts(sql, DEFAULT_TENANT, rows));
    const line = { ...costOn('2026-11-01', 1.25), xView: 'focus' as const };
    await add([line, line]);
    await add([line]);
    expect(await total()).toBe(3.75);
  });

  it('counts one view only', async () => {
    await collect(async (sql) => {
      await replaceCosts(sql, DEFAULT_TENANT, [costOn('2026-11-01', 10)]);
      await replaceCosts(sql, DEFAULT_TENANT, [
        { ...costOn('2026-11-01', 10), regionId: 'us-east-1', xView: 'service_region' },
      ]);
    });
    expect(await total()).toBe(10);
    const byRegion = await chat((sql) =>
      groupCosts(sql, DEFAULT_TENANT, { from: '2026-11-01', to: '2026-11-02', groupBy: 'region' }),
    );
    expect(byRegion.items).toMatchObject([{ key: 'us-east-1', billedCost: 10 }]);
  });
});

it('names users by their ARN throughout', () => {
  expect(user('ada').uid).toBe(userUid('ada'));
});
