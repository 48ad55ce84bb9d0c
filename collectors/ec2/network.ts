/** What network rules mean: who is let in, on which ports, and whether an address range is the public internet. */
import type { NetworkAcl, SecurityGroup, SecurityGroupRule } from './snapshot.ts';

export type Transport = 'tcp' | 'udp';

/** One security group rule that lets the whole internet in. */
export interface OpenRule {
  groupId: string;
  groupName: string;
  protocol: string;
  /** `22`, `8000-8090`, `udp/53` or `all`. */
  ports: string;
  /** The range that covers the internet, as written: `0.0.0.0/0`, `::/0`, … */
  source: string;
  family: 'ipv4' | 'ipv6';
  rule: SecurityGroupRule;
}

/**
 * The ingress rules of a group that open ports (TCP, UDP or all traffic) to every IPv4 or every IPv6 address, one entry
 * per family. ICMP opens no port.
 */
export function openRules(group: SecurityGroup): OpenRule[] {
  const opening = group.ingress.filter(({ protocol }) => ['all', 'tcp', 'udp'].includes(protocolName(protocol)));
  return opening.flatMap((rule) => {
    const common = {
      groupId: group.groupId,
      groupName: group.groupName,
      protocol: protocolName(rule.protocol),
      ports: portLabel(rule),
      rule,
    };
    const ipv4 = wholeInternet(rule.ipv4, 'ipv4');
    const ipv6 = wholeInternet(rule.ipv6, 'ipv6');
    return [
      ...(ipv4 ? [{ ...common, source: ipv4, family: 'ipv4' as const }] : []),
      ...(ipv6 ? [{ ...common, source: ipv6, family: 'ipv6' as const }] : []),
    ];
  });
}

/** Whether a rule lets a transport and port through. */
export function coversPort(rule: SecurityGroupRule, transport: Transport, port: number): boolean {
  const protocol = protocolName(rule.protocol);
  if (protocol === 'all') return true;
  if (protocol !== transport) return false;
  return (rule.fromPort ?? 0) <= port && port <= (rule.toPort ?? 65_535);
}

/** Whether a rule lets every TCP port through. */
export function coversAllPorts(rule: SecurityGroupRule): boolean {
  const protocol = protocolName(rule.protocol);
  return protocol === 'all' || (protocol === 'tcp' && (rule.fromPort ?? 0) <= 1 && (rule.toPort ?? 65_535) >= 65_535);
}

/** Ports for people and inventory: TCP plain, others with their protocol, everything as `all`. */
export function portLabel(rule: SecurityGroupRule): string {
  const protocol = protocolName(rule.protocol);
  if (protocol === 'all' || coversAllPorts(rule)) return 'all';
  if (protocol !== 'tcp' && protocol !== 'udp') return protocol;
  const from = rule.fromPort ?? 0;
  const to = rule.toPort ?? 65_535;
  const range = from === to ? `${from}` : `${from}-${to}`;
  return protocol === 'tcp' ? range : `udp/${range}`;
}

/** The range in a rule that is the whole internet, or null. Two halves make a whole. */
export function wholeInternet(ranges: readonly string[], family: 'ipv4' | 'ipv6'): string | null {
  const { whole, halves } = EVERYWHERE[family];
  const listed = ranges.find((range) => whole.includes(range));
  if (listed) return listed;
  return halves.every((half) => ranges.includes(half)) ? halves.join(' and ') : null;
}

/** Prefix length of an IPv4 range that is routed on the internet; null for private, special and malformed ones. */
export function publicIpv4Prefix(cidr: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) return null;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return null;
  if (prefix === 0) return 0;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const special = SPECIAL_IPV4.some(
    ([base, length]) => prefix >= length && Math.floor(address / 2 ** (32 - length)) === base / 2 ** (32 - length),
  );
  return special ? null : prefix;
}

/** Whether an IPv6 range lies in the global unicast space 2000::/3, documentation range excepted. */
export function isPublicIpv6(cidr: string): boolean {
  return /^[23][0-9a-f]{3}:/i.test(cidr) && !/^2001:db8:/i.test(cidr);
}

/** The first ACL entry that decides about the whole internet for a transport and port is an allow. */
export function aclAdmits(acl: NetworkAcl, transport: Transport | 'all', port: number | null): string | null {
  const ingress = acl.entries.filter((entry) => !entry.egress).toSorted((a, b) => a.ruleNumber - b.ruleNumber);
  for (const family of ['ipv4', 'ipv6'] as const) {
    const decisive = ingress.find((entry) => {
      const range = family === 'ipv4' ? entry.cidr : entry.ipv6Cidr;
      return range !== null && wholeInternet([range], family) !== null && aclCovers(entry, transport, port);
    });
    if (decisive?.action === 'allow') return `${decisive.ruleNumber}`;
  }
  return null;
}

function aclCovers(entry: NetworkAcl['entries'][number], transport: Transport | 'all', port: number | null): boolean {
  const protocol = protocolName(entry.protocol);
  if (protocol === 'all') return true;
  const from = entry.fromPort ?? 0;
  const to = entry.toPort ?? 65_535;
  if (transport === 'all') return protocol === 'tcp' && from <= 1 && to >= 65_535;
  return protocol === transport && port !== null && from <= port && port <= to;
}

function protocolName(protocol: string): string {
  return PROTOCOLS[protocol] ?? protocol;
}

const PROTOCOLS: Record<string, string> = { '-1': 'all', '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };

/** 2000::/3 is all of the IPv6 internet that is routed today (IANA IPv6 address space). */
const EVERYWHERE = {
  ipv4: { whole: ['0.0.0.0/0'], halves: ['0.0.0.0/1', '128.0.0.0/1'] },
  ipv6: { whole: ['::/0', '2000::/3'], halves: ['::/1', '8000::/1'] },
};

/** IANA special-purpose IPv4 ranges that never come from the internet. */
const SPECIAL_IPV4: [number, number][] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];
