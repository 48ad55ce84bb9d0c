import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TENANT, withTenant } from '../src/db/tenant.ts';
import type { Database } from '../src/db/connect.ts';
import { createTestDatabase } from '../src/test/db.ts';
import { DEMO, DEMO_CLOCK } from '../src/test/demo.ts';
import { seedDemo } from './apply.ts';
import type { SeedReport } from './apply.ts';

describe('the demo in the stores', () => {
  let database: Database;
  let report: SeedReport;
  const accounts: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(DEMO);
    report = await seedDemo({
      now: DEMO_CLOCK,
      registerAccounts: async (known) => void accounts.push(...known.map(({ name }) => name)),
      store: () => Promise.resolve(),
      runCostRules: () => Promise.resolve(),
    });
  });
  afterAll(() => database.close());

  it('stores every step', async () => {
    expect(accounts).toEqual(['production', 'staging', 'security']);
    expect(report.steps).toBe(7);
    expect(await rows('events')).toBe(report.events);
    expect(await rows('cost_daily')).toBeGreaterThan(12_000);
  });

  it('gives the inventory that the estate promises, with what a denied region showed before', async () => {
    const living = await inventory();
    expect(living['AWS::EC2::Instance']).toBe(120);
    expect(living['AWS::S3::Bucket']).toBe(40);
    expect(living['AWS::IAM::Role']).toBe(60);
    // 45 people and services; to AWS the root user is no IAM user.
    expect(living['AWS::IAM::User']).toBe(45);
    expect(living['AWS::IAM::RootUser']).toBe(3);
  });

  it('has a history: opened, resolved and reopened, the last two within this week', async () => {
    const changes = await history();
    expect(changes['opened']).toBeGreaterThan(700);
    expect(changes['resolved since Sunday']).toBeGreaterThan(5);
    expect(changes['reopened since Sunday']).toBeGreaterThan(0);
    expect(changes['opened since Sunday']).toBeGreaterThan(20);
  });

  const read = <T extends object>(query: (sql: Parameters<Parameters<typeof withTenant<T[]>>[2]>[0]) => Promise<T[]>) =>
    withTenant(database.sql, { tenantId: DEMO_TENANT, role: 'chat' }, query);

  const rows = async (table: 'events' | 'cost_daily') =>
    (await read((sql) => sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)}`))[0]!.n;

  const inventory = async () =>
    Object.fromEntries(
      (
        await read(
          (sql) => sql<{ type: string; n: number }[]>`
            select type, count(*)::int as n from resources where deleted_time is null group by type`,
        )
      ).map(({ type, n }) => [type, n]),
    );

  const history = async () =>
    Object.fromEntries(
      (
        await read(
          (sql) => sql<{ change: string; n: number }[]>`
            select change, count(*)::int as n from finding_history group by change
            union all
            select change || ' since Sunday', count(*)::int from finding_history
              where changed_at > '2026-11-15T22:00:00Z' group by change`,
        )
      ).map(({ change, n }) => [change, n]),
    );
});
