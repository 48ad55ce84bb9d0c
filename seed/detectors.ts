import type { FailedRead } from '../collectors/coverage.ts';
import { GUARDDUTY_APIS } from '../collectors/guardduty/apis.ts';
import type { GuardDutyDetector, GuardDutySnapshot } from '../collectors/guardduty/snapshot.ts';
import { ACCOUNT_UIDS } from './accounts.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { DAY, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { coverageOf, read } from './coverage.ts';
import { standardTags } from './teams.ts';
import { detectorIdOf, threatsOf } from './threats.ts';

/** Where GuardDuty is not simply on: staging never had it in Sydney, and someone suspended it in Oregon. */
const GAPS: Record<string, 'none' | 'suspended'> = {
  'staging|ap-southeast-2': 'none',
  'staging|us-west-2': 'suspended',
};

/** Protection plans that are off, by account. */
const PLANS_OFF: Record<AccountName, readonly string[]> = {
  production: ['LAMBDA_NETWORK_LOGS', 'EKS_RUNTIME_MONITORING'],
  staging: ['LAMBDA_NETWORK_LOGS', 'EKS_RUNTIME_MONITORING', 'RDS_LOGIN_EVENTS', 'EBS_MALWARE_PROTECTION'],
  security: ['EKS_RUNTIME_MONITORING'],
};

const PLANS = [
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
  'EKS_RUNTIME_MONITORING',
];

/** What GuardDuty of one account and region shows at the clock's moment. */
export function guarddutySnapshot(account: AccountName, region: RegionName, clock: Clock): GuardDutySnapshot {
  const accountUid = ACCOUNT_UIDS[account];
  const gap = GAPS[`${account}|${region}`];
  const { listDetectors, getDetector, administrator, members, listFindings, getFindings, ...organization } =
    GUARDDUTY_APIS;
  const scope = { product: 'guardduty' as const, accountUid, region, startedAt: clock.at };
  const base = { accountUid, partition: 'aws', region, collectedAt: iso(clock.at) };
  if (gap === 'none')
    return {
      ...base,
      coverage: coverageOf(scope, [{ ...listDetectors, items: 0 }]),
      detector: read(null),
      administrator: read(null),
      members: read([]),
      organizationAdmins: read(null),
      organizationConfiguration: read(null),
      findings: notEnabled(listFindings.api, region),
      highSeverityFindingIds: notEnabled(listFindings.api, region),
      watermark: null,
    };
  const found = threatsOf(account, region, clock);
  const isAdministrator = account === 'security';
  return {
    ...base,
    coverage: coverageOf(scope, [
      { ...listDetectors, items: 1 },
      { ...getDetector, items: 1 },
      { ...administrator, items: isAdministrator ? 0 : 1 },
      { ...members, items: isAdministrator ? 2 : 0 },
      { ...organization.organizationAdmins, items: account === 'production' ? 1 : 0 },
      { ...organization.organizationConfiguration, items: isAdministrator ? 1 : 0 },
      { ...listFindings, items: found.length },
      { ...getFindings, items: found.length },
    ]),
    detector: read(detector(account, region, clock, gap !== 'suspended')),
    administrator: read(
      isAdministrator ? null : { accountUid: ACCOUNT_UIDS.security, relationshipStatus: gap ? 'Disabled' : 'Enabled' },
    ),
    members: read(
      isAdministrator
        ? (['production', 'staging'] as const).map((each) => ({
            accountUid: ACCOUNT_UIDS[each],
            relationshipStatus: GAPS[`${each}|${region}`] ? 'Disabled' : 'Enabled',
          }))
        : [],
    ),
    // Production is also the organisation's management account: it alone may ask who administers GuardDuty.
    organizationAdmins: read(
      account === 'production' ? [{ accountUid: ACCOUNT_UIDS.security, status: 'ENABLED' }] : null,
    ),
    organizationConfiguration: read(
      isAdministrator
        ? { autoEnableMembers: region === 'ap-southeast-2' ? 'NONE' : 'NEW', memberLimitReached: false }
        : null,
    ),
    findings: read(found),
    highSeverityFindingIds: read(found.filter((each) => !each.archived && each.severity >= 7).map(({ id }) => id)),
    watermark:
      found
        .map(({ updatedAt }) => updatedAt)
        .toSorted()
        .at(-1) ?? null,
  };
}

function detector(account: AccountName, region: RegionName, { now }: Clock, enabled: boolean): GuardDutyDetector {
  const id = detectorIdOf(account, region);
  return {
    id,
    arn: `arn:aws:guardduty:${region}:${ACCOUNT_UIDS[account]}:detector/${id}`,
    enabled,
    findingPublishingFrequency: account === 'staging' ? 'SIX_HOURS' : 'FIFTEEN_MINUTES',
    features: Object.fromEntries(PLANS.map((plan) => [plan, enabled && !PLANS_OFF[account].includes(plan)])),
    featureSettings: { 'EKS_RUNTIME_MONITORING/EKS_ADDON_MANAGEMENT': false },
    createdAt: iso(startOfDay(now) - 610 * DAY),
    updatedAt: iso(startOfDay(now) - 210 * DAY),
    tags: standardTags('security', account),
  };
}

/** As the collector keeps it: there is no detector to ask. */
function notEnabled(api: string, region: string): FailedRead {
  const detail = `${api} has nothing to read: GuardDuty is not enabled in ${region}.`;
  return { ok: false, api, outcome: 'not_enabled', errorCode: 'NoDetector', detail };
}
