/**
 * Daily cost rows as series, for rules to look at. Only usage counts: credits, refunds, tax and purchases of
 * commitments move for other reasons. The metric is BilledCost. Rows of two views are never added together.
 */
import type { CostRow } from '../../collector.ts';

/** One line of cost over the days of the ledger. A day without a row of this line is 0; a day without any row is no day. */
export interface Series {
  accountUid: string;
  accountName: string | null;
  service: string;
  currency: string;
  /** Amount per day, in the order of `Ledger.days`. */
  amounts: number[];
}

/** A part of a service's cost: one region or one usage type. */
export interface Part {
  service: string;
  name: string;
  currency: string;
  amounts: number[];
}

export interface Ledger {
  /** Days with data, ascending, YYYY-MM-DD. */
  days: string[];
  /** The day of `asOf`: it is not over, so its amounts are partial. */
  today: string;
  /** Days of which AWS says that the amounts may still change. */
  estimated: Set<string>;
  /** By account and service. */
  services: Series[];
  /** Breakdowns of a service; within one account where the rows tell, else across all accounts read. */
  regionsOf(series: Series): Part[];
  usageTypesOf(series: Series): Part[];
  /** Every service × usage type and service × region, across accounts. */
  usageTypes: Part[];
  regions: Part[];
  /** What most rows are billed in; amounts of two currencies are never added. */
  mainCurrency: string;
  /** True when breakdowns hold one account only, so that shares are exact for it. */
  breakdownsPerAccount: boolean;
}

/** Builds the ledger from stored or imported rows. With both collected and imported (`focus`) rows, collected ones win. */
export function openLedger(rows: readonly CostRow[], asOf: string): Ledger {
  const usage = rows.filter(({ chargeCategory }) => chargeCategory === 'Usage');
  const collected = usage.some(({ xView }) => xView === 'service_account');
  const main = usage.filter(({ xView }) => xView === (collected ? 'service_account' : 'focus'));
  const byRegion = collected ? usage.filter(({ xView }) => xView === 'service_region') : main;
  const byUsageType = collected ? usage.filter(({ xView }) => xView === 'service_usage_type') : main;
  const days = [...new Set(main.map(({ day }) => day))].toSorted();
  const index = new Map(days.map((day, position) => [day, position]));
  const accounts = new Set(main.map(({ subAccountId }) => subAccountId));
  const parts = (from: CostRow[], nameOf: (row: CostRow) => string | null) =>
    [
      ...sum(from, index, (row) =>
        nameOf(row) === null ? null : [row.serviceName, nameOf(row)!, row.billingCurrency],
      ).values(),
    ].map(({ row, amounts }) => ({
      service: row.serviceName,
      name: nameOf(row)!,
      currency: row.billingCurrency,
      amounts,
    }));
  const within = (from: CostRow[], nameOf: (row: CostRow) => string | null) => (series: Series) =>
    parts(
      from.filter(
        (row) =>
          row.serviceName === series.service &&
          row.billingCurrency === series.currency &&
          (collected || row.subAccountId === series.accountUid),
      ),
      nameOf,
    );
  return {
    days,
    today: asOf.slice(0, 10),
    estimated: new Set(main.filter(({ xEstimated }) => xEstimated).map(({ day }) => day)),
    services: [...sum(main, index, (row) => [row.subAccountId, row.serviceName, row.billingCurrency]).values()].map(
      ({ row, amounts }) => ({
        accountUid: row.subAccountId,
        accountName: row.subAccountName,
        service: row.serviceName,
        currency: row.billingCurrency,
        amounts,
      }),
    ),
    regionsOf: within(byRegion, regionName),
    usageTypesOf: within(byUsageType, usageTypeName),
    usageTypes: parts(byUsageType, usageTypeName),
    regions: parts(byRegion, regionName),
    mainCurrency: mostFrequent(main.map(({ billingCurrency }) => billingCurrency)),
    breakdownsPerAccount: !collected || accounts.size === 1,
  };
}

function mostFrequent(currencies: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const currency of currencies) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? 'USD';
}

function regionName({ regionId }: CostRow): string | null {
  return regionId;
}

function usageTypeName({ xUsageType }: CostRow): string | null {
  return xUsageType;
}

function sum(
  rows: readonly CostRow[],
  index: ReadonlyMap<string, number>,
  keyOf: (row: CostRow) => string[] | null,
): Map<string, { row: CostRow; amounts: number[] }> {
  const sums = new Map<string, { row: CostRow; amounts: number[] }>();
  for (const row of rows) {
    const key = keyOf(row)?.join('\u0000');
    const position = index.get(row.day);
    if (key === undefined || position === undefined || !Number.isFinite(row.billedCost)) continue;
    const known = sums.get(key) ?? { row, amounts: Array.from<number>({ length: index.size }).fill(0) };
    sums.set(key, known);
    known.amounts[position]! += row.billedCost;
  }
  return sums;
}
