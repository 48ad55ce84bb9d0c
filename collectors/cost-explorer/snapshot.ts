/**
 * What one read of Cost Explorer saw: daily cost of an account (with a payer's linked accounts), in three breakdowns of
 * usage and apart from them credits, refunds and tax. Amounts are signed numbers in `currency`; days are UTC.
 */
import type { SnapshotBase } from '../collector.ts';
import type { Read } from '../coverage.ts';

export interface CostExplorerSnapshot extends SnapshotBase {
  /** First day read, YYYY-MM-DD. */
  from: string;
  /** Last day read plus one: Cost Explorer's `End` is exclusive. */
  to: string;
  /** ISO 4217; the payer's billing currency, which a line may differ from. */
  currency: string;
  /** Names of linked accounts as Cost Explorer gave them. */
  accountNames: Record<string, string>;
  /** Usage (everything but credits, refunds and tax) by service × account. Answers "who spends what". */
  usageByAccount: Read<CostLine[]>;
  /** The same money by service × region. Never add two breakdowns together. */
  usageByRegion: Read<CostLine[]>;
  /** The same money by service × usage type. */
  usageByUsageType: Read<CostLine[]>;
  /** By service × account. */
  credits: Read<CostLine[]>;
  refunds: Read<CostLine[]>;
  tax: Read<CostLine[]>;
  /** What this read itself cost: AWS bills every page. */
  requests: { count: number; costUsd: number };
  /** Last month (YYYY-MM) known to be final: its days are no longer estimated and are not read again. */
  finalThroughMonth: string | null;
}

/** One day of one group. */
export interface CostLine {
  day: string;
  service: string;
  /** Account id, region or usage type, by the breakdown. */
  key: string;
  /** UnblendedCost: what the bill shows. */
  unblendedCost: number;
  /** AmortizedCost: upfront and recurring commitment fees spread over their days. */
  amortizedCost: number;
  /** Only the usage-type breakdown has a quantity of one unit; null elsewhere. */
  usageQuantity: number | null;
  usageUnit: string | null;
  /** ISO 4217, where it is not the snapshot's. */
  currency?: string;
  /** AWS may still change this day's amount. */
  estimated: boolean;
}
