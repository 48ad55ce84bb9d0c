/** The tables that hold tenants' data, read from the catalogue, so that a new migration needs no list kept beside it. */
import type { AnySql } from './connect.ts';

export interface TenantTable {
  name: string;
  columns: string[];
  /** Column whose values the database numbers by itself, if there is one. */
  identity: string | null;
}

/** Every table with a `tenant_id`, parents before the tables that refer to them. */
export async function tenantTables(sql: AnySql): Promise<TenantTable[]> {
  const tables = await sql<TenantTable[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
      max(a.attname::text) filter (where a.attidentity <> '') as identity
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    group by c.oid, c.relname
    having bool_or(a.attname = 'tenant_id')
    order by c.relname`;
  const references = await sql<{ child: string; parent: string }[]>`
    select c.relname as child, p.relname as parent
    from pg_constraint r join pg_class c on c.oid = r.conrelid join pg_class p on p.oid = r.confrelid
    where r.contype = 'f' and r.conrelid <> r.confrelid and c.relnamespace = 'public'::regnamespace`;
  return parentsFirst([...tables], references);
}

function parentsFirst(tables: TenantTable[], references: readonly { child: string; parent: string }[]): TenantTable[] {
  const ordered: TenantTable[] = [];
  const waiting = new Set(tables.map(({ name }) => name));
  while (waiting.size > 0) {
    const ready = tables.filter(
      ({ name }) => waiting.has(name) && !references.some(({ child, parent }) => child === name && waiting.has(parent)),
    );
    if (ready.length === 0) throw new Error(`Tables refer to each other in a circle: ${[...waiting].join(', ')}`);
    for (const table of ready) waiting.delete(table.name);
    ordered.push(...ready);
  }
  return ordered;
}

/** Every tenant this connection can know of: all where it may see all, else the two that every Assay has. */
export async function knownTenants(sql: AnySql, always: readonly string[]): Promise<string[]> {
  const rows = await sql<{ tenantId: string }[]>`select tenant_id as "tenantId" from tenants`;
  return [...new Set([...always, ...rows.map(({ tenantId }) => tenantId)])].toSorted();
}

/** Binds the rest of the transaction to one tenant, as whoever is connected. */
export async function bindTenant(sql: AnySql, tenantId: string): Promise<void> {
  await sql`select set_config('assay.tenant_id', ${tenantId}, true)`;
}

/** The newest migration applied; null when the schema was never made. */
export async function schemaVersion(sql: AnySql): Promise<number | null> {
  const [made] = await sql<{ made: boolean }[]>`select to_regclass('public.schema_migrations') is not null as made`;
  if (!made?.made) return null;
  const [row] = await sql<{ version: number | null }[]>`select max(version) as version from schema_migrations`;
  return row?.version ?? null;
}
