import type { Collector } from '../collector.ts';
import { S3_APIS } from './apis.ts';
import { S3_CHECKS } from './checks.ts';
import { s3Inventory } from './inventory.ts';
import { readS3 } from './read.ts';
import type { S3Snapshot } from './snapshot.ts';

/** S3: every bucket of the account in its own region, the account's block, and access points. Never an object. */
export const s3Collector: Collector<S3Snapshot> = {
  name: 's3',
  scope: 'account',
  schedule: '20 */2 * * *',
  freshnessTargetMinutes: 240,
  // 2,000 buckets with 13 calls each, at the pace S3 bears, take about ten minutes.
  deadlineMs: 20 * 60_000,
  actions: [...new Set(Object.values(S3_APIS).map(({ permission }) => permission))],
  checks: S3_CHECKS,
  read: readS3,
  inventory: s3Inventory,
  detections: () => [],
  events: () => [],
  costs: () => [],
  cursor: () => null,
};
