import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** Instances without a public IPv4 address. */
export const instancePublicIp = resourceCheck({
  id: 'ec2_instance_public_ip',
  severity: 'medium',
  references: 'FSBP EC2.9; N53×29; SOC2×1; ISO22×4; ATTACK×1',
  of: INSTANCES,
  title: 'EC2 instance has a public IP address',
  description:
    'Looks for instances with a public IPv4 address, assigned at launch or by an Elastic IP, on any network interface. Whether anything listens and is let in is the matter of the port checks; this one asks why the instance is on the internet at all.',
  risk: 'A public address leaves one layer between the instance and the internet: its security groups. One rule opened for a test, one group attached by mistake, and the machine is reachable; the address is in every scanner’s list within the hour. It also lets software on the instance send data anywhere without passing a gateway that could be watched.',
  consequence:
    'More of the estate can be attacked than customers need to reach, and AWS bills each public IPv4 address at USD 0.005 an hour (about USD 3.65 a month), used or not.',
  remediation: [
    'Ask what needs the address. Inbound web traffic belongs on a load balancer or CloudFront, logins on Session Manager, outbound traffic on a NAT gateway or VPC endpoint.',
    'Move the instance to a private subnet: make an image, launch it there, switch the traffic, remove the old one. An address given at launch cannot be taken off in place; an Elastic IP can (`aws ec2 disassociate-address`).',
    'Switch auto-assign public IPv4 off on subnets that do not need it: `aws ec2 modify-subnet-attribute --subnet-id <id> --no-map-public-ip-on-launch`.',
    'Release the Elastic IP afterwards, or it goes on costing.',
  ],
  ownerHint: 'The team in the `team` tag of the instance; the network team for the subnet.',
  judge: () => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    const publicIps = [
      ...new Set(
        [instance.publicIp, ...instance.networkInterfaces.map(({ publicIp }) => publicIp)].filter((ip) => ip !== null),
      ),
    ];
    return publicIps.length === 0
      ? pass(`${who} has no public IPv4 address.`, { publicIps })
      : fail(`${who} has the public address ${publicIps.join(', ')}.`, {
          publicIps,
          subnetId: instance.subnetId,
          state: instance.state,
        });
  },
});
