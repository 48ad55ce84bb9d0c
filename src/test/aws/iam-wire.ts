/** How IAM writes the entities of a snapshot on the wire. */
import type {
  CredentialReport,
  CredentialRow,
  IamPolicy,
  IamRole,
  IamUser,
  PolicyHolder,
} from '../../../collectors/iam/snapshot.ts';

/** A credential report as AWS writes it, from its rows. */
export function credentialReportText({ rows }: CredentialReport): string {
  return [
    REPORT_COLUMNS.join(','),
    ...rows.map((row) => REPORT_COLUMNS.map((column) => cell(row, column)).join(',')),
  ].join('\n');
}

const REPORT_COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((key) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (field) => `access_key_${key}_${field}`,
    ),
  ),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];

function cell(row: CredentialRow, column: string): string {
  const keyField = /^access_key_([12])_(.+)$/.exec(column);
  if (keyField) {
    const key = row.keys[Number(keyField[1]) - 1];
    const value = {
      active: key?.active ?? false,
      last_rotated: key?.lastRotated,
      last_used_date: key?.lastUsed,
      last_used_region: key?.lastUsedRegion,
      last_used_service: key?.lastUsedService,
    }[keyField[2]!];
    return quoted(value ?? 'N/A');
  }
  const values: Record<string, string | number | boolean | null> = {
    user: row.user,
    arn: row.arn,
    user_creation_time: row.createdAt,
    password_enabled: row.passwordEnabled ?? 'not_supported',
    password_last_used: row.passwordLastUsed ?? (row.passwordEnabled ? 'no_information' : 'N/A'),
    password_last_changed: row.passwordLastChanged,
    mfa_active: row.mfaActive ?? false,
    cert_1_active: row.activeCertificates > 0,
    cert_2_active: row.activeCertificates > 1,
  };
  return quoted(values[column] ?? 'N/A');
}

function quoted(value: string | number | boolean): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An entry of GetAccountAuthorizationDetails. */
export function userDetail(user: IamUser): object {
  return {
    ...holderDetail(user),
    Path: user.path,
    UserName: user.name,
    UserPolicyList: inlineList(user),
    GroupList: user.groups,
    PermissionsBoundary: boundary(user.permissionsBoundary),
    Tags: tagList(user.tags),
  };
}

/** An entry of GetAccountAuthorizationDetails. */
export function groupDetail(group: PolicyHolder): object {
  return { ...holderDetail(group), Path: '/', GroupName: group.name, GroupPolicyList: inlineList(group) };
}

/** An entry of GetAccountAuthorizationDetails. */
export function roleDetail(role: IamRole): object {
  return {
    ...holderDetail(role),
    Path: role.path,
    RoleName: role.name,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    RolePolicyList: inlineList(role),
    InstanceProfileList: [],
    PermissionsBoundary: boundary(role.permissionsBoundary),
    RoleLastUsed: { LastUsedDate: role.lastUsedAt ?? undefined, Region: role.lastUsedRegion ?? undefined },
    Tags: tagList(role.tags),
  };
}

function holderDetail({ arn, createdAt, attachedPolicies }: PolicyHolder): object {
  return {
    Arn: arn,
    CreateDate: createdAt ?? undefined,
    AttachedManagedPolicies: attachedPolicies.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn })),
  };
}

/** An entry of GetAccountAuthorizationDetails. */
export function policyDetail(policy: IamPolicy): object {
  return {
    PolicyName: policy.name,
    Arn: policy.arn,
    Path: '/',
    DefaultVersionId: policy.defaultVersionId ?? undefined,
    AttachmentCount: policy.attachmentCount ?? undefined,
    IsAttachable: true,
    CreateDate: policy.createdAt ?? undefined,
    UpdateDate: policy.updatedAt ?? undefined,
    PolicyVersionList: policy.versions.map(({ id, createdAt, isDefault }) => ({
      VersionId: id,
      IsDefaultVersion: isDefault,
      CreateDate: createdAt ?? undefined,
      Document: isDefault && policy.document !== null ? encodeURIComponent(policy.document) : undefined,
    })),
  };
}

function inlineList({ inlinePolicies }: PolicyHolder): object[] {
  return inlinePolicies.map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodeURIComponent(document),
  }));
}

function boundary(arn: string | null): object | undefined {
  return arn === null ? undefined : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn };
}

function tagList(tags: Record<string, string>): object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
