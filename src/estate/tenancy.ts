/** Which estate is shown: the demo's until something real has come, then the operator's own. */
import type { Sql } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';

/** `on` and `off` are the operator's word; `auto` gives way to the first real account, import or collection. */
export type DemoMode = 'on' | 'off' | 'auto';

export interface ShownTenant {
  tenantId: string;
  demo: boolean;
}

/** Does the operator's own estate hold anything yet? */
export async function hasRealData(sql: Sql): Promise<boolean> {
  const rows = await withTenant(
    sql,
    { tenantId: DEFAULT_TENANT, role: 'chat' },
    (sql) => sql<{ real: boolean }[]>`
      select exists(select 1 from aws_accounts where tenant_id = ${DEFAULT_TENANT})
        or exists(select 1 from findings where tenant_id = ${DEFAULT_TENANT})
        or exists(select 1 from events where tenant_id = ${DEFAULT_TENANT})
        or exists(select 1 from cost_daily where tenant_id = ${DEFAULT_TENANT})
        or exists(select 1 from collection_coverage where tenant_id = ${DEFAULT_TENANT}) as real`,
  );
  return rows[0]?.real ?? false;
}

/** Looked up again after this, ms: an import by another process shows within it. */
const FRESH_MS = 2000;

/** A reader of the shown tenant. Once real data is there in `auto` mode it stays with it. */
export function createTenancy(sql: Sql, mode: DemoMode): () => Promise<ShownTenant> {
  let known: { shown: ShownTenant; until: number } | null = null;
  const own = { tenantId: DEFAULT_TENANT, demo: false };
  const demo = { tenantId: DEMO_TENANT, demo: true };
  return async () => {
    if (mode !== 'auto') return mode === 'on' ? demo : own;
    if (known && Date.now() < known.until) return known.shown;
    const real = await hasRealData(sql);
    known = { shown: real ? own : demo, until: real ? Infinity : Date.now() + FRESH_MS };
    return known.shown;
  };
}

/** What filled the demo tenant, and the instant its clock stands at; null while it is empty. */
export async function readSeed(sql: Sql): Promise<{ version: string; now: Date } | null> {
  const [row] = await withTenant(
    sql,
    { tenantId: DEMO_TENANT, role: 'chat' },
    (sql) => sql<{ version: string | null; now: Date | null }[]>`
      select seed_version as version, seed_now as now from tenants where tenant_id = ${DEMO_TENANT}`,
  );
  return row?.version && row.now ? { version: row.version, now: row.now } : null;
}

export async function recordSeed(sql: Sql, seed: { version: string; now: Date }): Promise<void> {
  await withTenant(
    sql,
    { tenantId: DEMO_TENANT, role: 'collect' },
    (sql) => sql`
      update tenants set seed_version = ${seed.version}, seed_now = ${seed.now}, data_version = data_version + 1
      where tenant_id = ${DEMO_TENANT}`,
  );
}

/** Removes everything of a tenant, conversations included, in one step. */
export async function clearTenant(sql: Sql, tenantId: string): Promise<void> {
  await withTenant(sql, { tenantId, role: 'collect' }, (sql) => sql`select clear_tenant()`);
}
