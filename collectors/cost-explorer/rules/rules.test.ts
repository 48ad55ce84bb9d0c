import { describe, expect, it } from 'vitest';
import type { CostRow, Detection } from '../../collector.ts';
import { COST_RULE_IDS, evaluateCostRules } from './registry.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const EC2 = 'Amazon Elastic Compute Cloud - Compute';
const AS_OF = '2026-03-31T06:00:00.000Z';
const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** 89 whole days: 1 January to 30 March 2026. */
const DAYS = Array.from({ length: 89 }, (_, index) => new Date(FIRST + index * 86_400_000).toISOString().slice(0, 10));

type AmountOf = (day: string, index: number) => number;

interface Line {
  account?: string;
  service?: string;
  region?: string;
  usageType?: string;
  currency?: string;
  category?: string;
  estimatedFrom?: string;
}

/** A line of cost as Cost Explorer gives it: the same money in each of the three views. */
function collected(amountOf: AmountOf, line: Line = {}): CostRow[] {
  return DAYS.flatMap((day, index) => {
    const row = rowOf(day, amountOf(day, index), line);
    if (row.billedCost === 0) return [];
    return [
      { ...row, xView: 'service_account' },
      { ...row, subAccountId: ACCOUNT, regionId: line.region ?? 'us-east-1', xView: 'service_region' },
      { ...row, subAccountId: ACCOUNT, xUsageType: line.usageType ?? 'BoxUsage:m5.large', xView: 'service_usage_type' },
    ] satisfies CostRow[];
  });
}

function rowOf(day: string, amount: number, line: Line): CostRow {
  return {
    day,
    subAccountId: line.account ?? ACCOUNT,
    subAccountName: line.account === OTHER ? 'shop' : 'prod',
    serviceName: line.service ?? EC2,
    regionId: null,
    chargeCategory: line.category ?? 'Usage',
    billedCost: amount,
    effectiveCost: amount,
    listCost: null,
    billingCurrency: line.currency ?? 'USD',
    consumedQuantity: null,
    consumedUnit: null,
    xUsageType: null,
    xEstimated: line.estimatedFrom !== undefined && day >= line.estimatedFrom,
    xView: 'service_account',
  };
}

/** Deterministic noise of ±10 %. */
const noisy =
  (base: number): AmountOf =>
  (_, index) =>
    base * (1 + 0.1 * Math.sin(index * 12.9898) * Math.cos(index * 4.1414));

function run(rows: CostRow[], asOf = AS_OF): Detection[] {
  return evaluateCostRules(rows, { asOf });
}
const of = (rule: string, rows: CostRow[], asOf = AS_OF) => run(rows, asOf).filter(({ checkId }) => checkId === rule);

describe('a spike', () => {
  const base = noisy(200);
  const spike: AmountOf = (day, index) => base(day, index);
  const gpu: AmountOf = (day) => (day === '2026-03-17' || day === '2026-03-18' ? 1400 : 0);
  const rows = [
    ...collected(spike),
    ...collected(gpu, { region: 'ap-southeast-2', usageType: 'APS2-BoxUsage:p3.8xlarge' }),
    ...collected(noisy(90), { service: 'Amazon Simple Storage Service', usageType: 'TimedStorage-ByteHrs' }),
    ...collected(noisy(60), { account: OTHER }),
  ];

  it('is found once for its run of days, with what drove it', () => {
    const found = of('cost_spike', rows);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      key: `cost_spike|${ACCOUNT}|${EC2}|2026-03-17`,
      region: 'ap-southeast-2',
      severity: 'high',
      firstSeenTime: '2026-03-17T00:00:00.000Z',
      lastSeenTime: '2026-03-18T00:00:00.000Z',
      resource: { type: 'AWS::::Account', name: 'prod' },
      evidence: {
        days: [{ day: '2026-03-17' }, { day: '2026-03-18' }],
        regions: [{ name: 'ap-southeast-2', extra: 2800, sharePercent: expect.any(Number) as number }],
        usageTypes: [{ name: 'APS2-BoxUsage:p3.8xlarge', extra: 2800 }],
      },
    });
    expect(found[0]!.statusDetail).toMatch(
      /from 2026-03-17 to 2026-03-18 \(2 days\), USD 2,\d{3}\.\d\d more than its usual USD \d{3}\.\d\d a day; \d+(\.\d)? % of the rise is in region ap-southeast-2/,
    );
    expect((found[0]!.evidence['shareOfAllRisesPercent'] as number) > 90).toBe(true);
  });

  it('keeps its key and amounts as days go by', () => {
    const later = of('cost_spike', rows)[0]!;
    const early = of(
      'cost_spike',
      rows.filter(({ day }) => day <= '2026-03-18'),
      '2026-03-19T06:00:00Z',
    )[0]!;
    const shorter = of(
      'cost_spike',
      rows.filter(({ day }) => day >= '2026-02-15'),
    )[0]!;
    for (const each of [early, shorter])
      expect([each.key, each.evidence['amount'], each.evidence['extra']]).toEqual([
        later.key,
        later.evidence['amount'],
        later.evidence['extra'],
      ]);
  });

  it('says when AWS may still change the amount, and when the day is not over', () => {
    const open = collected((day, index) => (day === '2026-03-30' ? 900 : base(day, index)), {
      estimatedFrom: '2026-03-01',
    });
    expect(of('cost_spike', open)[0]).toMatchObject({
      confidence: 85,
      statusDetail: expect.stringContaining('still calls these amounts estimated') as string,
    });
    expect(of('cost_spike', open, '2026-03-30T15:00:00Z')[0]).toMatchObject({
      evidence: { partialDays: ['2026-03-30'] },
      statusDetail: expect.stringContaining('not over yet') as string,
    });
  });

  it.each([
    ['noise', noisy(200)],
    ['a jump of a few dollars', (day, index) => (day === '2026-03-17' ? 19 : noisy(2)(day, index))],
    ['weekends that are always dear', (day) => ([0, 6].includes(new Date(day).getUTCDay()) ? 400 : 100)],
    ['a fee on the first of each month', (day) => (day.endsWith('-01') ? 300 : 50)],
    ['a weekly job', (day) => (new Date(day).getUTCDay() === 1 ? 160 : 100)],
    [
      'a high day of a service that swings anyway',
      (day, index) => (day === '2026-03-17' ? 520 : 100 + ((index * 137) % 300)),
    ],
    ['a fall', (day) => (day >= '2026-03-20' ? 20 : 200)],
    ['a partial last day', (day) => (day === '2026-03-30' ? 3 : 200)],
    ['no money at all', () => 0],
  ] as [string, AmountOf][])('is not %s', (name, amountOf) => {
    const steady = collected(amountOf);
    const firstWeeks = name === 'a weekly job' || name.startsWith('a fee') ? '2026-02-15' : '2026-01-01';
    const found = of('cost_spike', steady).filter(({ firstSeenTime }) => firstSeenTime >= firstWeeks);
    expect(found).toEqual([]);
  });

  it('needs two weeks of history', () => {
    const short = collected((day) => (day === '2026-01-12' ? 900 : 100)).filter(({ day }) => day <= '2026-01-12');
    expect(run(short)).toEqual([]);
  });

  it('leaves credits, refunds, tax and purchases out', () => {
    for (const category of ['Credit', 'Adjustment', 'Tax', 'Purchase'])
      expect(
        of(
          'cost_spike',
          collected((day) => (day === '2026-03-17' ? 900 : 10), { category }),
        ),
      ).toEqual([]);
  });

  it('ends after two weeks on a new level instead of going on for ever', () => {
    const level = collected((day, index) => (day >= '2026-02-10' ? 900 : noisy(100)(day, index)));
    const found = of('cost_spike', level);
    expect(
      found.map(({ firstSeenTime, lastSeenTime }) => [firstSeenTime.slice(0, 10), lastSeenTime.slice(0, 10)]),
    ).toEqual([['2026-02-10', '2026-02-23']]);
  });
});

describe('a sustained rise', () => {
  const NAT = 'NatGateway-Bytes';
  const OTHER_EC2 = 'EC2 - Other';
  /** From 34 to about 135 a day over seven weeks. */
  const growing: AmountOf = (day, index) => noisy(34 + Math.max(0, index - 40) * 2.1)(day, index) * 1;
  const rows = [
    ...collected(growing, { service: OTHER_EC2, usageType: NAT }),
    ...collected(noisy(400), { service: OTHER_EC2, usageType: 'EBS:VolumeUsage.gp3' }),
  ];

  it('is found in the usage type that grows, though its service hardly moves', () => {
    const found = of('cost_sustained_rise', rows);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      key: `cost_sustained_rise|${ACCOUNT}|${OTHER_EC2}|${NAT}|2026-03`,
      title: `Cost rises week by week: ${OTHER_EC2}, ${NAT}`,
      region: 'us-east-1',
      severity: 'high',
    });
    expect(found[0]!.risk).toContain('NAT gateway');
    expect(found[0]!.statusDetail).toMatch(
      /usage type NatGateway-Bytes, .* rose from USD \d+\.\d\d to USD 1\d\d\.\d\d a day/,
    );
    expect(of('cost_spike', rows)).toEqual([]);
  });

  it('has one key a month, not one a day', () => {
    const keys = new Set(
      ['2026-03-10', '2026-03-17', '2026-03-25', '2026-03-31'].flatMap((asOf) =>
        of(
          'cost_sustained_rise',
          rows.filter(({ day }) => day < asOf),
          `${asOf}T06:00:00Z`,
        ).map(({ key }) => key),
      ),
    );
    expect([...keys]).toEqual([`cost_sustained_rise|${ACCOUNT}|${OTHER_EC2}|${NAT}|2026-03`]);
  });

  it.each([
    ['noise', noisy(200)],
    ['one step up', (_, index) => (index >= 60 ? 300 : 100)],
    ['one step up in a line that creeps', (_, index) => 100 + index * 0.1 + (index >= 60 ? 200 : 0)],
    ['growth of a few dollars', (_, index) => 5 + index * 0.05],
    ['a fall', (_, index) => 300 - index * 2],
    ['a weekly rhythm', (day) => ([0, 6].includes(new Date(day).getUTCDay()) ? 400 : 100)],
  ] as [string, AmountOf][])('is not %s', (_, amountOf) => {
    expect(of('cost_sustained_rise', collected(amountOf))).toEqual([]);
  });
});

describe('a month against the month before', () => {
  const doubled: AmountOf = (day) => (day.startsWith('2026-02') ? 40 : 20);

  it('is compared by its cost a day once it is over', () => {
    const [found] = of('cost_month_over_month_change', collected(doubled), '2026-03-15T00:00:00Z');
    expect(found).toMatchObject({
      key: `cost_month_over_month_change|${ACCOUNT}|${EC2}|2026-02`,
      evidence: { amount: 1120, earlierAmount: 620, perDay: 40, earlierPerDay: 20, change: 560, changePercent: 100 },
      estimatedMonthlyCost: 560,
      severity: 'medium',
    });
    expect(found!.statusDetail).toContain('cost USD 1,120.00 in 2026-02 after USD 620.00 in 2026-01');
    expect(found!.statusDetail).toContain('(+100 %)');
  });

  it('does not take a short month, or a month that is not over, for a fall', () => {
    expect(
      of(
        'cost_month_over_month_change',
        collected(() => 30),
      ),
    ).toEqual([]);
    expect(
      of(
        'cost_month_over_month_change',
        collected(() => 30).filter(({ day }) => day < '2026-03-03'),
        '2026-03-03T00:00:00Z',
      ),
    ).toEqual([]);
  });

  it('tells a fall for information only', () => {
    const fallen = collected((day) => (day.startsWith('2026-02') ? 10 : 40));
    expect(of('cost_month_over_month_change', fallen)[0]).toMatchObject({
      severity: 'informational',
      evidence: { change: -840 },
    });
  });

  it('says nothing of months of which too few days are known', () => {
    const gaps = collected(doubled).filter(({ day }) => day >= '2026-01-12');
    expect(of('cost_month_over_month_change', gaps, '2026-03-15T00:00:00Z')).toEqual([]);
  });
});

describe('first spend', () => {
  const known = collected(noisy(100));

  it('finds a service never billed before in the account', () => {
    const rows = [...known, ...collected((day) => (day >= '2026-03-20' ? 35 : 0), { service: 'Amazon SageMaker' })];
    expect(of('cost_new_service', rows)).toMatchObject([
      {
        key: `cost_new_service|${ACCOUNT}|Amazon SageMaker|2026-03-20`,
        evidence: { amount: 245, historyDays: 78, baseline: 0 },
        severity: 'high',
      },
    ]);
  });

  it('finds a region never billed before, and says in which account most likely', () => {
    const rows = [
      ...known,
      ...collected(noisy(80), { account: OTHER }),
      ...collected((day) => (day >= '2026-03-25' ? 300 : 0), {
        account: OTHER,
        region: 'sa-east-1',
        usageType: 'SAE1-BoxUsage:g5.12xlarge',
      }),
    ];
    expect(of('cost_new_region', rows)).toMatchObject([
      {
        key: `cost_new_region|${OTHER}|sa-east-1|2026-03-25`,
        region: 'sa-east-1',
        severity: 'high',
        accountUid: OTHER,
      },
    ]);
  });

  it('does not call it new without history, for cents, or after a pause', () => {
    const service = 'Amazon SageMaker';
    expect(of('cost_new_service', [...known, ...collected((_, index) => (index >= 20 ? 35 : 0), { service })])).toEqual(
      [],
    );
    expect(
      of('cost_new_service', [...known, ...collected((_, index) => (index >= 70 ? 0.5 : 0), { service })]),
    ).toEqual([]);
    expect(
      of('cost_new_service', [
        ...known,
        ...collected((_, index) => (index === 3 || index >= 70 ? 35 : 0), { service }),
      ]),
    ).toEqual([]);
  });

  it('does not call everything new in an account that itself is new', () => {
    const rows = [...known, ...collected((_, index) => (index >= 70 ? 35 : 0), { account: OTHER })];
    expect(of('cost_new_service', rows)).toEqual([]);
  });
});

describe('imported FOCUS rows', () => {
  const focus = (amountOf: AmountOf, line: Line): CostRow[] =>
    DAYS.map((day, index) => ({
      ...rowOf(day, amountOf(day, index), line),
      regionId: line.region ?? 'us-east-1',
      xUsageType: line.usageType ?? null,
      xView: 'focus' as const,
    }));
  const spike: AmountOf = (day, index) => (day === '2026-03-17' ? 900 : noisy(100)(day, index));

  it('are judged alike, with drivers of that account alone', () => {
    const rows = [
      ...focus(spike, { region: 'eu-west-1', usageType: 'EU-BoxUsage:m5.large' }),
      ...focus(noisy(500), { account: OTHER, region: 'us-west-2' }),
    ];
    expect(of('cost_spike', rows)).toMatchObject([
      {
        region: 'eu-west-1',
        evidence: { driversCover: 'this account', regions: [{ name: 'eu-west-1', sharePercent: 100 }] },
      },
    ]);
  });

  it('give way to collected rows, so that nothing is counted twice', () => {
    expect(of('cost_spike', [...collected(noisy(100)), ...focus(spike, {})])).toEqual([]);
  });

  it('in another currency carry no dollars', () => {
    const [found] = of('cost_spike', focus(spike, { currency: 'EUR' }));
    expect(found!.statusDetail).toContain('EUR');
    expect(found).not.toHaveProperty('estimatedMonthlyCost');
  });

  it('with broken amounts do not stop the rest', () => {
    const rows = [...focus(spike, {}), ...focus(() => Number.NaN, { service: 'Broken' })];
    expect(of('cost_spike', rows)).toHaveLength(1);
  });
});

it('every rule has all of its words', () => {
  const rows = [
    ...collected((day, index) =>
      day === '2026-02-17' ? 1900 : noisy(100)(day, index) + (day.startsWith('2026-02') ? 60 : 0),
    ),
    ...collected((_, index) => 30 + Math.max(0, index - 35) * 2, {
      service: 'AmazonCloudWatch',
      usageType: 'DataProcessing-Bytes',
    }),
    ...collected((_, index) => (index >= 75 ? 90 : 0), { service: 'Amazon SageMaker', region: 'sa-east-1' }),
  ];
  const found = run(rows);
  expect(new Set(found.map(({ checkId }) => checkId))).toEqual(new Set(COST_RULE_IDS));
  for (const { title, description, risk, consequence, remediation, ownerHint, evidence } of found) {
    expect([title, description, risk, consequence, ownerHint].every((text) => text.length > 20)).toBe(true);
    expect(remediation.length).toBeGreaterThanOrEqual(4);
    expect(evidence).toHaveProperty('currency', 'USD');
  }
  expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
});

it('says nothing of nothing', () => expect(run([])).toEqual([]));
