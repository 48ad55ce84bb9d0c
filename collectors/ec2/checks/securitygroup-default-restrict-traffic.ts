import { fail, pass } from '../../verdict.ts';
import { count, resourceCheck } from '../check.ts';
import { SECURITY_GROUPS, label } from '../resources.ts';

/** Default security groups allow nothing. */
export const securityGroupDefaultRestrictTraffic = resourceCheck({
  id: 'ec2_securitygroup_default_restrict_traffic',
  severity: 'high',
  references: 'CIS6 6.5; CIS7 6.5; FSBP EC2.2; N53×21; ISO22×3',
  of: SECURITY_GROUPS,
  title: 'Default security group of the VPC allows traffic',
  description:
    'Looks at the group named "default" of each VPC. It passes only with no inbound and no outbound rule. AWS creates it with all traffic among its members and all traffic out.',
  risk: 'Whoever launches something without naming a group gets the default one. With its rules, unrelated machines can reach each other on every port and send data anywhere, so a break-in on one spreads to all that were launched carelessly.',
  consequence:
    'Segmentation rests on nobody ever forgetting a parameter. CIS and FSBP both ask for an empty default group, since it cannot be deleted.',
  remediation: [
    'Find what uses it: EC2 console, Network Interfaces, filter by the group id.',
    'Give each of these a group of its own with the rules it needs.',
    'Remove all inbound and outbound rules of the default group (`aws ec2 revoke-security-group-ingress`, `aws ec2 revoke-security-group-egress`), and let code keep it empty (Terraform `aws_default_security_group`).',
  ],
  ownerHint: 'The network team that owns the VPC.',
  judge: () => (group, ref) => {
    if (group.groupName !== 'default') return null;
    const who = `Default security group ${label(group.groupId, ref)} of ${group.vpcId ?? 'EC2-Classic'}`;
    const evidence = { ingressRules: group.ingress.length, egressRules: group.egress.length, vpcId: group.vpcId };
    return group.ingress.length + group.egress.length === 0
      ? pass(`${who} allows nothing.`, evidence)
      : fail(
          `${who} has ${count(group.ingress.length, 'inbound rule')} and ${count(group.egress.length, 'outbound rule')}.`,
          evidence,
        );
  },
});
