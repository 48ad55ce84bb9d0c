import type { Collector } from '../collector.ts';
import { EC2_CHECKS } from './checks.ts';
import { inventory } from './inventory.ts';
import { EC2_ACTIONS, readEc2 } from './read.ts';
import type { Ec2Snapshot } from './snapshot.ts';

/** EC2, EBS, addresses, images and VPC networks: one read per account and region, hourly. */
export const ec2Collector: Collector<Ec2Snapshot> = {
  name: 'ec2',
  scope: 'region',
  schedule: '17 * * * *',
  freshnessTargetMinutes: 180,
  deadlineMs: 15 * 60_000,
  actions: EC2_ACTIONS,
  checks: EC2_CHECKS,
  read: readEc2,
  inventory,
  detections: () => [],
  events: () => [],
  costs: () => [],
  cursor: () => null,
};
