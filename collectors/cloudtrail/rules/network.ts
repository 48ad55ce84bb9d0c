import type { CloudTrailEvent } from '../../collector.ts';
import { asList, asRecord, asText, at, textAt } from '../../untrusted.ts';
import { burstRule } from './burst.ts';
import { accountOf, ec2Resource, from, isInfrastructureTool, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** A security group rule that lets the whole internet in. */
export const securityGroupOpened = singleEventRule({
  id: 'cloudtrail_event_security_group_opened',
  severity: 'high',
  title: 'Security group was opened to the internet',
  description:
    'An inbound rule for 0.0.0.0/0 or ::/0 (any address) was added to a security group (AuthorizeSecurityGroupIngress, ModifySecurityGroupRules). A rule for the web ports 80 and 443 alone ranks lower: that is what load balancers are for.',
  risk: 'Everything behind the group with a public address can be reached from anywhere. Scanners find an open SSH, RDP or database port within minutes and try passwords and known holes at once. Intruders open a port to reach a host they hold, or to keep a way back.',
  consequence:
    'A host that nobody hardened for the internet is on the internet; a break-in there leads further into the network.',
  remediation: [
    'Ask the principal what needs it, and for how long.',
    'Remove the rule: `aws ec2 revoke-security-group-ingress --group-id GROUP --protocol PROTOCOL --port PORT --cidr 0.0.0.0/0`.',
    'Reach hosts through Session Manager, a VPN or named address ranges instead.',
    'Look at flow logs and the host’s own logs for the time the port was open.',
  ],
  ownerHint: 'The team in the group’s or instances’ `team` tag; else the network team.',
  calls: { 'ec2.amazonaws.com': ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules'] },
  match: (event) => {
    const opened = openedRules(event);
    if (opened.length === 0) return null;
    const group =
      textAt(event.raw, 'requestParameters', 'groupId') ??
      textAt(event.raw, 'requestParameters', 'ModifySecurityGroupRulesRequest', 'GroupId') ??
      textAt(event.raw, 'requestParameters', 'groupName') ??
      'unknown';
    const ports = opened.map(({ port, cidr }) => `${port} from ${cidr}`);
    return {
      statusDetail: `${who(event)} opened security group ${group} to the internet${from(event)}: ${ports.join(', ')}.`,
      resource: ec2Resource(event, 'security-group', group),
      severity: opened.every(({ isWeb }) => isWeb) ? 'medium' : 'high',
      evidence: {
        action: event.name,
        opened: opened.map(({ port, cidr }) => ({ port, cidr })),
        madeByTool: isInfrastructureTool(event),
      },
    };
  },
});

const PATH_CALLS = new Set([
  'CreateNetworkAcl',
  'CreateNetworkAclEntry',
  'DeleteNetworkAcl',
  'DeleteNetworkAclEntry',
  'ReplaceNetworkAclEntry',
  'ReplaceNetworkAclAssociation',
  'CreateRoute',
  'CreateRouteTable',
  'ReplaceRoute',
  'ReplaceRouteTableAssociation',
  'DeleteRoute',
  'DeleteRouteTable',
  'DisassociateRouteTable',
  'CreateCustomerGateway',
  'DeleteCustomerGateway',
  'AttachInternetGateway',
  'CreateInternetGateway',
  'DeleteInternetGateway',
  'DetachInternetGateway',
  'CreateVpc',
  'DeleteVpc',
  'ModifyVpcAttribute',
  'CreateVpcPeeringConnection',
  'AcceptVpcPeeringConnection',
  'RejectVpcPeeringConnection',
  'DeleteVpcPeeringConnection',
]);

/** Changes of routes, gateways, network ACLs and VPCs, told once per principal and half hour: set-up makes dozens of them. */
export const networkPathChanged = burstRule({
  id: 'cloudtrail_event_network_path_changed',
  severity: 'medium',
  title: 'Network paths were changed (routes, gateways, network ACLs, VPCs)',
  description:
    'A principal changed network ACLs, routes, route tables, internet or customer gateways, VPCs or peerings. The changes of half an hour are told together. It ranks low when every call came from a deployment tool such as Terraform or CloudFormation.',
  risk: 'Routes and gateways decide what can reach the internet. A route to an internet gateway, a peering with a stranger’s VPC or a widened network ACL opens a way in, or a way out for data, without touching any security group.',
  consequence: 'Segments that were meant to be private can be reached, or traffic stops flowing and services fail.',
  remediation: [
    'Compare the calls in the evidence with the planned change (pull request, ticket, pipeline run).',
    'For a call that nobody planned: put the route, ACL entry or gateway back as it was.',
    'Look at what was started in the subnets concerned since then.',
    'Let only the deployment role change network paths.',
  ],
  ownerHint: 'The network or platform team.',
  eventNames: [...PATH_CALLS],
  windowMinutes: 30,
  threshold: 1,
  selects: ({ source, name, errorCode }) =>
    source === 'ec2.amazonaws.com' && errorCode === null && PATH_CALLS.has(name),
  describe: (events) => {
    const first = events[0]!;
    const counts = new Map<string, number>();
    for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1);
    const calls = Array.from(counts, ([name, count]) => (count === 1 ? name : `${name} × ${count}`));
    const byTool = events.every(isInfrastructureTool);
    const internetRoutes = events.filter(isInternetRoute).length;
    return {
      statusDetail: `${who(first)} made ${events.length} network changes${from(first)} between ${first.time} and ${events.at(-1)!.time}: ${calls.slice(0, 8).join(', ')}${byTool ? '; all with a deployment tool, by its user agent' : ''}.`,
      resource: accountOf(first),
      severity: byTool ? 'low' : 'medium',
      confidence: 80,
      evidence: { calls: Object.fromEntries(counts), internetRoutes, madeByTool: byTool },
    };
  },
});

function isInternetRoute({ name, raw }: CloudTrailEvent): boolean {
  const cidr =
    textAt(raw, 'requestParameters', 'destinationCidrBlock') ??
    textAt(raw, 'requestParameters', 'destinationIpv6CidrBlock');
  const gateway = textAt(raw, 'requestParameters', 'gatewayId') ?? '';
  return (name === 'CreateRoute' || name === 'ReplaceRoute') && isAnyAddress(cidr) && gateway.startsWith('igw-');
}

interface OpenedRule {
  port: string;
  cidr: string;
  isWeb: boolean;
}

/** Rules of the call for any address: from the old flat parameters, `ipPermissions`, or the modified rules. */
function openedRules({ raw }: CloudTrailEvent): OpenedRule[] {
  const asked = asRecord(at(raw, 'requestParameters')) ?? {};
  const permissions = [asked, ...asList(asked['ipPermissions']).map((item) => asRecord(item) ?? {})];
  const modified = asList(at(asked, 'ModifySecurityGroupRulesRequest', 'SecurityGroupRule')).map(
    (item) => asRecord(asRecord(item)?.['SecurityGroupRule']) ?? {},
  );
  return [
    ...permissions.flatMap((permission) => opened(permission, 'fromPort', 'toPort', 'ipProtocol', cidrsOf(permission))),
    ...modified.flatMap((rule) =>
      opened(rule, 'FromPort', 'ToPort', 'IpProtocol', [asText(rule['CidrIpv4']), asText(rule['CidrIpv6'])]),
    ),
  ];
}

function cidrsOf(permission: Record<string, unknown>): (string | null)[] {
  return [
    asText(permission['cidrIp']),
    ...asList(permission['ipRanges']).map((range) => textAt(range, 'cidrIp')),
    ...asList(permission['ipv6Ranges']).map((range) => textAt(range, 'cidrIpv6')),
  ];
}

function opened(
  rule: Record<string, unknown>,
  fromKey: string,
  toKey: string,
  protocolKey: string,
  cidrs: (string | null)[],
): OpenedRule[] {
  const [first, last, protocol] = [asText(rule[fromKey]), asText(rule[toKey]), asText(rule[protocolKey]) ?? '-1'];
  const all = protocol === '-1' || first === null || first === '-1';
  const port = all ? 'all ports' : `${protocol} ${first === last || last === null ? first : `${first}-${last}`}`;
  const isWeb = !all && first === last && (first === '80' || first === '443');
  return cidrs.filter(isAnyAddress).map((cidr) => ({ port, cidr, isWeb }));
}

function isAnyAddress(cidr: string | null): cidr is string {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}
