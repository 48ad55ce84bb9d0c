import { afterAll, expect, it } from 'vitest';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { recordCoverage } from '../estate/coverage.ts';
import { createTestDatabase } from '../test/db.ts';
import { ACCOUNT, coverage, onDay } from '../test/estate.ts';
import { computeFact } from './registry.ts';

const database = await createTestDatabase();
afterAll(() => database.close());

it('ages a source by what may be read of it, and names what is refused', async () => {
  const policy = { api: 'iam:GetPolicy', permission: 'iam:GetPolicy', errorCode: 'AccessDenied' };
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    await recordCoverage(sql, DEFAULT_TENANT, [coverage('ok'), coverage('ok', policy)]);
    const again = { startedAt: onDay(3), finishedAt: onDay(3) };
    await recordCoverage(sql, DEFAULT_TENANT, [coverage('ok', again), coverage('denied', { ...policy, ...again })]);
  });
  const fact = await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) => {
    const now = new Date(Date.parse(onDay(3)) + 2 * 3_600_000);
    return computeFact({ sql, tenantId: DEFAULT_TENANT, now, scope: { accounts: [], regions: [] } }, 'freshness', {});
  });
  expect(fact.rows).toEqual([
    {
      service: 'iam',
      account: ACCOUNT,
      region: 'global',
      last_good_read: onDay(3),
      age_hours: 2,
      last_attempt: onDay(3),
      refused: 'iam:GetPolicy',
      missing_permission: 'iam:GetPolicy',
    },
  ]);
});
