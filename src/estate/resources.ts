/** Inventory: what exists, since when, and when it was last seen. */
import { createHash } from 'node:crypto';
import type { AnySql, TransactionSql } from '../db/connect.ts';

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

interface Scope {
  tenantId: string;
  service: string;
  accountUid: string;
  region: string | null;
}

/** Rows of a statement: a fraction of a megabyte of JSON, which the embedded database holds several times over. */
const ROWS_PER_STATEMENT = 500;
/** Ids of a statement, some hundred kilobytes. */
const UIDS_PER_STATEMENT = 2_000;

/**
 * Stores the inventory of one read at `at` (ISO) and marks as deleted what a complete read no longer shows. A resource
 * seen again after its deletion is alive again and keeps its first-seen time. A row that has not changed is not written:
 * of lists read whole `resource_sightings` says that they were seen (`seenTime`), else its last-seen time alone moves.
 */
export async function upsertResources(
  sql: TransactionSql,
  scope: Scope,
  resources: ResourceInput[],
  completeApis: string[],
  at: string,
): Promise<{ deleted: number }> {
  const known = await readKnown(sql, scope);
  const unseen = new Set(known.keys());
  const whole = new Set(completeApis);
  const sightings = new Map<string, { region: string; listed_by: string[] }>();
  const touched: string[] = [];
  let held: (ResourceInput & { hash: string })[] = [];
  const seen = new Set<string>();
  for (const resource of resources) {
    if (seen.has(resource.uid)) continue;
    seen.add(resource.uid);
    unseen.delete(resource.uid);
    const { region, listedBy } = resource;
    const isWhole = listedBy.length > 0 && listedBy.every((api) => whole.has(api));
    if (isWhole) sightings.set(`${region} ${listedBy.join(' ')}`, { region, listed_by: listedBy });
    const hash = contentHash(resource);
    if (known.get(resource.uid) !== hash) held.push({ ...resource, hash });
    else if (!isWhole) touched.push(resource.uid);
    if (held.length < ROWS_PER_STATEMENT) continue;
    await writeRows(sql, scope.tenantId, held, at);
    held = [];
  }
  if (held.length > 0) await writeRows(sql, scope.tenantId, held, at);
  await inParts(touched, (uids) => touchRows(sql, scope.tenantId, uids, at));
  let deleted = 0;
  await inParts([...unseen], async (uids) => {
    deleted += await markDeleted(sql, scope.tenantId, uids, completeApis, at);
  });
  await recordSightings(sql, scope, [...sightings.values()], at);
  return { deleted };
}

/** When a row of `resources` was last seen, as SQL: by itself, or with the whole of what its list shows. */
export const seenTime = (sql: AnySql) => sql`
  case when resources.deleted_time is not null then resources.last_seen_time else greatest(resources.last_seen_time, (
    select s.seen_time from resource_sightings s
    where s.tenant_id = resources.tenant_id and s.service = resources.service
      and s.account_uid = resources.account_uid and s.region = resources.region
      and s.listed_by = resources.listed_by)) end`;

/** Content hashes of the scope's living resources, row by row: 60,000 as one answer are held several times over. */
async function readKnown(sql: TransactionSql, scope: Scope): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  await sql<{ uid: string; hash: string }[]>`
    select resource_uid as uid, content_hash as hash from resources
    where tenant_id = ${scope.tenantId} and service = ${scope.service} and account_uid = ${scope.accountUid}
      and (${scope.region}::text is null or region = ${scope.region}) and deleted_time is null
  `.forEach(({ uid, hash }) => void known.set(uid, hash));
  return known;
}

/** Of everything that an upsert of a known resource would change. */
function contentHash({ name, tags, attributes, listedBy, createdAt }: ResourceInput): string {
  const parts = [name, inOrder(tags ?? {}), inOrder(attributes), listedBy, createdAt ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** The same value for the same content, whatever the order of its keys. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, inOrder(inner)]);
}

async function inParts(uids: string[], work: (some: string[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < uids.length; start += UIDS_PER_STATEMENT)
    await work(uids.slice(start, start + UIDS_PER_STATEMENT));
}

async function writeRows(
  sql: TransactionSql,
  tenantId: string,
  resources: (ResourceInput & { hash: string })[],
  at: string,
): Promise<void> {
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
    content_hash: resource.hash,
  }));
  await sql`
    insert into resources (tenant_id, resource_uid, type, name, service, account_uid, region, tags, attributes,
      listed_by, created_time, first_seen_time, last_seen_time, content_hash)
    select tenant_id, resource_uid, type, name, service, account_uid, region, tags,
      attributes, listed_by, created_time, first_seen_time, last_seen_time, content_hash
    from jsonb_populate_recordset(null::resources, ${sql.json(rows as never)}::jsonb)
    on conflict (tenant_id, resource_uid) do update set
      name = excluded.name, tags = excluded.tags, attributes = excluded.attributes, listed_by = excluded.listed_by,
      created_time = coalesce(excluded.created_time, resources.created_time),
      last_seen_time = greatest(resources.last_seen_time, excluded.last_seen_time), deleted_time = null,
      content_hash = excluded.content_hash`;
}

async function touchRows(sql: TransactionSql, tenantId: string, uids: string[], at: string): Promise<void> {
  await sql`
    update resources set last_seen_time = greatest(last_seen_time, ${at})
    where tenant_id = ${tenantId} and resource_uid = any(${uids}::text[])`;
}

/** Before the sightings move: what is gone was last seen when its list was last read whole. */
async function markDeleted(
  sql: TransactionSql,
  tenantId: string,
  uids: string[],
  completeApis: string[],
  at: string,
): Promise<number> {
  const gone = await sql`
    update resources set deleted_time = ${at}, last_seen_time = ${seenTime(sql)}
    where tenant_id = ${tenantId} and resource_uid = any(${uids}::text[]) and deleted_time is null
      and listed_by <> '{}' and listed_by <@ ${completeApis}::text[]`;
  return gone.count;
}

async function recordSightings(
  sql: TransactionSql,
  scope: Scope,
  groups: { region: string; listed_by: string[] }[],
  at: string,
): Promise<void> {
  if (groups.length === 0) return;
  await sql`
    insert into resource_sightings as s (tenant_id, service, account_uid, region, listed_by, seen_time)
    select ${scope.tenantId}, ${scope.service}, ${scope.accountUid}, region, listed_by, ${at}
    from jsonb_to_recordset(${sql.json(groups)}::jsonb) as g(region text, listed_by text[])
    on conflict (tenant_id, service, account_uid, region, listed_by) do update set
      seen_time = greatest(s.seen_time, excluded.seen_time)`;
}
