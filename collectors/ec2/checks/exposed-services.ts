/**
 * The two port families, made from one table of services: instances that can be reached on a service's port, and
 * security groups that would let anyone reach it.
 */
import type { Check, Severity } from '../../collector.ts';
import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { createExposure, distinctPorts, ruleEvidence, rulesOpening } from '../exposure.ts';
import { openRules, coversPort } from '../network.ts';
import { INSTANCES, SECURITY_GROUPS, label } from '../resources.ts';
import { DATABASES } from '../services/databases.ts';
import type { ExposedService } from '../services/exposed-service.ts';
import { PLATFORMS } from '../services/platforms.ts';
import { REMOTE_ACCESS } from '../services/remote-access.ts';
import type { Ec2Snapshot } from '../snapshot.ts';

const SERVICES: ExposedService[] = [...REMOTE_ACCESS, ...DATABASES, ...PLATFORMS];

/** `ec2_instance_port_…_exposed_to_internet`: critical when route and rule are proven, less when a part is likely. */
export const instancePortChecks: Check<Ec2Snapshot>[] = SERVICES.flatMap((service) =>
  service.instance ? [instanceCheck(service, service.instance)] : [],
);

/** `ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_…` */
export const groupPortChecks: Check<Ec2Snapshot>[] = SERVICES.flatMap((service) =>
  service.group ? [groupCheck(service, service.group)] : [],
);

function instanceCheck(service: ExposedService, part: NonNullable<ExposedService['instance']>): Check<Ec2Snapshot> {
  const ports = portList(part.ports);
  return resourceCheck({
    id: part.id,
    severity: 'critical',
    references: part.references,
    of: INSTANCES,
    alsoReads: [
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeNatGateways',
      'ec2:DescribeAddresses',
    ],
    title: `EC2 instance exposes ${service.name} to the internet (${ports})`,
    description: `Looks for instances on which ${service.name} (${service.alsoKnownAs}) can be reached by anyone: a public IPv4 or IPv6 address, a subnet routed to an internet gateway, and a security group that lets 0.0.0.0/0 or ::/0 in on ${ports}. ${service.runs} Route tables are not read: the route counts as proven by a subnet that gives out public addresses, a public NAT gateway in it or an attached Elastic IP, and the severity is high instead of critical where nothing proves it. An instance without a public address passes, whatever its rules say.`,
    risk: service.attack,
    consequence: service.consequence,
    remediation: [
      `Close the rule first: EC2 console, Security Groups, the group named in the evidence, Edit inbound rules, delete the ${ports} entry from 0.0.0.0/0 and ::/0 (or \`aws ec2 revoke-security-group-ingress --group-id <sg> --protocol ${part.transports[0]} --port ${part.ports[0]} --cidr 0.0.0.0/0\`). Connections already open can last until they time out; restart the service to cut them.`,
      ...service.instead,
      service.afterwards,
      'Take the public address away if nothing else needs it: move the instance to a private subnet behind a load balancer or NAT gateway.',
    ],
    ownerHint: service.ownerHint,
    judge(snapshot) {
      const exposureOf = createExposure(snapshot);
      return (instance, ref) => {
        const who = `Instance ${label(instance.instanceId, ref)}`;
        const exposure = exposureOf(instance);
        if (exposure.addresses.length === 0)
          return pass(`${who} has no public address, so ${service.name} cannot be reached on it from the internet.`, {
            publicAddresses: [],
          });
        const rules = [
          ...new Set(part.transports.flatMap((transport) => rulesOpening(exposure, transport, part.ports))),
        ];
        if (rules.length === 0)
          return (
            exposure.rulesFailure ??
            pass(`${who} has the public address ${exposure.addresses[0]}, but no security group opens ${ports}.`, {
              publicAddresses: exposure.addresses,
            })
          );
        if (exposure.routeFailure) return exposure.routeFailure;
        const stopped = instance.state !== 'running' && instance.state !== 'pending';
        const groups = [...new Set(rules.map(({ groupId }) => groupId))].join(', ');
        return {
          ...fail(
            `${who} lets the internet reach ${service.name} on ${exposure.addresses[0]}: security group ${groups} opens ${distinctPorts(rules).join(', ')}${exposure.route ? '' : '; nothing proves that its subnet is routed to an internet gateway'}${stopped ? `; it is ${instance.state} now and reachable again once started` : ''}.`,
            {
              service: service.name,
              ports: part.ports,
              publicAddresses: exposure.addresses,
              rules: ruleEvidence(rules),
              routeProvenBy: exposure.route,
              state: instance.state,
            },
          ),
          severity: severityOf(exposure.route !== null, stopped),
          confidence: exposure.route === null ? 70 : 95,
        };
      };
    },
  });
}

function groupCheck(service: ExposedService, part: NonNullable<ExposedService['group']>): Check<Ec2Snapshot> {
  const ports = portList(part.ports);
  return resourceCheck({
    id: part.id,
    severity: part.severity,
    references: part.references,
    of: SECURITY_GROUPS,
    title: `Security group opens ${service.name} to the internet (TCP ${part.ports.join(', ')})`,
    description: `Looks at the inbound rules of every security group for one that lets 0.0.0.0/0 or ::/0 in on TCP ${ports} (${service.alsoKnownAs}), alone, within a range or as "all traffic". ${service.runs} The group fails whether or not something uses it now; whether an instance is really reachable is a check of its own.`,
    risk: `A security group works like a template: each interface that takes it, today or by an autoscaled launch next month, is open at once. ${service.attack}`,
    consequence: service.consequence,
    remediation: [
      `Find out who needs ${ports}: the network interfaces that use the group (EC2 console, Network Interfaces, filter by security group id) and, if flow logs are on, the addresses that connect.`,
      `Delete the rule with source 0.0.0.0/0 and ::/0 (\`aws ec2 revoke-security-group-ingress --group-id <sg> --protocol tcp --port ${part.ports[0]} --cidr 0.0.0.0/0\`; for IPv6 use --ip-permissions) and add one for the known range, prefix list or security group.`,
      ...service.instead,
      'Correct the template that makes the group (CloudFormation, Terraform), so that the rule does not come back with the next deployment.',
    ],
    ownerHint: `The team in the \`team\` tag of the group; otherwise the owner of the instances that use it. ${service.ownerHint}`,
    judge: () => (group, ref) => {
      const who = `Security group ${label(group.groupId, ref)}`;
      const rules = openRules(group).filter(({ rule }) => part.ports.some((port) => coversPort(rule, 'tcp', port)));
      if (rules.length === 0) return pass(`${who} does not open TCP ${ports} to the internet.`, { openPorts: [] });
      const sources = [...new Set(rules.map(({ source }) => source))].join(' and ');
      return fail(`${who} lets ${sources} in on TCP ${distinctPorts(rules).join(', ')} (${service.name}).`, {
        service: service.name,
        ports: part.ports,
        rules: ruleEvidence(rules),
        vpcId: group.vpcId,
      });
    },
  });
}

function severityOf(proven: boolean, stopped: boolean): Severity {
  if (stopped) return 'medium';
  return proven ? 'critical' : 'high';
}

function portList(ports: readonly number[]): string {
  return ports.length === 1 ? `port ${ports[0]}` : `ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`;
}
