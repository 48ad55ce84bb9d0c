import { afterEach, describe, expect, it } from 'vitest';
import { costExplorerStandIn } from '../../src/test/aws/cost-explorer.ts';
import type { Fault } from '../../src/test/aws/faults.ts';
import { startAws } from '../../src/test/aws/server.ts';
import type { AwsStandIn } from '../../src/test/aws/server.ts';
import { stsStandIn } from '../../src/test/aws/sts.ts';
import { evaluate } from '../evaluate.ts';
import { openSession } from '../session.ts';
import { costExplorerCollector } from './collector.ts';
import { costs } from './costs.ts';
import type { CostExplorerSnapshot, CostLine } from './snapshot.ts';
import { costWindow, finalMonth } from './window.ts';

const ACCOUNT = '111122223333';
const LINKED = '444455556666';
const AT = '2026-03-10T06:00:00.000Z';

let aws: AwsStandIn | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

function line(change: Partial<CostLine> = {}): CostLine {
  return {
    day: '2026-03-05',
    service: 'Amazon Simple Storage Service',
    key: ACCOUNT,
    unblendedCost: 12.5,
    amortizedCost: 12.5,
    usageQuantity: null,
    usageUnit: null,
    estimated: false,
    ...change,
  };
}

const DAYS = ['2025-12-31', '2026-01-15', '2026-02-10', '2026-03-05', '2026-03-09'];
const byDay = (...lines: CostLine[]) => lines.toSorted((a, b) => a.day.localeCompare(b.day));
const perDay = (change: Partial<CostLine>) =>
  DAYS.map((day) => line({ ...change, day, estimated: day >= '2026-03-01' }));

const ESTATE: CostExplorerSnapshot = {
  accountUid: ACCOUNT,
  partition: 'aws',
  region: 'global',
  collectedAt: AT,
  coverage: [],
  from: '2025-12-01',
  to: '2026-03-10',
  currency: 'USD',
  accountNames: { [ACCOUNT]: 'payer', [LINKED]: 'shop "prod" 🚀' },
  usageByAccount: {
    ok: true,
    value: byDay(...perDay({}), ...perDay({ key: LINKED, service: 'Savings Plans for AWS Compute usage' })),
  },
  usageByRegion: { ok: true, value: byDay(...perDay({ key: 'eu-west-1' }), ...perDay({ key: 'NoRegion' })) },
  usageByUsageType: {
    ok: true,
    value: perDay({ key: 'EU-TimedStorage-ByteHrs', usageQuantity: 543.2, usageUnit: 'GB-Mo' }),
  },
  credits: { ok: true, value: [line({ unblendedCost: -3, amortizedCost: -3 })] },
  refunds: { ok: true, value: [line({ unblendedCost: -1, amortizedCost: -1, key: LINKED })] },
  tax: { ok: true, value: [line({ service: 'Tax', unblendedCost: 2.1, amortizedCost: 2.1 })] },
  requests: { count: 6, costUsd: 0.06 },
  finalThroughMonth: '2026-02',
};

interface ReadOptions {
  cursor?: Record<string, string> | null;
  maxPageSize?: number;
  faults?: Fault[];
  estates?: CostExplorerSnapshot[];
}

async function read({ cursor = null, maxPageSize, faults = [], estates = [ESTATE] }: ReadOptions = {}) {
  const standIn = costExplorerStandIn({ estates, ...(maxPageSize === undefined ? {} : { maxPageSize }) });
  aws = await startAws({ accountUid: ACCOUNT, services: [standIn, stsStandIn({ identities: () => aws!.identities })] });
  const session = await openSession({
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'unused' },
    homeRegion: 'us-east-1',
    regions: ['us-east-1'],
    timeouts: { requestMs: faults.some(({ kind }) => kind === 'hang') ? 150 : 30_000 },
    retries: { maxAttempts: 3, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 5 },
  });
  for (const fault of faults) aws.faults.add(fault);
  try {
    return await costExplorerCollector.read(session, {
      accountUid: ACCOUNT,
      region: 'global',
      collectedAt: AT,
      cursor,
      signal: AbortSignal.timeout(60_000),
    });
  } finally {
    session.close();
  }
}

describe('reading Cost Explorer', () => {
  it('sees what was described, and pays for six pages', async () => {
    const { coverage, ...seen } = await read();
    const { coverage: _, ...described } = ESTATE;
    expect(seen).toEqual(described);
    expect(coverage).toMatchObject([{ api: 'ce:GetCostAndUsage', outcome: 'ok', items: 28, region: 'global' }]);
    expect(aws!.calls.filter(({ service }) => service === 'ce').map(({ region }) => region)).toEqual(
      Array.from({ length: 6 }, () => 'us-east-1'),
    );
  });

  it('reads every page, and counts what each costs', async () => {
    const seen = await read({ maxPageSize: 2 });
    expect(seen).toMatchObject({ usageByAccount: ESTATE.usageByAccount, usageByRegion: ESTATE.usageByRegion });
    expect(seen.requests).toEqual({ count: 16, costUsd: 0.16 });
    expect(aws!.count({ service: 'ce' })).toBe(16);
  });

  it('reads only the last days once last month is final', async () => {
    const seen = await read({ cursor: { finalThroughMonth: '2026-02', readThrough: '2026-03-10' } });
    expect(seen).toMatchObject({ from: '2026-03-07', to: '2026-03-10', finalThroughMonth: '2026-02' });
    expect(seen.usageByUsageType).toMatchObject({ value: [{ day: '2026-03-09' }] });
  });

  it('takes a new account without data for "not enabled"', async () => {
    const seen = await read({ estates: [] });
    expect(seen.coverage).toMatchObject([{ outcome: 'not_enabled', errorCode: 'DataUnavailableException' }]);
    expect(costs(seen)).toEqual([]);
  });

  it('refuses an amount that is no number', async () => {
    const broken = { ...ESTATE, tax: { ok: true as const, value: [line({ unblendedCost: Number.NaN })] } };
    const seen = await read({ estates: [broken] });
    expect(seen.tax).toMatchObject({ ok: false, outcome: 'error', errorCode: 'MalformedResponse' });
    expect(costs(seen).some(({ xView }) => xView === 'service_account')).toBe(false);
  });

  it.each([
    ['an amount that no bill holds', { unblendedCost: 1e300 }],
    ['a day that no calendar has', { day: '2026-02-30' }],
  ])('refuses the view that holds %s, and keeps the others', async (_what, change) => {
    const seen = await read({
      estates: [{ ...ESTATE, tax: { ok: true, value: [line({ ...change, service: 'Tax' })] } }],
    });
    expect(seen.tax).toMatchObject({ ok: false, errorCode: 'MalformedResponse' });
    expect(seen.usageByRegion).toMatchObject({ ok: true });
    expect(costs(seen).every(({ xView }) => xView !== 'service_account')).toBe(true);
  });
});

describe('faults of ce:GetCostAndUsage', () => {
  it.each([
    [{ kind: 'throttle' }, 'throttled'],
    [{ kind: 'server_error' }, 'error'],
    [{ kind: 'access_denied' }, 'denied'],
    [{ kind: 'scp_denied' }, 'scp_denied'],
    [{ kind: 'expired_token' }, 'error'],
    [{ kind: 'region_disabled' }, 'error'],
    [{ kind: 'hang' }, 'error'],
    [{ kind: 'reset' }, 'error'],
    [{ kind: 'garbage' }, 'error'],
  ] as [Fault, string][])('$kind: no row, no progress, and coverage says so', async (fault, outcome) => {
    const seen = await read({ faults: [{ ...fault, service: 'ce' }] });
    expect(seen.coverage).toMatchObject([{ outcome, permission: 'ce:GetCostAndUsage' }]);
    expect(seen.requests.count).toBe(0);
    const collected = evaluate(costExplorerCollector, seen);
    expect(collected).toMatchObject({ costs: [], cursor: null, detections: [] });
  });

  it('throttled once, then fine', async () => {
    const seen = await read({ faults: [{ kind: 'throttle', service: 'ce', times: 1 }] });
    expect({ ...seen, coverage: [] }).toEqual({ ...ESTATE, coverage: [] });
  });

  it('failing on page two: no view is stored in half', async () => {
    const seen = await read({
      maxPageSize: 5,
      faults: [{ kind: 'access_denied', service: 'ce', afterFirstPage: true }],
    });
    expect(seen.coverage).toMatchObject([{ outcome: 'partial', truncated: true }]);
    const collected = evaluate(costExplorerCollector, seen);
    expect(new Set(collected.costs.map(({ xView }) => xView))).toEqual(new Set(['service_usage_type']));
    expect(collected.cursor).toBeNull();
  });
});

describe('rows', () => {
  const rows = costs(ESTATE);
  const of = (category: string) => rows.filter(({ chargeCategory }) => chargeCategory === category);

  it('keep usage, purchases, credits, refunds and tax apart', () => {
    expect(of('Usage').every(({ billedCost }) => billedCost === 12.5)).toBe(true);
    expect(of('Purchase')).toHaveLength(5);
    expect([...of('Credit'), ...of('Adjustment'), ...of('Tax')].map(({ billedCost }) => billedCost)).toEqual([
      -3, -1, 2.1,
    ]);
  });

  it('carry the key of their view, and the account of the payer where the view has none', () => {
    const region = rows.filter(({ xView }) => xView === 'service_region');
    expect(region.map(({ regionId }) => regionId)).toContain(null);
    expect(new Set(region.map(({ subAccountId }) => subAccountId))).toEqual(new Set([ACCOUNT]));
    expect(rows.find(({ xView }) => xView === 'service_usage_type')).toMatchObject({
      xUsageType: 'EU-TimedStorage-ByteHrs',
      consumedQuantity: 543.2,
      consumedUnit: 'GB-Mo',
      billingCurrency: 'USD',
    });
    expect(of('Adjustment')[0]).toMatchObject({ subAccountId: LINKED, subAccountName: 'shop "prod" 🚀' });
  });
});

it('a line that is billed in another currency than the rest keeps its own', async () => {
  const yuan = line({ key: LINKED, currency: 'CNY', unblendedCost: 5, amortizedCost: 5 });
  const mixed = { ...ESTATE, usageByAccount: { ok: true as const, value: [line(), yuan] } };
  const seen = await read({ estates: [mixed] });
  expect(seen.currency).toBe('USD');
  expect(seen.usageByAccount).toEqual(mixed.usageByAccount);
  const usage = costs(seen).filter((row) => row.xView === 'service_account' && row.chargeCategory === 'Usage');
  expect(usage.map(({ billedCost, billingCurrency }) => [billedCost, billingCurrency])).toEqual([
    [12.5, 'USD'],
    [5, 'CNY'],
  ]);
});

describe('which days are read', () => {
  it.each([
    ['the first time', null, null, '2025-12-01'],
    ['last month final', '2026-02', '2026-03-10', '2026-03-07'],
    ['last month open', '2026-01', '2026-03-10', '2026-02-01'],
    ['two months open', '2025-12', '2026-03-10', '2026-01-01'],
    ['after eight days of silence', '2026-02', '2026-03-02', '2026-02-27'],
  ])('%s', (_, finalThroughMonth, readThrough, from) => {
    expect(costWindow(AT, { finalThroughMonth, readThrough })).toEqual({ from, to: '2026-03-10' });
  });

  it('begins in last month on the first days of a month', () => {
    const cursor = { finalThroughMonth: '2026-01', readThrough: '2026-03-01' };
    expect(costWindow('2026-03-01T02:00:00Z', cursor)).toEqual({ from: '2026-02-01', to: '2026-03-01' });
  });

  it('calls a month final only when it was read whole and nothing in it is estimated', () => {
    const window = { from: '2026-01-01', to: '2026-03-10' };
    const lines = [
      { day: '2026-01-31', estimated: false },
      { day: '2026-02-28', estimated: true },
    ];
    expect(finalMonth(window, lines, null)).toBe('2026-01');
    expect(finalMonth(window, [lines[0]!, { day: '2026-02-28', estimated: false }], null)).toBe('2026-02');
    expect(finalMonth({ ...window, from: '2026-01-02' }, [lines[0]!], '2025-12')).toBe('2025-12');
    expect(finalMonth(window, [], '2025-12')).toBe('2025-12');
  });
});
