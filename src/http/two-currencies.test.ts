/** A bill in two currencies, imported, and the questions over it: amounts are only ever added within one currency. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import type { EvidenceItem } from '../evidence.ts';
import { computeFact, type FactName } from '../facts/registry.ts';
import { importFiles } from '../intake/import.ts';
import { type Asked, createTestApp, type TestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';

const NOW = new Date('2026-11-19T10:00:00Z');
const HEADER =
  'ProviderName,BilledCost,EffectiveCost,ChargePeriodStart,ServiceName,SubAccountId,RegionId,ChargeCategory,BillingCurrency,BillingAccountId';
/** 1 October to 18 November 2026. */
const DAYS = Array.from({ length: 49 }, (_, index) =>
  new Date(Date.UTC(2026, 9, 1 + index)).toISOString().slice(0, 10),
);
const line = (day: string, amount: number, service: string, region: string, currency: string) =>
  `AWS,${amount},${amount},${day} 00:00:00,${service},${currency === 'CNY' ? 700000000002 : 700000000001},${region},Usage,${currency},700000000009`;
/** USD 11 a day over two services, and CNY 50 a day, with 550 on 10 November. */
const BILL = DAYS.flatMap((day) => [
  line(day, 10, 'Amazon Elastic Compute Cloud', 'eu-west-1', 'USD'),
  line(day, 1, 'Amazon Simple Storage Service', 'eu-west-1', 'USD'),
  line(day, day === '2026-11-10' ? 550 : 50, 'Amazon Elastic Compute Cloud', 'cn-north-1', 'CNY'),
]);

let database: Database;
let folder: string;
let estate: TestApp;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'assay-currencies-'));
  await writeFile(join(folder, 'bill.csv'), [HEADER, ...BILL].join('\n'));
  const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT, now: () => NOW };
  await importFiles(ctx as Parameters<typeof importFiles>[0], [folder]);
  estate = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: NOW });
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

/** Asks; nothing in the answer may be contradicted by what it cites. */
async function ask(question: string): Promise<Asked> {
  const asked = await estate.ask(question);
  expect(asked.message.claims!.claims.filter(({ verdict }) => verdict === 'contradicted')).toEqual([]);
  return asked;
}

function factOf({ message }: Asked, name: string): EvidenceItem {
  const found = message.evidence.find((item) => item.factName === name);
  expect(found, `${name} among ${message.evidence.map((item) => item.factName).join(', ')}`).toBeDefined();
  return found!;
}

const compute = (name: FactName, parameters: Record<string, unknown>) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact({ sql, tenantId: DEFAULT_TENANT, now: NOW, scope: { accounts: [], regions: [] } }, name, parameters),
  );
const OCTOBER = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };

describe('answers', () => {
  it('lead with the currency of most of the bill, and say the other beside it', async () => {
    const asked = await ask('how much did we spend in October 2026?');
    expect(factOf(asked, 'cost_total')).toMatchObject({
      value: 341,
      unit: 'USD',
      rows: [
        { service: 'Amazon Elastic Compute Cloud', cost: 310, share_percent: 90.9, currency: 'USD' },
        { service: 'Amazon Simple Storage Service', cost: 31, share_percent: 9.1, currency: 'USD' },
        { service: 'Amazon Elastic Compute Cloud', cost: 1550, share_percent: 100, currency: 'CNY' },
      ],
    });
    const { text } = asked.message;
    expect(text).toMatch(/^\*\*USD 341\.00\*\*/);
    expect(text).toContain('Other currencies: CNY 1,550.00 besides; amounts of different currencies are never added.');
    expect(text).toMatch(/\*\*Amazon Elastic Compute Cloud\*\* — cost CNY 1,550\.00/);
    expect(text).not.toMatch(/1,?891|USD 1,?550/);
  });

  it('rank within a currency', async () => {
    const { text } = (await ask('which service cost the most in October 2026?')).message;
    expect(text).toMatch(
      /^\*\*Amazon Elastic Compute Cloud\*\* costs the most: \*\*USD 310\.00\*\*, 90\.9 % of USD 341\.00/,
    );
    expect(text).toContain('CNY 1,550.00');
    expect(text).not.toMatch(/1,?860|1,?891/);
  });

  it.each([
    ['which service was cheapest on our bill in October 2026?', /Simple Storage Service\*\* with USD 31\.00/],
    ['what did we spend per day on average in October 2026?', /USD 11\.00 a day on average/],
    ['which regions do we pay for but do not use?', /cn-north-1/],
    ['show cost by region for October 2026', /CNY 1,550\.00/],
    ['show daily cost for October 2026', /CNY 1,550\.00/],
    ['how much did each account cost in October 2026?', /CNY 1,550\.00/],
    ['what did EC2 cost in October 2026?', /CNY 1,550\.00/],
  ])('%s', async (question, says) => {
    const { text } = (await ask(question)).message;
    expect(text).toMatch(says);
    expect(text).not.toMatch(/1,?891|1,?860|USD 1,?550|USD 50\.00|61\.00/);
  });

  it('compare each currency with itself', async () => {
    const asked = await ask('compare the cost of 1 to 18 November 2026 with 1 to 18 October 2026');
    const fact = factOf(asked, 'cost_compare');
    expect(fact).toMatchObject({ unit: 'USD difference', value: 0 });
    const totals = fact.rows!.filter((row) => Object.values(row).includes('total'));
    expect(totals).toMatchObject([
      { later: 198, earlier: 198, difference: 0, currency: 'USD' },
      { later: 1400, earlier: 900, difference: 500, currency: 'CNY' },
    ]);
    expect(asked.message.text).toContain('Other currencies: CNY 1,400.00 against CNY 900.00 besides');
  });

  it('forecast each currency by its own days', async () => {
    const asked = await ask('what will November cost?');
    expect(factOf(asked, 'cost_forecast')).toMatchObject({ value: 330, unit: 'USD' });
    expect(asked.message.text).toMatch(/About \*\*USD 330\.00\*\*/);
    expect(asked.message.text).toContain('about CNY 2,000.00 besides');
    expect(asked.message.text).toContain('CNY 1,400.00 (18 days)');
  });

  it('find the spike in the currency that it is in', async () => {
    const asked = await ask('why did our bill spike in November 2026?');
    expect(factOf(asked, 'cost_spike')).toMatchObject({ value: 500, unit: 'CNY above usual' });
    const { text } = asked.message;
    expect(text).toContain('On 2026-11-10 you spent **CNY 550.00**, which is **CNY 500.00 above** the usual CNY 50.00');
    expect(text).toContain('region **cn-north-1**: CNY 550.00 against usually CNY 50.00, 100 % of the increase');
    expect(text).toContain('USD 11.00 against usually USD 11.00');
    expect(text).not.toContain('did not stand out');
  });

  it('raise a finding in the currency that moved, with the drivers of that currency', async () => {
    const findings = await estate.all<{ checkId: string; statusDetail: string }>('/api/findings');
    const spikes = findings.filter(({ checkId }) => checkId === 'cost_spike');
    expect(spikes.map(({ statusDetail }) => statusDetail)).toEqual([expect.stringContaining('CNY 500.00 more')]);
    expect(spikes[0]!.statusDetail).toContain('region cn-north-1');
  });
});

describe('facts', () => {
  it('regions are counted once, and cost what they cost in each currency', async () => {
    const fact = await compute('paid_regions', OCTOBER);
    expect(fact).toMatchObject({ value: 2, denominator: 2, members: ['cn-north-1', 'eu-west-1'] });
    expect(fact.rows).toMatchObject([
      { region: 'cn-north-1', cost: 1550, currency: 'CNY' },
      { region: 'eu-west-1', cost: 341, currency: 'USD' },
    ]);
  });

  it('a course of weeks or months is told of each currency by itself', async () => {
    const fact = await compute('cost_total', { ...OCTOBER, to: '2026-12-01T00:00:00Z', groupBy: ['month'] });
    expect(fact.rows).toMatchObject([
      { month: '2026-10', cost: 341, currency: 'USD' },
      { month: '2026-11', cost: 198, currency: 'USD' },
      { month: '2026-10', cost: 1550, currency: 'CNY' },
      { month: '2026-11', cost: 1400, currency: 'CNY' },
    ]);
    const daily = await compute('cost_total', { ...OCTOBER, average: true });
    expect(daily.notes.join(' ')).toMatch(/Average: USD 11\.00 a day.*In CNY: Average: CNY 50\.00 a day/);
  });

  it('can be asked of one currency alone', async () => {
    expect(await compute('cost_total', { ...OCTOBER, currency: 'CNY' })).toMatchObject({ value: 1550, unit: 'CNY' });
    const none = await compute('cost_total', { ...OCTOBER, currency: 'EUR' });
    expect(none).toMatchObject({ value: 0, unit: 'EUR', rows: [] });
    await expect(compute('cost_total', { ...OCTOBER, currency: 'yuan' })).rejects.toThrow(/currency/);
  });

  it('look the same as ever where what is asked for is in one currency', async () => {
    const fact = await compute('cost_total', { ...OCTOBER, services: ['S3'], groupBy: ['account'] });
    expect(fact).toMatchObject({ value: 31, unit: 'USD' });
    expect(fact.rows[0]).not.toHaveProperty('currency');
    expect(fact.notes.join(' ')).not.toContain('currenc');
  });

  it('a charge of one day in another currency is not repeated by a forecast', async () => {
    const to = '2026-12-01T00:00:00Z';
    await database.sql`
      insert into cost_daily (tenant_id, charge_period_start, cost_key, x_view, sub_account_id, service_name,
        charge_category, billed_cost, effective_cost, billing_currency, imported)
      values (${DEFAULT_TENANT}, '2026-11-02', 'once', 'focus', '700000000003', 'AWS Support', 'Usage', 5, 5, 'JPY', true)`;
    try {
      const fact = await compute('cost_forecast', { from: '2026-11-01T00:00:00Z', to });
      expect(fact.notes.join(' ')).toContain('about CNY 2,000.00, about JPY 5.00 besides');
    } finally {
      await database.sql`delete from cost_daily where cost_key = 'once'`;
    }
  });
});

it('the list of costs has a group of each currency, and a total of each', async () => {
  interface Costs {
    items: { key: string; billedCost: number; currency: string }[];
    total: number;
    billedCost: number;
    currency: string;
    totals: unknown[];
  }
  const costs = await estate.get<Costs>('/api/costs?groupBy=service&from=2026-10-01&to=2026-11-01');
  expect(costs).toMatchObject({ total: 3, billedCost: 341, currency: 'USD' });
  expect(costs.items.map(({ key, billedCost, currency }) => [key, billedCost, currency])).toEqual([
    ['Amazon Elastic Compute Cloud', 310, 'USD'],
    ['Amazon Simple Storage Service', 31, 'USD'],
    ['Amazon Elastic Compute Cloud', 1550, 'CNY'],
  ]);
  expect(costs.totals).toEqual([
    { currency: 'USD', billedCost: 341, effectiveCost: 341 },
    { currency: 'CNY', billedCost: 1550, effectiveCost: 1550 },
  ]);
  const days = await estate.get<Costs>('/api/costs?groupBy=day&from=2026-11-10&to=2026-11-11');
  expect(days.items.map(({ billedCost, currency }) => [billedCost, currency])).toEqual([
    [11, 'USD'],
    [550, 'CNY'],
  ]);
  const none = await estate.get<Costs>('/api/costs?from=2020-01-01&to=2020-02-01');
  expect(none).toMatchObject({ items: [], billedCost: 0, currency: 'USD', totals: [] });
});
