/** Places that a question leaves out of the bill: what is not left out is never said to be. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { type CostInput, replaceCosts } from '../estate/costs.ts';
import { classify } from '../intent/classify.ts';
import { createTestDatabase } from '../test/db.ts';
import type { FactContext } from './fact.ts';
import { leftOutNote } from './narrowing-aside.ts';
import { planFacts } from './plan.ts';
import { computeFact } from './registry.ts';

const ACCOUNT = '111122223333';
const MONTHS = {
  from: '2026-10-01T00:00:00Z',
  to: '2026-11-01T00:00:00Z',
  earlierFrom: '2026-09-01T00:00:00Z',
  earlierTo: '2026-10-01T00:00:00Z',
};

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  const cost = (day: string, amount: number, more: Partial<CostInput>): CostInput => ({
    day,
    billedCost: amount,
    effectiveCost: amount,
    subAccountId: ACCOUNT,
    subAccountName: null,
    serviceName: 'EC2 - Other',
    regionId: null,
    chargeCategory: 'Usage',
    listCost: null,
    billingCurrency: 'USD',
    consumedQuantity: null,
    consumedUnit: null,
    xUsageType: null,
    xEstimated: false,
    xView: 'service_account',
    ...more,
  });
  const month = (day: string, regions: [string, number][], tax: number, usage: [string, number][]) => {
    const all = regions.reduce((sum, [, amount]) => sum + amount, 0);
    return [
      cost(day, all, {}),
      cost(day, tax, { chargeCategory: 'Tax', serviceName: 'Tax' }),
      ...regions.map(([regionId, amount]) => cost(day, amount, { regionId, xView: 'service_region' })),
      ...usage.map(([xUsageType, amount]) => cost(day, amount, { xUsageType, xView: 'service_usage_type' })),
    ];
  };
  const rows = [
    ...month(
      '2026-09-10',
      [
        ['us-east-1', 50],
        ['eu-west-1', 20],
      ],
      6,
      [
        ['NatGateway-Bytes', 30],
        ['DataTransfer-Out-Bytes', 40],
      ],
    ),
    ...month(
      '2026-10-10',
      [
        ['us-east-1', 80],
        ['eu-west-1', 30],
      ],
      7,
      [
        ['NatGateway-Bytes', 45],
        ['DataTransfer-Out-Bytes', 65],
      ],
    ),
    // An imported bill: one view with every dimension, and lines that no region bears.
    cost('2026-01-10', 9, { regionId: 'us-east-1', xView: 'focus' }),
    cost('2026-01-10', 4, { regionId: 'eu-west-1', xView: 'focus' }),
    cost('2026-01-10', 2, { chargeCategory: 'Tax', xView: 'focus' }),
  ];
  await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, (sql) =>
    replaceCosts(sql, DEFAULT_TENANT, rows),
  );
});
afterAll(() => database.close());

const fact = (name: 'cost_total' | 'cost_compare', parameters: object, scope: Partial<FactContext['scope']> = {}) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact(
      { sql, tenantId: DEFAULT_TENANT, now: new Date('2026-11-21'), scope: { accounts: [], regions: [], ...scope } },
      name,
      parameters as never,
    ),
  );
const NARROWED = 'Not narrowed: this breakdown of the bill is not kept by region, so every region is in it.';

it.for([{ withoutRegions: ['us-east-1'] }, { regions: ['eu-west-1'] }])(
  'usage types know no region, and the answer says so: %o',
  async (scope) => {
    const compared = await fact('cost_compare', { ...MONTHS, services: ['Data Transfer'] }, scope);
    expect(compared.value).toBe(25);
    expect(compared.notes).toContain(NARROWED);
    const { earlierFrom: _from, earlierTo: _to, ...period } = MONTHS;
    expect((await fact('cost_total', { ...period, services: ['Data Transfer'] }, scope)).notes).toContain(NARROWED);
  },
);

it('a region that is left out bears its own money: only the rest is said to have no region', async () => {
  const { earlierFrom: _from, earlierTo: _to, ...period } = MONTHS;
  const total = await fact('cost_total', period, { withoutRegions: ['us-east-1'] });
  expect(total.value).toBe(30);
  expect(total.notes).toContain('Not in this breakdown: USD 7 that no region bears, such as tax.');
  expect(total.notes).not.toContain(NARROWED);
});

it('money that no region bears is left in an imported bill', async () => {
  const period = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
  expect((await fact('cost_total', period, { withoutRegions: ['us-east-1'] })).value).toBe(6);
});

it('a comparison leaves out what only usage types name', async () => {
  const compared = await fact('cost_compare', { ...MONTHS, notServices: ['NAT Gateway'] });
  expect(compared.value).toBe(25);
  expect(compared.title).toContain('without NAT Gateway');
});

it('is told as left out only where it was', () => {
  const now = '2026-11-21T12:00:00.000Z';
  const intent = classify('How much did data transfer cost in October except in us-east-1?', now, []);
  const [call] = planFacts(intent, new Date(now));
  expect(leftOutNote(call!, intent, [])).toBe('Left out: region us-east-1.');
  expect(leftOutNote(call!, intent, [NARROWED])).toBeNull();
});
