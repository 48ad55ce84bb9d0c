/** Security groups open to everyone: on all ports, on any port, on the ports attackers look for first. */
import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { distinctPorts, ruleEvidence } from '../exposure.ts';
import { coversAllPorts, coversPort, openRules } from '../network.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';

export const securityGroupAllPorts = resourceCheck({
  id: 'ec2_securitygroup_allow_ingress_from_internet_to_all_ports',
  severity: 'critical',
  references: 'CIS6 6.3,6.4; CIS7 6.3,6.4; SOC2×1; ISO22×3; ATTACK×5',
  of: SECURITY_GROUPS,
  title: 'Security group opens all ports to the internet',
  description:
    'Looks for an inbound rule that lets 0.0.0.0/0 or ::/0 in on all traffic or on TCP 0–65535. Two halves such as 0.0.0.0/1 and 128.0.0.0/1, and the IPv6 range 2000::/3, count as the whole internet.',
  risk: 'There is no firewall at all: every service that runs now, and every one that an update or a developer starts later, answers the world. Scanners find databases, debug ports and agents that nobody meant to publish, and the first weak one is enough.',
  consequence:
    'Each instance that carries the group should be taken for attackable. It is the quickest way from a test to a breach, and an auditor needs one look to see it.',
  remediation: [
    'List what uses the group (EC2 console, Network Interfaces, filter by group) and which ports really get traffic (flow logs).',
    'Add narrow rules for these first: port by port, from load balancer, VPN or peer groups.',
    'Delete the open rule: `aws ec2 revoke-security-group-ingress --group-id <sg> --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]`, and watch the application.',
    'Find who made it (AuthorizeSecurityGroupIngress in CloudTrail) and correct the template.',
  ],
  ownerHint: 'The team in the `team` tag of the group; else the owner of the instances that use it.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const open = openRules(group).filter(({ rule }) => coversAllPorts(rule));
    return open.length > 0
      ? fail(`${who} lets ${sources(open)} in on all ports.`, { rules: ruleEvidence(open), vpcId: group.vpcId })
      : pass(`${who} does not open all ports to the internet.`, { openPorts: distinctPorts(openRules(group)) });
  },
});

const WEB_PORTS = new Set(['80', '443', 'udp/443']);

export const securityGroupAnyPort = resourceCheck({
  id: 'ec2_securitygroup_allow_ingress_from_internet_to_any_port',
  severity: 'high',
  references: 'SOC2×1; PCI4×8; ISO22×3',
  of: SECURITY_GROUPS,
  title: 'Security group opens a port to the internet',
  description:
    'Looks for any inbound TCP, UDP or all-traffic rule from 0.0.0.0/0 or ::/0, whatever the port. A group that opens only the web ports 80 and 443 fails as low, because load balancers and web servers need that; everything else fails as high.',
  risk: 'Each open port is an invitation to scanners, which try known flaws of whatever answers. A port opened "for a moment" stays, and the next service that listens on it is exposed without anyone deciding so.',
  consequence:
    'The list of what the company shows to the internet is longer than what customers need, and each entry must be patched faster than attackers work.',
  remediation: [
    'Ask for each rule who connects: customers, partners or staff.',
    'Customers: keep 443 and 80 on load balancers or CloudFront only, and let instances accept from the group of the load balancer.',
    'Partners and staff: replace 0.0.0.0/0 by their ranges, a prefix list or the VPN.',
    'Delete rules that nobody claims, and describe the remaining ones in the rule description.',
  ],
  ownerHint: 'The team in the `team` tag of the group; else the owner of the instances that use it.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const open = openRules(group);
    if (open.length === 0) return pass(`${who} opens no port to the internet.`, { openPorts: [] });
    const openPorts = distinctPorts(open);
    const webOnly = openPorts.every((port) => WEB_PORTS.has(port));
    return {
      ...fail(`${who} lets ${sources(open)} in on ${openPorts.join(', ')}${webOnly ? ' (web ports only)' : ''}.`, {
        rules: ruleEvidence(open),
        openPorts,
        vpcId: group.vpcId,
      }),
      ...(webOnly ? { severity: 'low' as const } : {}),
    };
  },
});

/** FSBP EC2.19 names these. */
const HIGH_RISK_PORTS = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888,
  9200, 9300,
];

export const securityGroupHighRiskPorts = resourceCheck({
  id: 'ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports',
  severity: 'high',
  references: 'FSBP EC2.19; SOC2×1; ISO22×3',
  of: SECURITY_GROUPS,
  title: 'Security group opens high-risk TCP ports to the internet',
  description:
    'Looks for inbound rules from 0.0.0.0/0 or ::/0 that cover one of the ports FSBP EC2.19 lists: remote access (22, 23, 3389, 5500), file transfer and mail (20, 21, 25, 110, 143), Windows services (135, 445), databases (1433, 1434, 3306, 4333, 5432), search (5601, 9200, 9300) and development and admin servers (3000, 5000, 8080, 8088, 8888).',
  risk: 'These are the ports that scanners try first, because what listens there gives a shell or data, and often comes with default passwords or none: Jupyter on 8888, Hadoop on 8088, development servers on 3000 and 5000 run commands for whoever asks.',
  consequence:
    'Break-ins by mass scanning, not by targeted attackers, start here: mining on your bill within hours, ransomware and data theft later.',
  remediation: [
    'Take the ports in the evidence one by one and find what listens there and for whom.',
    'Remove the open rule and allow the known source: security group, office or VPN range.',
    'Put development and admin interfaces behind a load balancer with sign-in, or reach them by a Session Manager port forward.',
    'Guard it with an alarm on AuthorizeSecurityGroupIngress from 0.0.0.0/0, or with VPC block public access.',
  ],
  ownerHint: 'The team in the `team` tag of the group; else the owner of the instances that use it.',
  judge: () => (group, ref) => {
    const who = `Security group ${label(group.groupId, ref)}`;
    const open = openRules(group);
    const highRiskPorts = HIGH_RISK_PORTS.filter((port) => open.some(({ rule }) => coversPort(rule, 'tcp', port)));
    return highRiskPorts.length > 0
      ? fail(`${who} opens ${count(highRiskPorts)} to the internet: TCP ${highRiskPorts.join(', ')}.`, {
          highRiskPorts,
          rules: ruleEvidence(open),
          vpcId: group.vpcId,
        })
      : pass(`${who} opens no high-risk TCP port to the internet.`, { highRiskPorts });
  },
});

function sources(rules: readonly { source: string }[]): string {
  return [...new Set(rules.map(({ source }) => source))].join(' and ');
}

function count(ports: readonly number[]): string {
  return ports.length === 1 ? 'one high-risk port' : `${ports.length} high-risk ports`;
}
