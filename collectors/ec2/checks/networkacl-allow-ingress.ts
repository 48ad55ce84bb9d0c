/** The network ACL family: what a subnet's stateless filter lets in from everywhere. */
import type { Check, CheckText } from '../../collector.ts';
import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { aclAdmits } from '../network.ts';
import { NETWORK_ACLS, label } from '../resources.ts';
import type { Ec2Snapshot } from '../snapshot.ts';

export const networkAclIngressAnyPort = aclCheck({
  id: 'ec2_networkacl_allow_ingress_any_port',
  severity: 'high',
  references: 'CIS6 6.2; CIS7 6.2; N53×40; SOC2×1; ISO22×3; ATTACK×5',
  port: null,
  what: 'every port',
  title: 'Network ACL lets the internet in on every port',
  description:
    'Reads the inbound entries of each network ACL in the order in which AWS applies them. It fails when the first entry that decides about 0.0.0.0/0 or ::/0 for all traffic is an allow. The ACL that AWS makes with each VPC is like that. An ACL without a subnet fails as low, since it filters nothing.',
  risk: 'A network ACL is the second lock behind security groups, and the only one that can deny. When it lets everything in, a single security group opened by mistake exposes its instance at once, and an address that attacks you cannot be shut out quickly.',
  consequence:
    'There is no defence in depth at the subnet: one mistake is an incident. CIS asks for ACLs that at least keep remote administration ports closed.',
  remediation: [
    'Start with subnets that hold data: list what their hosts must receive (load balancer subnets, ephemeral ports 1024–65535 for answers, since ACLs keep no state).',
    'Make an ACL with these allows and the built-in deny, and associate one subnet with it; watch the flow logs for REJECT before doing the next.',
    'For public subnets at least deny 22, 3389 and database ports from 0.0.0.0/0 with a rule number below the allow.',
  ],
  ownerHint: 'The network team that owns the VPC.',
});

export const networkAclIngressSsh = aclCheck({
  id: 'ec2_networkacl_allow_ingress_tcp_port_22',
  severity: 'medium',
  references: 'CIS6 6.2; CIS7 6.2; FSBP EC2.21; SOC2×1; ISO22×3; ATTACK×5',
  port: 22,
  what: 'TCP 22 (SSH)',
  title: 'Network ACL lets the internet in on SSH (TCP 22)',
  description:
    'Reads the inbound entries of each network ACL in order and asks what decides about TCP 22 from 0.0.0.0/0 or ::/0. An allow fails, by itself, within a range, or as all traffic. An ACL without a subnet fails as low.',
  risk: 'If a security group on an instance in the subnet also opens SSH, bots start guessing passwords and keys within minutes. The ACL is the lock that would have made up for that mistake.',
  consequence:
    'Remote administration of the subnet depends on every single security group being right, today and after every change; CIS 6.2 and FSBP EC2.21 expect the ACL to close it.',
  remediation: [
    'Make sure people come in by Session Manager or from a VPN range; list exceptions.',
    'Add a deny for TCP 22 from 0.0.0.0/0 and ::/0 with a number below the allow: `aws ec2 create-network-acl-entry --network-acl-id <id> --ingress --rule-number 50 --protocol 6 --port-range From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny`.',
    'Allow the VPN or bastion range with a number below that deny, where needed, and test from outside.',
  ],
  ownerHint: 'The network team that owns the VPC.',
});

export const networkAclIngressRdp = aclCheck({
  id: 'ec2_networkacl_allow_ingress_tcp_port_3389',
  severity: 'medium',
  references: 'CIS6 6.2; CIS7 6.2; FSBP EC2.21; SOC2×1; PCI4×6; ISO22×3; ATTACK×5',
  port: 3389,
  what: 'TCP 3389 (RDP)',
  title: 'Network ACL lets the internet in on Remote Desktop (TCP 3389)',
  description:
    'Reads the inbound entries of each network ACL in order and asks what decides about TCP 3389 from 0.0.0.0/0 or ::/0. An allow fails, by itself, within a range, or as all traffic. An ACL without a subnet fails as low.',
  risk: 'Open Remote Desktop is a favourite way in for ransomware. If one Windows server in the subnet gets a generous security group, the ACL does nothing to keep the password guessers out.',
  consequence:
    'Windows servers in the subnet are one mistake away from the internet; insurers and PCI DSS assessors ask for this port by number.',
  remediation: [
    'Move administrators to Fleet Manager, a Session Manager port forward or a gateway with MFA.',
    'Add a deny for TCP 3389 from 0.0.0.0/0 and ::/0 with a number below the allow: `aws ec2 create-network-acl-entry --network-acl-id <id> --ingress --rule-number 51 --protocol 6 --port-range From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny`.',
    'Allow the gateway’s range before it, where needed, and test from outside.',
  ],
  ownerHint: 'The network team that owns the VPC, with the Windows team.',
});

interface AclCheck extends CheckText {
  id: string;
  severity: 'high' | 'medium';
  references: string;
  /** null asks about all traffic. */
  port: number | null;
  what: string;
}

function aclCheck({ port, what, ...head }: AclCheck): Check<Ec2Snapshot> {
  return resourceCheck({
    ...head,
    of: NETWORK_ACLS,
    judge: () => (acl, ref) => {
      const who = `Network ACL ${label(acl.networkAclId, ref)}`;
      const ruleNumber = aclAdmits(acl, port === null ? 'all' : 'tcp', port);
      const evidence = { ruleNumber, subnets: acl.subnetIds, isDefault: acl.isDefault, vpcId: acl.vpcId };
      if (ruleNumber === null) return pass(`${who} does not let the internet in on ${what}.`, evidence);
      const subnets = acl.subnetIds.length;
      return {
        ...fail(
          `${who} lets the internet in on ${what} by rule ${ruleNumber}; it filters ${subnets === 0 ? 'no subnet now' : `${subnets} subnet${subnets === 1 ? '' : 's'}`}.`,
          evidence,
        ),
        ...(subnets === 0 ? { severity: 'low' as const } : {}),
      };
    },
  });
}
