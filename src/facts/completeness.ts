/** How old a fact's sources are, and what of them could not be read. */
import { neverCollected } from './collected.ts';
import type { FactContext, Product } from './fact.ts';

export interface Completeness {
  asOf: string;
  complete: boolean;
  notes: string[];
}

/** As-of is the oldest good read among the sources in scope; any source not read whole makes the fact incomplete. */
export async function completenessOf(context: FactContext, products: Product[]): Promise<Completeness> {
  const { sql, tenantId, scope, now } = context;
  const rows = await sql<
    { product: string; accountUid: string; region: string; outcome: string; apis: string[]; asOf: Date | null }[]
  >`
    select product, account_uid as "accountUid", region, outcome, array_agg(api order by api) as apis,
      min(last_ok_at) as "asOf"
    from collection_coverage
    where tenant_id = ${tenantId} and product = any(${products}::text[]) and api <> 'import'
      and (${scope.accounts.length === 0} or account_uid = any(${scope.accounts}::text[]))
      and (${scope.regions.length === 0} or region = any(${scope.regions}::text[]) or region = 'global')
    group by product, account_uid, region, outcome
    order by product, account_uid, region`;
  const broken = rows.filter((row) => row.outcome !== 'ok' && row.outcome !== 'not_enabled');
  const oldest = rows
    .map((row) => row.asOf)
    .filter((asOf) => asOf !== null)
    .toSorted((a, b) => a.getTime() - b.getTime())[0];
  const missing = products.filter((product) => !rows.some((row) => row.product === product));
  const never = await neverCollected(context);
  const imported = rows.length === 0 ? await importedUntil(context, products) : null;
  return {
    asOf: (oldest ?? imported ?? now).toISOString(),
    complete: never.length === 0 && broken.length === 0 && (missing.length === 0 || imported !== null),
    notes: [
      ...never,
      ...broken.map(
        (row) =>
          `${row.product} in ${row.accountUid} ${row.region}: ${WORDS[row.outcome] ?? row.outcome} (${row.apis.join(', ')}).`,
      ),
      ...(imported === null && never.length === 0
        ? missing.map((product) => `${product} has not been collected.`)
        : []),
    ],
  };
}

const WORDS: Record<string, string> = {
  denied: 'not permitted to read',
  scp_denied: 'an organisation policy forbids reading',
  throttled: 'AWS throttled the read',
  region_disabled: 'the region is disabled',
  partial: 'read in part only',
  error: 'the read failed',
};

/** Imports have no coverage: their newest record says how fresh they are. */
async function importedUntil({ sql, tenantId }: FactContext, products: Product[]): Promise<Date | null> {
  if (products.includes('cost-explorer')) {
    const [row] = await sql<{ at: Date | null }[]>`
      select max(charge_period_start)::timestamptz + interval '1 day' as at from cost_daily where tenant_id = ${tenantId} and imported`;
    if (row?.at) return row.at;
  }
  if (products.includes('cloudtrail')) {
    const [row] = await sql<
      { at: Date | null }[]
    >`select max(time) as at from events where tenant_id = ${tenantId} and imported`;
    if (row?.at) return row.at;
  }
  const [row] = await sql<{ at: Date | null }[]>`
    select max(last_seen_time) as at from findings
    where tenant_id = ${tenantId} and imported and service = any(${products}::text[])`;
  return row?.at ?? null;
}
