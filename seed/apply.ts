import type { Collected } from '../collectors/collector.ts';
import { evaluate } from '../collectors/evaluate.ts';
import { COLLECTORS } from '../collectors/registry.ts';
import { DEMO_ACCOUNTS } from './accounts.ts';
import type { DemoAccount } from './accounts.ts';
import type { DemoSnapshot } from './estate.ts';
import { buildTimeline } from './timeline.ts';

/** Raised when the estate changes, so that a seeded database knows that it holds another one. */
export const SEED_VERSION = '6';

export interface SeedDependencies {
  /** The demo's clock: it decides every date of the estate. */
  now: Date;
  /** Makes the three accounts known, before anything of theirs is stored. */
  registerAccounts(accounts: readonly DemoAccount[]): Promise<void>;
  /** Stores what one snapshot yields, whole or not at all. */
  store(collected: Collected): Promise<void>;
  /** Derives cost findings from the stored days, as of an ISO instant: one read holds too few of them for the rules. */
  runCostRules(asOf: string): Promise<void>;
  /** Told after each moment of collection. */
  onStep?(step: { at: string; label: string; snapshots: number }): void;
}

export interface SeedReport {
  steps: number;
  snapshots: number;
  events: number;
  costs: number;
}

/**
 * Runs the demo's history through the same checks and stores as a real collection, oldest moment first. It expects an
 * empty demo tenant: the caller remembers `SEED_VERSION` and the clock, and clears the tenant before seeding anew.
 * An error of the store ends it and is passed on; what was stored stays, and a fresh start repeats all.
 */
export async function seedDemo(dependencies: SeedDependencies): Promise<SeedReport> {
  const { now, registerAccounts, store, runCostRules, onStep } = dependencies;
  const report: SeedReport = { steps: 0, snapshots: 0, events: 0, costs: 0 };
  await registerAccounts(DEMO_ACCOUNTS);
  for (const { at, label, snapshots } of buildTimeline(now)) {
    for (const snapshot of snapshots) {
      const collected = evaluateDemo(snapshot);
      await store(collected);
      report.snapshots += 1;
      report.events += collected.events.length;
      report.costs += collected.costs.length;
    }
    report.steps += 1;
    if (snapshots.some(({ collector }) => collector === 'cost-explorer')) await runCostRules(at);
    onStep?.({ at, label, snapshots: snapshots.length });
  }
  return report;
}

/** What the snapshot's own collector makes of it. Throws when the registry has no collector of that name. */
export function evaluateDemo({ collector, snapshot }: DemoSnapshot): Collected {
  const found = COLLECTORS[collector];
  if (!found) throw new Error(`No collector is called ${collector}`);
  return evaluate(found, snapshot);
}
