/**
 * What one read of an account's IAM saw. IAM is global: one snapshot per account, region `global`. "Not configured" is
 * a value (`null`, `[]`); only a failed call is a `FailedRead`. No secret is ever here: IAM does not give any out.
 */
import type { SnapshotBase } from '../collector.ts';
import type { FailedRead, Read } from '../coverage.ts';
import type { ListRead } from '../read-result.ts';

export interface IamSnapshot extends SnapshotBase {
  alias: Read<string | null>;
  /** GetAccountSummary's map: `AccountMFAEnabled`, `AccountAccessKeysPresent`, `Users`, … */
  summary: Read<Record<string, number>>;
  /** null: the account has no password policy of its own, so AWS's default applies. */
  passwordPolicy: Read<PasswordPolicy | null>;
  credentialReport: Read<CredentialReport>;
  authorization: AuthorizationDetails;
  /** Registered MFA devices of the users that have any, by user name. */
  mfaDevices: Record<string, Read<MfaDevice[]>>;
  /** Access keys of the users that have an active one, by user name. Ids, never secrets. */
  accessKeys: Record<string, Read<AccessKey[]>>;
  virtualMfaDevices: ListRead<VirtualMfaDevice>;
  serverCertificates: ListRead<ServerCertificate>;
  samlProviders: Read<IdentityProvider[]>;
  oidcProviders: Read<IdentityProvider[]>;
  /** `RootCredentialsManagement`, `RootSessions`; null: not the organisation's management or delegated account. */
  organizationFeatures: Read<string[] | null>;
  /** When principals last used each service, by ARN; only principals for which a check needs it. */
  lastAccessed: Record<string, Read<ServiceAccess[]>>;
  /** Access Analyzer, one entry per region that was read. */
  analyzers: AnalyzersInRegion[];
}

/** GetAccountPasswordPolicy, with AWS's defaults written out. */
export interface PasswordPolicy {
  minimumLength: number;
  requireSymbols: boolean;
  requireNumbers: boolean;
  requireUppercase: boolean;
  requireLowercase: boolean;
  /** Days; null: passwords do not expire. */
  maxAgeDays: number | null;
  /** How many earlier passwords may not come back; null: any may. */
  reusePrevention: number | null;
  allowUsersToChange: boolean;
  hardExpiry: boolean;
}

/** The credential report as AWS made it, at most every four hours. */
export interface CredentialReport {
  /** When AWS made it; what it says was true then. */
  generatedAt: string;
  /** True when a new one could not be had and this is the stored one. */
  isStored: boolean;
  rows: CredentialRow[];
  /** Lines that could not be understood at all, counted. */
  malformedLines: number;
}

/** One line of the report. null: `N/A`, `no_information`, `not_supported`, absent or not understood. */
export interface CredentialRow {
  /** `<root_account>` for the root user. */
  user: string;
  arn: string;
  isRoot: boolean;
  createdAt: string | null;
  passwordEnabled: boolean | null;
  passwordLastUsed: string | null;
  passwordLastChanged: string | null;
  mfaActive: boolean | null;
  /** Always two, key 1 and key 2; a key that does not exist is not active and has no dates. */
  keys: CredentialKey[];
  /** Signing certificates that are active. */
  activeCertificates: number;
  /** Names of columns whose value is missing or not understood, such as `mfa_active`. */
  unreadable: string[];
}

export interface CredentialKey {
  number: 1 | 2;
  active: boolean | null;
  /** When it was made: AWS rotates by making anew. */
  lastRotated: string | null;
  lastUsed: string | null;
  lastUsedRegion: string | null;
  lastUsedService: string | null;
}

/** GetAccountAuthorizationDetails. With `failure` of outcome `partial`, what is here is true but not all. */
export interface AuthorizationDetails {
  users: IamUser[];
  groups: IamGroup[];
  roles: IamRole[];
  /** Customer managed policies, and the AWS managed ones that are in use. */
  policies: IamPolicy[];
  failure: FailedRead | null;
}

/** A policy held by name: managed elsewhere, attached here. */
export interface AttachedPolicy {
  name: string;
  arn: string;
}

/** A policy written on its holder. `document` is the policy text, decoded; it may be malformed. */
export interface InlinePolicy {
  name: string;
  document: string;
}

/** What users, groups and roles have in common. */
export interface PolicyHolder {
  name: string;
  arn: string;
  createdAt: string | null;
  attachedPolicies: AttachedPolicy[];
  inlinePolicies: InlinePolicy[];
}

export interface IamUser extends PolicyHolder {
  path: string;
  /** Group names. */
  groups: string[];
  permissionsBoundary: string | null;
  tags: Record<string, string>;
}

export type IamGroup = PolicyHolder;

export interface IamRole extends PolicyHolder {
  /** `/aws-service-role/…` for service-linked roles. */
  path: string;
  /** Trust policy text, decoded; may be malformed. */
  trustPolicy: string;
  permissionsBoundary: string | null;
  /** null: never in the tracking period of 400 days. */
  lastUsedAt: string | null;
  lastUsedRegion: string | null;
  tags: Record<string, string>;
}

export interface IamPolicy {
  name: string;
  arn: string;
  isAwsManaged: boolean;
  attachmentCount: number | null;
  defaultVersionId: string | null;
  versions: { id: string; createdAt: string | null; isDefault: boolean }[];
  /** Text of the default version, decoded; null when it did not come. */
  document: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

/** A device of one user. `virtual`: an authenticator app. `fido`: security key or passkey. `hardware`: a TOTP token. */
export interface MfaDevice {
  serialNumber: string;
  kind: 'virtual' | 'fido' | 'hardware';
  enabledAt: string | null;
}

export interface VirtualMfaDevice {
  /** `arn:aws:iam::123456789012:mfa/root-account-mfa-device` for the root user's. */
  serialNumber: string;
  /** ARN of its user; null when it is assigned to nobody. */
  userArn: string | null;
  enabledAt: string | null;
}

export interface AccessKey {
  /** `AKIA…` */
  id: string;
  active: boolean;
  createdAt: string | null;
}

export interface ServerCertificate {
  name: string;
  arn: string;
  expiresAt: string | null;
  uploadedAt: string | null;
}

export interface IdentityProvider {
  arn: string;
  createdAt: string | null;
  /** SAML metadata's end of validity; null for OpenID Connect. */
  validUntil: string | null;
}

/** One service a principal may use, and when it last did. */
export interface ServiceAccess {
  /** Service prefix as in actions: `bedrock`, `s3`. */
  namespace: string;
  /** null: not in the tracking period of 400 days. */
  lastAuthenticated: string | null;
}

export interface AnalyzersInRegion {
  region: string;
  analyzers: ListRead<Analyzer>;
}

export interface Analyzer {
  name: string;
  arn: string;
  /** `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`, … */
  type: string;
  /** `ACTIVE`, `CREATING`, `DISABLED`, `FAILED` */
  status: string;
  /** Active findings; null unless the analyzer is active. */
  activeFindings: Read<number> | null;
}
