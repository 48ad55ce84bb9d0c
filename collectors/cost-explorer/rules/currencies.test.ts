/** A bill in several currencies: every movement is found, explained and named within one of them. */
import { expect, it } from 'vitest';
import type { CostRow } from '../../collector.ts';
import { evaluateCostRules } from './registry.ts';

const ACCOUNT = '111122223333';
const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** 89 whole days: 1 January to 30 March 2026. */
const DAYS = Array.from({ length: 89 }, (_, index) => new Date(FIRST + index * 86_400_000).toISOString().slice(0, 10));

type AmountOf = (day: string, index: number) => number;
type Line = Partial<Record<'service' | 'region' | 'usageType' | 'currency', string>>;

const imported = (amountOf: AmountOf, line: Line = {}): CostRow[] =>
  DAYS.map((day, index) => ({
    day,
    subAccountId: ACCOUNT,
    subAccountName: 'prod',
    serviceName: line.service ?? 'Amazon Elastic Compute Cloud - Compute',
    regionId: line.region ?? 'us-east-1',
    chargeCategory: 'Usage',
    billedCost: amountOf(day, index),
    effectiveCost: amountOf(day, index),
    listCost: null,
    billingCurrency: line.currency ?? 'USD',
    consumedQuantity: null,
    consumedUnit: null,
    xUsageType: line.usageType ?? 'BoxUsage:m5.large',
    xEstimated: false,
    xView: 'focus' as const,
  })).filter(({ billedCost }) => billedCost !== 0);

/** The same money in each of Cost Explorer's three views. */
const collected = (amountOf: AmountOf, line: Line = {}): CostRow[] =>
  imported(amountOf, line).flatMap((row) => [
    { ...row, regionId: null, xUsageType: null, xView: 'service_account' },
    { ...row, xUsageType: null, xView: 'service_region' },
    { ...row, regionId: null, xView: 'service_usage_type' },
  ]);

const of = (rule: string, rows: CostRow[]) =>
  evaluateCostRules(rows, { asOf: '2026-03-31T06:00:00.000Z' }).filter(({ checkId }) => checkId === rule);

const flat: AmountOf = () => 100;

it.each([
  ['collected', collected],
  ['imported', imported],
])('a rise is explained by the parts of its own currency: %s', (_, rowsOf) => {
  const spike: AmountOf = (day) => (day === '2026-03-17' ? 900 : 100);
  const rows = [
    ...rowsOf(spike, { currency: 'CNY', region: 'cn-north-1', usageType: 'CNN1-BoxUsage' }),
    ...rowsOf((day) => (day === '2026-03-17' ? 119 : 100), { region: 'eu-west-1', usageType: 'EU-BoxUsage' }),
  ];
  expect(of('cost_spike', rows)).toMatchObject([
    {
      region: 'cn-north-1',
      statusDetail: expect.stringContaining('CNY 800.00 more'),
      evidence: {
        currency: 'CNY',
        shareOfAllRisesPercent: 100,
        regions: [{ name: 'cn-north-1', extra: 800, sharePercent: 100 }],
        usageTypes: [{ name: 'CNN1-BoxUsage', extra: 800, sharePercent: 100 }],
      },
    },
  ]);
});

it('a region is new by what it costs in one currency, not by the sum', () => {
  const late =
    (amount: number): AmountOf =>
    (day) =>
      day >= '2026-03-28' ? amount : 0;
  // Five a day for three days in each: below what matters, though the sum were above it.
  const rows = ['USD', 'CNY'].flatMap((currency) => [
    ...collected(flat, { currency }),
    ...collected(late(5), { currency, region: 'sa-east-1' }),
  ]);
  expect(of('cost_new_region', rows)).toEqual([]);
  const found = of('cost_new_region', [
    ...rows,
    ...collected(flat, { service: 'AmazonCloudWatch' }),
    ...collected(late(4), { currency: 'CNY', region: 'sa-east-1' }),
  ]);
  expect(found).toMatchObject([
    { key: `cost_new_region|${ACCOUNT}|sa-east-1|2026-03-28|CNY`, evidence: { amount: 27, currency: 'CNY' } },
  ]);
  expect(found[0]!.statusDetail).toContain('CNY 27.00');
});

it('a slow rise is of one usage type in one currency, and each has a key of its own', () => {
  const slow: AmountOf = (_, index) => 30 + Math.max(0, index - 35) * 0.3;
  const line = { usageType: 'DataProcessing-Bytes', service: 'AmazonCloudWatch' };
  const found = of(
    'cost_sustained_rise',
    ['USD', 'CNY'].flatMap((currency) => collected(slow, { ...line, currency })),
  );
  expect(found.map(({ key }) => key.slice(-11)).toSorted()).toEqual(['tes|2026-03', '2026-03|USD'].toSorted());
  for (const { evidence } of found) expect(evidence['perDayBefore']).toBeLessThan(40);
  expect(found.map(({ evidence }) => String(evidence['currency'])).toSorted()).toEqual(['CNY', 'USD']);
});

it('nothing is new where only the currency of the bill is', () => {
  const before: AmountOf = (day) => (day < '2026-03-20' ? 100 : 0);
  const after: AmountOf = (day) => (day < '2026-03-20' ? 0 : 90);
  const rows = [...collected(before), ...collected(after, { currency: 'EUR' })];
  expect([...of('cost_new_service', rows), ...of('cost_new_region', rows)]).toEqual([]);
});
