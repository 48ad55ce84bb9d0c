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

export interface GroupedCosts {
  /** One of each key and currency: those of the leading currency first. */
  items: CostGroup[];
  nextCursor: null;
  total: number;
  /** The sum in `currency`; what is billed in others is in `totals` only. */
  billedCost: number;
  /** The currency of most rows of the bill; USD when there is none. */
  currency: string;
  totals: { currency: string; billedCost: number; effectiveCost: number }[];
}

/**
 * Days of [from, to), YYYY-MM-DD; reads exactly one view, since each holds all of the money. Amounts of different
 * currencies are never added.
 */
export async function groupCosts(
  sql: AnySql,
  tenantId: string,
  input: { from: string; to: string; groupBy: CostGrouping },
): Promise<GroupedCosts> {
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
  const within = sql`tenant_id = ${tenantId} and x_view = ${view}
    and charge_period_start >= ${input.from}::date and charge_period_start < ${input.to}::date`;
  const rows = await sql<CostGroup[]>`
    select ${key} as key, ${input.groupBy === 'account' ? sql`max(sub_account_name)` : sql`null::text`} as name,
      sum(billed_cost)::float8 as "billedCost", sum(effective_cost)::float8 as "effectiveCost",
      billing_currency as currency, bool_or(x_estimated) as estimated
    from cost_daily where ${within}
    group by 1, billing_currency order by ${input.groupBy === 'day' ? sql`1` : sql`3 desc, 1`}`;
  // The currency of most rows first, then that of the larger amount, as in the facts.
  const totals = await sql<GroupedCosts['totals']>`
    select billing_currency as currency, round(sum(billed_cost), 6)::float8 as "billedCost",
      round(sum(effective_cost), 6)::float8 as "effectiveCost"
    from cost_daily where ${within} group by 1 order by count(*) desc, sum(abs(billed_cost)) desc, 1`;
  return {
    items: totals.flatMap(({ currency }) => rows.filter((row) => row.currency === currency)),
    nextCursor: null,
    total: rows.length,
    billedCost: totals[0]?.billedCost ?? 0,
    currency: totals[0]?.currency ?? 'USD',
    totals: [...totals],
  };
}

const VIEWS: Record<CostGrouping, string> = {
  service: 'service_account',
  account: 'service_account',
  region: 'service_region',
  usageType: 'service_usage_type',
  day: 'service_account',
};
