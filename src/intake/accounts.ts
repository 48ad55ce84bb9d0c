/** Connecting, editing, testing and removing AWS accounts; always in the operator's own estate. */
import { randomBytes } from 'node:crypto';
import { type PolicyDocument, readOnlyPolicy, trustPolicy } from '../../collectors/policy.ts';
import type { Sql } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import {
  type AccountChange,
  type AwsAccount,
  deleteAccount,
  insertConnection,
  listAccounts,
  recordTest,
  updateAccount,
} from '../estate/accounts.ts';
import { createIdentityReader, type OwnIdentity } from './own-identity.ts';
import { type AccountTestReport, testAccount } from './test-account.ts';

export interface AccountsDeps {
  sql: Sql;
  /** Connecting the first account then removes the demo estate: nothing of it may be taken for real. */
  demoGivesWay: boolean;
  /** Called after a test that went well, so that the account is read at once. */
  onOpened: (accountUid: string) => Promise<void>;
}

/** What to put into the account: the role's permissions, and who may assume it. */
export interface AccountPolicies {
  readOnly: PolicyDocument;
  trust: object;
}

export interface ConnectedAccount extends AwsAccount {
  policies: AccountPolicies;
}

export interface ConnectInput {
  roleArn: string;
  name?: string | undefined;
  regions?: string[] | undefined;
}

export interface Accounts {
  /** Whom the roles must trust. Asks AWS; from then on the trust policies name it. */
  identity(): Promise<OwnIdentity>;
  list(): Promise<ConnectedAccount[]>;
  get(accountUid: string): Promise<ConnectedAccount>;
  /** Throws AppError `invalid_input` for what is not a role ARN, `conflict` for an account connected already. */
  connect(input: ConnectInput): Promise<ConnectedAccount>;
  /** Throws AppError `not_found`, or `invalid_input` for a role of another account. */
  edit(accountUid: string, change: AccountChange): Promise<ConnectedAccount>;
  /** Removes it with all its data in one transaction. Throws AppError `not_found`. */
  remove(accountUid: string): Promise<void>;
  /** Throws AppError `not_found`, or `not_configured` for an account without a role. */
  test(accountUid: string): Promise<AccountTestReport & { account: ConnectedAccount }>;
}

export function createAccounts({ sql, demoGivesWay, onOpened }: AccountsDeps): Accounts {
  const scope = { tenantId: DEFAULT_TENANT, role: 'collect' as const };
  const askIdentity = createIdentityReader();
  let principal: string | null = null;
  const list = async () => {
    const accounts = await withTenant(sql, scope, (sql) => listAccounts(sql, DEFAULT_TENANT));
    return accounts.map((account) => withPolicies(account, principal));
  };
  const get = async (accountUid: string) => {
    const account = (await list()).find((candidate) => candidate.accountUid === accountUid);
    if (!account) throw noAccount(accountUid);
    return account;
  };
  return {
    identity: async () => {
      const identity = await askIdentity();
      principal = identity.principal;
      return identity;
    },
    list,
    get,
    connect: async (input) => {
      const { accountUid, partition } = parseRoleArn(input.roleArn);
      const connection = {
        accountUid,
        partition,
        roleArn: input.roleArn,
        name: input.name ?? accountUid,
        regions: input.regions ?? [],
        externalId: newExternalId(),
      };
      const added = await withTenant(sql, scope, async (sql) => {
        if (!(await insertConnection(sql, DEFAULT_TENANT, connection))) return false;
        if (demoGivesWay) {
          await sql`select set_config('assay.tenant_id', ${DEMO_TENANT}, true)`;
          await sql`select clear_tenant()`;
        }
        return true;
      });
      if (!added)
        throw new AppError(
          'conflict',
          `Account ${accountUid} is connected already. Change it with PATCH /api/accounts/${accountUid}, or remove it first.`,
        );
      return get(accountUid);
    },
    edit: async (accountUid, change) => {
      if (change.roleArn !== undefined && parseRoleArn(change.roleArn).accountUid !== accountUid)
        throw new AppError(
          'invalid_input',
          `roleArn: the role must be in account ${accountUid}. Connect the other account instead.`,
        );
      const found = await withTenant(sql, scope, (sql) => updateAccount(sql, DEFAULT_TENANT, accountUid, change));
      if (!found) throw noAccount(accountUid);
      return get(accountUid);
    },
    remove: async (accountUid) => {
      const gone = await withTenant(sql, scope, (sql) => deleteAccount(sql, DEFAULT_TENANT, accountUid));
      if (gone === 0) throw noAccount(accountUid);
    },
    test: async (accountUid) => {
      const { roleArn, externalId } = await get(accountUid);
      if (!roleArn || !externalId)
        throw new AppError(
          'not_configured',
          `Account ${accountUid} is read with the default credentials, so there is no role to test. POST /api/accounts with a role ARN to connect one.`,
        );
      const report = await testAccount({ accountUid, roleArn, externalId });
      const test = { at: new Date().toISOString(), ok: report.ok, detail: report.detail };
      await withTenant(sql, scope, (sql) => recordTest(sql, DEFAULT_TENANT, accountUid, test));
      if (report.ok) await onOpened(accountUid);
      return { ...report, account: await get(accountUid) };
    },
  };
}

/** Account and partition of a role's ARN. Throws AppError `invalid_input`. Source: IAM User Guide, "IAM ARNs". */
export function parseRoleArn(roleArn: string): { accountUid: string; partition: string } {
  const [, partition, accountUid] =
    /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/.exec(roleArn) ?? [];
  if (!partition || !accountUid)
    throw new AppError(
      'invalid_input',
      'roleArn: give the ARN of a role, such as arn:aws:iam::123456789012:role/AssayReadOnly.',
    );
  return { accountUid, partition };
}

/** 192 random bits: nobody guesses it, and no two accounts share one. */
const newExternalId = () => `assay-${randomBytes(24).toString('base64url')}`;

function withPolicies(account: AwsAccount, principal: string | null): ConnectedAccount {
  const trust = trustPolicy(account.externalId ?? undefined, principal ?? undefined);
  return { ...account, policies: { readOnly: readOnlyPolicy(), trust } };
}

const noAccount = (accountUid: string) => new AppError('not_found', `Account ${accountUid} is not connected.`);
