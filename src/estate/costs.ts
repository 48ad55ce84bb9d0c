/** Daily cost in FOCUS names. A row is one day's sum over its dimensions within one view; views are never added up. */
import { createHash } from 'node:crypto';
import type { AnySql, TransactionSql } from '../db/connect.ts';

export interface CostInput {
  day: string;
  billingAccountId?: string | null;
  subAccountId: string;
  subAccountName: string | null;
  serviceName: string;
  regionId: string | null;
  chargeCategory: string;
  billedCost: number;
  effectiveCost: number;
  listCost: number | null;
  billingCurrency: string;
  consumedQuantity: number | null;
  consumedUnit: string | null;
  xUsageType: string | null;
  xEstimated: boolean;
  xView: 'service_account' | 'service_region' | 'service_usage_type' | 'focus';
}

/** Identity of a cost row besides its day. */
export function costKey(row: CostInput): string {
  const dimensions = [
    row.xView,
    row.billingAccountId ?? '',
    row.subAccountId,
    row.serviceName,
    row.regionId ?? '',
    row.chargeCategory,
    row.xUsageType ?? '',
    row.billingCurrency,
    row.consumedUnit ?? '',
  ];
  return createHash('sha256').update(dimensions.join('\u0000')).digest('hex').slice(0, 32);
}

/** Replaces the days read of the views read: Cost Explorer restates them until they are final. */
export async function replaceCosts(sql: TransactionSql, tenantId: string, rows: CostInput[]): Promise<number> {
  if (rows.length === 0) return 0;
  const days = [...new Set(rows.map((row) => row.day))];
  const views = [...new Set(rows.map((row) => row.xView))];
  const accounts = [...new Set(rows.map((row) => row.subAccountId))];
  await sql`
    delete from cost_daily where tenant_id = ${tenantId} and x_view = any(${views}::text[])
      and charge_period_start = any(${days}::date[]) and sub_account_id = any(${accounts}::text[]) and not imported`;
  await writeCosts(sql, tenantId, rows, { imported: false, add: false });
  return rows.length;
}

/** Adds the sums of imported bill lines to what is there; the caller has dropped lines that were counted before. */
export async function addCosts(sql: TransactionSql, tenantId: string, rows: CostInput[]): Promise<void> {
  if (rows.length > 0) await writeCosts(sql, tenantId, rows, { imported: true, add: true });
}

async function writeCosts(
  sql: TransactionSql,
  tenantId: string,
  rows: CostInput[],
  options: { imported: boolean; add: boolean },
): Promise<void> {
  const payload = [...sumByKey(rows).values()].map(({ row, key }) => ({
    tenant_id: tenantId,
    charge_period_start: row.day,
    cost_key: key,
    x_view: row.xView,
    billing_account_id: row.billingAccountId ?? null,
    sub_account_id: row.subAccountId,
    sub_account_name: row.subAccountName,
    service_name: row.serviceName,
    region_id: row.regionId,
    charge_category: row.chargeCategory,
    billed_cost: row.billedCost,
    effective_cost: row.effectiveCost,
    list_cost: row.listCost,
    billing_currency: row.billingCurrency,
    consumed_quantity: row.consumedQuantity,
    consumed_unit: row.consumedUnit,
    x_usage_type: row.xUsageType,
    x_estimated: row.xEstimated,
    imported: options.imported,
    updated_at: new Date().toISOString(),
  }));
  await sql`
    insert into cost_daily as c
    select * from jsonb_populate_recordset(null::cost_daily, ${sql.json(payload as never)}::jsonb)
    on conflict (tenant_id, charge_period_start, cost_key) do update set
      billed_cost = excluded.billed_cost + case when ${options.add} then c.billed_cost else 0 end,
      effective_cost = excluded.effective_cost + case when ${options.add} then c.effective_cost else 0 end,
      list_cost = coalesce(excluded.list_cost, 0) + case when ${options.add} then coalesce(c.list_cost, 0) else 0 end,
      consumed_quantity = coalesce(excluded.consumed_quantity, 0)
        + case when ${options.add} then coalesce(c.consumed_quantity, 0) else 0 end,
      sub_account_name = coalesce(excluded.sub_account_name, c.sub_account_name),
      x_estimated = excluded.x_estimated, updated_at = excluded.updated_at`;
}

function sumByKey(rows: CostInput[]): Map<string, { row: CostInput; key: string }> {
  const sums = new Map<string, { row: CostInput; key: string }>();
  for (const row of rows) {
    const key = costKey(row);
    const known = sums.get(`${row.day}|${key}`);
    if (!known) sums.set(`${row.day}|${key}`, { row: { ...row }, key });
    else {
      known.row.billedCost += row.billedCost;
      known.row.effectiveCost += row.effectiveCost;
      known.row.listCost = row.listCost === null ? known.row.listCost : (known.row.listCost ?? 0) + row.listCost;
      known.row.consumedQuantity =
        row.consumedQuantity === null
          ? known.row.consumedQuantity
          : (known.row.consumedQuantity ?? 0) + row.consumedQuantity;
    }
  }
  return sums;
}

/** Daily rows of [from, to) (YYYY-MM-DD), as cost rules take them. */
export async function readCosts(
  sql: AnySql,
  tenantId: string,
  range: { from: string; to: string },
): Promise<CostInput[]> {
  return sql<CostInput[]>`
    select to_char(charge_period_start, 'YYYY-MM-DD') as day, billing_account_id as "billingAccountId",
      sub_account_id as "subAccountId", sub_account_name as "subAccountName", service_name as "serviceName",
      region_id as "regionId", charge_category as "chargeCategory", billed_cost::float8 as "billedCost",
      effective_cost::float8 as "effectiveCost", list_cost::float8 as "listCost",
      billing_currency as "billingCurrency", consumed_quantity::float8 as "consumedQuantity",
      consumed_unit as "consumedUnit", x_usage_type as "xUsageType", x_estimated as "xEstimated", x_view as "xView"
    from cost_daily
    where tenant_id = ${tenantId} and charge_period_start >= ${range.from}::date and charge_period_start < ${range.to}::date
    order by charge_period_start, cost_key`;
}
