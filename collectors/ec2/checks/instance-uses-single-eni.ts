import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** Instances have one network interface. */
export const instanceUsesSingleEni = resourceCheck({
  id: 'ec2_instance_uses_single_eni',
  severity: 'low',
  references: 'FSBP EC2.17; ISO22×3',
  of: INSTANCES,
  title: 'EC2 instance has more than one network interface (ENI)',
  description:
    'Counts the network interfaces of each instance. More than one plain interface fails; Elastic Fabric Adapter and trunk interfaces do not count. Container nodes with the VPC CNI and firewall appliances have several by design.',
  risk: 'A machine with a leg in two subnets is a bridge between them that no route table or network ACL sees. Traffic can leave by the interface that nobody filters, and a break-in on one side reaches the other.',
  consequence:
    'The separation of networks that diagrams and auditors rely on does not hold at this machine, and flow logs of one subnet tell half of the story.',
  remediation: [
    'Find out why: a firewall, NAT or container node is a reason, a migration that ended is not.',
    'Where there is no reason, detach the second interface (`aws ec2 detach-network-interface --attachment-id <id>`) after checking which addresses clients use.',
    'Where there is, give each interface a security group of its own and note the reason in a tag.',
  ],
  ownerHint: 'The network team, with the team in the `team` tag of the instance.',
  judge: () => (instance, ref) => {
    const plain = instance.networkInterfaces.filter(({ interfaceType }) => [null, 'interface'].includes(interfaceType));
    const detail = `Instance ${label(instance.instanceId, ref)} has ${plain.length} network interface${plain.length === 1 ? '' : 's'}.`;
    const evidence = { networkInterfaces: plain.map(({ networkInterfaceId }) => networkInterfaceId) };
    return plain.length > 1 ? fail(detail, evidence) : pass(detail, evidence);
  },
});
