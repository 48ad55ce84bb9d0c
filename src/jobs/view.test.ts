import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { recordSeed } from '../estate/tenancy.ts';
import { createTestDatabase } from '../test/db.ts';
import { describeCollectors } from './view.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

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
  const statuses = await describeCollectors(database.sql, DEMO_TENANT, new Map(), 0);
  expect(statuses.find(({ name }) => name === 'iam')).toMatchObject({
    state: 'demo',
    stale: false,
    lagMinutes: 20,
    nextRun: null,
    enabled: true,
  });
  expect(statuses.find(({ name }) => name === 's3')).toMatchObject({ state: 'demo', stale: true, lagMinutes: 1440 });
});
