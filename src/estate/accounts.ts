/** Connected AWS accounts: who they are, how to get in, how the last test went, and how they go. */
import type { AnySql, TransactionSql } from '../db/connect.ts';
import { raiseDataVersion } from './data-version.ts';

/** Outcome of a connection test, in words. */
export interface AccountTest {
  /** ISO instant. */
  at: string;
  ok: boolean;
  detail: string;
}

export interface AwsAccount {
  accountUid: string;
  name: string;
  partition: string;
  roleArn: string | null;
  externalId: string | null;
  /** Regions to read; empty means those that the account has enabled. */
  regions: string[];
  enabled: boolean;
  isDemo: boolean;
  lastTest: AccountTest | null;
  createdAt: string;
}

export async function listAccounts(sql: AnySql, tenantId: string): Promise<AwsAccount[]> {
  const rows = await sql<(Omit<AwsAccount, 'createdAt'> & { createdAt: Date })[]>`
    select account_uid as "accountUid", name, partition, role_arn as "roleArn", external_id as "externalId", regions,
      enabled, is_demo as "isDemo", last_test as "lastTest", created_at as "createdAt"
    from aws_accounts where tenant_id = ${tenantId} order by name, account_uid`;
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** Adds an account or renames it; never touches how it is reached. */
export async function registerAccount(
  sql: TransactionSql,
  tenantId: string,
  account: { accountUid: string; name: string; partition?: string; regions?: string[]; isDemo?: boolean },
): Promise<void> {
  await sql`
    insert into aws_accounts (tenant_id, account_uid, name, partition, regions, is_demo)
    values (${tenantId}, ${account.accountUid}, ${account.name}, ${account.partition ?? 'aws'},
      ${account.regions ?? []}, ${account.isDemo ?? false})
    on conflict (tenant_id, account_uid) do update set name = excluded.name`;
}

export interface Connection {
  accountUid: string;
  name: string;
  partition: string;
  roleArn: string;
  externalId: string;
  regions: string[];
}

/** Connects an account by a role, also one known so far without. False when it has a role already. */
export async function insertConnection(sql: TransactionSql, tenantId: string, account: Connection): Promise<boolean> {
  const rows = await sql`
    insert into aws_accounts as a (tenant_id, account_uid, name, partition, role_arn, external_id, regions)
    values (${tenantId}, ${account.accountUid}, ${account.name}, ${account.partition}, ${account.roleArn},
      ${account.externalId}, ${account.regions})
    on conflict (tenant_id, account_uid) do update set name = excluded.name, partition = excluded.partition,
      role_arn = excluded.role_arn, external_id = excluded.external_id, regions = excluded.regions, last_test = null
    where a.role_arn is null
    returning 1`;
  if (rows.count > 0) await raiseDataVersion(sql, tenantId);
  return rows.count > 0;
}

/** What may be edited; what is left out stays. A new role makes the last test void. */
export interface AccountChange {
  name?: string | undefined;
  regions?: string[] | undefined;
  enabled?: boolean | undefined;
  roleArn?: string | undefined;
}

/** False when there is no such account. */
export async function updateAccount(
  sql: TransactionSql,
  tenantId: string,
  accountUid: string,
  change: AccountChange,
): Promise<boolean> {
  const { name = null, regions = null, enabled = null, roleArn = null } = change;
  const rows = await sql`
    update aws_accounts set name = coalesce(${name}::text, name), regions = coalesce(${regions}::text[], regions),
      enabled = coalesce(${enabled}::boolean, enabled), role_arn = coalesce(${roleArn}::text, role_arn),
      last_test = case when ${roleArn}::text is null or ${roleArn}::text = role_arn then last_test end
    where tenant_id = ${tenantId} and account_uid = ${accountUid} returning 1`;
  if (rows.count > 0) await raiseDataVersion(sql, tenantId);
  return rows.count > 0;
}

export async function recordTest(
  sql: TransactionSql,
  tenantId: string,
  accountUid: string,
  test: AccountTest,
): Promise<void> {
  await sql`
    update aws_accounts set last_test = ${sql.json({ ...test })}
    where tenant_id = ${tenantId} and account_uid = ${accountUid}`;
}

/** Removes an account and everything known of it. Answers how many rows went; 0 when it is not there. */
export async function deleteAccount(sql: TransactionSql, tenantId: string, accountUid: string): Promise<number> {
  const [account] = await sql`
    delete from aws_accounts where tenant_id = ${tenantId} and account_uid = ${accountUid} returning 1`;
  if (!account) return 0;
  // First the state: a run that is still reading finds its lease gone and stores nothing.
  const gone = [
    await sql`delete from collection_state where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from collection_runs where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from collection_coverage where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`
      delete from finding_history h using findings f
      where h.tenant_id = ${tenantId} and f.tenant_id = ${tenantId} and f.finding_uid = h.finding_uid
        and f.account_uid = ${accountUid}`,
    await sql`delete from findings where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from check_summaries where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from resource_sightings where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from resources where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    await sql`delete from events where tenant_id = ${tenantId} and account_uid = ${accountUid}`,
    // With them, so that the same bill can be imported anew.
    await sql`delete from imported_lines where tenant_id = ${tenantId} and sub_account_id = ${accountUid}`,
    await sql`delete from cost_daily where tenant_id = ${tenantId} and sub_account_id = ${accountUid}`,
  ];
  await raiseDataVersion(sql, tenantId);
  return gone.reduce((sum, rows) => sum + rows.count, 1);
}
