/** A small hand-made read for tests of the stores: one account, one collector, the parts that a test names. */
import type { Check, CheckOutcome, Collected, SnapshotBase } from '../../collectors/collector.ts';
import type { CoverageEntry } from '../../collectors/coverage.ts';
import type { CostInput } from '../estate/costs.ts';

export const ACCOUNT = '111111111111';
export const LISTING_API = 'iam:ListUsers';
export const CHECK_ID = 'test_user_mfa';

/** Day `n` of the test's November, at noon. */
export const onDay = (day: number) => new Date(Date.UTC(2026, 10, day, 12)).toISOString();

export const userUid = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;

/** A check of these tests, whose absence from a whole read of `LISTING_API` proves that a resource is gone. */
export const CHECKS: ReadonlyMap<string, Check<SnapshotBase>> = new Map([
  [
    CHECK_ID,
    {
      id: CHECK_ID,
      service: 'iam',
      severity: 'high',
      resourceType: 'AWS::IAM::User',
      title: 'User without MFA',
      description: 'Looks at users with a console password.',
      risk: 'A password can be guessed.',
      consequence: 'The account is open to whoever has it.',
      remediation: ['Assign an MFA device.'],
      ownerHint: 'The platform team.',
      compliance: {},
      apis: [LISTING_API],
      listedBy: [LISTING_API],
      evaluate: () => [],
    },
  ],
]);

/** One verdict on one user. */
export function verdict(
  name: string,
  status: CheckOutcome['status'],
  parts: Partial<CheckOutcome> = {},
): Collected['outcomes'][number] {
  return {
    checkId: CHECK_ID,
    outcome: {
      resource: { uid: userUid(name), type: 'AWS::IAM::User', name, region: 'global' },
      status,
      statusDetail: `User ${name}: ${status}.`,
      evidence: { passwordEnabled: true },
      ...(status === 'warning' ? { missingPermission: LISTING_API } : {}),
      ...parts,
    },
  };
}

export function coverage(outcome: CoverageEntry['outcome'], parts: Partial<CoverageEntry> = {}): CoverageEntry {
  return {
    product: 'iam',
    accountUid: ACCOUNT,
    region: 'global',
    api: LISTING_API,
    outcome,
    items: outcome === 'ok' ? 2 : 0,
    truncated: false,
    startedAt: onDay(1),
    finishedAt: onDay(1),
    ...parts,
  };
}

/** One read on `day`, whole unless its coverage says otherwise. */
export function readOn(day: number, parts: Partial<Collected> = {}): Collected {
  const collected: Collected = {
    collector: 'iam',
    accountUid: ACCOUNT,
    region: 'global',
    collectedAt: onDay(day),
    coverage: [coverage('ok')],
    outcomes: [],
    detections: [],
    resources: [],
    events: [],
    costs: [],
    cursor: null,
    ...parts,
  };
  const times = { startedAt: onDay(day), finishedAt: onDay(day) };
  return { ...collected, coverage: collected.coverage.map((entry) => ({ ...entry, ...times })) };
}

/** A user of the inventory. */
export function user(
  name: string,
  attributes: object = { isRoot: false, mfaActive: false },
): Collected['resources'][number] {
  return {
    uid: userUid(name),
    type: 'AWS::IAM::User',
    name,
    service: 'iam',
    accountUid: ACCOUNT,
    region: 'global',
    tags: {},
    attributes,
    listedBy: [LISTING_API],
  };
}

/** One day of one service's cost. */
export function costOn(
  day: string,
  billedCost: number,
  parts: Partial<CostInput> = {},
): CostInput & { xView: 'service_account' } {
  return {
    day,
    subAccountId: ACCOUNT,
    subAccountName: 'main',
    serviceName: 'Amazon Simple Storage Service',
    regionId: null,
    chargeCategory: 'Usage',
    billedCost,
    effectiveCost: billedCost,
    listCost: null,
    billingCurrency: 'USD',
    consumedQuantity: null,
    consumedUnit: null,
    xUsageType: null,
    xEstimated: false,
    ...parts,
    xView: 'service_account',
  };
}
