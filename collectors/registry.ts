import type { Collector, CollectorName, SnapshotBase } from './collector.ts';

/** Every collector, by name. What one reads is only ever handed back to the same one. */
export const COLLECTORS: Partial<Record<CollectorName, Collector<SnapshotBase>>> = {};
