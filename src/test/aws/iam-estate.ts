/** Small IAM estates for tests: everything readable and in order unless a test says otherwise. */
import type { FailedRead } from '../../../collectors/coverage.ts';
import type {
  CredentialRow,
  IamPolicy,
  IamRole,
  IamSnapshot,
  IamUser,
  PasswordPolicy,
  PolicyHolder,
} from '../../../collectors/iam/snapshot.ts';

export const ACCOUNT = '123456789012';
export const COLLECTED_AT = '2025-06-15T12:00:00.000Z';

/** The time so many days before the snapshot was taken. */
export function daysAgo(days: number): string {
  return new Date(Date.parse(COLLECTED_AT) - days * 86_400_000).toISOString();
}

/** A whole snapshot: a root user with MFA, a strong password policy, and nobody else. */
export function iamSnapshot(changes: Partial<IamSnapshot> = {}): IamSnapshot {
  return {
    accountUid: ACCOUNT,
    partition: 'aws',
    region: 'global',
    collectedAt: COLLECTED_AT,
    coverage: [],
    alias: { ok: true, value: 'acme-prod' },
    summary: { ok: true, value: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0 } },
    passwordPolicy: { ok: true, value: passwordPolicy() },
    credentialReport: reportOf([rootRow()]),
    authorization: { users: [], groups: [], roles: [], policies: [], failure: null },
    mfaDevices: {},
    accessKeys: {},
    virtualMfaDevices: { items: [], failure: null },
    serverCertificates: { items: [], failure: null },
    samlProviders: { ok: true, value: [] },
    oidcProviders: { ok: true, value: [] },
    organizationFeatures: { ok: true, value: null },
    lastAccessed: {},
    analyzers: [],
    ...changes,
  };
}

/** A fresh report of these rows. */
export function reportOf(rows: CredentialRow[]): IamSnapshot['credentialReport'] {
  return { ok: true, value: { generatedAt: COLLECTED_AT, isStored: false, rows, malformedLines: 0 } };
}

export function credentialRow(user: string, changes: Partial<CredentialRow> = {}): CredentialRow {
  return {
    user,
    arn: userArn(user),
    isRoot: false,
    createdAt: daysAgo(400),
    passwordEnabled: false,
    passwordLastUsed: null,
    passwordLastChanged: null,
    mfaActive: false,
    keys: [credentialKey(1), credentialKey(2)],
    activeCertificates: 0,
    unreadable: [],
    ...changes,
  };
}

export function credentialKey(
  number: 1 | 2,
  changes: Partial<CredentialRow['keys'][number]> = {},
): CredentialRow['keys'][number] {
  return {
    number,
    active: false,
    lastRotated: null,
    lastUsed: null,
    lastUsedRegion: null,
    lastUsedService: null,
    ...changes,
  };
}

export function rootRow(changes: Partial<CredentialRow> = {}): CredentialRow {
  return credentialRow('<root_account>', {
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    isRoot: true,
    passwordEnabled: null,
    mfaActive: true,
    ...changes,
  });
}

export function iamUser(name: string, changes: Partial<IamUser> = {}): IamUser {
  return {
    ...holder(name, userArn(name)),
    path: '/',
    groups: [],
    permissionsBoundary: null,
    tags: {},
    ...changes,
  };
}

export function iamGroup(name: string, changes: Partial<PolicyHolder> = {}): PolicyHolder {
  return { ...holder(name, `arn:aws:iam::${ACCOUNT}:group/${name}`), ...changes };
}

export function iamRole(name: string, changes: Partial<IamRole> = {}): IamRole {
  return {
    ...holder(name, `arn:aws:iam::${ACCOUNT}:role/${name}`),
    path: '/',
    trustPolicy: trustPolicy({ Service: 'ec2.amazonaws.com' }),
    permissionsBoundary: null,
    lastUsedAt: null,
    lastUsedRegion: null,
    tags: {},
    ...changes,
  };
}

/** A customer managed policy that allows the statements given, attached once. */
export function iamPolicy(name: string, statements: object[], changes: Partial<IamPolicy> = {}): IamPolicy {
  return {
    name,
    arn: `arn:aws:iam::${ACCOUNT}:policy/${name}`,
    isAwsManaged: false,
    attachmentCount: 1,
    defaultVersionId: 'v1',
    versions: [{ id: 'v1', createdAt: daysAgo(300), isDefault: true }],
    document: policyText(...statements),
    createdAt: daysAgo(300),
    updatedAt: daysAgo(300),
    ...changes,
  };
}

/** An AWS managed policy in use. */
export function awsPolicy(name: string, statements: object[]): IamPolicy {
  return iamPolicy(name, statements, { arn: `arn:aws:iam::aws:policy/${name}`, isAwsManaged: true });
}

/** How a holder names a policy that is attached to it. */
export function attachment({ name, arn }: IamPolicy): { name: string; arn: string } {
  return { name, arn };
}

export function policyText(...statements: object[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })),
  });
}

export function trustPolicy(Principal: unknown, Condition?: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition ? { Condition } : {}) }],
  });
}

export function passwordPolicy(changes: Partial<PasswordPolicy> = {}): PasswordPolicy {
  return {
    minimumLength: 14,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    maxAgeDays: 90,
    reusePrevention: 24,
    allowUsersToChange: true,
    hardExpiry: false,
    ...changes,
  };
}

/** A refused call. */
export function deniedRead(api: string): FailedRead {
  return {
    ok: false,
    api,
    permission: api,
    outcome: 'denied',
    errorCode: 'AccessDenied',
    detail: `${api} could not be read: our role is not permitted to make the call.`,
  };
}

function userArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:user/${name}`;
}

function holder(name: string, arn: string): PolicyHolder {
  return { name, arn, createdAt: daysAgo(400), attachedPolicies: [], inlinePolicies: [] };
}
