import type { Check, SnapshotBase } from '../../collectors/collector.ts';
import { COLLECTORS } from '../../collectors/registry.ts';

/** Every check of every collector, by its id. */
export const CHECKS_BY_ID: ReadonlyMap<string, Check<SnapshotBase>> = new Map(
  Object.values(COLLECTORS).flatMap((collector) => collector.checks.map((check) => [check.id, check] as const)),
);
