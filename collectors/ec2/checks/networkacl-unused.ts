import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { NETWORK_ACLS, label } from '../resources.ts';

/** Network ACLs filter something. */
export const networkAclUnused = resourceCheck({
  id: 'ec2_networkacl_unused',
  severity: 'low',
  references: 'FSBP EC2.16; PCI4×6; ISO22×3',
  of: NETWORK_ACLS,
  title: 'Network ACL is not used by any subnet',
  description:
    'Looks for network ACLs, other than the default one of a VPC, that are associated with no subnet. Such an ACL filters nothing.',
  risk: 'Unused ACLs mislead: someone believes that a subnet is protected by rules that apply to nothing, or associates an outdated rule set in a hurry and lets in what has been closed elsewhere.',
  consequence: 'Reviews take longer and say less, and old rules come back by accident. It costs no money.',
  remediation: [
    'Check in the code that makes it (Terraform, CloudFormation) whether a subnet association was forgotten.',
    'Associate it with the subnets it was meant for, or delete it: `aws ec2 delete-network-acl --network-acl-id <id>`.',
  ],
  ownerHint: 'The network team that owns the VPC.',
  judge: () => (acl, ref) => {
    const who = `Network ACL ${label(acl.networkAclId, ref)}`;
    const evidence = { subnets: acl.subnetIds, isDefault: acl.isDefault, vpcId: acl.vpcId };
    if (acl.isDefault) return pass(`${who} is the default ACL of its VPC.`, evidence);
    return acl.subnetIds.length === 0
      ? fail(`${who} is associated with no subnet.`, evidence)
      : pass(`${who} filters ${acl.subnetIds.length} subnets.`, evidence);
  },
});
