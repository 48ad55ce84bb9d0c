import type { ApiName } from '../read-result.ts';

/** The GuardDuty calls we make, as coverage names them; the IAM actions have the same names. */
export const GUARDDUTY_APIS = {
  listDetectors: named('guardduty:ListDetectors'),
  getDetector: named('guardduty:GetDetector'),
  administrator: named('guardduty:GetAdministratorAccount'),
  members: named('guardduty:ListMembers'),
  organizationAdmins: named('guardduty:ListOrganizationAdminAccounts'),
  organizationConfiguration: named('guardduty:DescribeOrganizationConfiguration'),
  listFindings: named('guardduty:ListFindings'),
  getFindings: named('guardduty:GetFindings'),
} as const satisfies Record<string, ApiName>;

function named(api: string): ApiName {
  return { api, permission: api };
}
