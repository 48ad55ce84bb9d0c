/**
 * The demo estate: what the six collectors would have read of Larkfield's three accounts. Nothing here says what is a
 * finding; the checks do. The same clock always gives the same estate.
 */
import type { CollectorName } from '../collectors/coverage.ts';
import type { CloudTrailSnapshot } from '../collectors/cloudtrail/snapshot.ts';
import type { CostExplorerSnapshot } from '../collectors/cost-explorer/snapshot.ts';
import type { Ec2Snapshot } from '../collectors/ec2/snapshot.ts';
import type { GuardDutySnapshot } from '../collectors/guardduty/snapshot.ts';
import type { IamSnapshot } from '../collectors/iam/snapshot.ts';
import type { S3Snapshot } from '../collectors/s3/snapshot.ts';
import { ACCOUNT_NAMES, DEMO_ACCOUNTS, REGIONS } from './accounts.ts';
import type { AccountName, DemoAccount, RegionName } from './accounts.ts';
import { createClock, DAY, HOUR, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { costSnapshot } from './costs/costs.ts';
import { guarddutySnapshot } from './detectors.ts';
import { createEvents } from './events/events.ts';
import type { Events } from './events/events.ts';
import { ec2Snapshot } from './ec2.ts';
import { iamSnapshot } from './identity/iam.ts';
import { s3Snapshot } from './s3.ts';
import { cloudtrailSnapshot } from './trails.ts';

/** A snapshot with the name of the collector that it belongs to. */
export type DemoSnapshot =
  | { collector: 'iam'; snapshot: IamSnapshot }
  | { collector: 's3'; snapshot: S3Snapshot }
  | { collector: 'ec2'; snapshot: Ec2Snapshot }
  | { collector: 'guardduty'; snapshot: GuardDutySnapshot }
  | { collector: 'cloudtrail'; snapshot: CloudTrailSnapshot }
  | { collector: 'cost-explorer'; snapshot: CostExplorerSnapshot };

export interface DemoEstate {
  /** ISO: the clock it was built for. */
  now: string;
  accounts: readonly DemoAccount[];
  /** Everything as it stands now; the stale read is as old as it is. */
  snapshots: DemoSnapshot[];
}

/** One read to be made: a collector, an account and, where the collector goes by region, a region. */
export interface DemoTarget {
  collector: CollectorName;
  account: AccountName;
  region: RegionName | 'global';
}

/** The estate as it stands at `now`. Pure; takes some tens of milliseconds. */
export function buildEstate(now: Date): DemoEstate {
  const clock = createClock(now);
  const events = createEvents(clock);
  return {
    now: iso(clock.now),
    accounts: DEMO_ACCOUNTS,
    snapshots: TARGETS.flatMap((target) =>
      snapshotOf(target, isStale(target) ? createClock(now, lastStaleRead(now)) : clock, events, 0),
    ),
  };
}

/** Our access to staging's buckets ended after the read nine days ago; nobody noticed. */
export function isStale({ collector, account }: DemoTarget): boolean {
  return collector === 's3' && account === 'staging';
}

/** When staging's buckets were read for the last time. */
export function lastStaleRead(now: Date): number {
  return startOfDay(now.getTime()) - 9 * DAY + 6 * HOUR;
}

/** Every read that a full round makes. */
export const TARGETS: readonly DemoTarget[] = [
  ...ACCOUNT_NAMES.flatMap((account) => [
    { collector: 'iam' as const, account, region: 'global' as const },
    { collector: 's3' as const, account, region: 'global' as const },
    ...REGIONS.flatMap((region) => [
      { collector: 'ec2' as const, account, region },
      { collector: 'guardduty' as const, account, region },
      { collector: 'cloudtrail' as const, account, region },
    ]),
  ]),
  // Production pays for all three.
  { collector: 'cost-explorer', account: 'production', region: 'global' },
];

/** What a read sees at the clock's moment. CloudTrail gives the events after `since`, in milliseconds. */
export function snapshotOf(
  { collector, account, region }: DemoTarget,
  clock: Clock,
  events: Events,
  since: number,
): DemoSnapshot[] {
  if (collector === 'iam') return [{ collector, snapshot: iamSnapshot(account, clock) }];
  if (collector === 's3') return [{ collector, snapshot: s3Snapshot(account, clock) }];
  if (collector === 'cost-explorer') return [{ collector, snapshot: costSnapshot(clock) }];
  if (region === 'global') return [];
  if (collector === 'ec2') return [{ collector, snapshot: ec2Snapshot(account, region, clock) }];
  if (collector === 'guardduty') return [{ collector, snapshot: guarddutySnapshot(account, region, clock) }];
  return [{ collector, snapshot: cloudtrailSnapshot(account, region, clock, events, since) }];
}
