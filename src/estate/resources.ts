/** Inventory: what exists, since when, and when it was last seen. */
import type { TransactionSql } from '../db/connect.ts';

export interface ResourceInput {
  uid: string;
  type: string;
  name: string;
  service: string;
  accountUid: string;
  region: string;
  tags?: Record<string, string>;
  attributes: object;
  createdAt?: string;
  listedBy: string[];
}

/**
 * Stores the inventory of one read at `at` (ISO) and marks as deleted what a complete read no longer shows. A resource
 * seen again after its deletion is alive again and keeps its first-seen time.
 */
export async function upsertResources(
  sql: TransactionSql,
  scope: { tenantId: string; service: string; accountUid: string; region: string | null },
  resources: ResourceInput[],
  completeApis: string[],
  at: string,
): Promise<{ deleted: number }> {
  for (let start = 0; start < resources.length; start += ROWS_PER_STATEMENT)
    await writeRows(sql, scope.tenantId, resources.slice(start, start + ROWS_PER_STATEMENT), at);
  const gone = await sql`
    update resources set deleted_time = ${at}
    where tenant_id = ${scope.tenantId} and service = ${scope.service} and account_uid = ${scope.accountUid}
      and (${scope.region}::text is null or region = ${scope.region}) and deleted_time is null
      and listed_by <> '{}' and listed_by <@ ${completeApis}::text[]
      and not resource_uid = any(${resources.map((resource) => resource.uid)}::text[])`;
  return { deleted: gone.count };
}

/** Rows of a statement: some megabytes of JSON, which the embedded database holds several times over. */
const ROWS_PER_STATEMENT = 500;

async function writeRows(sql: TransactionSql, tenantId: string, resources: ResourceInput[], at: string): Promise<void> {
  const rows = resources.map((resource) => ({
    tenant_id: tenantId,
    resource_uid: resource.uid,
    type: resource.type,
    name: resource.name,
    service: resource.service,
    account_uid: resource.accountUid,
    region: resource.region,
    tags: resource.tags ?? {},
    attributes: resource.attributes,
    listed_by: resource.listedBy,
    created_time: resource.createdAt ?? null,
    first_seen_time: at,
    last_seen_time: at,
  }));
  await sql`
    insert into resources (tenant_id, resource_uid, type, name, service, account_uid, region, tags, attributes,
      listed_by, created_time, first_seen_time, last_seen_time)
    select distinct on (resource_uid) tenant_id, resource_uid, type, name, service, account_uid, region, tags,
      attributes, listed_by, created_time, first_seen_time, last_seen_time
    from jsonb_populate_recordset(null::resources, ${sql.json(rows as never)}::jsonb)
    on conflict (tenant_id, resource_uid) do update set
      name = excluded.name, tags = excluded.tags, attributes = excluded.attributes, listed_by = excluded.listed_by,
      created_time = coalesce(excluded.created_time, resources.created_time),
      last_seen_time = greatest(resources.last_seen_time, excluded.last_seen_time), deleted_time = null`;
}
