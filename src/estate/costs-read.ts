/** Cost grouped by one dimension, for lists. The sums are the same as the cost facts give. */
import type { AnySql } from '../db/connect.ts';

export type CostGrouping = 'service' | 'account' | 'region' | 'usageType' | 'day';

export interface CostGroup {
  key: string;
  name: string | null;
  billedCost: number;
  effectiveCost: number;
  currency: string;
  estimated: boolean;
}

/** Days of [from, to), YYYY-MM-DD; reads exactly one view, since each holds all of the money. */
export async function groupCosts(
  sql: AnySql,
  tenantId: string,
  input: { from: string; to: string; groupBy: CostGrouping },
): Promise<{ items: CostGroup[]; nextCursor: null; total: number; billedCost: number }> {
  const collected = await sql`
    select 1 from cost_daily where tenant_id = ${tenantId} and x_view = 'service_account'
      and charge_period_start >= ${input.from}::date and charge_period_start < ${input.to}::date limit 1`;
  const view = collected.length === 0 ? 'focus' : VIEWS[input.groupBy];
  const key = {
    service: sql`service_name`,
    account: sql`sub_account_id`,
    region: sql`coalesce(region_id, 'no region')`,
    usageType: sql`coalesce(x_usage_type, service_name)`,
    day: sql`to_char(charge_period_start, 'YYYY-MM-DD')`,
  }[input.groupBy];
  const items = await sql<CostGroup[]>`
    select ${key} as key, ${input.groupBy === 'account' ? sql`max(sub_account_name)` : sql`null::text`} as name,
      sum(billed_cost)::float8 as "billedCost", sum(effective_cost)::float8 as "effectiveCost",
      max(billing_currency) as currency, bool_or(x_estimated) as estimated
    from cost_daily where tenant_id = ${tenantId} and x_view = ${view}
      and charge_period_start >= ${input.from}::date and charge_period_start < ${input.to}::date
    group by 1 order by ${input.groupBy === 'day' ? sql`1` : sql`3 desc, 1`}`;
  const billedCost = items.reduce((sum, item) => sum + item.billedCost, 0);
  return { items: [...items], nextCursor: null, total: items.length, billedCost: Math.round(billedCost * 1e6) / 1e6 };
}

const VIEWS: Record<CostGrouping, string> = {
  service: 'service_account',
  account: 'service_account',
  region: 'service_region',
  usageType: 'service_usage_type',
  day: 'service_account',
};
