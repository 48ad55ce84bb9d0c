import type { Collector } from '../collector.ts';
import { CLOUDTRAIL_APIS } from './apis.ts';
import { CLOUDTRAIL_CHECKS } from './checks.ts';
import { cloudtrailInventory } from './inventory.ts';
import { readCloudTrail } from './read.ts';
import { evaluateEventRules } from './rules/registry.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';

/** CloudTrail: the trails that record each region, the events since the last read, and what the event rules see in them. */
export const cloudtrailCollector: Collector<CloudTrailSnapshot> = {
  name: 'cloudtrail',
  scope: 'region',
  schedule: '*/5 * * * *',
  freshnessTargetMinutes: 20,
  // At two lookups a second, 300 pages of changes take 150 seconds.
  deadlineMs: 4.5 * 60_000,
  actions: [...new Set(Object.values(CLOUDTRAIL_APIS).map(({ permission }) => permission))],
  checks: CLOUDTRAIL_CHECKS,
  read: (session, context) => readCloudTrail(session, context),
  inventory: cloudtrailInventory,
  detections: ({ events, ownRoleArn, eventsCompleteFrom }) =>
    evaluateEventRules(events, { ownRoleArn, completeFrom: eventsCompleteFrom }),
  events: ({ events }) => events,
  costs: () => [],
  cursor: ({ nextCursor }) => nextCursor,
};
