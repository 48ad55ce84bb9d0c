import { describe, expect, it } from 'vitest';
import { detector, finding, guardDutyEstate } from '../../src/test/aws/guardduty-estate.ts';
import { denied } from '../../src/test/aws/s3-estate.ts';
import { GUARDDUTY_CHECKS } from './checks.ts';
import { guarddutyDetections, severityOf } from './detections.ts';
import { guarddutyInventory } from './inventory.ts';
import type { GuardDutySnapshot } from './snapshot.ts';
import { findingText } from './text/finding-text.ts';

function judge(id: string, change: Partial<GuardDutySnapshot> = {}) {
  const check = GUARDDUTY_CHECKS.find((each) => each.id === `guardduty_${id}`);
  if (!check) throw new Error(`No check ${id}`);
  return check.evaluate(guardDutyEstate(change))[0];
}

const without = (feature: string): Partial<GuardDutySnapshot> => ({
  detector: { ok: true, value: detector({ features: { ...detector().features, [feature]: false } }) },
});
const OFF: Partial<GuardDutySnapshot> = { detector: { ok: true, value: null } };
const UNREAD: Partial<GuardDutySnapshot> = { detector: denied('guardduty:ListDetectors') };

describe('checks of GuardDuty', () => {
  it.each([
    ['is_enabled', OFF],
    ['is_enabled', { detector: { ok: true, value: detector({ enabled: false }) } }],
    ['s3_protection_enabled', without('S3_DATA_EVENTS')],
    ['eks_audit_log_enabled', without('EKS_AUDIT_LOGS')],
    ['rds_protection_enabled', without('RDS_LOGIN_EVENTS')],
    ['lambda_protection_enabled', without('LAMBDA_NETWORK_LOGS')],
    ['ec2_malware_protection_enabled', without('EBS_MALWARE_PROTECTION')],
    ['eks_runtime_monitoring_enabled', without('RUNTIME_MONITORING')],
    ['eks_runtime_monitoring_enabled', { detector: { ok: true, value: detector({ featureSettings: {} }) } }],
    ['centrally_managed', { administrator: { ok: true, value: null } }],
    ['centrally_managed', { administrator: { ok: true, value: { accountUid: '9', relationshipStatus: 'Disabled' } } }],
    ['delegated_admin_enabled_all_regions', { organizationAdmins: { ok: true, value: [] } }],
    [
      'delegated_admin_enabled_all_regions',
      { organizationConfiguration: { ok: true, value: { autoEnableMembers: 'NONE', memberLimitReached: false } } },
    ],
    ['no_high_severity_findings', { highSeverityFindingIds: { ok: true, value: ['f1'] } }],
  ] as [string, Partial<GuardDutySnapshot>][])('%s passes and fails', (id, failing) => {
    expect(judge(id)).toMatchObject({ status: 'pass' });
    expect(judge(id, failing)).toMatchObject({ status: 'fail' });
  });

  it.each(GUARDDUTY_CHECKS.map(({ id }) => id.replace('guardduty_', '')))('%s warns when unread', (id) => {
    expect(judge(id, UNREAD)).toMatchObject({
      status: 'warning',
      missingPermission: 'guardduty:ListDetectors',
      resource: { type: 'AWS::::Account', region: 'eu-west-1' },
    });
  });

  it('off is not "no findings": nothing passes where nobody looks', () => {
    const passing = GUARDDUTY_CHECKS.filter(
      ({ id }) =>
        judge(id.replace('guardduty_', ''), { ...OFF, organizationAdmins: { ok: true, value: null } })?.status ===
        'pass',
    );
    expect(passing).toEqual([]);
    expect(judge('no_high_severity_findings', OFF)).toMatchObject({ status: 'warning' });
    expect(judge('is_enabled', OFF)!.resource.uid).toBe('arn:aws:guardduty:eu-west-1:123456789012:detector/none');
  });

  it('central management: an administrator of others passes; an unread half is a warning, never a fail', () => {
    const none = { administrator: { ok: true, value: null } } as const;
    const members = [{ accountUid: '1', relationshipStatus: 'Enabled' }];
    expect(judge('centrally_managed', { ...none, members: { ok: true, value: members } })).toMatchObject({
      status: 'pass',
    });
    expect(judge('centrally_managed', { ...none, members: denied('guardduty:ListMembers') })).toMatchObject({
      status: 'warning',
      missingPermission: 'guardduty:ListMembers',
    });
  });

  it('an account that may not ask about the organisation is not judged on it', () => {
    const change = { organizationAdmins: { ok: true, value: null } } as const;
    expect(judge('delegated_admin_enabled_all_regions', change)).toBeUndefined();
    expect(
      judge('delegated_admin_enabled_all_regions', {
        organizationAdmins: denied('guardduty:ListOrganizationAdminAccounts'),
      }),
    ).toMatchObject({ status: 'warning' });
  });
});

describe('findings as detections', () => {
  it('keep severity, times, count and the archived state', () => {
    const [detection] = guarddutyDetections(
      guardDutyEstate({ findings: { ok: true, value: [finding({ archived: true, severity: 9.1 })] } }),
    );
    expect(detection).toMatchObject({
      checkId: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
      key: 'f0001',
      severity: 'critical',
      status: 'archived',
      count: 12,
      firstSeenTime: '2026-03-09T09:50:00.000Z',
      lastSeenTime: '2026-03-09T11:55:00.000Z',
      resource: { uid: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0abc0abc0abc0abc0' },
    });
    expect(detection!.statusDetail).toContain('12 times');
    expect(detection!.statusDetail).toContain('pool.example');
  });

  it.each([
    [1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
  ])('severity %d is %s', (score, word) => expect(severityOf(score)).toBe(word));

  it('an unread feed gives none', () => {
    expect(guarddutyDetections(guardDutyEstate({ findings: denied('guardduty:ListFindings') }))).toEqual([]);
  });
});

describe('the words of findings', () => {
  it.each([
    ['CryptoCurrency:EC2/BitcoinTool.B!DNS', /mining/i, /DNS queries/],
    ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', /outside/i, /somebody/],
    ['UnauthorizedAccess:IAMUser/TorIPCaller', /Tor/, /./],
    ['UnauthorizedAccess:EC2/SSHBruteForce', /SSH/, /./],
    ['Exfiltration:S3/AnomalousBehavior', /S3/, /./],
    ['Recon:EC2/PortProbeUnprotectedPort', /port/i, /./],
    ['Recon:IAMUser/MaliciousIPCaller', /bad address/, /./],
    ['Backdoor:EC2/C&CActivity.B!DNS', /command-and-control/, /./],
    ['Backdoor:EC2/DenialOfService.Dns', /denial-of-service/, /./],
    ['Stealth:IAMUser/CloudTrailLoggingDisabled', /CloudTrail/, /./],
    ['Policy:S3/BucketAnonymousAccessGranted', /public/, /./],
    ['Policy:IAMUser/RootCredentialUsage', /Root/, /./],
    ['PrivilegeEscalation:Kubernetes/PrivilegedContainer', /container/, /./],
    ['Execution:Runtime/ReverseShell', /reverse shell/i, /runtime agent/],
    ['Execution:EC2/MaliciousFile', /Malware/, /./],
    ['CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin', /database/, /./],
    ['AttackSequence:S3/CompromisedData', /sequence/, /./],
    ['Object:S3/MaliciousFile', /Malware/, /./],
    ['Discovery:S3/TorIPCaller', /Tor/, /./],
    ['Impact:S3/MaliciousIPCaller', /bad address/, /./],
    ['Persistence:IAMUser/AnomalousBehavior', /credential/, /./],
    ['Trojan:EC2/DGADomainRequest.C!DNS', /generated/, /./],
    ['Pentest:IAMUser/KaliLinux', /penetration/, /./],
  ])('%s', (type, title, description) => {
    const text = findingText(type);
    expect(text.title).toMatch(title);
    expect(text.title).toContain(type);
    expect(text.description).toMatch(description);
    expect(text.remediation.length).toBeGreaterThanOrEqual(3);
    expect(text.risk).not.toContain('new to us');
  });

  it('a type that nobody knows yet has words too', () => {
    const steps = ['NewThreat:Quantum/Entangled', 'nonsense', ''].map((type) => findingText(type).remediation.length);
    expect(steps).toEqual([3, 3, 3]);
  });
});

describe('inventory of GuardDuty', () => {
  it('has one row per region, off or on, and none when unread', () => {
    expect(guarddutyInventory(guardDutyEstate(OFF))[0]).toMatchObject({
      uid: 'arn:aws:guardduty:eu-west-1:123456789012:detector/none',
      attributes: { enabled: false },
    });
    expect(guarddutyInventory(guardDutyEstate())[0]).toMatchObject({ attributes: { enabled: true } });
    expect(guarddutyInventory(guardDutyEstate(UNREAD))).toEqual([]);
  });
});
