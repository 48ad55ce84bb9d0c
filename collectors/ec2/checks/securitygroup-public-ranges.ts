/** Rules for parts of the internet: single public addresses, and ranges too wide to be anyone's office. */
import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { isPublicIpv6, portLabel, publicIpv4Prefix, wholeInternet } from '../network.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';
import type { SecurityGroup, SecurityGroupRule } from '../snapshot.ts';

export const securityGroupAnyPortFromIp = resourceCheck({
  id: 'ec2_securitygroup_allow_ingress_from_internet_to_any_port_from_ip',
  severity: 'medium',
  references: '',
  of: SECURITY_GROUPS,
  title: 'Security group lets public IP addresses in',
  description:
    'Looks for inbound rules whose source is a public address or range other than the whole internet: an office, a partner, somebody’s home. Private, carrier-grade NAT, documentation and other special ranges do not count. Rules open to everyone are the matter of other checks.',
  risk: 'Public addresses change hands: a home line gets a new one, a partner leaves a data centre, a cloud address is given to the next customer. The rule stays, and a stranger is let in. Nobody re-checks such rules, and the sender of traffic is identified by nothing else.',
  consequence:
    'Access that was meant for a contractor or a colleague outlives the contract. In a review nobody can say any more who these addresses are.',
  remediation: [
    'Ask the team for each address whose it is and until when; write that into the rule description.',
    'Delete what nobody knows: `aws ec2 revoke-security-group-ingress --group-id <sg> --ip-permissions …`.',
    'Replace people’s addresses by a VPN, Client VPN or Verified Access, and partners’ by a managed prefix list with an owner.',
  ],
  ownerHint: 'The team in the `team` tag of the group; else the owner of the instances that use it.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const found = publicRanges(group.ingress).filter(({ prefix }) => prefix !== 0);
    return found.length > 0
      ? fail(`${who} lets ${summarise(found)} in.`, { ranges: found.slice(0, 50), vpcId: group.vpcId })
      : pass(`${who} lets no single public address or range in.`, { ranges: [] });
  },
});

/** A /24 is the smallest range announced on the internet; wider ones are no one's desk. */
const WIDEST_PREFIX = 24;

export const securityGroupWideOpenPublicIpv4 = resourceCheck({
  id: 'ec2_securitygroup_allow_wide_open_public_ipv4',
  severity: 'high',
  references: 'SOC2×1; ISO22×4',
  of: SECURITY_GROUPS,
  title: 'Security group trusts a very wide public IPv4 range',
  description: `Looks at inbound and outbound rules for public IPv4 ranges wider than /${WIDEST_PREFIX} that are not the whole internet, such as 52.0.0.0/8 or 3.0.0.0/9. They often stand for a provider or "AWS".`,
  risk: 'Such a range belongs to millions of customers: anyone can rent an address in it for a few cents and is let in. It looks like a restriction in reviews and scanners that search for 0.0.0.0/0 pass over it, so it stays longer than an open rule would.',
  consequence:
    'The protection is for show. An attacker who knows the allowed provider starts a server there, and data can be sent out the same way.',
  remediation: [
    'Find out which service the range stands for, and take its exact list: an AWS managed prefix list (for example com.amazonaws.global.cloudfront.origin-facing), or the published ranges of the partner.',
    'Replace the rule by the prefix list or by a security group reference; use VPC endpoints for AWS services.',
    'Delete the wide rule and watch flow logs for REJECT.',
  ],
  ownerHint: 'The team in the `team` tag of the group, with the network team.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const wide = [
      ...publicRanges(group.ingress).map((range) => ({ direction: 'ingress', ...range })),
      ...publicRanges(group.egress).map((range) => ({ direction: 'egress', ...range })),
    ].filter(({ prefix, family }) => family === 'ipv4' && prefix > 0 && prefix < WIDEST_PREFIX);
    return wide.length > 0
      ? fail(`${who} trusts ${summarise(wide)}.`, { ranges: wide.slice(0, 50), vpcId: group.vpcId })
      : pass(`${who} trusts no public IPv4 range wider than /${WIDEST_PREFIX}.`, { ranges: [] });
  },
});

interface PublicRange {
  cidr: string;
  family: 'ipv4' | 'ipv6';
  prefix: number;
  ports: string;
}

function publicRanges(rules: SecurityGroup['ingress']): PublicRange[] {
  return rules.flatMap((rule) => [...ipv4Ranges(rule), ...ipv6Ranges(rule)]);
}

function ipv4Ranges(rule: SecurityGroupRule): PublicRange[] {
  return rule.ipv4.flatMap((cidr) => {
    const prefix = publicIpv4Prefix(cidr);
    return prefix === null ? [] : [{ cidr, family: 'ipv4' as const, prefix, ports: portLabel(rule) }];
  });
}

function ipv6Ranges(rule: SecurityGroupRule): PublicRange[] {
  return rule.ipv6
    .filter((cidr) => isPublicIpv6(cidr) && wholeInternet([cidr], 'ipv6') === null)
    .map((cidr) => ({ cidr, family: 'ipv6', prefix: Number(cidr.split('/')[1] ?? 128), ports: portLabel(rule) }));
}

function summarise(ranges: readonly PublicRange[]): string {
  const shown = ranges.slice(0, 3).map(({ cidr, ports }) => `${cidr} (${ports})`);
  return shown.join(', ') + (ranges.length > shown.length ? ` and ${ranges.length - shown.length} more` : '');
}
