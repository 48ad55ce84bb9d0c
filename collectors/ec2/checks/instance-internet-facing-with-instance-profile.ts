import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { createExposure, distinctPorts, ruleEvidence } from '../exposure.ts';
import { INSTANCES, label } from '../resources.ts';

/** Internet-facing instances carry no role. */
export const instanceInternetFacingWithInstanceProfile = resourceCheck({
  id: 'ec2_instance_internet_facing_with_instance_profile',
  severity: 'high',
  references: 'ISO22×3',
  of: INSTANCES,
  alsoReads: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeNatGateways', 'ec2:DescribeAddresses'],
  title: 'Internet-facing EC2 instance carries an IAM role',
  description:
    'Brings three facts together: the instance has an instance profile, a public address in a subnet routed to an internet gateway, and at least one port open to the internet in its security groups. All three together fail; the ports and the role are in the evidence.',
  risk: 'Whoever breaks the service on the open port inherits the role: credentials come from the metadata address 169.254.169.254 and work from the attacker’s own machine. The reach of the break-in is then no longer one server but everything that the role may do: read buckets, start instances, pass other roles.',
  consequence:
    'A flaw in one web server becomes an incident in the AWS account. How bad it is depends on the role, which is why the role, not the server, decides what has to be reported.',
  remediation: [
    'Look at what the role may do and cut it to what the application uses (IAM console, Access Advisor of the role); AdministratorAccess or PowerUserAccess must not be here.',
    'Put a load balancer or CloudFront with WAF in front and move the instance to a private subnet.',
    'Require IMDSv2 with hop limit 1, so that a request-forgery flaw cannot fetch the credentials.',
    'Add a condition to the role’s policies (`aws:SourceVpc` or `aws:Ec2InstanceSourceVPC`), so that stolen credentials do not work elsewhere.',
  ],
  ownerHint: 'The team in the `team` tag of the instance; the identity team for the role.',
  judge(snapshot) {
    const exposureOf = createExposure(snapshot);
    return (instance, ref) => {
      const who = `Instance ${label(instance.instanceId, ref)}`;
      const profile = instance.instanceProfileArn;
      if (profile === null) return pass(`${who} has no instance profile.`, { instanceProfile: null });
      const exposure = exposureOf(instance);
      const evidence = {
        instanceProfile: profile,
        publicAddresses: exposure.addresses,
        openPorts: distinctPorts(exposure.rules),
        rules: ruleEvidence(exposure.rules),
        routeProvenBy: exposure.route,
        httpTokens: instance.metadataOptions?.httpTokens ?? null,
      };
      if (exposure.addresses.length === 0) return pass(`${who} has a role but no public address.`, evidence);
      if (exposure.rules.length === 0)
        return (
          exposure.rulesFailure ??
          pass(`${who} has a role and a public address, but no port is open to the internet.`, evidence)
        );
      if (exposure.routeFailure) return exposure.routeFailure;
      return {
        ...fail(
          `${who} carries ${profile.split('/').pop()} and is open to the internet on ${exposure.addresses[0]}, ports ${evidence.openPorts.join(', ')}.`,
          evidence,
        ),
        confidence: exposure.route === null ? 70 : 95,
      };
    };
  },
});
