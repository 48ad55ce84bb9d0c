import type { CostRow } from '../collector.ts';
import type { Read } from '../coverage.ts';
import type { CostExplorerSnapshot, CostLine } from './snapshot.ts';

/**
 * Daily rows in FOCUS names: BilledCost is Cost Explorer's UnblendedCost, EffectiveCost its AmortizedCost. A view is
 * replaced as a whole when it is stored, so one that could not be read in full yields no row at all: usage without its
 * credits would look like a rise.
 */
export function costs(snapshot: CostExplorerSnapshot): CostRow[] {
  const { usageByAccount, credits, refunds, tax, usageByRegion, usageByUsageType } = snapshot;
  return [
    ...view([usageByAccount, credits, refunds, tax], (lines) => [
      ...lines[0]!.map((line) => accountRow(snapshot, line, usageCategory(line))),
      ...lines[1]!.map((line) => accountRow(snapshot, line, 'Credit')),
      ...lines[2]!.map((line) => accountRow(snapshot, line, 'Adjustment')),
      ...lines[3]!.map((line) => accountRow(snapshot, line, 'Tax')),
    ]),
    ...view([usageByRegion], ([lines]) =>
      lines!.map((line) => ({
        ...row(snapshot, line, usageCategory(line)),
        regionId: NO_REGION.has(line.key) ? null : line.key,
        xView: 'service_region' as const,
      })),
    ),
    ...view([usageByUsageType], ([lines]) =>
      lines!.map((line) => ({
        ...row(snapshot, line, usageCategory(line)),
        xUsageType: NO_USAGE_TYPE.has(line.key) ? null : line.key,
        consumedQuantity: line.usageQuantity,
        consumedUnit: line.usageUnit,
        xView: 'service_usage_type' as const,
      })),
    ),
  ];
}

function view(reads: Read<CostLine[]>[], toRows: (lines: CostLine[][]) => CostRow[]): CostRow[] {
  const lines = reads.flatMap((read) => (read.ok ? [read.value] : []));
  if (lines.length < reads.length) return [];
  return toRows(lines).filter(({ billedCost, effectiveCost }) => billedCost !== 0 || effectiveCost !== 0);
}

function accountRow(snapshot: CostExplorerSnapshot, line: CostLine, chargeCategory: string): CostRow {
  return {
    ...row(snapshot, line, chargeCategory),
    subAccountId: line.key,
    subAccountName: nameOf(snapshot, line.key),
    xView: 'service_account',
  };
}

function row(snapshot: CostExplorerSnapshot, line: CostLine, chargeCategory: string): Omit<CostRow, 'xView'> {
  return {
    day: line.day,
    subAccountId: snapshot.accountUid,
    subAccountName: nameOf(snapshot, snapshot.accountUid),
    serviceName: line.service,
    regionId: null,
    chargeCategory,
    billedCost: line.unblendedCost,
    effectiveCost: line.amortizedCost,
    listCost: null,
    billingCurrency: line.currency ?? snapshot.currency,
    consumedQuantity: null,
    consumedUnit: null,
    xUsageType: null,
    xEstimated: line.estimated,
  };
}

/** An account that calls itself `constructor` has no name either. */
function nameOf({ accountNames }: CostExplorerSnapshot, accountUid: string): string | null {
  return Object.hasOwn(accountNames, accountUid) ? accountNames[accountUid]! : null;
}

/** Savings Plans fees are services of their own in Cost Explorer and purchases in FOCUS. */
function usageCategory({ service }: CostLine): string {
  return service.startsWith('Savings Plans for') ? 'Purchase' : 'Usage';
}

const NO_REGION = new Set(['', 'NoRegion']);
const NO_USAGE_TYPE = new Set(['', 'NoUsageType']);
