import type { Check } from '../collector.ts';
import { centrallyManaged } from './checks/centrally-managed.ts';
import { delegatedAdminEnabled } from './checks/delegated-admin-enabled.ts';
import { ec2MalwareProtectionEnabled } from './checks/ec2-malware-protection-enabled.ts';
import { eksAuditLogEnabled } from './checks/eks-audit-log-enabled.ts';
import { eksRuntimeMonitoringEnabled } from './checks/eks-runtime-monitoring-enabled.ts';
import { isEnabled } from './checks/is-enabled.ts';
import { lambdaProtectionEnabled } from './checks/lambda-protection-enabled.ts';
import { noHighSeverityFindings } from './checks/no-high-severity-findings.ts';
import { rdsProtectionEnabled } from './checks/rds-protection-enabled.ts';
import { s3ProtectionEnabled } from './checks/s3-protection-enabled.ts';
import type { GuardDutySnapshot } from './snapshot.ts';

/** Every GuardDuty check. */
export const GUARDDUTY_CHECKS: Check<GuardDutySnapshot>[] = [
  centrallyManaged,
  delegatedAdminEnabled,
  ec2MalwareProtectionEnabled,
  eksAuditLogEnabled,
  eksRuntimeMonitoringEnabled,
  isEnabled,
  lambdaProtectionEnabled,
  noHighSeverityFindings,
  rdsProtectionEnabled,
  s3ProtectionEnabled,
];
