import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { replaceCosts } from '../estate/costs.ts';
import { createTestDatabase } from '../test/db.ts';
import { computeFact } from './registry.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('compares what only usage types name in the view that has them', async () => {
  const scope = { tenantId: DEFAULT_TENANT, role: 'collect' } as const;
  const row = { subAccountId: '111122223333', subAccountName: null, serviceName: 'EC2 - Other', regionId: null };
  const rest = { chargeCategory: 'Usage', listCost: null, billingCurrency: 'USD', consumedQuantity: null };
  const cost = (day: string, billedCost: number) => ({ day, billedCost, effectiveCost: billedCost });
  const made = (day: string, amount: number) => [
    {
      ...row,
      ...rest,
      ...cost(day, 99),
      consumedUnit: null,
      xUsageType: null,
      xEstimated: false,
      xView: 'service_account' as const,
    },
    {
      ...row,
      ...rest,
      ...cost(day, amount),
      consumedUnit: null,
      xUsageType: 'NatGateway-Bytes',
      xEstimated: false,
      xView: 'service_usage_type' as const,
    },
  ];
  await withTenant(database.sql, scope, (sql) =>
    replaceCosts(sql, DEFAULT_TENANT, [...made('2026-10-02', 10), ...made('2026-11-02', 25)]),
  );
  const fact = await withTenant(database.sql, { ...scope, role: 'chat' }, (sql) =>
    computeFact(
      { sql, tenantId: DEFAULT_TENANT, now: new Date('2026-11-21'), scope: { accounts: [], regions: [] } },
      'cost_compare',
      {
        services: ['NAT Gateway'],
        from: '2026-11-01T00:00:00Z',
        to: '2026-11-21T00:00:00Z',
        earlierFrom: '2026-10-01T00:00:00Z',
        earlierTo: '2026-11-01T00:00:00Z',
      },
    ),
  );
  expect(fact.value).toBe(15);
});
