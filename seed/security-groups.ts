/** Security groups, one row each. Rules that someone changed this week depend on the clock. */
import type { SecurityGroup, SecurityGroupRule } from '../collectors/ec2/snapshot.ts';
import type { Clock } from './clock.ts';
import { networkNamed, vpcIdOf } from './network.ts';
import type { Network } from './network.ts';
import { ec2Id } from './random.ts';
import { standardTags } from './teams.ts';
import type { TeamKey } from './teams.ts';

const OFFICE = ['198.51.100.0/28'];
const WORLD = ['0.0.0.0/0'];

interface GroupRow {
  network: string;
  name: string;
  description: string;
  team: TeamKey;
  ingress(clock: Clock): SecurityGroupRule[];
  gaps?: readonly string[];
  /** When it was made, where that is part of a story. */
  since?(clock: Clock): number;
}

const ROWS: readonly GroupRow[] = [
  row('prod-core', 'alb-public', 'Public load balancers of the shop', 'storefront', () => [
    tcp(443, WORLD),
    tcp(80, WORLD),
  ]),
  row('prod-core', 'app', 'Application servers, reached from the load balancers', 'platform', () => [
    fromGroup('prod-core', 'alb-public', 8080),
    inside('10.20.0.0/16'),
  ]),
  row('prod-core', 'bastion', 'SSH for operators', 'platform', ({ at, story }) => [
    tcp(22, at < story.sshClosed ? WORLD : OFFICE),
  ]),
  row('prod-core', 'jenkins', 'Build server', 'platform', () => [tcp(8080, WORLD), tcp(22, WORLD)], ['owner']),
  row('prod-core', 'orders-db', 'Orders database', 'orders', () => [fromGroup('prod-core', 'app', 5432)]),
  row('prod-core', 'cache', 'Session cache', 'storefront', () => [fromGroup('prod-core', 'app', 6379)]),
  row('prod-core', 'old-warehouse', 'Hadoop cluster, moved to Athena', 'data', () => [inside('10.20.0.0/16')], [
    'owner',
  ]),

  row('prod-eu', 'alb-public', 'Public load balancers of the shop in Europe', 'storefront', () => [
    tcp(443, WORLD),
    tcp(80, WORLD),
  ]),
  row('prod-eu', 'app-eu', 'Application servers in Europe', 'platform', () => [inside('10.24.0.0/16')]),
  row('prod-eu', 'orders-replica', 'Read replica of orders for the reporting tool', 'payments', ({ at, story }) => [
    tcp(5432, at < story.postgresOpened ? ['10.24.0.0/16'] : ['10.24.0.0/16', ...WORLD]),
  ]),
  row('prod-eu', 'bastion-eu', 'SSH for operators', 'platform', () => [tcp(22, OFFICE)]),
  row('prod-eu', 'carrier-sftp', 'Carriers fetch their manifests', 'orders', () => [tcp(22, WORLD), tcp(21, WORLD)], [
    'team',
    'owner',
  ]),

  row('prod-dr', 'app-dr', 'Standby application servers', 'platform', () => [inside('10.28.0.0/16')]),
  row('prod-dr', 'notebook-test', 'temp', 'data', () => [tcp(8888, WORLD)], ['team', 'owner']),

  {
    ...row(
      'default-prod-syd',
      'launch-wizard-3',
      'launch-wizard-3 created by an API call',
      'platform',
      () => [tcp(22, WORLD)],
      ['team', 'owner', 'environment', 'cost-centre'],
    ),
    since: ({ story }) => story.p4dLaunched - 55_000,
  },

  row('staging-core', 'app-stg', 'Staging application servers', 'platform', () => [inside('10.40.0.0/16')]),
  row(
    'staging-core',
    'launch-wizard-1',
    'launch-wizard-1 created by the console',
    'quality',
    () => [tcp(22, WORLD), tcp(4444, WORLD)],
    ['team', 'owner', 'environment', 'cost-centre'],
  ),
  row('staging-core', 'mongo-poc', 'Proof of concept of the wish-list store', 'storefront', () => [tcp(27017, WORLD)]),
  row('staging-lab', 'perf-lab', 'Load generators', 'quality', () => [inside('10.44.0.0/16')]),
  row('staging-lab', 'perf-rdp', 'Windows load generator', 'quality', () => [tcp(3389, WORLD)]),
  row('staging-eu', 'app-stg-eu', 'Staging application servers in Europe', 'platform', () => [inside('10.48.0.0/16')]),
  row('sec-tools', 'siem', 'Log collectors and scanner', 'security', () => [inside('10.60.0.0/16')]),
];

export function groupIdOf(networkKey: string, name: string): string {
  return ec2Id('sg', `${networkKey}|${name}`);
}

/** Groups of the given networks at the clock's moment, each VPC's `default` group first. */
export function securityGroups(networks: readonly Network[], clock: Clock): SecurityGroup[] {
  return networks.flatMap((each) => [
    defaultGroup(each),
    ...ROWS.filter(({ network, since }) => network === each.key && (since?.(clock) ?? 0) <= clock.at).map((group) =>
      describe(group, clock),
    ),
  ]);
}

function describe({ network, name, description, team, ingress, gaps }: GroupRow, clock: Clock): SecurityGroup {
  return {
    groupId: groupIdOf(network, name),
    groupName: name,
    description,
    vpcId: vpcIdOf(network),
    tags: standardTags(team, networkNamed(network).account, {}, gaps),
    ingress: ingress(clock),
    egress: [EVERYTHING_OUT],
  };
}

/** Emptied in the VPCs that Terraform made; as AWS made it elsewhere. */
function defaultGroup({ key, isDefault }: Network): SecurityGroup {
  const groupId = groupIdOf(key, 'default');
  const isEmptied = !isDefault && key !== 'prod-dr' && key !== 'staging-lab';
  return {
    groupId,
    groupName: 'default',
    description: 'default VPC security group',
    vpcId: vpcIdOf(key),
    tags: {},
    ingress: isEmptied ? [] : [{ ...blank('-1', null, null), securityGroupIds: [groupId] }],
    egress: isEmptied ? [] : [EVERYTHING_OUT],
  };
}

function row(
  network: string,
  name: string,
  description: string,
  team: TeamKey,
  ingress: (clock: Clock) => SecurityGroupRule[],
  gaps: readonly string[] = [],
): GroupRow {
  return { network, name, description, team, ingress, gaps };
}

function tcp(port: number, ipv4: string[]): SecurityGroupRule {
  return { ...blank('tcp', port, port), ipv4 };
}

function inside(range: string): SecurityGroupRule {
  return { ...blank('tcp', 1024, 49_151), ipv4: [range] };
}

function fromGroup(network: string, name: string, port: number): SecurityGroupRule {
  return { ...blank('tcp', port, port), securityGroupIds: [groupIdOf(network, name)] };
}

function blank(protocol: string, fromPort: number | null, toPort: number | null): SecurityGroupRule {
  return { protocol, fromPort, toPort, ipv4: [], ipv6: [], securityGroupIds: [], prefixListIds: [] };
}

const EVERYTHING_OUT: SecurityGroupRule = { ...blank('-1', null, null), ipv4: WORLD };
