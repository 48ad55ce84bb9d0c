import type { FailedRead, Read } from '../collectors/coverage.ts';
import type { Ec2Snapshot, ElasticAddress, NetworkInterface, ReservedInstances } from '../collectors/ec2/snapshot.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { ACCOUNT_NAMES, ACCOUNT_UIDS, REGIONS } from './accounts.ts';
import { DAY, HOUR, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { coverageOf, denied, read } from './coverage.ts';
import { FLEETS } from './fleets.ts';
import { foreignImages, ownImages } from './images.ts';
import { allInstances, associatedAddresses, describeInstances, existsAt, interfacesOf } from './instances.ts';
import { launchTemplates } from './launch-templates.ts';
import {
  flowLogs,
  natAddress,
  natGateways,
  networkAcls,
  networkNamed,
  networksOf,
  subnetIdOf,
  subnets,
  vpcIdOf,
  vpcs,
} from './network.ts';
import { ec2Id } from './random.ts';
import { groupIdOf, securityGroups } from './security-groups.ts';
import { allVolumes, snapshotsOf } from './storage.ts';
import { standardTags } from './teams.ts';
import type { TeamKey } from './teams.ts';

/** What EC2 of one account and region shows at the clock's moment. Staging in eu-west-1 refuses from a day on. */
export function ec2Snapshot(account: AccountName, region: RegionName, clock: Clock): Ec2Snapshot {
  const lists = readLists(account, region, clock);
  const isRefused = account === 'staging' && region === 'eu-west-1' && clock.at >= clock.story.euDenied;
  const counts = new Map<string, number>();
  for (const [list, api] of Object.entries(API_OF))
    counts.set(api, (counts.get(api) ?? 0) + countOf(lists[list as keyof Lists]));
  // Sharing and versions are read one by one, once the list is there.
  if (!isRefused) {
    counts.set('ec2:DescribeSnapshotAttribute', countOf(lists.snapshots));
    counts.set('ec2:DescribeLaunchTemplateVersions', countOf(lists.launchTemplates));
  }
  const calls = Array.from(counts, ([api, items]) => ({ api, items, failure: isRefused ? refusal(api) : undefined }));
  const accountUid = ACCOUNT_UIDS[account];
  return {
    accountUid,
    partition: 'aws',
    region,
    collectedAt: iso(clock.at),
    coverage: coverageOf({ product: 'ec2', accountUid, region, startedAt: clock.at }, calls),
    ...(isRefused ? refusedLists() : lists),
  };
}

type Lists = Omit<Ec2Snapshot, 'accountUid' | 'partition' | 'region' | 'collectedAt' | 'coverage'>;

const API_OF: Record<keyof Lists, string> = {
  instances: 'ec2:DescribeInstances',
  volumes: 'ec2:DescribeVolumes',
  snapshots: 'ec2:DescribeSnapshots',
  addresses: 'ec2:DescribeAddresses',
  images: 'ec2:DescribeImages',
  foreignImages: 'ec2:DescribeImages',
  securityGroups: 'ec2:DescribeSecurityGroups',
  networkInterfaces: 'ec2:DescribeNetworkInterfaces',
  networkAcls: 'ec2:DescribeNetworkAcls',
  vpcs: 'ec2:DescribeVpcs',
  subnets: 'ec2:DescribeSubnets',
  flowLogs: 'ec2:DescribeFlowLogs',
  natGateways: 'ec2:DescribeNatGateways',
  reservedInstances: 'ec2:DescribeReservedInstances',
  launchTemplates: 'ec2:DescribeLaunchTemplates',
  clientVpnEndpoints: 'ec2:DescribeClientVpnEndpoints',
  transitGateways: 'ec2:DescribeTransitGateways',
  ebsEncryptionByDefault: 'ec2:GetEbsEncryptionByDefault',
  snapshotBlockPublicAccess: 'ec2:GetSnapshotBlockPublicAccessState',
  imageBlockPublicAccess: 'ec2:GetImageBlockPublicAccessState',
  instanceMetadataDefaults: 'ec2:GetInstanceMetadataDefaults',
};

function readLists(account: AccountName, region: RegionName, clock: Clock): Lists {
  const networks = networksOf(account, region);
  const living = allInstances(clock).filter(
    (each) => each.account === account && each.region === region && existsAt(each, clock.at),
  );
  const volumes = allVolumes(living, clock).filter(
    (each) => each.account === account && each.region === region && each.createdAt <= clock.at,
  );
  const isHome = region === 'us-east-1';
  return {
    instances: read(describeInstances(living, clock)),
    volumes: read(volumes.map(({ volume }) => volume)),
    snapshots: read(snapshotsOf(account, region, living, clock)),
    addresses: read([
      ...associatedAddresses(living),
      ...idleAddresses(account, region),
      ...natAddresses(account, region),
    ]),
    images: read(ownImages(account, region, clock)),
    foreignImages: read(foreignImages(account, region, clock)),
    securityGroups: read(securityGroups(networks, clock)),
    networkInterfaces: read([...interfacesOf(living), ...serviceInterfaces(account, region)]),
    networkAcls: read(networkAcls(networks)),
    vpcs: read(vpcs(networks)),
    subnets: read(subnets(networks)),
    flowLogs: read(flowLogs(networks)),
    natGateways: read(natGateways(networks, clock)),
    reservedInstances: read(account === 'production' && isHome ? [RESERVATION(clock)] : []),
    launchTemplates: read(launchTemplates(account, region, clock)),
    clientVpnEndpoints: read(
      account === 'production' && isHome
        ? [
            {
              endpointId: ec2Id('cvpn-endpoint', 'office'),
              description: 'Remote staff',
              tags: standardTags('platform', account, { Name: 'office-vpn' }),
              connectionLogEnabled: true,
            },
          ]
        : [],
    ),
    transitGateways: read(
      account === 'production' && isHome
        ? [
            {
              transitGatewayId: ec2Id('tgw', 'backbone'),
              arn: `arn:aws:ec2:us-east-1:${ACCOUNT_UIDS.production}:transit-gateway/${ec2Id('tgw', 'backbone')}`,
              description: 'Between accounts',
              tags: standardTags('platform', account, { Name: 'backbone' }),
              ownerId: ACCOUNT_UIDS.production,
              autoAcceptSharedAttachments: 'enable',
            },
          ]
        : [],
    ),
    ebsEncryptionByDefault: read(account === 'security' || (account === 'production' && region !== 'ap-southeast-2')),
    snapshotBlockPublicAccess: read(
      account === 'staging' || region === 'ap-southeast-2' ? 'unblocked' : 'block-all-sharing',
    ),
    imageBlockPublicAccess: read(account === 'staging' && isHome ? 'unblocked' : 'block-new-sharing'),
    instanceMetadataDefaults: read({
      httpTokens: account === 'security' || (account === 'production' && isHome) ? 'required' : null,
      httpEndpoint: null,
      hopLimit: null,
    }),
  };
}

/** One-year commitment for the nightly jobs; it ends before a month is over. */
export const RESERVATION = ({ now }: Pick<Clock, 'now'>): ReservedInstances => ({
  reservedInstancesId: 'f127bd27-6c1a-4e5b-9d7e-0a4c1b2e8f33',
  tags: standardTags('data', 'production'),
  instanceType: 'm5.2xlarge',
  instanceCount: 4,
  state: 'active',
  start: iso(startOfDay(now) - 346 * DAY + 9 * HOUR),
  end: iso(startOfDay(now) + 19 * DAY + 9 * HOUR),
  offeringClass: 'standard',
  offeringType: 'No Upfront',
  productDescription: 'Linux/UNIX',
  recurringHourlyUsd: 0.242,
});

interface IdleRow {
  account: AccountName;
  region: RegionName;
  name: string;
  team: TeamKey;
  gaps?: string[];
}

const IDLE: readonly IdleRow[] = [
  { account: 'production', region: 'us-east-1', name: 'old-erp-vpn', team: 'finance' },
  { account: 'production', region: 'us-east-1', name: 'warehouse-gateway', team: 'data', gaps: ['owner'] },
  { account: 'production', region: 'eu-west-1', name: 'carrier-sftp-2', team: 'orders' },
  { account: 'staging', region: 'us-east-1', name: 'demo-env', team: 'quality', gaps: ['team', 'owner'] },
  { account: 'staging', region: 'us-west-2', name: 'perf-target', team: 'quality' },
];

/** How many public addresses are paid for, by account and region; those of the GPU instances are their own and short-lived. */
export function publicAddresses(): { account: AccountName; region: RegionName; inUse: number; idle: number }[] {
  return ACCOUNT_NAMES.flatMap((account) =>
    REGIONS.map((region) => ({
      account,
      region,
      inUse:
        ELASTIC_SLOTS.filter((each) => each.account === account && each.region === region).length +
        natAddresses(account, region).length,
      idle: idleAddresses(account, region).length,
    })),
  );
}

const ELASTIC_SLOTS = FLEETS.filter(({ publicIp }) => publicIp === 'elastic').flatMap((fleet) =>
  Array.from({ length: fleet.publicCount ?? fleet.count }, () => networkNamed(fleet.network)),
);

/** Addresses that are paid for and lead nowhere. */
function idleAddresses(account: AccountName, region: RegionName): ElasticAddress[] {
  return IDLE.filter((each) => each.account === account && each.region === region).map((each) => ({
    allocationId: ec2Id('eipalloc', each.name),
    publicIp: `192.0.2.${60 + IDLE.indexOf(each) * 7}`,
    tags: standardTags(each.team, account, { Name: each.name }, each.gaps),
    associationId: null,
    instanceId: null,
    networkInterfaceId: null,
  }));
}

function natAddresses(account: AccountName, region: RegionName): ElasticAddress[] {
  return networksOf(account, region).flatMap(({ key, natZones }) =>
    natZones.map((zone) => ({
      allocationId: ec2Id('eipalloc', `${key}|nat|${zone}`),
      publicIp: natAddress(key, zone),
      tags: standardTags(account === 'security' ? 'security' : 'platform', account, { Name: `${key}-nat-${zone}` }),
      associationId: ec2Id('eipassoc', `${key}|nat|${zone}`),
      instanceId: null,
      networkInterfaceId: ec2Id('eni', `${key}|nat|${zone}`),
    })),
  );
}

/** NAT gateways and load balancers hold interfaces too: their security groups are in use. */
function serviceInterfaces(account: AccountName, region: RegionName): NetworkInterface[] {
  return networksOf(account, region).flatMap(({ key, natZones, isDefault }) => {
    const common = { tags: {}, status: 'in-use', vpcId: vpcIdOf(key), instanceId: null };
    const nats = natZones.map((zone) => ({
      ...common,
      networkInterfaceId: ec2Id('eni', `${key}|nat|${zone}`),
      interfaceType: 'nat_gateway',
      description: `Interface for NAT Gateway ${ec2Id('nat', `${key}|${zone}`)}`,
      subnetId: subnetIdOf(key, 'public', zone),
      securityGroupIds: [],
      publicIp: natAddress(key, zone),
    }));
    const groups = isDefault ? [] : (SERVICE_GROUPS[key] ?? []);
    const services = groups.map(([group, description]) => ({
      ...common,
      networkInterfaceId: ec2Id('eni', `${key}|${group}`),
      interfaceType: 'interface',
      description,
      subnetId: subnetIdOf(key, 'private', 'a'),
      securityGroupIds: [groupIdOf(key, group)],
      publicIp: null,
    }));
    return [...nats, ...services];
  });
}

const SERVICE_GROUPS: Record<string, readonly (readonly [string, string])[]> = {
  'prod-core': [
    ['alb-public', 'ELB app/larkfield-shop/50dc6c495c0c9188'],
    ['orders-db', 'RDSNetworkInterface'],
    ['cache', 'ElastiCache larkfield-sessions-001'],
  ],
  'prod-eu': [['alb-public', 'ELB app/larkfield-shop-eu/7b1c3d0fa2e94410']],
};

function countOf(list: Read<unknown>): number {
  if (!list.ok) return 0;
  return Array.isArray(list.value) ? list.value.length : 1;
}

function refusal(api: string): FailedRead {
  return denied(api, { errorCode: 'UnauthorizedOperation' });
}

function refusedLists(): Lists {
  return Object.fromEntries(Object.entries(API_OF).map(([list, api]) => [list, refusal(api)])) as unknown as Lists;
}
