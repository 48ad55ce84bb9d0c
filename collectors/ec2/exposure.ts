/**
 * Whether an instance can be reached from the internet. Three things must meet: a public address, a subnet routed to
 * an internet gateway, and a security group rule open to everyone. Route tables are not read, so the route is proven
 * by what only works with one, and called likely otherwise.
 */
import type { FailedRead } from '../coverage.ts';
import { coversPort, openRules } from './network.ts';
import type { OpenRule, Transport } from './network.ts';
import type { Ec2Instance, Ec2Snapshot, InstanceInterface } from './snapshot.ts';

/** What is known of one instance's exposure. */
export interface Exposure {
  /** Public IPv4 and IPv6 addresses. */
  addresses: string[];
  /** Why its subnet is taken to be routed to an internet gateway; null when nothing proves it. */
  route: string | null;
  /** Rules open to the internet that apply to one of its public addresses. */
  rules: OpenRule[];
  /** Set when not all of its security groups were read: there may be more rules. */
  rulesFailure: FailedRead | null;
  /** Set when subnets could not be read and nothing else proves the route. */
  routeFailure: FailedRead | null;
}

/** Prepares the look-ups once; the result answers for each instance. */
export function createExposure(snapshot: Ec2Snapshot): (instance: Ec2Instance) => Exposure {
  const groups = snapshot.securityGroups.ok
    ? new Map(snapshot.securityGroups.value.map((group) => [group.groupId, openRules(group)]))
    : null;
  const routeOf = createRouteEvidence(snapshot);
  return (instance) => {
    const addressed = interfacesOf(instance).filter((each) => each.publicIp || each.ipv6Addresses.length > 0);
    const addresses = addressed.flatMap((each) => [...(each.publicIp ? [each.publicIp] : []), ...each.ipv6Addresses]);
    const exposure: Exposure = { addresses, route: null, rules: [], rulesFailure: null, routeFailure: null };
    if (addressed.length === 0) return exposure;
    if (!groups) return { ...exposure, rulesFailure: snapshot.securityGroups as FailedRead };
    const unseen = addressed.flatMap((each) => each.securityGroupIds).find((id) => !groups.has(id));
    const route = routeOf(instance, addressed);
    const proven = typeof route === 'string' || route === null;
    return {
      addresses,
      route: proven ? route : null,
      rules: addressed.flatMap((each) => rulesFor(each, groups)),
      rulesFailure: unseen === undefined ? null : groupUnseen(unseen),
      routeFailure: proven ? null : route,
    };
  };
}

/** The exposure's rules that let a transport and any of the ports in. */
export function rulesOpening(exposure: Exposure, transport: Transport, ports: readonly number[]): OpenRule[] {
  return exposure.rules.filter(({ rule }) => ports.some((port) => coversPort(rule, transport, port)));
}

/** Distinct port labels of rules, in order. */
export function distinctPorts(rules: readonly OpenRule[]): string[] {
  return [...new Set(rules.map(({ ports }) => ports))].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Rules as evidence: small, without the API's own shape. */
export function ruleEvidence(rules: readonly OpenRule[]): Record<string, string>[] {
  return rules.slice(0, 20).map(({ groupId, groupName, protocol, ports, source }) => ({
    groupId,
    groupName,
    protocol,
    ports,
    source,
  }));
}

function interfacesOf(instance: Ec2Instance): InstanceInterface[] {
  if (instance.networkInterfaces.length > 0) return instance.networkInterfaces;
  const { subnetId, publicIp, ipv6Addresses, securityGroupIds } = instance;
  return [{ networkInterfaceId: 'primary', interfaceType: null, subnetId, publicIp, ipv6Addresses, securityGroupIds }];
}

function rulesFor(each: InstanceInterface, groups: Map<string, OpenRule[]>): OpenRule[] {
  const families = { ipv4: each.publicIp !== null, ipv6: each.ipv6Addresses.length > 0 };
  return each.securityGroupIds.flatMap((id) => (groups.get(id) ?? []).filter(({ family }) => families[family]));
}

type RouteEvidence = (instance: Ec2Instance, addressed: InstanceInterface[]) => string | null | FailedRead;

function createRouteEvidence({ subnets, natGateways, addresses }: Ec2Snapshot): RouteEvidence {
  const assigning = new Set(
    subnets.ok ? subnets.value.filter((each) => each.mapPublicIpOnLaunch).map((each) => each.subnetId) : [],
  );
  const withNat = new Set(
    natGateways.ok
      ? natGateways.value
          .filter(({ connectivityType, state }) => connectivityType === 'public' && state === 'available')
          .map(({ subnetId }) => subnetId)
      : [],
  );
  const elastic = new Set(
    addresses.ok ? addresses.value.filter(({ associationId }) => associationId).map(({ publicIp }) => publicIp) : [],
  );
  return (instance, addressed) => {
    const subnetIds = addressed.map(({ subnetId }) => subnetId ?? instance.subnetId);
    const assigns = subnetIds.find((id) => id !== null && assigning.has(id));
    if (assigns) return `subnet ${assigns} gives public addresses at launch`;
    const nat = subnetIds.find((id) => id !== null && withNat.has(id));
    if (nat) return `a public NAT gateway works from subnet ${nat}`;
    const address = addressed.find(({ publicIp }) => publicIp !== null && elastic.has(publicIp));
    if (address) return `Elastic IP ${address.publicIp} is attached, which AWS allows only behind an internet gateway`;
    return subnets.ok ? null : subnets;
  };
}

function groupUnseen(groupId: string): FailedRead {
  return {
    ok: false,
    api: 'ec2:DescribeSecurityGroups',
    outcome: 'partial',
    errorCode: 'SecurityGroupUnseen',
    detail: `Security group ${groupId} is attached but was not among the groups read.`,
  };
}
