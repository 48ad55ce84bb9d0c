import type { AnySql, TransactionSql } from '../db/connect.ts';

/** Marks that answers may now differ: part of every cache key. Raised by each transaction that changes the stores. */
export async function raiseDataVersion(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`update tenants set data_version = data_version + 1 where tenant_id = ${tenantId}`;
}

export async function readDataVersion(sql: AnySql, tenantId: string): Promise<string> {
  const [row] = await sql<{ version: string }[]>`
    select data_version::text as version from tenants where tenant_id = ${tenantId}`;
  return row?.version ?? '0';
}
