import type { Collector, CollectorName, SnapshotBase } from './collector.ts';

/** A collector as its runner sees it: the snapshot it reads is only ever handed back to it. */
export interface RegisteredCollector extends Omit<
  Collector<SnapshotBase>,
  'checks' | 'read' | 'inventory' | 'detections' | 'events' | 'costs' | 'cursor'
> {
  checks: Omit<Collector<SnapshotBase>['checks'][number], 'evaluate'>[];
}

/** Every collector, by name. */
export const COLLECTORS: Partial<Record<CollectorName, RegisteredCollector>> = {};
