/** Instances with their lives: launched, replaced by deployments, stopped. Snapshots and bills are both read from here. */
import type { Ec2Instance, ElasticAddress, NetworkInterface } from '../collectors/ec2/snapshot.ts';
import type { AccountName } from './accounts.ts';
import { ACCOUNT_UIDS } from './accounts.ts';
import { DAY, HOUR, iso, isoSeconds, MINUTE, startOfDay } from './clock.ts';
import type { Clock, Story } from './clock.ts';
import { FLEETS } from './fleets.ts';
import type { Fleet } from './fleets.ts';
import { imageIdOf, IMAGES } from './images.ts';
import { networkNamed, octetOf, subnetIdOf, vpcIdOf } from './network.ts';
import type { Network } from './network.ts';
import { createRandom, ec2Id } from './random.ts';
import { groupIdOf } from './security-groups.ts';
import { standardTags } from './teams.ts';

/** One instance from launch to termination. Times in milliseconds. */
export interface DemoInstance {
  key: string;
  name: string;
  instanceId: string;
  fleet: Fleet;
  network: Network;
  account: AccountName;
  region: string;
  zone: string;
  launchedAt: number;
  stoppedAt: number | null;
  terminatedAt: number | null;
  privateIp: string;
  publicIp: string | null;
  elastic: boolean;
}

/** Every instance that lived in the 95 days before now, terminated ones included. */
export function allInstances(clock: Clock): DemoInstance[] {
  return FLEETS.flatMap((fleet) =>
    Array.from({ length: fleet.count }, (_, slot) => generations(clock, fleet, slot)).flat(),
  );
}

/** Whether AWS still lists it at that moment. */
export function existsAt({ launchedAt, terminatedAt }: DemoInstance, at: number): boolean {
  return launchedAt <= at && (terminatedAt === null || at < terminatedAt);
}

/** Hours that it ran between two moments. */
export function hoursRunning(instance: DemoInstance, from: number, to: number): number {
  const end = Math.min(instance.stoppedAt ?? Infinity, instance.terminatedAt ?? Infinity, to);
  return Math.max(0, end - Math.max(instance.launchedAt, from)) / HOUR;
}

/** The instances of one account and region as DescribeInstances tells them at the clock's moment. */
export function describeInstances(instances: readonly DemoInstance[], clock: Clock): Ec2Instance[] {
  return instances.map((instance) => describe(instance, clock));
}

export function instanceArn({ region, account, instanceId }: DemoInstance): string {
  return `arn:aws:ec2:${region}:${ACCOUNT_UIDS[account]}:instance/${instanceId}`;
}

export function instanceTags({ fleet, name, account }: DemoInstance): Record<string, string> {
  if (fleet.gaps?.includes('Name')) return { ...fleet.tags };
  const service = { Name: name, service: fleet.key, ...fleet.tags };
  return standardTags(fleet.team, account, service, fleet.gaps);
}

/** Volumes of an instance, root first. */
export function volumeIdsOf({ key, fleet }: DemoInstance): string[] {
  return [ec2Id('vol', `${key}|root`), ...(fleet.data ? [ec2Id('vol', `${key}|data`)] : [])];
}

export function interfacesOf(instances: readonly DemoInstance[]): NetworkInterface[] {
  return instances.map((instance) => ({
    networkInterfaceId: ec2Id('eni', instance.key),
    tags: {},
    interfaceType: 'interface',
    description: '',
    status: 'in-use',
    vpcId: vpcIdOf(instance.network.key),
    subnetId: subnetIdOf(instance.network.key, instance.fleet.tier, instance.zone),
    securityGroupIds: groupIds(instance),
    publicIp: instance.publicIp,
    instanceId: instance.instanceId,
  }));
}

/** Elastic IPs in use. */
export function associatedAddresses(instances: readonly DemoInstance[]): ElasticAddress[] {
  return instances
    .filter(({ elastic }) => elastic)
    .map((instance) => ({
      allocationId: ec2Id('eipalloc', instance.key),
      publicIp: instance.publicIp!,
      tags: standardTags(instance.fleet.team, instance.account, { Name: instance.name }, instance.fleet.gaps),
      associationId: ec2Id('eipassoc', instance.key),
      instanceId: instance.instanceId,
      networkInterfaceId: ec2Id('eni', instance.key),
    }));
}

/** The present one of a slot and, where deployments replace the fleet, those before it. */
function generations(clock: Clock, fleet: Fleet, slot: number): DemoInstance[] {
  const first = launchTime(clock, fleet, slot);
  const period = (fleet.refreshDays ?? 0) * DAY;
  const count = period === 0 ? 1 : Math.ceil((first - (clock.now - 95 * DAY)) / period) + 1;
  return Array.from({ length: count }, (_, generation) => {
    const launchedAt = first - generation * period;
    // A replacement is healthy some minutes before its predecessor goes.
    const terminatedAt = generation === 0 ? null : launchedAt + period + 9 * MINUTE;
    return instance(clock.story, fleet, slot, { generation, launchedAt, terminatedAt }, clock.now);
  });
}

interface Life {
  generation: number;
  launchedAt: number;
  terminatedAt: number | null;
}

function instance(story: Story, fleet: Fleet, slot: number, life: Life, now: number): DemoInstance {
  const { generation, launchedAt, terminatedAt } = life;
  const network = networkNamed(fleet.network);
  const zone = network.account === 'production' || slot < 3 ? 'abc'.charAt(slot % 3) : 'a';
  const key = `${fleet.key}|${slot}|${generation}`;
  const host = 10 + ((createRandom(fleet.key).between(0, 60) + slot * 4 + generation) % 240);
  const isPublic = fleet.publicIp !== undefined && slot < (fleet.publicCount ?? fleet.count);
  return {
    key,
    name: fleet.count === 1 ? fleet.key : `${fleet.key}-${String(slot + 1).padStart(2, '0')}`,
    instanceId: ec2Id('i', key),
    fleet,
    network,
    account: network.account,
    region: network.region,
    zone,
    launchedAt,
    stoppedAt: stopTime(story, fleet, slot, now),
    terminatedAt,
    privateIp: `${network.prefix}.${octetOf(network, fleet.tier, zone)}.${host}`,
    publicIp: isPublic ? publicAddress(fleet, slot) : null,
    elastic: isPublic && fleet.publicIp === 'elastic',
  };
}

function launchTime({ now, story }: Clock, fleet: Fleet, slot: number): number {
  if (fleet.key === 'gpu-p4d') return story.p4dLaunched;
  if (fleet.key === 'gpu-g5') return story.g5Launched;
  if (fleet.key === 'gpu-spare') return story.spareLaunched;
  const [youngest, oldest] = fleet.ageDays;
  const random = createRandom(`launch|${fleet.key}`);
  const hour = random.between(7, 15);
  const minute = random.between(0, 49);
  const days = youngest + (fleet.count > 1 ? Math.round(((oldest - youngest) * slot) / (fleet.count - 1)) : 0);
  return startOfDay(now) - days * DAY + hour * HOUR + (minute + slot) * MINUTE;
}

function stopTime(story: Story, fleet: Fleet, slot: number, now: number): number | null {
  if (fleet.key === 'gpu-p4d' || fleet.key === 'gpu-g5') return story.gpusStopped;
  if (!fleet.stopped || slot < fleet.count - fleet.stopped.count) return null;
  return startOfDay(now) - fleet.stopped.daysAgo * DAY + 17 * HOUR + 24 * MINUTE;
}

const PUBLIC_SLOTS = FLEETS.flatMap((fleet) =>
  fleet.publicIp ? Array.from({ length: fleet.publicCount ?? fleet.count }, (_, slot) => `${fleet.key}|${slot}`) : [],
);

function publicAddress(fleet: Fleet, slot: number): string {
  return `198.51.100.${40 + PUBLIC_SLOTS.indexOf(`${fleet.key}|${slot}`) * 3}`;
}

function groupIds({ fleet, network }: DemoInstance): string[] {
  return fleet.groups.map((name) => groupIdOf(network.key, name));
}

function describe(instance: DemoInstance, { at, story }: Clock): Ec2Instance {
  const { fleet, network, zone, stoppedAt } = instance;
  const isStopped = stoppedAt !== null && stoppedAt <= at;
  const publicIp = isStopped && !instance.elastic ? null : instance.publicIp;
  const subnetId = subnetIdOf(network.key, fleet.tier, zone);
  const imdsOptional = fleet.imdsOptional === true && !(fleet.key === 'etl-batch' && story.imdsEnforced <= at);
  return {
    instanceId: instance.instanceId,
    tags: instanceTags(instance),
    instanceType: fleet.type,
    state: isStopped ? 'stopped' : 'running',
    stateTransitionReason: isStopped ? `User initiated (${iso(stoppedAt).slice(0, 19).replace('T', ' ')} GMT)` : '',
    launchTime: isoSeconds(instance.launchedAt),
    imageId: imageIdOf(fleet.image, network.region),
    architecture: IMAGES[fleet.image]!.architecture,
    platformDetails: fleet.platform ?? 'Linux/UNIX',
    virtualizationType: 'hvm',
    lifecycle: null,
    tenancy: 'default',
    availabilityZone: `${network.region}${zone}`,
    vpcId: vpcIdOf(network.key),
    subnetId,
    publicIp,
    privateIp: instance.privateIp,
    ipv6Addresses: [],
    securityGroupIds: groupIds(instance),
    instanceProfileArn: fleet.profile
      ? `arn:aws:iam::${ACCOUNT_UIDS[instance.account]}:instance-profile/${fleet.profile}`
      : null,
    metadataOptions: { httpTokens: imdsOptional ? 'optional' : 'required', httpEndpoint: 'enabled', hopLimit: 2 },
    monitoring: fleet.basicMonitoring ? 'disabled' : 'enabled',
    enclaveEnabled: false,
    networkInterfaces: [
      {
        networkInterfaceId: ec2Id('eni', instance.key),
        interfaceType: 'interface',
        subnetId,
        publicIp,
        ipv6Addresses: [],
        securityGroupIds: groupIds(instance),
      },
    ],
    volumeIds: volumeIdsOf(instance),
  };
}
