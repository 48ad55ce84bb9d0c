import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandOutput,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { readPages, type CoverageRecorder } from '../read-result.ts';
import { IAM_APIS } from './apis.ts';
import type { AuthorizationDetails, IamPolicy, IamRole, IamUser, PolicyHolder } from './snapshot.ts';

type Entity =
  | { kind: 'users'; value: IamUser }
  | { kind: 'groups'; value: PolicyHolder }
  | { kind: 'roles'; value: IamRole }
  | { kind: 'policies'; value: IamPolicy };

/**
 * Users, groups, roles and policies in one paginated sweep: the one call that replaces a list and several gets per
 * entity. Of the AWS managed policies only those in use come. Entries without a name or ARN are left out.
 */
export async function readAuthorization(recorder: CoverageRecorder, iam: IAMClient): Promise<AuthorizationDetails> {
  const { items, failure } = await readPages(
    recorder,
    IAM_APIS.authorizationDetails,
    (Marker, abortSignal) =>
      iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1_000, ...(Marker ? { Marker } : {}) }), {
        abortSignal,
      }),
    (page) => ({ items: entitiesOf(page), next: page.IsTruncated ? page.Marker : undefined }),
  );
  const details: AuthorizationDetails = { users: [], groups: [], roles: [], policies: [], failure };
  for (const { kind, value } of items) (details[kind] as (typeof value)[]).push(value);
  return details;
}

/** A policy text as IAM returns it: URL-encoded. What cannot be decoded is kept as it came. */
export function decodedDocument(text: string | undefined): string {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
}

function entitiesOf(page: GetAccountAuthorizationDetailsCommandOutput): Entity[] {
  return [
    ...(page.UserDetailList ?? []).filter(isNamed).map((user): Entity => ({ kind: 'users', value: toUser(user) })),
    ...(page.GroupDetailList ?? []).filter(isNamed).map((group): Entity => ({ kind: 'groups', value: toGroup(group) })),
    ...(page.RoleDetailList ?? []).filter(isNamed).map((role): Entity => ({ kind: 'roles', value: toRole(role) })),
    ...(page.Policies ?? []).filter(isNamed).map((policy): Entity => ({ kind: 'policies', value: toPolicy(policy) })),
  ];
}

function isNamed(entity: { Arn?: string | undefined }): boolean {
  return Boolean(entity.Arn);
}

function toUser(user: UserDetail): IamUser {
  return {
    ...holder(user.UserName, user, user.UserPolicyList),
    path: user.Path ?? '/',
    groups: user.GroupList ?? [],
    permissionsBoundary: user.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    tags: tagsOf(user.Tags),
  };
}

function toGroup(group: GroupDetail): PolicyHolder {
  return holder(group.GroupName, group, group.GroupPolicyList);
}

function toRole(role: RoleDetail): IamRole {
  return {
    ...holder(role.RoleName, role, role.RolePolicyList),
    path: role.Path ?? '/',
    trustPolicy: decodedDocument(role.AssumeRolePolicyDocument),
    permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    lastUsedAt: isoOf(role.RoleLastUsed?.LastUsedDate),
    lastUsedRegion: role.RoleLastUsed?.Region ?? null,
    tags: tagsOf(role.Tags),
  };
}

function holder(
  name: string | undefined,
  entity: Pick<UserDetail, 'Arn' | 'CreateDate' | 'AttachedManagedPolicies'>,
  inline: UserDetail['UserPolicyList'],
): PolicyHolder {
  return {
    name: name ?? entity.Arn!.split('/').at(-1)!,
    arn: entity.Arn!,
    createdAt: isoOf(entity.CreateDate),
    attachedPolicies: (entity.AttachedManagedPolicies ?? []).flatMap(({ PolicyName, PolicyArn }) =>
      PolicyArn ? [{ name: PolicyName ?? PolicyArn.split('/').at(-1)!, arn: PolicyArn }] : [],
    ),
    inlinePolicies: (inline ?? []).map(({ PolicyName, PolicyDocument }) => ({
      name: PolicyName ?? '',
      document: decodedDocument(PolicyDocument),
    })),
  };
}

function toPolicy(policy: ManagedPolicyDetail): IamPolicy {
  const versions = policy.PolicyVersionList ?? [];
  const current = versions.find(({ IsDefaultVersion }) => IsDefaultVersion);
  return {
    name: policy.PolicyName ?? policy.Arn!.split('/').at(-1)!,
    arn: policy.Arn!,
    isAwsManaged: policy.Arn!.split(':')[4] === 'aws',
    attachmentCount: policy.AttachmentCount ?? null,
    defaultVersionId: policy.DefaultVersionId ?? current?.VersionId ?? null,
    versions: versions.map(({ VersionId, CreateDate, IsDefaultVersion }) => ({
      id: VersionId ?? '',
      createdAt: isoOf(CreateDate),
      isDefault: IsDefaultVersion ?? false,
    })),
    document: current?.Document === undefined ? null : decodedDocument(current.Document),
    createdAt: isoOf(policy.CreateDate),
    updatedAt: isoOf(policy.UpdateDate),
  };
}

function tagsOf(tags: UserDetail['Tags']): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** An SDK date as ISO text; null when absent or invalid. */
export function isoOf(date: Date | undefined): string | null {
  return date && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}
