/** VPCs, subnets, ACLs, NAT gateways and flow logs: one table, the rest follows from it. */
import type { FlowLog, NatGateway, NetworkAcl, NetworkAclEntry, Subnet, Vpc } from '../collectors/ec2/snapshot.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { DAY, iso } from './clock.ts';
import type { Clock } from './clock.ts';
import { ec2Id } from './random.ts';
import { standardTags } from './teams.ts';

export type Tier = 'public' | 'private' | 'data';

export interface Network {
  key: string;
  account: AccountName;
  region: RegionName;
  /** First two octets of its /16. */
  prefix: string;
  isDefault: boolean;
  tiers: readonly Tier[];
  /** Zones with a NAT gateway. */
  natZones: readonly string[];
  hasFlowLogs: boolean;
}

const ALL_TIERS = ['public', 'private', 'data'] as const;
const ZONES = ['a', 'b', 'c'] as const;

export const NETWORKS: readonly Network[] = [
  network('prod-core', 'production', 'us-east-1', '10.20', { natZones: ['a', 'b'], hasFlowLogs: true }),
  network('prod-eu', 'production', 'eu-west-1', '10.24', { natZones: ['a'], hasFlowLogs: true }),
  network('prod-dr', 'production', 'us-west-2', '10.28', { natZones: ['a'] }),
  network('staging-core', 'staging', 'us-east-1', '10.40', { natZones: ['a'] }),
  network('staging-lab', 'staging', 'us-west-2', '10.44', { natZones: ['a'] }),
  network('staging-eu', 'staging', 'eu-west-1', '10.48', {}),
  network('sec-tools', 'security', 'us-east-1', '10.60', { natZones: ['a'], hasFlowLogs: true }),
  // Default VPCs that nobody removed; the one in ap-southeast-2 is where the stolen session landed.
  defaultNetwork('default-prod-syd', 'production', 'ap-southeast-2'),
  defaultNetwork('default-stg-use1', 'staging', 'us-east-1'),
  defaultNetwork('default-stg-usw2', 'staging', 'us-west-2'),
  defaultNetwork('default-stg-syd', 'staging', 'ap-southeast-2'),
  defaultNetwork('default-sec-usw2', 'security', 'us-west-2'),
];

/** Networks of one account and region. */
export function networksOf(account: AccountName, region: string): Network[] {
  return NETWORKS.filter((each) => each.account === account && each.region === region);
}

export function networkNamed(key: string): Network {
  const found = NETWORKS.find((each) => each.key === key);
  if (!found) throw new Error(`No network is called ${key}`);
  return found;
}

export function vpcIdOf(key: string): string {
  return ec2Id('vpc', key);
}

export function subnetIdOf(key: string, tier: Tier, zone: string): string {
  return ec2Id('subnet', `${key}|${tier}|${zone}`);
}

/** The third octet that a tier has in a zone: 10.20.16.0/20 is private, zone a. */
export function octetOf({ isDefault }: Network, tier: Tier, zone: string): number {
  return ((isDefault ? 0 : ALL_TIERS.indexOf(tier) * 3) + ZONES.indexOf(zone as 'a')) * 16;
}

/** 198.51.100.n and 203.0.113.n are kept for documentation: nobody's real address appears. */
export function natAddress(networkKey: string, zone: string): string {
  const zones = NETWORKS.flatMap(({ key, natZones }) => natZones.map((each) => `${key}|${each}`));
  return `203.0.113.${20 + zones.indexOf(`${networkKey}|${zone}`)}`;
}

export function vpcs(networks: readonly Network[]): Vpc[] {
  return networks.map((each) => ({
    vpcId: vpcIdOf(each.key),
    tags: tagsOf(each, each.key),
    cidrBlock: `${each.prefix}.0.0/16`,
    isDefault: each.isDefault,
    state: 'available',
  }));
}

export function subnets(networks: readonly Network[]): Subnet[] {
  return networks.flatMap((each) =>
    each.tiers.flatMap((tier) =>
      ZONES.map((zone) => ({
        subnetId: subnetIdOf(each.key, tier, zone),
        vpcId: vpcIdOf(each.key),
        tags: tagsOf(each, `${each.key}-${tier}-${zone}`),
        cidrBlock: `${each.prefix}.${octetOf(each, tier, zone)}.0/20`,
        availabilityZone: `${each.region}${zone}`,
        mapPublicIpOnLaunch: each.isDefault,
        availableIpAddressCount: 4091 - 7 * (ZONES.indexOf(zone) + 1),
      })),
    ),
  );
}

export function natGateways(networks: readonly Network[], { at }: Clock): NatGateway[] {
  return networks.flatMap((each) =>
    each.natZones.map((zone) => ({
      natGatewayId: ec2Id('nat', `${each.key}|${zone}`),
      vpcId: vpcIdOf(each.key),
      subnetId: subnetIdOf(each.key, 'public', zone),
      tags: tagsOf(each, `${each.key}-nat-${zone}`),
      state: 'available',
      connectivityType: 'public',
      publicIps: [natAddress(each.key, zone)],
      createTime: iso(Math.floor((at - 640 * DAY) / DAY) * DAY),
    })),
  );
}

export function networkAcls(networks: readonly Network[]): NetworkAcl[] {
  return networks.flatMap((each): NetworkAcl[] => {
    const ids = (tiers: readonly Tier[]) =>
      tiers.flatMap((tier) => ZONES.map((zone) => subnetIdOf(each.key, tier, zone)));
    const common = { vpcId: vpcIdOf(each.key) };
    if (each.isDefault)
      return [
        {
          ...common,
          networkAclId: ec2Id('acl', each.key),
          isDefault: true,
          tags: {},
          subnetIds: ids(each.tiers),
          entries: [allow(100, '0.0.0.0/0', '-1'), ...closing()],
        },
      ];
    return [
      {
        ...common,
        networkAclId: ec2Id('acl', each.key),
        isDefault: true,
        tags: {},
        subnetIds: [],
        entries: closing(),
      },
      {
        ...common,
        networkAclId: ec2Id('acl', `${each.key}|workload`),
        isDefault: false,
        tags: tagsOf(each, `${each.key}-workload`),
        subnetIds: ids(each.tiers),
        entries: [
          allow(90, `${each.prefix}.0.0/16`, '-1'),
          allow(100, '0.0.0.0/0', '6', 443, 443),
          allow(110, '0.0.0.0/0', '6', 1024, 65_535),
          ...closing(),
        ],
      },
    ];
  });
}

export function flowLogs(networks: readonly Network[]): FlowLog[] {
  return networks
    .filter(({ hasFlowLogs }) => hasFlowLogs)
    .map(({ key }) => ({
      flowLogId: ec2Id('fl', key),
      resourceId: vpcIdOf(key),
      trafficType: 'ALL',
      status: 'ACTIVE',
      destinationType: 's3',
    }));
}

function network(
  key: string,
  account: AccountName,
  region: RegionName,
  prefix: string,
  { natZones = [], hasFlowLogs = false }: Partial<Pick<Network, 'natZones' | 'hasFlowLogs'>>,
): Network {
  return { key, account, region, prefix, isDefault: false, tiers: ALL_TIERS, natZones, hasFlowLogs };
}

function defaultNetwork(key: string, account: AccountName, region: RegionName): Network {
  return { ...network(key, account, region, '172.31', {}), isDefault: true, tiers: ['public'] };
}

function tagsOf({ account, isDefault }: Network, name: string): Record<string, string> {
  if (isDefault) return {};
  return { Name: name, ...standardTags(account === 'security' ? 'security' : 'platform', account) };
}

function allow(
  ruleNumber: number,
  cidr: string,
  protocol: string,
  fromPort?: number,
  toPort?: number,
): NetworkAclEntry {
  return {
    ruleNumber,
    egress: false,
    action: 'allow',
    protocol,
    cidr,
    ipv6Cidr: null,
    fromPort: fromPort ?? null,
    toPort: toPort ?? null,
  };
}

/** Everything out, and the built-in deny of both directions. */
function closing(): NetworkAclEntry[] {
  const deny = { ruleNumber: 32_767, action: 'deny' as const, protocol: '-1', cidr: '0.0.0.0/0', ipv6Cidr: null };
  const ports = { fromPort: null, toPort: null };
  return [
    { ...allow(100, '0.0.0.0/0', '-1'), egress: true },
    { ...deny, ...ports, egress: false },
    { ...deny, ...ports, egress: true },
  ];
}
