import type { GuardDutyDetector, GuardDutyFinding, GuardDutySnapshot } from '../../../collectors/guardduty/snapshot.ts';

export const ACCOUNT = '123456789012';
export const NOW = '2026-03-10T08:00:00.000Z';
export const REGION = 'eu-west-1';

/** A detector with every plan on. */
export function detector(change: Partial<GuardDutyDetector> = {}): GuardDutyDetector {
  const { id = 'd0123456789abcdef' } = change;
  return {
    id,
    arn: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/${id}`,
    enabled: true,
    findingPublishingFrequency: 'FIFTEEN_MINUTES',
    features: {
      S3_DATA_EVENTS: true,
      EKS_AUDIT_LOGS: true,
      EBS_MALWARE_PROTECTION: true,
      RDS_LOGIN_EVENTS: true,
      LAMBDA_NETWORK_LOGS: true,
      RUNTIME_MONITORING: true,
    },
    featureSettings: { 'RUNTIME_MONITORING/EKS_ADDON_MANAGEMENT': true },
    createdAt: '2024-01-01T00:00:00.000Z',
    updatedAt: '2024-01-01T00:00:00.000Z',
    tags: { team: 'security' },
    ...change,
  };
}

/** A finding about an instance that asks for a mining pool. */
export function finding(change: Partial<GuardDutyFinding> = {}): GuardDutyFinding {
  const { id = 'f0001' } = change;
  return {
    id,
    arn: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/d0123456789abcdef/finding/${id}`,
    type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
    title: 'An instance asks for a mining pool',
    description: 'EC2 instance i-0abc is querying a domain of a mining pool.',
    severity: 8,
    accountUid: ACCOUNT,
    region: REGION,
    createdAt: '2026-03-09T10:00:00.000Z',
    updatedAt: '2026-03-09T12:00:00.000Z',
    eventFirstSeen: '2026-03-09T09:50:00.000Z',
    eventLastSeen: '2026-03-09T11:55:00.000Z',
    count: 12,
    archived: false,
    confidence: null,
    resource: {
      type: 'AWS::EC2::Instance',
      uid: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0abc0abc0abc0abc0`,
      name: 'i-0abc0abc0abc0abc0',
      tags: { team: 'web' },
    },
    details: { actionType: 'DNS_REQUEST', domain: 'pool.example', protocol: 'UDP', resourceRole: 'TARGET' },
    ...change,
  };
}

/** A region that passes every check and has no findings. */
export function guardDutyEstate(change: Partial<GuardDutySnapshot> = {}): GuardDutySnapshot {
  return {
    accountUid: ACCOUNT,
    partition: 'aws',
    region: REGION,
    collectedAt: NOW,
    coverage: [],
    detector: { ok: true, value: detector() },
    administrator: { ok: true, value: { accountUid: '999988887777', relationshipStatus: 'Enabled' } },
    members: { ok: true, value: [] },
    organizationAdmins: { ok: true, value: [{ accountUid: '999988887777', status: 'ENABLED' }] },
    organizationConfiguration: { ok: true, value: null },
    findings: { ok: true, value: [] },
    highSeverityFindingIds: { ok: true, value: [] },
    watermark: NOW,
    ...change,
  };
}
