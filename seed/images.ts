import type { MachineImage } from '../collectors/ec2/snapshot.ts';
import type { AccountName } from './accounts.ts';
import { ACCOUNT_UIDS } from './accounts.ts';
import { DAY, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { networkNamed } from './network.ts';
import { ec2Id } from './random.ts';
import { FLEETS } from './fleets.ts';
import { standardTags } from './teams.ts';

/** An image, ours or a vendor's. `ageDays` and `deprecatedDays` count back from now; negative lies ahead. */
export interface DemoImage {
  name: string;
  /** Whose it is; null is Amazon. */
  account: AccountName | null;
  architecture: string;
  ageDays: number;
  deprecatedDays: number | null;
  isPublic?: boolean;
}

export const IMAGES: Record<string, DemoImage> = {
  'base-x86': image('larkfield-base-al2023-x86_64-v41', 'production', 'x86_64', 96),
  'base-arm64': image('larkfield-base-al2023-arm64-v41', 'production', 'arm64', 96),
  'base-2023q1': { ...image('larkfield-base-al2-x86_64-v17', 'production', 'x86_64', 1010), deprecatedDays: 280 },
  'base-stg': image('larkfield-staging-al2023-v9', 'staging', 'x86_64', 131),
  // Shared with everyone so that an agency could try it, and never taken back.
  'qa-tools': { ...image('larkfield-qa-tools-v3', 'staging', 'x86_64', 402), isPublic: true },
  'windows-2016': { ...image('Windows_Server-2016-English-Full-Base', null, 'x86_64', 1240), deprecatedDays: 510 },
  'windows-2019': { ...image('Windows_Server-2019-English-Full-Base', null, 'x86_64', 190), deprecatedDays: -540 },
  'deep-learning-syd': {
    ...image('Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)', null, 'x86_64', 24),
    deprecatedDays: -700,
  },
};

/** Own images live where their fleets run; `qa-tools` runs nowhere. */
const HOMES: Record<string, string> = { 'qa-tools': 'staging-core' };

export function imageIdOf(key: string, region: string): string {
  return ec2Id('ami', `${key}|${region}`);
}

export function imageSnapshotId(key: string, region: string): string {
  return ec2Id('snap', `image|${key}|${region}`);
}

/** Images that the account owns in the region. */
export function ownImages(account: AccountName, region: string, clock: Clock): MachineImage[] {
  return Object.entries(IMAGES)
    .filter(([key, each]) => each.account === account && usedIn(key, region).length > 0)
    .map(([key, each]) => describe(key, region, each, clock));
}

/** Images that run there but belong to Amazon or another account of ours. */
export function foreignImages(account: AccountName, region: string, clock: Clock): MachineImage[] {
  return Object.entries(IMAGES)
    .filter(([key, each]) => each.account !== account && usedIn(key, region).includes(account))
    .map(([key, each]) => describe(key, region, each, clock));
}

/** Accounts with a use for it in a region. */
function usedIn(key: string, region: string): AccountName[] {
  const networks = FLEETS.filter((fleet) => fleet.image === key).map((fleet) => fleet.network);
  return [...networks, ...(HOMES[key] ? [HOMES[key]] : [])]
    .map(networkNamed)
    .filter((network) => network.region === region)
    .map((network) => network.account);
}

function describe(key: string, region: string, each: DemoImage, { now }: Clock): MachineImage {
  const today = startOfDay(now);
  return {
    imageId: imageIdOf(key, region),
    name: each.name,
    tags: each.account ? standardTags('platform', each.account, { Name: each.name }) : {},
    ownerId: each.account ? ACCOUNT_UIDS[each.account] : '801119661308',
    ownerAlias: each.account ? null : 'amazon',
    isPublic: each.isPublic ?? each.account === null,
    creationDate: iso(today - each.ageDays * DAY),
    deprecationTime: each.deprecatedDays === null ? null : iso(today - each.deprecatedDays * DAY),
    architecture: each.architecture,
    snapshotIds: [imageSnapshotId(key, region)],
  };
}

function image(name: string, account: AccountName | null, architecture: string, ageDays: number): DemoImage {
  return { name, account, architecture, ageDays, deprecatedDays: null };
}
