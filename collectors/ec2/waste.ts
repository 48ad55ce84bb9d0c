import type { Severity } from '../collector.ts';
import type { Tags } from './snapshot.ts';

/** From this much a month on, waste is worth a person's morning. */
const MEDIUM_FROM_USD = 100;

export function wasteSeverity(monthlyUsd: number): Severity {
  return monthlyUsd >= MEDIUM_FROM_USD ? 'medium' : 'low';
}

/**
 * How sure we are that something is waste, 0–100. Tags that ask to keep it, membership in an Auto Scaling group and
 * management by a backup tool each lower it, since someone or something may want it as it is.
 */
export function wasteConfidence(base: number, tags: Tags): number {
  const names = Object.keys(tags).map((name) => name.toLowerCase());
  const kept = names.some((name) => /^(keep|retain|do-?not-?delete|dnd)$/.test(name)) ? 30 : 0;
  const scaled = names.includes('aws:autoscaling:groupname') ? 20 : 0;
  const managed = names.some((name) => name.startsWith('aws:dlm:') || name.startsWith('aws:backup:')) ? 20 : 0;
  return Math.max(10, base - kept - scaled - managed);
}

/** "USD 12.50". */
export function usd(amountUsd: number): string {
  return `USD ${amountUsd.toFixed(2)}`;
}
