import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { TRANSIT_GATEWAYS, label } from '../resources.ts';

/** Transit gateways ask before they connect a foreign VPC. */
export const transitGatewayAutoAccept = resourceCheck({
  id: 'ec2_transitgateway_auto_accept_vpc_attachments',
  severity: 'high',
  references: 'FSBP EC2.23; SOC2×1; PCI4×6; ISO22×6',
  of: TRANSIT_GATEWAYS,
  title: 'Transit gateway accepts VPC attachments from other accounts by itself',
  description:
    'Reads the option AutoAcceptSharedAttachments of each transit gateway that the account owns. `enable` fails: any account that the gateway is shared with can attach a VPC without anyone agreeing.',
  risk: 'The gateway joins networks. With automatic acceptance, a compromised or careless account in the organisation hooks its VPC onto the backbone, and, where default association and propagation are on, gets routes to everything behind it at once.',
  consequence:
    'The border between accounts, on which the blast radius of an incident rests, can be crossed by one API call from the weakest account.',
  remediation: [
    'List the present attachments (`aws ec2 describe-transit-gateway-attachments`) and find an owner for each.',
    'Switch it off: `aws ec2 modify-transit-gateway --transit-gateway-id <id> --options AutoAcceptSharedAttachments=disable`. Present attachments stay.',
    'Switch default route table association and propagation off too, and accept requests through a reviewed process.',
    'Narrow the Resource Access Manager share to the accounts that need it.',
  ],
  ownerHint: 'The central network team.',
  judge: (snapshot) => (gateway, ref) => {
    if (gateway.ownerId !== null && gateway.ownerId !== snapshot.accountUid) return null;
    const who = `Transit gateway ${label(gateway.transitGatewayId, ref)}`;
    const { autoAcceptSharedAttachments } = gateway;
    if (autoAcceptSharedAttachments === null)
      return notTold('ec2:DescribeTransitGateways', 'AWS sent no options for it.');
    return autoAcceptSharedAttachments === 'enable'
      ? fail(`${who} accepts attachments of other accounts without asking.`, { autoAcceptSharedAttachments })
      : pass(`${who} asks before it accepts attachments of other accounts.`, { autoAcceptSharedAttachments });
  },
});
