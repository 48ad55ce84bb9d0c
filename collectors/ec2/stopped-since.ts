import type { Ec2Instance, Ec2Snapshot } from './snapshot.ts';
import { daysBetween } from './check.ts';

/** After this many days a stopped instance is called forgotten (FSBP EC2.4 uses the same limit). */
export const LONG_STOPPED_DAYS = 30;

/**
 * When a stopped instance stopped, from the time that AWS writes into StateTransitionReason, e.g.
 * `User initiated (2025-01-05 10:12:13 GMT)`. null when it is not stopped or AWS gave no time.
 */
export function stoppedSince(instance: Pick<Ec2Instance, 'state' | 'stateTransitionReason'>): string | null {
  if (instance.state !== 'stopped') return null;
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(instance.stateTransitionReason);
  if (!match) return null;
  const since = new Date(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(since.getTime()) ? null : since.toISOString();
}

/** Ids of instances stopped for longer than `LONG_STOPPED_DAYS`; empty when instances were not read. */
export function longStopped({ instances, collectedAt }: Ec2Snapshot): Set<string> {
  if (!instances.ok) return new Set();
  const old = instances.value.filter(
    (instance) => (daysBetween(stoppedSince(instance), collectedAt) ?? 0) > LONG_STOPPED_DAYS,
  );
  return new Set(old.map(({ instanceId }) => instanceId));
}
