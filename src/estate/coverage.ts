/** Coverage as data: which account, region and API was read, when, and with what outcome. */
import type { AnySql, TransactionSql } from '../db/connect.ts';
import type { CoverageSource } from '../evidence.ts';
import { isRefused } from '../refusals.ts';

export interface CoverageInput {
  product: string;
  accountUid: string;
  region: string;
  api: string;
  outcome: string;
  items: number;
  truncated: boolean;
  startedAt: string;
  finishedAt: string;
  errorCode?: string;
  permission?: string;
  detail?: string;
}

/** Keeps the latest outcome of each API, and when it last went well. */
export async function recordCoverage(sql: TransactionSql, tenantId: string, entries: CoverageInput[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    tenant_id: tenantId,
    product: entry.product,
    account_uid: entry.accountUid,
    region: entry.region,
    api: entry.api,
    outcome: entry.outcome,
    items: entry.items,
    truncated: entry.truncated,
    started_at: entry.startedAt,
    finished_at: entry.finishedAt,
    last_ok_at: entry.outcome === 'ok' ? entry.finishedAt : null,
    error_code: entry.errorCode ?? null,
    permission: entry.permission ?? null,
    detail: entry.detail ?? null,
  }));
  await sql`
    insert into collection_coverage as c
    select distinct on (product, account_uid, region, api) *
    from jsonb_populate_recordset(null::collection_coverage, ${sql.json(rows as never)}::jsonb)
    on conflict (tenant_id, product, account_uid, region, api) do update set
      outcome = excluded.outcome, items = excluded.items, truncated = excluded.truncated,
      started_at = excluded.started_at, finished_at = excluded.finished_at,
      last_ok_at = coalesce(excluded.last_ok_at, c.last_ok_at), error_code = excluded.error_code,
      permission = excluded.permission, detail = excluded.detail`;
}

/** APIs of a batch that were read whole: only these prove absence. */
export function completeApis(entries: CoverageInput[]): string[] {
  const broken = new Set(
    entries.filter((entry) => entry.outcome !== 'ok' || entry.truncated).map((entry) => entry.api),
  );
  return [...new Set(entries.map((entry) => entry.api))].filter((api) => !broken.has(api));
}

/** Reads of a batch that prove no absence: failed, in part, or cut off. */
export function brokenReads(entries: CoverageInput[]): { api: string; region: string; outcome: string }[] {
  return entries
    .filter((entry) => entry.outcome !== 'ok' || entry.truncated)
    .map(({ api, region, outcome }) => ({ api, region, outcome }));
}

export interface CoverageRow extends Omit<CoverageInput, 'errorCode' | 'permission' | 'detail'> {
  lastOkAt: string | null;
  errorCode: string | null;
  permission: string | null;
  detail: string | null;
}

/** What a file or bill gave of one account; times ISO. */
export interface ImportedSource {
  product: string;
  accountUid: string;
  /** Records that were not there before. */
  items: number;
  oldest: string;
  newest: string;
}

/** `api` of a source that nobody read by an API: its age is its newest record's, and it never grows stale. */
export const IMPORT_API = 'import';

/** Notes that imported records are there, in their transaction; the newest of all imports counts. */
export async function recordImport(sql: TransactionSql, tenantId: string, sources: ImportedSource[]): Promise<void> {
  if (sources.length === 0) return;
  await sql`
    insert into collection_coverage as c (tenant_id, product, account_uid, region, api, outcome, items, truncated,
      started_at, finished_at, last_ok_at, detail)
    select ${tenantId}::uuid, product, "accountUid", '-', ${IMPORT_API}, 'ok', sum(items), false, min(oldest), max(newest),
      max(newest), 'imported'
    from jsonb_to_recordset(${sql.json(sources as never)}::jsonb)
      as s(product text, "accountUid" text, items int, oldest timestamptz, newest timestamptz)
    group by product, "accountUid" order by product, "accountUid"
    on conflict (tenant_id, product, account_uid, region, api) do update set
      items = c.items + excluded.items, started_at = least(c.started_at, excluded.started_at),
      finished_at = greatest(c.finished_at, excluded.finished_at),
      last_ok_at = greatest(c.last_ok_at, excluded.last_ok_at)`;
}

/** Every API's latest outcome, optionally of some products and accounts. */
export async function listCoverage(
  sql: AnySql,
  tenantId: string,
  filter: { products?: string[]; accounts?: string[] } = {},
): Promise<CoverageRow[]> {
  return sql<CoverageRow[]>`
    select product, account_uid as "accountUid", region, api, outcome, items, truncated, started_at as "startedAt",
      finished_at as "finishedAt", last_ok_at as "lastOkAt", error_code as "errorCode", permission, detail
    from collection_coverage
    where tenant_id = ${tenantId}
      and (${filter.products?.length ? filter.products : null}::text[] is null or product = any(${filter.products ?? null}::text[]))
      and (${filter.accounts?.length ? filter.accounts : null}::text[] is null or account_uid = any(${filter.accounts ?? null}::text[]))
    order by product, account_uid, region, api`;
}

/**
 * One line per product, account and region: the worst outcome, the oldest good read, and whether it is older than the
 * product's freshness target (minutes). What AWS refuses is named with the permission that it lacks and has no age: it is
 * not late. `asOf` is that of what may be read; of a source that is refused whole, when it last could be.
 */
export function summariseCoverage(
  rows: CoverageRow[],
  targetMinutes: Record<string, number>,
  now: Date,
): CoverageSource[] {
  const groups = Map.groupBy(rows, (row) => `${row.product}|${row.accountUid}|${row.region}`);
  return [...groups.values()].map((group) => {
    const first = group[0]!;
    const isImport = group.every((row) => row.api === IMPORT_API);
    const worst = group.toSorted((left, right) => rank(right.outcome) - rank(left.outcome))[0]!;
    const refused = group.filter((row) => isRefused(row) && row.outcome !== 'region_disabled');
    const readable = group.filter((row) => !isRefused(row));
    const asOf = oldestRead(readable.length > 0 ? readable : group);
    const ageMinutes = asOf === null ? Infinity : (now.getTime() - time(asOf)) / 60_000;
    const isLate = readable.length > 0 && ageMinutes > (targetMinutes[first.product] ?? 1440);
    return {
      product: first.product,
      accountUid: first.accountUid,
      region: first.region,
      asOf: asOf === null ? null : new Date(asOf).toISOString(),
      outcome: worst.outcome,
      stale: !isImport && isLate,
      ...(isImport ? { detail: 'imported' } : worst.outcome === 'ok' ? {} : { detail: detailOf(worst) }),
      ...(refused.length > 0
        ? {
            refused: refused.map(({ api, permission, lastOkAt }) => ({
              api,
              permission,
              lastReadAt: lastOkAt === null ? null : new Date(lastOkAt).toISOString(),
            })),
          }
        : {}),
    };
  });
}

/** That a service is not switched on is an answer, too, though nothing was read of it. */
function oldestRead(group: CoverageRow[]): string | null {
  const reads = group.map((row) => row.lastOkAt ?? (row.outcome === 'not_enabled' ? row.finishedAt : null));
  return reads.toSorted((left, right) => time(left) - time(right))[0] ?? null;
}

function detailOf(row: CoverageRow): string {
  const detail = row.detail ?? `${row.api}: ${row.outcome}`;
  if (!isRefused(row) || row.permission === null || detail.includes(row.permission)) return detail;
  return `${detail.replace(/[.\s]+$/, '')}; it needs ${row.permission}`;
}

const ORDER = ['ok', 'not_enabled', 'region_disabled', 'partial', 'throttled', 'error', 'scp_denied', 'denied'];
const rank = (outcome: string) => ORDER.indexOf(outcome);
const time = (iso: string | null) => (iso === null ? 0 : new Date(iso).getTime());
