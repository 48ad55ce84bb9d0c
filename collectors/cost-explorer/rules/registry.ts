import type { CostRow, Detection } from '../../collector.ts';
import { findNewRegions, findNewServices } from './first-seen.ts';
import { openLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { findMonthlyChanges } from './month-over-month.ts';
import { toDetection } from './movement.ts';
import type { Movement } from './movement.ts';
import { findSpikes } from './spike.ts';
import { findSustainedRises } from './sustained-rise.ts';

/** Every cost rule, by id. */
const RULES: Record<string, (ledger: Ledger) => Movement[]> = {
  cost_spike: findSpikes,
  cost_sustained_rise: findSustainedRises,
  cost_month_over_month_change: findMonthlyChanges,
  cost_new_service: findNewServices,
  cost_new_region: findNewRegions,
};

/** Ids of all cost rules. */
export const COST_RULE_IDS: string[] = Object.keys(RULES);

/** `asOf` is when the newest rows were read (ISO): its day is not over. `partition` defaults to `aws`. */
export interface CostRuleContext {
  asOf: string;
  partition?: string;
}

/**
 * Cost movements in daily rows, collected or imported. Pure, and stable: the same movement has the same key on every
 * evaluation, however many days have been added since. Rules that need more history than there is say nothing, so any
 * window may be given; 90 days serve all of them.
 */
export function evaluateCostRules(rows: readonly CostRow[], context: CostRuleContext): Detection[] {
  const ledger = openLedger(rows, context.asOf);
  return Object.values(RULES).flatMap((find) =>
    find(ledger).map((movement) => toDetection(movement, context.partition ?? 'aws', ledger.mainCurrency)),
  );
}
