import { describe, expect, it } from 'vitest';
import type { CloudTrailSnapshot } from '../collectors/cloudtrail/snapshot.ts';
import type { Read } from '../collectors/coverage.ts';
import type { CostExplorerSnapshot, CostLine } from '../collectors/cost-explorer/snapshot.ts';
import type { Ec2Snapshot } from '../collectors/ec2/snapshot.ts';
import type { GuardDutySnapshot } from '../collectors/guardduty/snapshot.ts';
import type { IamSnapshot } from '../collectors/iam/snapshot.ts';
import type { S3Snapshot } from '../collectors/s3/snapshot.ts';
import { buildEstate } from './estate.ts';
import type { DemoEstate } from './estate.ts';

const THURSDAY = new Date('2026-11-19T10:00:00Z');
/** A Tuesday, a Monday, a Sunday, the first minutes of a week, New Year, and a leap day. */
const OTHER_DAYS = [
  '2026-11-17T10:00:00Z',
  '2026-11-16T15:30:00Z',
  '2026-11-22T22:45:00Z',
  '2026-11-16T00:05:00Z',
  '2027-01-01T08:00:00Z',
  '2028-02-29T23:59:59Z',
];

describe('the demo estate', () => {
  const estate = buildEstate(THURSDAY);

  it('is the same for the same clock', () => {
    expect(JSON.stringify(buildEstate(THURSDAY))).toBe(JSON.stringify(estate));
  });

  it('is as large as a real one', () => {
    const ec2 = snapshots(estate, 'ec2');
    const count = <T>(lists: Read<T[]>[]) => lists.flatMap(values).length;
    // Four instances of staging in eu-west-1 are known from before our access there ended.
    expect(count(ec2.map(({ instances }) => instances))).toBe(116);
    expect(count(ec2.map(({ volumes }) => volumes))).toBeGreaterThan(170);
    expect(count(ec2.map(({ snapshots: list }) => list))).toBeGreaterThan(120);
    expect(count(ec2.map(({ securityGroups }) => securityGroups))).toBeGreaterThan(25);
    expect(count(ec2.map(({ addresses }) => addresses))).toBeGreaterThan(15);
    const iam = snapshots(estate, 'iam');
    expect(iam.flatMap(({ authorization }) => authorization.users)).toHaveLength(45);
    expect(iam.flatMap(({ authorization }) => authorization.roles)).toHaveLength(60);
    expect(snapshots(estate, 's3').flatMap(({ buckets }) => buckets)).toHaveLength(40);
    const threats = snapshots(estate, 'guardduty').flatMap(({ findings }) => values(findings));
    expect(threats).toHaveLength(15);
    const events = snapshots(estate, 'cloudtrail').flatMap((snapshot) => snapshot.events);
    expect(events.length).toBeGreaterThan(4800);
    expect(events.length).toBeLessThan(5600);
  });

  it('has every id once', () => {
    const ec2 = snapshots(estate, 'ec2');
    const ids = [
      ...ec2.flatMap(({ instances }) => values(instances).map(({ instanceId }) => instanceId)),
      ...ec2.flatMap(({ volumes }) => values(volumes).map(({ volumeId }) => volumeId)),
      ...ec2.flatMap(({ snapshots: list }) => values(list).map(({ snapshotId }) => snapshotId)),
      ...ec2.flatMap(({ securityGroups }) => values(securityGroups).map(({ groupId }) => groupId)),
      ...ec2.flatMap(({ addresses }) => values(addresses).map(({ publicIp }) => publicIp)),
      ...snapshots(estate, 'cloudtrail').flatMap(({ events }) => events.map(({ eventId }) => eventId)),
      ...snapshots(estate, 'guardduty').flatMap(({ findings }) => values(findings).map(({ id }) => id)),
    ];
    expect(repeated(ids)).toEqual([]);
    const private_ = ec2.flatMap((snapshot) =>
      values(snapshot.instances).map(({ vpcId, privateIp }) => `${vpcId} ${privateIp}`),
    );
    expect(repeated(private_)).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    for (const snapshot of snapshots(estate, 'ec2')) {
      const groups = new Set(values(snapshot.securityGroups).map(({ groupId }) => groupId));
      const subnets = new Set(values(snapshot.subnets).map(({ subnetId }) => subnetId));
      const volumes = new Map(values(snapshot.volumes).map((volume) => [volume.volumeId, volume]));
      const images = new Set(
        [...values(snapshot.images), ...values(snapshot.foreignImages)].map(({ imageId }) => imageId),
      );
      for (const instance of values(snapshot.instances)) {
        expect(instance.securityGroupIds.filter((id) => !groups.has(id))).toEqual([]);
        expect(subnets.has(instance.subnetId!)).toBe(true);
        expect(images.has(instance.imageId!)).toBe(true);
        for (const id of instance.volumeIds)
          expect(volumes.get(id)?.attachments[0]?.instanceId).toBe(instance.instanceId);
      }
    }
    const profiles = snapshots(estate, 'ec2').flatMap(({ instances }) =>
      values(instances).flatMap(({ instanceProfileArn }) => instanceProfileArn ?? []),
    );
    const roles = new Set(
      snapshots(estate, 'iam').flatMap(({ authorization }) => authorization.roles.map(({ arn }) => arn)),
    );
    expect(profiles.filter((arn) => !roles.has(arn.replace(':instance-profile/', ':role/')))).toEqual([]);
  });

  it('splits one bill three ways that agree to the cent, for ninety days', () => {
    const [cost] = snapshots(estate, 'cost-explorer');
    const views = [cost!.usageByAccount, cost!.usageByRegion, cost!.usageByUsageType].map(byDay);
    expect(views[0]!.size).toBe(90);
    for (const [day, total] of views[0]!) {
      expect(views[1]!.get(day)).toBeCloseTo(total, 6);
      expect(views[2]!.get(day)).toBeCloseTo(total, 6);
    }
    expect(cost!.from).toBe('2026-08-21');
    expect(cost!.to).toBe('2026-11-19');
  });

  it.each([THURSDAY.toISOString(), ...OTHER_DAYS])('holds nothing from after %s', (day) => {
    const other = buildEstate(new Date(day));
    expect(latestPast(other)).toEqual([]);
  });
});

/** Times in the future, by the field that holds them; ends of validity are meant to lie there. */
function latestPast(estate: DemoEstate): string[] {
  const ahead = new Set(['validUntil', 'expiresAt', 'end', 'deprecationTime', 'expiration']);
  const found: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (/^\d{4}-\d\d-\d\dT/.test(value) && value > estate.now && !ahead.has(key)) found.push(`${key} ${value}`);
    } else if (Array.isArray(value)) for (const item of value) walk(item, key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, name);
  };
  walk(estate.snapshots, '');
  return found.slice(0, 5);
}

function byDay(lines: Read<CostLine[]>): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { day, unblendedCost } of values(lines)) totals.set(day, (totals.get(day) ?? 0) + unblendedCost);
  return totals;
}

function values<T>(list: Read<T[]>): T[] {
  return list.ok ? list.value : [];
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

interface SnapshotOf {
  iam: IamSnapshot;
  s3: S3Snapshot;
  ec2: Ec2Snapshot;
  guardduty: GuardDutySnapshot;
  cloudtrail: CloudTrailSnapshot;
  'cost-explorer': CostExplorerSnapshot;
}

function snapshots<Name extends keyof SnapshotOf>(estate: DemoEstate, name: Name): SnapshotOf[Name][] {
  return estate.snapshots.flatMap(({ collector, snapshot }) =>
    collector === name ? [snapshot as SnapshotOf[Name]] : [],
  );
}
