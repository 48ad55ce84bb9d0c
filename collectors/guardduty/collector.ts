import type { Collector } from '../collector.ts';
import { GUARDDUTY_APIS } from './apis.ts';
import { GUARDDUTY_CHECKS } from './checks.ts';
import { guarddutyDetections } from './detections.ts';
import { guarddutyInventory } from './inventory.ts';
import { readGuardDuty } from './read.ts';
import type { GuardDutySnapshot } from './snapshot.ts';

/** GuardDuty: whether it watches, region by region, and what it found since the last read. */
export const guarddutyCollector: Collector<GuardDutySnapshot> = {
  name: 'guardduty',
  scope: 'region',
  schedule: '*/5 * * * *',
  freshnessTargetMinutes: 15,
  deadlineMs: 4 * 60_000,
  actions: [...new Set(Object.values(GUARDDUTY_APIS).map(({ permission }) => permission))],
  checks: GUARDDUTY_CHECKS,
  read: readGuardDuty,
  inventory: guarddutyInventory,
  detections: guarddutyDetections,
  events: () => [],
  costs: () => [],
  cursor: ({ watermark }) => (watermark === null ? null : { updatedAt: watermark }),
};
