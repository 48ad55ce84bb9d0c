import type { ApiName } from '../read-result.ts';

/** Every API that the IAM collector calls; each is named as its IAM action. */
export const IAM_APIS = {
  accountAliases: same('iam:ListAccountAliases'),
  accountSummary: same('iam:GetAccountSummary'),
  passwordPolicy: same('iam:GetAccountPasswordPolicy'),
  generateReport: same('iam:GenerateCredentialReport'),
  getReport: same('iam:GetCredentialReport'),
  authorizationDetails: same('iam:GetAccountAuthorizationDetails'),
  mfaDevices: same('iam:ListMFADevices'),
  accessKeys: same('iam:ListAccessKeys'),
  virtualMfaDevices: same('iam:ListVirtualMFADevices'),
  serverCertificates: same('iam:ListServerCertificates'),
  samlProviders: same('iam:ListSAMLProviders'),
  oidcProviders: same('iam:ListOpenIDConnectProviders'),
  organizationFeatures: same('iam:ListOrganizationsFeatures'),
  generateLastAccessed: same('iam:GenerateServiceLastAccessedDetails'),
  getLastAccessed: same('iam:GetServiceLastAccessedDetails'),
  analyzers: same('access-analyzer:ListAnalyzers'),
  analyzerFindings: same('access-analyzer:ListFindingsV2'),
} as const satisfies Record<string, ApiName>;

function same(action: string): ApiName {
  return { api: action, permission: action };
}
