import type { CollectorName } from '../collectors/coverage.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { ACCOUNT_NAMES, REGIONS } from './accounts.ts';
import { createClock, DAY, HOUR, iso, lastCollection, MINUTE, startOfDay, weekEve } from './clock.ts';
import type { Clock } from './clock.ts';
import { isStale, lastStaleRead, snapshotOf, TARGETS } from './estate.ts';
import type { DemoSnapshot, DemoTarget } from './estate.ts';
import { createEvents } from './events/events.ts';

/** One moment of collection: what was read then, as the estate stood then. */
export interface DemoStep {
  /** ISO */
  at: string;
  label: string;
  snapshots: DemoSnapshot[];
}

/**
 * The reads that made the demo's history, oldest first: stored one after the other they open, resolve and reopen
 * findings at the right times. Reads that would show nothing new are left out. The last step is the estate of today.
 */
export function buildTimeline(now: Date): DemoStep[] {
  const present = createClock(now);
  const events = createEvents(present);
  const readUntil = new Map<string, number>();
  return planOf(present)
    .filter(({ at }) => at <= lastCollection(now))
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, label, targets }) => {
      const clock = createClock(now, at);
      const snapshots = targets.flatMap((target) => {
        const key = `${target.collector}|${target.account}|${target.region}`;
        const since = readUntil.get(key) ?? 0;
        readUntil.set(key, at);
        return snapshotOf(target, clock, events, since);
      });
      return { at: iso(at), label, snapshots };
    });
}

interface Plan {
  at: number;
  label: string;
  targets: readonly DemoTarget[];
}

function planOf({ now, story }: Clock): Plan[] {
  const daysAgo = (days: number, hour: number) => startOfDay(now) - days * DAY + hour * HOUR;
  return [
    {
      at: daysAgo(35, 9),
      label: 'the accounts are connected',
      targets: TARGETS.filter(({ collector }) => collector !== 'cost-explorer'),
    },
    {
      at: daysAgo(16, 6),
      label: 'two weeks ago',
      targets: [
        only('s3', 'production'),
        ...regional(['cloudtrail'], ACCOUNT_NAMES, ['us-east-1', 'eu-west-1']),
        ...regional(['guardduty'], ['production', 'staging'], ['us-east-1', 'eu-west-1']),
      ],
    },
    {
      at: lastStaleRead(new Date(now)),
      label: 'nine days ago',
      targets: [
        only('s3', 'staging'),
        only('iam', 'staging'),
        ...regional(['cloudtrail'], ['staging'], REGIONS),
        ...regional(['guardduty', 'ec2'], ['staging'], ['us-east-1']),
      ],
    },
    {
      at: daysAgo(7, 10),
      label: 'a week ago',
      targets: regional(['ec2'], ['staging'], ['eu-west-1']),
    },
    {
      at: weekEve(now) - 30 * MINUTE,
      label: 'the last Sunday',
      targets: [
        only('iam', 'production'),
        only('s3', 'production'),
        ...regional(['ec2', 'guardduty', 'cloudtrail'], ['production'], ['us-east-1', 'eu-west-1']),
      ],
    },
    {
      at: story.spikeDay + DAY + 6 * HOUR,
      label: 'the morning after the spike',
      targets: [
        ...regional(['ec2', 'guardduty', 'cloudtrail'], ['production'], ['ap-southeast-2']),
        ...regional(['guardduty', 'cloudtrail'], ['production'], ['us-east-1']),
      ],
    },
    { at: lastCollection(new Date(now)), label: 'today', targets: TARGETS.filter((target) => !isStale(target)) },
  ];
}

function only(collector: CollectorName, account: AccountName): DemoTarget {
  return { collector, account, region: 'global' };
}

function regional(
  collectors: readonly CollectorName[],
  accounts: readonly AccountName[],
  regions: readonly RegionName[],
): DemoTarget[] {
  return accounts.flatMap((account) =>
    collectors.flatMap((collector) => regions.map((region) => ({ collector, account, region }))),
  );
}
