/** Connected AWS accounts: who they are, how to get in, and how the last test went. */
import type { AnySql, TransactionSql } from '../db/connect.ts';

export interface AwsAccount {
  accountUid: string;
  name: string;
  partition: string;
  roleArn: string | null;
  externalId: string | null;
  regions: string[];
  enabled: boolean;
  isDemo: boolean;
  lastTest: { at: string; ok: boolean; detail: string } | null;
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
