import type { Collector } from '../collector.ts';
import { costs } from './costs.ts';
import { COST_EXPLORER_ACTIONS, readCostExplorer } from './read.ts';
import type { CostExplorerSnapshot } from './snapshot.ts';

/**
 * Daily cost of an account and its linked accounts, at most three reads a day since each page is billed. Movements are
 * found by the rules over the stored rows (`rules/registry.ts`), not over one read: a read holds a few days only.
 */
export const costExplorerCollector: Collector<CostExplorerSnapshot> = {
  name: 'cost-explorer',
  scope: 'account',
  schedule: '41 3,11,19 * * *',
  freshnessTargetMinutes: 24 * 60,
  deadlineMs: 10 * 60_000,
  actions: COST_EXPLORER_ACTIONS,
  checks: [],
  read: readCostExplorer,
  inventory: () => [],
  detections: () => [],
  events: () => [],
  costs,
  cursor,
};

/** Moves only past what was read whole: with a breakdown missing, the same days are read again. */
function cursor(snapshot: CostExplorerSnapshot): Record<string, string> | null {
  const { usageByAccount, usageByRegion, usageByUsageType, credits, refunds, tax, finalThroughMonth, to } = snapshot;
  const whole = [usageByAccount, usageByRegion, usageByUsageType, credits, refunds, tax].every((read) => read.ok);
  if (!whole || finalThroughMonth === null) return null;
  return { finalThroughMonth, readThrough: to };
}
