/** Volumes and snapshots: those of instances follow from them; the forgotten ones are listed here. */
import type { EbsSnapshot, EbsVolume } from '../collectors/ec2/snapshot.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { ACCOUNT_UIDS, OUTSIDE_ACCOUNT_UID } from './accounts.ts';
import { DAY, HOUR, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { read } from './coverage.ts';
import { imageSnapshotId, ownImages } from './images.ts';
import { existsAt, instanceTags, volumeIdsOf } from './instances.ts';
import type { DemoInstance } from './instances.ts';
import { createRandom, ec2Id } from './random.ts';
import { standardTags } from './teams.ts';
import type { TeamKey } from './teams.ts';

/** Volumes that nothing uses: what a decommissioned cluster, a test and a migration left behind. */
interface Leftover {
  key: string;
  account: AccountName;
  region: RegionName;
  zone: string;
  count: number;
  gib: number;
  type: 'gp2' | 'gp3' | 'io1';
  iops?: number;
  team: TeamKey;
  ageDays: number;
  encrypted: boolean;
  /** Somebody took a last snapshot of each before walking away. */
  hasSnapshot?: boolean;
  gaps?: readonly string[];
}

export const LEFTOVERS: readonly Leftover[] = [
  leftover('warehouse-hdfs', 'production', 'us-east-1', 14, 1024, 'gp2', {
    team: 'data',
    ageDays: 431,
    gaps: ['owner'],
  }),
  leftover('orders-db-old', 'production', 'us-east-1', 4, 500, 'io1', {
    team: 'orders',
    ageDays: 268,
    iops: 3000,
    encrypted: true,
    hasSnapshot: true,
  }),
  leftover('season-forecast-scratch', 'production', 'us-west-2', 6, 2000, 'gp3', {
    team: 'data',
    ageDays: 209,
    encrypted: true,
    hasSnapshot: true,
  }),
  leftover('erp-migration', 'production', 'eu-west-1', 3, 750, 'gp2', { team: 'finance', ageDays: 517 }),
  leftover('load-test-data', 'staging', 'us-east-1', 6, 300, 'gp2', {
    team: 'quality',
    ageDays: 163,
    gaps: ['team', 'owner'],
  }),
  leftover('perf-results', 'staging', 'us-west-2', 2, 500, 'gp3', { team: 'quality', ageDays: 98, encrypted: true }),
];

export const UNATTACHED_GIB = LEFTOVERS.reduce((sum, { count, gib }) => sum + count * gib, 0);

/** A volume with its life, so that bills can be made from it. */
export interface DemoVolume {
  volume: EbsVolume;
  account: AccountName;
  region: string;
  createdAt: number;
  deletedAt: number | null;
}

/** Every volume of the last 95 days. */
export function allVolumes(instances: readonly DemoInstance[], { now }: Clock): DemoVolume[] {
  return [...instances.flatMap(volumesOf), ...LEFTOVERS.flatMap((each) => leftoverVolumes(each, now))];
}

/** The account's own snapshots in a region: nightly ones of volumes with a backup plan, and those made by hand. */
export function snapshotsOf(
  account: AccountName,
  region: string,
  instances: readonly DemoInstance[],
  clock: Clock,
): EbsSnapshot[] {
  return [
    ...instances
      .filter((each) => !each.fleet.noBackup && existsAt(each, clock.at))
      .flatMap((each) => backups(each, clock)),
    ...handMade(clock)
      .filter((each) => each.account === account && each.region === region)
      .map(({ snapshot }) => snapshot),
    ...imageSnapshots(account, region, clock),
  ];
}

/** The snapshot that left the house. */
export const SHARED_SNAPSHOT_ID = ec2Id('snap', 'orders-replica-eu|audit');

function volumesOf(instance: DemoInstance): DemoVolume[] {
  const { fleet, account, region, zone, launchedAt, terminatedAt } = instance;
  const [rootId, dataId] = volumeIdsOf(instance);
  const common = { account, region, createdAt: launchedAt, deletedAt: terminatedAt };
  const make = (volumeId: string, sizeGiB: number, volumeType: string, device: string): DemoVolume => ({
    ...common,
    volume: {
      volumeId,
      tags: instanceTags(instance),
      sizeGiB,
      volumeType,
      iops: iopsOf(volumeType, sizeGiB),
      throughput: volumeType === 'gp3' ? 125 : null,
      state: 'in-use',
      encrypted: !fleet.unencrypted,
      kmsKeyId: fleet.unencrypted ? null : kmsKey(account, region),
      snapshotId: device === '/dev/xvda' ? imageSnapshotId(fleet.image, region) : null,
      createTime: iso(launchedAt + 1000),
      availabilityZone: `${region}${zone}`,
      attachments: [{ instanceId: instance.instanceId, device, deleteOnTermination: device === '/dev/xvda' }],
    },
  });
  const root = make(rootId!, fleet.rootGiB, fleet.imdsOptional ? 'gp2' : 'gp3', '/dev/xvda');
  return dataId && fleet.data ? [root, make(dataId, fleet.data.gib, fleet.data.type, '/dev/sdf')] : [root];
}

function leftoverVolumes(each: Leftover, now: number): DemoVolume[] {
  const createdAt = startOfDay(now) - each.ageDays * DAY + 11 * HOUR;
  return Array.from({ length: each.count }, (_, index) => ({
    account: each.account,
    region: each.region,
    createdAt,
    deletedAt: null,
    volume: {
      volumeId: ec2Id('vol', `${each.key}|${index}`),
      tags: standardTags(
        each.team,
        each.account,
        { Name: `${each.key}-${String(index + 1).padStart(2, '0')}` },
        each.gaps,
      ),
      sizeGiB: each.gib,
      volumeType: each.type,
      iops: each.iops ?? iopsOf(each.type, each.gib),
      throughput: each.type === 'gp3' ? 125 : null,
      state: 'available',
      encrypted: each.encrypted,
      kmsKeyId: each.encrypted ? kmsKey(each.account, each.region) : null,
      snapshotId: null,
      createTime: iso(createdAt + index * 60_000),
      availabilityZone: `${each.region}${each.zone}`,
      attachments: [],
    },
  }));
}

/** AWS Backup keeps one a day; the newest stands for them here. */
function backups(instance: DemoInstance, { at }: Clock): EbsSnapshot[] {
  const night = startOfDay(at) + 3 * HOUR <= at ? startOfDay(at) : startOfDay(at) - DAY;
  if (instance.launchedAt > night) return [];
  const sizes = [instance.fleet.rootGiB, instance.fleet.data?.gib ?? 0];
  return volumeIdsOf(instance).map((volumeId, index) => ({
    // One id a volume: a nightly new one would only fill the history with come and go.
    snapshotId: ec2Id('snap', `backup|${volumeId}`),
    tags: { ...instanceTags(instance), 'aws:backup:source-resource': volumeId },
    sizeGiB: sizes[index]!,
    volumeId,
    state: 'completed',
    encrypted: !instance.fleet.unencrypted,
    startTime: iso(night + 2 * HOUR + createRandom(volumeId).between(0, 2400) * 1000),
    description: 'This snapshot is created by the AWS Backup service.',
    storageTier: 'standard',
    sharing: read({ isPublic: false, sharedWith: [] }),
  }));
}

interface HandMade {
  account: AccountName;
  region: RegionName;
  snapshot: EbsSnapshot;
}

function handMade(clock: Clock): HandMade[] {
  const { now, at, story } = clock;
  const audit = story.snapshotShared - 34 * 60_000;
  const shared: HandMade[] =
    at < audit
      ? []
      : [
          {
            account: 'production',
            region: 'eu-west-1',
            snapshot: {
              ...plain(SHARED_SNAPSHOT_ID, 600, 'orders replica, copy for reporting agency', audit),
              volumeId: ec2Id('vol', 'orders-replica-eu|0|0|data'),
              tags: standardTags('data', 'production', { Name: 'orders-replica-audit', 'data-class': 'confidential' }),
              sharing: read({ isPublic: false, sharedWith: at < story.snapshotShared ? [] : [OUTSIDE_ACCOUNT_UID] }),
            },
          },
        ];
  const last = LEFTOVERS.filter(({ hasSnapshot }) => hasSnapshot).flatMap((each) => lastSnapshots(each, now));
  const old = Array.from({ length: 22 }, (_, index) => oldSnapshot(index, now));
  return [...shared, ...last, ...old];
}

function lastSnapshots(each: Leftover, now: number): HandMade[] {
  return leftoverVolumes(each, now).map(({ volume, account }) => ({
    account,
    region: each.region,
    snapshot: {
      ...plain(
        ec2Id('snap', `last|${volume.volumeId}`),
        each.gib,
        `last copy of ${volume.tags['Name']}`,
        startOfDay(now) - 61 * DAY,
      ),
      volumeId: volume.volumeId,
      encrypted: volume.encrypted,
      tags: volume.tags,
    },
  }));
}

/** Made before migrations and forgotten since. */
function oldSnapshot(index: number, now: number): HandMade {
  const random = createRandom(`old-snapshot|${index}`);
  const isStaging = index >= 16;
  const source = random.pick(['warehouse-hdfs', 'erp-data', 'orders-db-old', 'cms-uploads']);
  const started = startOfDay(now) - random.between(130, 700) * DAY + random.between(8, 17) * HOUR;
  const snapshot = plain(
    ec2Id('snap', `old|${index}`),
    random.pick([100, 250, 500, 1024]),
    `before migration of ${source}`,
    started,
  );
  const account = isStaging ? ('staging' as const) : ('production' as const);
  return {
    account,
    region: 'us-east-1',
    snapshot: {
      ...snapshot,
      // One was opened for a vendor's support case years ago; anybody may copy it.
      sharing: read({ isPublic: index === 17, sharedWith: [] }),
      encrypted: index % 3 !== 0 && index !== 17,
      tags: standardTags(
        random.pick(['data', 'finance', 'orders']),
        account,
        { Name: `${source}-${index}` },
        index % 4 === 0 ? ['owner'] : [],
      ),
    },
  };
}

function imageSnapshots(account: AccountName, region: string, clock: Clock): EbsSnapshot[] {
  return ownImages(account, region, clock).map(({ name, tags, creationDate, snapshotIds }) => ({
    ...plain(snapshotIds[0]!, 30, `Created for ${name}`, Date.parse(creationDate!)),
    tags,
  }));
}

function plain(snapshotId: string, sizeGiB: number, description: string, started: number): EbsSnapshot {
  return {
    snapshotId,
    tags: {},
    sizeGiB,
    volumeId: ec2Id('vol', `gone|${snapshotId}`),
    state: 'completed',
    encrypted: true,
    startTime: iso(started),
    description,
    storageTier: 'standard',
    sharing: read({ isPublic: false, sharedWith: [] }),
  };
}

/** gp2 gives 3 IOPS a GiB between 100 and 16,000; gp3 has 3,000 free. */
function iopsOf(type: string, gib: number): number | null {
  if (type === 'gp3') return 3000;
  return type === 'gp2' ? Math.min(16_000, Math.max(100, gib * 3)) : null;
}

function kmsKey(account: AccountName, region: string): string {
  return `arn:aws:kms:${region}:${ACCOUNT_UIDS[account]}:alias/larkfield-ebs`;
}

function leftover(
  key: string,
  account: AccountName,
  region: RegionName,
  count: number,
  gib: number,
  type: Leftover['type'],
  rest: Pick<Leftover, 'team' | 'ageDays'> & Partial<Leftover>,
): Leftover {
  return { key, account, region, zone: 'a', count, gib, type, encrypted: false, ...rest };
}
