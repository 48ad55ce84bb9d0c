/** Who may write for one collector, account and region: a lease, so that two processes never double a run. */
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';

export interface LeaseKey {
  collector: string;
  accountUid: string;
  region: string;
}

/**
 * Takes the lease for `holdMs` and returns the cursor to read from; null when another run holds it. In the transaction
 * of the caller, so that the run's record begins with it.
 */
export async function takeLease(
  sql: TransactionSql,
  tenantId: string,
  key: LeaseKey,
  runId: string,
  holdMs: number,
): Promise<{ cursor: Record<string, string> | null } | null> {
  const rows = await sql<{ cursor: Record<string, string> | null }[]>`
    insert into collection_state as s (tenant_id, collector, account_uid, region, lease_run_id, lease_until)
    values (${tenantId}, ${key.collector}, ${key.accountUid}, ${key.region}, ${runId},
      clock_timestamp() + make_interval(secs => ${holdMs / 1000}))
    on conflict (tenant_id, collector, account_uid, region) do update set
      lease_run_id = excluded.lease_run_id, lease_until = excluded.lease_until
    where s.lease_until is null or s.lease_until < now()
    returning cursor`;
  return rows[0] ?? null;
}

/**
 * Holds the lease for `holdMs` more; false when another run has taken it, the account was removed, or it was given back:
 * a renewal that comes late must not hold a lease whose run is over.
 */
export async function renewLease(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  key: LeaseKey,
  runId: string,
  holdMs: number,
): Promise<boolean> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'collect' },
    (sql) => sql`
      update collection_state set lease_until = now() + make_interval(secs => ${holdMs / 1000})
      where tenant_id = ${ctx.tenantId} and collector = ${key.collector} and account_uid = ${key.accountUid}
        and region = ${key.region} and lease_run_id = ${runId}
        and lease_until is not null`,
  );
  return rows.count > 0;
}

/** Gives the lease back, if it is still ours. */
export async function releaseLease(ctx: Pick<Ctx, 'sql' | 'tenantId'>, key: LeaseKey, runId: string): Promise<void> {
  await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'collect' },
    (sql) => sql`
      update collection_state set lease_until = null
      where tenant_id = ${ctx.tenantId} and collector = ${key.collector} and account_uid = ${key.accountUid}
        and region = ${key.region} and lease_run_id = ${runId}`,
  );
}
