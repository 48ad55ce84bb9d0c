import { accountResource } from '../account-resource.ts';
import type { ResourceRecord } from '../collector.ts';
import type {
  AccountAttributes,
  IamGroupAttributes,
  IamPolicyAttributes,
  IamRoleAttributes,
  IamUserAttributes,
} from '../inventory.ts';
import { parsePolicy } from '../policy-document.ts';
import { grantScope, principalNames } from '../policy-principals.ts';
import { IAM_APIS } from './apis.ts';
import { groupRef, policyRef, roleRef, rootRef, userRef } from './refs.ts';
import { administrationOf, administrationOfUser, isAdministrative, membersByGroup, parsedPolicy } from './rights.ts';
import { summaryFlag } from './summary.ts';
import type { CredentialRow, IamPolicy, IamRole, IamSnapshot, IamUser, PolicyHolder } from './snapshot.ts';

/** Users (root included), roles, groups, customer managed policies and the account, as inventory rows. Pure. */
export function iamInventory(snapshot: IamSnapshot): ResourceRecord[] {
  const { authorization } = snapshot;
  const rows = new Map(reportRows(snapshot).map((row) => [row.arn, row]));
  const members = membersByGroup(authorization);
  return [
    account(snapshot),
    root(snapshot, [...rows.values()].find(({ isRoot }) => isRoot) ?? null),
    ...authorization.users.map((user) => fromUser(snapshot, user, rows.get(user.arn) ?? null)),
    ...usersOfReportAlone(snapshot),
    ...authorization.roles.map((role) => fromRole(snapshot, role)),
    ...authorization.groups.map((group) => fromGroup(snapshot, group, members.get(group.name) ?? [])),
    ...authorization.policies.filter(({ isAwsManaged }) => !isAwsManaged).map((policy) => fromPolicy(snapshot, policy)),
  ];
}

/** What the credential report and the key list say of one user; all null without a row. */
type CredentialAttributes = Pick<
  IamUserAttributes,
  | 'passwordEnabled'
  | 'mfaActive'
  | 'passwordLastUsed'
  | 'accessKeys'
  | 'activeAccessKeys'
  | 'lastActivityAt'
  | 'createdAt'
>;

function account(snapshot: IamSnapshot): ResourceRecord {
  const { alias, passwordPolicy } = snapshot;
  const attributes: AccountAttributes = {
    alias: alias.ok ? alias.value : null,
    rootMfaEnabled: summaryFlag(snapshot, 'AccountMFAEnabled'),
    passwordPolicy: passwordPolicy.ok && passwordPolicy.value ? { ...passwordPolicy.value } : null,
    // Other collectors' to say.
    s3BlockPublicAccess: null,
    ebsEncryptionByDefault: null,
  };
  const resource = accountResource(snapshot);
  return record(snapshot, { ...resource, name: attributes.alias ?? resource.name }, attributes, {
    listedBy: [IAM_APIS.accountSummary.api],
  });
}

function root(snapshot: IamSnapshot, row: CredentialRow | null): ResourceRecord {
  const credentials = credentialsOf(snapshot, row);
  const attributes: IamUserAttributes = {
    ...credentials,
    isRoot: true,
    mfaActive: summaryFlag(snapshot, 'AccountMFAEnabled') ?? credentials.mfaActive,
    isAdmin: true,
    adminVia: ['root'],
    groups: [],
    attachedPolicies: [],
    inlinePolicies: [],
  };
  return record(snapshot, rootRef(snapshot), attributes, {
    createdAt: credentials.createdAt,
    listedBy: [IAM_APIS.getReport.api],
  });
}

function fromUser(snapshot: IamSnapshot, user: IamUser, row: CredentialRow | null): ResourceRecord {
  const { isAdmin, via } = administrationOfUser(snapshot.authorization, user);
  const attributes: IamUserAttributes = {
    ...credentialsOf(snapshot, row),
    isRoot: false,
    isAdmin,
    adminVia: via,
    groups: user.groups,
    ...policyNames(user),
    createdAt: user.createdAt,
  };
  return record(snapshot, userRef(snapshot, user), attributes, {
    createdAt: user.createdAt,
    listedBy: [IAM_APIS.authorizationDetails.api],
  });
}

/** Users that only the report shows: all of them, when the sweep of rights failed; none when it was complete. */
function usersOfReportAlone(snapshot: IamSnapshot): ResourceRecord[] {
  const { users, failure } = snapshot.authorization;
  if (failure === null) return [];
  const known = new Set(users.map(({ arn }) => arn));
  return reportRows(snapshot)
    .filter(({ isRoot, arn }) => !isRoot && !known.has(arn))
    .map((row) => {
      const attributes: IamUserAttributes = {
        ...credentialsOf(snapshot, row),
        isRoot: false,
        isAdmin: null,
        adminVia: [],
        groups: [],
        attachedPolicies: [],
        inlinePolicies: [],
      };
      return record(snapshot, userRef(snapshot, { name: row.user, arn: row.arn, tags: {} }), attributes, {
        createdAt: row.createdAt,
        listedBy: [IAM_APIS.authorizationDetails.api],
      });
    });
}

function fromRole(snapshot: IamSnapshot, role: IamRole): ResourceRecord {
  const { isAdmin, via } = administrationOf(snapshot.authorization, role);
  const trust = parsePolicy(role.trustPolicy);
  const statements = trust.ok ? trust.document.statements.filter(({ effect }) => effect === 'Allow') : [];
  const scopes = statements.map((statement) => grantScope(statement, snapshot.accountUid));
  const attributes: IamRoleAttributes = {
    isAdmin,
    adminVia: via,
    ...policyNames(role),
    lastUsedAt: role.lastUsedAt,
    lastUsedRegion: role.lastUsedRegion,
    trustedPrincipals: [...new Set(statements.flatMap(principalNames))],
    trustsOtherAccounts: scopes.some(
      ({ isPublic, otherAccounts, organizations }) => isPublic || otherAccounts.length > 0 || organizations.length > 0,
    ),
    isServiceLinked: role.path.startsWith('/aws-service-role/'),
    createdAt: role.createdAt,
  };
  return record(snapshot, roleRef(snapshot, role), attributes, {
    createdAt: role.createdAt,
    listedBy: [IAM_APIS.authorizationDetails.api],
  });
}

function fromGroup(snapshot: IamSnapshot, group: PolicyHolder, members: string[]): ResourceRecord {
  const attributes: IamGroupAttributes = {
    isAdmin: administrationOf(snapshot.authorization, group).isAdmin,
    members,
    ...policyNames(group),
  };
  return record(snapshot, groupRef(snapshot, group), attributes, {
    createdAt: group.createdAt,
    listedBy: [IAM_APIS.authorizationDetails.api],
  });
}

function fromPolicy(snapshot: IamSnapshot, policy: IamPolicy): ResourceRecord {
  const attributes: IamPolicyAttributes = {
    attachmentCount: policy.attachmentCount,
    isAdmin: isAdministrative({ arn: policy.arn, parsed: parsedPolicy(policy) }),
    defaultVersionId: policy.defaultVersionId,
  };
  return record(snapshot, policyRef(snapshot, policy), attributes, {
    createdAt: policy.createdAt,
    listedBy: [IAM_APIS.authorizationDetails.api],
  });
}

function credentialsOf({ accessKeys }: IamSnapshot, row: CredentialRow | null): CredentialAttributes {
  if (!row)
    return {
      passwordEnabled: null,
      mfaActive: null,
      passwordLastUsed: null,
      accessKeys: null,
      activeAccessKeys: null,
      lastActivityAt: null,
      createdAt: null,
    };
  const listed = Object.hasOwn(accessKeys, row.user) ? accessKeys[row.user] : undefined;
  // The report numbers keys; only the list names them. Both know when a key was made.
  const idOf = (madeAt: string | null) =>
    (listed?.ok && madeAt !== null && listed.value.find(({ createdAt }) => createdAt === madeAt)?.id) || null;
  const keys = row.keys.filter(({ active, lastRotated }) => active === true || lastRotated !== null);
  const used = [row.passwordLastUsed, ...row.keys.map(({ lastUsed }) => lastUsed)].filter((time) => time !== null);
  const isKnown = row.keys.every(({ active }) => active !== null);
  return {
    passwordEnabled: row.passwordEnabled,
    mfaActive: row.mfaActive,
    passwordLastUsed: row.passwordLastUsed,
    accessKeys: isKnown
      ? keys.map(({ active, lastRotated, lastUsed, lastUsedService }) => ({
          id: idOf(lastRotated),
          active: active === true,
          createdAt: lastRotated,
          lastUsedAt: lastUsed,
          lastUsedService,
        }))
      : null,
    activeAccessKeys: isKnown ? keys.filter(({ active }) => active === true).length : null,
    lastActivityAt: used.toSorted().at(-1) ?? null,
    createdAt: row.createdAt,
  };
}

function policyNames({ attachedPolicies, inlinePolicies }: PolicyHolder): {
  attachedPolicies: string[];
  inlinePolicies: string[];
} {
  return {
    attachedPolicies: attachedPolicies.map(({ name }) => name),
    inlinePolicies: inlinePolicies.map(({ name }) => name),
  };
}

function reportRows({ credentialReport }: IamSnapshot): CredentialRow[] {
  return credentialReport.ok ? credentialReport.value.rows : [];
}

function record(
  { accountUid }: IamSnapshot,
  resource: Pick<ResourceRecord, 'uid' | 'type' | 'name' | 'region' | 'tags'>,
  attributes: object,
  { listedBy, createdAt }: { listedBy: string[]; createdAt?: string | null },
): ResourceRecord {
  return { ...resource, service: 'iam', accountUid, attributes, listedBy, ...(createdAt ? { createdAt } : {}) };
}
