/** The record of collection runs: begun, ended, with what. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import type { LeaseKey } from './lease.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

/** To be called with the lease held: what still says that it runs there has died. */
export async function beginRun(ctx: Scope, key: LeaseKey, runId: string, occurrence: Date | null): Promise<void> {
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
    await sql`
      update collection_runs set state = 'failed', finished_at = now(), error_class = 'interrupted',
        error_detail = 'The process ended before the run did; nothing of it was stored.'
      where tenant_id = ${ctx.tenantId} and collector = ${key.collector} and account_uid = ${key.accountUid}
        and region = ${key.region} and state = 'running'`;
    await sql`
      insert into collection_runs (tenant_id, run_id, collector, account_uid, region, occurrence, state, started_at)
      values (${ctx.tenantId}, ${runId}, ${key.collector}, ${key.accountUid}, ${key.region}, ${occurrence}, 'running', now())`;
  });
}

export interface RunEnd {
  state: 'succeeded' | 'partial' | 'failed';
  items: number;
  changes: object;
  errorClass: string | null;
  errorDetail: string | null;
}

export async function endRun(ctx: Scope, runId: string, end: RunEnd): Promise<void> {
  await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'collect' },
    (sql) => sql`
      update collection_runs set state = ${end.state}, finished_at = now(), items = ${end.items},
        changes = ${sql.json(end.changes as never)}, error_class = ${end.errorClass}, error_detail = ${end.errorDetail}
      where tenant_id = ${ctx.tenantId} and run_id = ${runId}`,
  );
}
