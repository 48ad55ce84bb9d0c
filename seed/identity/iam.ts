import { IAM_APIS } from '../../collectors/iam/apis.ts';
import type {
  AuthorizationDetails,
  IamGroup,
  IamPolicy,
  IamRole,
  IamSnapshot,
  IamUser,
  PasswordPolicy,
  ServiceAccess,
} from '../../collectors/iam/snapshot.ts';
import { arnsToTrack } from '../../collectors/iam/tracked-access.ts';
import { ACCOUNT_UIDS, REGIONS } from '../accounts.ts';
import type { AccountName } from '../accounts.ts';
import { DAY, HOUR, iso, startOfDay } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { coverageOf, read } from '../coverage.ts';
import { standardTags } from '../teams.ts';
import { accessKeysOf, credentialReport, devicesOf, virtualDevices } from './credentials.ts';
import { ROOTS, USERS } from './people.ts';
import type { UserRow } from './people.ts';
import { AWS_POLICIES, CUSTOMER_POLICIES, documentOf, INLINE_POLICIES } from './policies.ts';
import { ROLES } from './roles.ts';
import type { RoleRow } from './roles.ts';

/** What IAM of one account shows at the clock's moment. */
export function iamSnapshot(account: AccountName, clock: Clock): IamSnapshot {
  const users = USERS.filter((row) => row.account === account);
  const accountUid = ACCOUNT_UIDS[account];
  const authorization = authorizationOf(account, users, clock);
  const mfaDevices = Object.fromEntries(
    users.map((row) => [row.name, devicesOf(row, clock)] as const).filter(([, devices]) => devices.length > 0),
  );
  const accessKeys = Object.fromEntries(
    users
      .filter((row) => row.keys?.some(({ active }) => active))
      .map((row) => [row.name, accessKeysOf(row, clock)] as const),
  );
  const virtual = virtualDevices(account, users, clock);
  const report = credentialReport(account, users, clock);
  const lastAccessed = Object.fromEntries(
    arnsToTrack(authorization, report).map((arn) => [arn, modelAccess(clock)] as const),
  );
  const items: Record<keyof typeof IAM_APIS, number> = {
    accountAliases: 1,
    accountSummary: 1,
    passwordPolicy: account === 'staging' ? 0 : 1,
    generateReport: 1,
    getReport: users.length + 1,
    authorizationDetails: users.length + authorization.roles.length + authorization.policies.length,
    mfaDevices: Object.keys(mfaDevices).length,
    accessKeys: Object.keys(accessKeys).length,
    virtualMfaDevices: virtual.length,
    serverCertificates: account === 'production' ? 2 : 0,
    samlProviders: account === 'production' ? 1 : 0,
    oidcProviders: account === 'security' ? 0 : 1,
    organizationFeatures: 0,
    generateLastAccessed: Object.keys(lastAccessed).length,
    getLastAccessed: Object.keys(lastAccessed).length,
    analyzers: account === 'production' ? 1 : 0,
    analyzerFindings: account === 'production' ? 3 : 0,
  };
  return {
    accountUid,
    partition: 'aws',
    region: 'global',
    collectedAt: iso(clock.at),
    coverage: coverageOf(
      { product: 'iam', accountUid, region: 'global', startedAt: clock.at },
      Object.entries(IAM_APIS).map(([name, api]) => ({ ...api, items: items[name as keyof typeof IAM_APIS] })),
    ),
    alias: read(`larkfield-${account}`),
    summary: read({
      AccountMFAEnabled: ROOTS[account].mfa === null ? 0 : 1,
      AccountAccessKeysPresent: ROOTS[account].key === null ? 0 : 1,
      Users: users.length,
      Roles: authorization.roles.length,
      Groups: authorization.groups.length,
    }),
    passwordPolicy: read(PASSWORD_POLICIES[account]),
    credentialReport: read(report),
    authorization,
    mfaDevices: mapValues(mfaDevices, read),
    accessKeys: mapValues(accessKeys, read),
    virtualMfaDevices: { items: virtual, failure: null },
    serverCertificates: { items: account === 'production' ? certificates(clock) : [], failure: null },
    samlProviders: read(
      account === 'production'
        ? [
            {
              arn: `arn:aws:iam::${accountUid}:saml-provider/workforce`,
              createdAt: iso(startOfDay(clock.now) - 300 * DAY),
              validUntil: iso(startOfDay(clock.now) + 3350 * DAY),
            },
          ]
        : [],
    ),
    oidcProviders: read(
      account === 'security'
        ? []
        : [
            {
              arn: `arn:aws:iam::${accountUid}:oidc-provider/token.actions.githubusercontent.com`,
              createdAt: iso(startOfDay(clock.now) - 520 * DAY),
              validUntil: null,
            },
          ],
    ),
    organizationFeatures: read(account === 'production' ? [] : null),
    lastAccessed: mapValues(lastAccessed, read),
    analyzers: REGIONS.map((region) => ({
      region,
      analyzers: {
        items: account === 'production' && region === 'us-east-1' ? [analyzer(accountUid)] : [],
        failure: null,
      },
    })),
  };
}

/** null: AWS's own default stands. */
const PASSWORD_POLICIES: Record<AccountName, PasswordPolicy | null> = {
  production: {
    minimumLength: 12,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    maxAgeDays: null,
    reusePrevention: 5,
    allowUsersToChange: true,
    hardExpiry: false,
  },
  staging: null,
  security: {
    minimumLength: 16,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    maxAgeDays: 90,
    reusePrevention: 24,
    allowUsersToChange: true,
    hardExpiry: false,
  },
};

interface GroupRow {
  name: string;
  account: AccountName;
  attached: readonly string[];
}

const GROUPS: readonly GroupRow[] = [
  { name: 'admins', account: 'production', attached: ['AdministratorAccess'] },
  { name: 'developers', account: 'production', attached: ['larkfield-developer', 'AWSCloudShellFullAccess'] },
  { name: 'network-operators', account: 'production', attached: ['larkfield-network-ops'] },
  { name: 'growth', account: 'production', attached: ['larkfield-growth'] },
  { name: 'data-engineers', account: 'production', attached: ['larkfield-data-engineer'] },
  { name: 'billing', account: 'production', attached: ['Billing'] },
  {
    name: 'trail-managers',
    account: 'production',
    attached: ['larkfield-trail-manager', 'larkfield-key-manager', 'larkfield-assume-any'],
  },
  { name: 'staging-admins', account: 'staging', attached: ['AdministratorAccess'] },
  { name: 'staging-developers', account: 'staging', attached: ['larkfield-staging-developer'] },
  { name: 'security-admins', account: 'security', attached: ['AdministratorAccess'] },
  { name: 'analysts', account: 'security', attached: ['SecurityAudit', 'ReadOnlyAccess'] },
  { name: 'auditors', account: 'security', attached: ['ReadOnlyAccess'] },
];

function authorizationOf(account: AccountName, users: readonly UserRow[], clock: Clock): AuthorizationDetails {
  const groups = GROUPS.filter((row) => row.account === account);
  const roles = ROLES.filter((row) => row.account === account);
  const own = <T extends { account: AccountName }>(row: T) => row.account === account;
  const attachments = [...users, ...groups, ...roles].flatMap(({ attached = [] }) => attached);
  const count = (name: string) => attachments.filter((each) => each === name).length;
  return {
    users: users.map((row) => describeUser(row, clock)),
    groups: groups.map((row) => describeGroup(row, clock)),
    roles: roles.map((row) => describeRole(row, clock)),
    policies: [
      ...CUSTOMER_POLICIES.filter(own).map(
        ({ name, ageDays, versions, statements }): IamPolicy => ({
          name,
          arn: policyArn(account, name),
          isAwsManaged: false,
          attachmentCount: count(name),
          defaultVersionId: `v${versions}`,
          versions: Array.from({ length: versions }, (_, index) => ({
            id: `v${index + 1}`,
            createdAt: iso(startOfDay(clock.now) - Math.round(ageDays / (index + 1)) * DAY),
            isDefault: index + 1 === versions,
          })),
          document: documentOf(statements),
          createdAt: iso(startOfDay(clock.now) - ageDays * DAY),
          updatedAt: iso(startOfDay(clock.now) - Math.round(ageDays / versions) * DAY),
        }),
      ),
      ...Object.entries(AWS_POLICIES)
        .filter(([name]) => count(name) > 0)
        .map(
          ([name, { statements }]): IamPolicy => ({
            name: nameOf(name),
            arn: policyArn(account, name),
            isAwsManaged: true,
            attachmentCount: count(name),
            defaultVersionId: 'v1',
            versions: [{ id: 'v1', createdAt: '2015-02-06T18:39:46.000Z', isDefault: true }],
            document: documentOf(statements),
            createdAt: '2015-02-06T18:39:46.000Z',
            updatedAt: '2015-02-06T18:39:46.000Z',
          }),
        ),
    ],
    failure: null,
  };
}

function describeUser(row: UserRow, { now }: Clock): IamUser {
  return {
    name: row.name,
    arn: userArn(row),
    path: '/',
    createdAt: iso(startOfDay(now) - row.ageDays * DAY + 9 * HOUR),
    ...held(row),
    groups: [...(row.groups ?? [])],
    permissionsBoundary: null,
    tags: row.team ? standardTags(row.team, row.account, {}, row.gaps) : {},
  };
}

function describeGroup(row: GroupRow, { now }: Clock): IamGroup {
  return {
    name: row.name,
    arn: `arn:aws:iam::${ACCOUNT_UIDS[row.account]}:group/${row.name}`,
    createdAt: iso(startOfDay(now) - 1100 * DAY),
    ...held(row),
  };
}

function describeRole(row: RoleRow, { now, at, story }: Clock): IamRole {
  const path = row.path ?? '/';
  const later = row.laterInline && at >= story[row.laterInline.since] ? [row.laterInline.policy] : [];
  return {
    name: row.name,
    arn: `arn:aws:iam::${ACCOUNT_UIDS[row.account]}:role${path}${row.name}`,
    createdAt: iso(startOfDay(now) - row.ageDays * DAY + 9 * HOUR),
    ...held({ ...row, inline: [...(row.inline ?? []), ...later] }),
    path,
    trustPolicy: JSON.stringify(row.trust),
    permissionsBoundary: null,
    // AWS tells the hour at best; roles in daily use were last used this morning.
    lastUsedAt: row.lastUsed === null ? null : iso(startOfDay(at) - row.lastUsed * DAY - 2 * HOUR),
    lastUsedRegion: row.lastRegion ?? 'us-east-1',
    tags: row.team ? standardTags(row.team, row.account, {}, row.gaps) : {},
  };
}

function held({
  account,
  attached = [],
  inline = [],
}: {
  account: AccountName;
  attached?: readonly string[];
  inline?: readonly string[];
}) {
  return {
    attachedPolicies: attached.map((name) => ({ name: nameOf(name), arn: policyArn(account, name) })),
    inlinePolicies: inline.map((name) => ({ name, document: documentOf(INLINE_POLICIES[name]!) })),
  };
}

function nameOf(name: string): string {
  return name === 'ServiceLinked' ? 'AWSServiceRolePolicy' : name;
}

function policyArn(account: AccountName, name: string): string {
  const aws = AWS_POLICIES[name];
  return aws
    ? `arn:aws:iam::aws:policy/${aws.path}${nameOf(name)}`
    : `arn:aws:iam::${ACCOUNT_UIDS[account]}:policy/${name}`;
}

function userArn({ account, name }: UserRow): string {
  return `arn:aws:iam::${ACCOUNT_UIDS[account]}:user/${name}`;
}

/** A trial of last spring: models were trained a few times and never called. */
function modelAccess({ now }: Clock): ServiceAccess[] {
  return [
    { namespace: 'bedrock', lastAuthenticated: null },
    { namespace: 'sagemaker', lastAuthenticated: iso(startOfDay(now) - 163 * DAY + 14 * HOUR) },
  ];
}

function certificates({ now }: Clock) {
  const arn = (name: string) => `arn:aws:iam::${ACCOUNT_UIDS.production}:server-certificate/${name}`;
  const at = (days: number) => iso(startOfDay(now) + days * DAY);
  return [
    { name: 'shop-wildcard-old', arn: arn('shop-wildcard-old'), expiresAt: at(-203), uploadedAt: at(-968) },
    { name: 'carrier-gateway', arn: arn('carrier-gateway'), expiresAt: at(141), uploadedAt: at(-224) },
  ];
}

function analyzer(accountUid: string) {
  return {
    name: 'account-access',
    arn: `arn:aws:access-analyzer:us-east-1:${accountUid}:analyzer/account-access`,
    type: 'ACCOUNT',
    status: 'ACTIVE',
    activeFindings: read(3),
  };
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
