/** Bills that an import holds as a whole: what they no longer hold goes. */
import type { Ctx } from '../../context.ts';
import type { TransactionSql } from '../../db/connect.ts';
import { withTenant } from '../../db/tenant.ts';
import { raiseDataVersion } from '../../estate/data-version.ts';

/** One bill: its account, and the first day of its period. */
export interface Bill {
  accountUid: string;
  period: string;
}

/** The bills of which an import has shown at least one line. */
export interface Bills {
  add(accountUid: string | null, period: string | null): void;
  all(): Bill[];
}

export function createBills(): Bills {
  const bills = new Map<string, Bill>();
  return {
    add(accountUid, period) {
      if (accountUid !== null && period !== null) bills.set(`${accountUid} ${period}`, { accountUid, period });
    },
    all: () => [...bills.values()],
  };
}

/** Lines of one transaction: short locks, and on the embedded database a short stop. */
const BATCH = 5000;

/**
 * Takes the lines out of these bills that this import (`importId`) has not shown, with what they had added to the costs.
 * Answers how many went and on which days. After a kill, importing again ends it. Only for bills that came whole.
 */
export async function removeVanished(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  bills: Bill[],
  importId: string,
  batchSize = BATCH,
): Promise<{ removed: number; days: string[] }> {
  const days = new Set<string>();
  let removed = 0;
  for (const bill of bills)
    for (let gone = batchSize; gone >= batchSize; removed += gone)
      gone = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
        const batch = await removeSome(sql, ctx.tenantId, bill, importId, batchSize);
        for (const { day } of batch) days.add(day);
        if (batch.length > 0) await raiseDataVersion(sql, ctx.tenantId);
        return batch.reduce((sum, { lines }) => sum + lines, 0);
      });
  return { removed, days: [...days].toSorted() };
}

/** A cost that no line is left of goes too: a service that was never charged for must not stand there with nothing. */
async function removeSome(
  sql: TransactionSql,
  tenantId: string,
  { accountUid, period }: Bill,
  importId: string,
  limit: number,
): Promise<{ day: string; lines: number }[]> {
  const sums = await sql<{ day: string; key: string; lines: number }[]>`
    with gone as (
      delete from imported_lines where tenant_id = ${tenantId} and fingerprint in (
        select fingerprint from imported_lines
        where tenant_id = ${tenantId} and billing_account_id = ${accountUid} and billing_period = ${period}::date
          and import_id is distinct from ${importId}::uuid
        limit ${limit}::int)
      returning charge_period_start, cost_key, billed_cost, effective_cost, list_cost, consumed_quantity
    ), sums as (
      select charge_period_start, cost_key, count(*)::int as lines, sum(billed_cost) as billed,
        sum(effective_cost) as effective, coalesce(sum(list_cost), 0) as list,
        coalesce(sum(consumed_quantity), 0) as consumed
      from gone group by 1, 2
    ), less as (
      update cost_daily c set billed_cost = c.billed_cost - s.billed, effective_cost = c.effective_cost - s.effective,
        list_cost = c.list_cost - s.list, consumed_quantity = c.consumed_quantity - s.consumed, updated_at = now()
      from sums s
      where c.tenant_id = ${tenantId} and c.charge_period_start = s.charge_period_start and c.cost_key = s.cost_key
    )
    select charge_period_start::text as day, cost_key as key, lines from sums`;
  await sql`
    delete from cost_daily c
    using jsonb_to_recordset(${sql.json(sums)}::jsonb) as s(day date, key text)
    where c.tenant_id = ${tenantId} and c.charge_period_start = s.day and c.cost_key = s.key and c.billed_cost = 0
      and c.effective_cost = 0 and coalesce(c.list_cost, 0) = 0 and coalesce(c.consumed_quantity, 0) = 0
      and not exists (
        select 1 from imported_lines l
        where l.tenant_id = c.tenant_id and l.charge_period_start = c.charge_period_start and l.cost_key = c.cost_key)`;
  return sums;
}
