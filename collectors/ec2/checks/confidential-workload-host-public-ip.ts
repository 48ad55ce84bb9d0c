import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';
import { isConfidentialHost } from './confidential-host.ts';

/** Parents of enclaves have no public address. */
export const confidentialHostPublicIp = resourceCheck({
  id: 'ec2_confidential_workload_host_public_ip',
  severity: 'medium',
  references: 'N53×3; SOC2×1; PCI4×1; ISO22×3; ATTACK×1',
  of: INSTANCES,
  title: 'Nitro Enclaves host has a public IP address',
  description:
    'Looks at instances with Nitro Enclaves enabled. A public IPv4 address, assigned at launch or by an Elastic IP, fails. The host is judged, not the enclave inside it.',
  risk: 'An enclave has no network of its own: everything it hears and says passes through its host. A host on the internet can be probed directly, and whoever takes it sees the encrypted traffic, can replay or drop requests, start a modified enclave and try key release with the role of the host.',
  consequence:
    'The part of the system that was isolated on purpose gets the exposure of a web server. Assessors of PCI DSS and SOC 2 expect it in a network without an inbound path.',
  remediation: [
    'Launch the host in a private subnet; reach it through a load balancer inside the VPC and administer it with Session Manager.',
    'Let it reach KMS and other services by VPC endpoints instead of the internet.',
    'Disassociate and release an Elastic IP (`aws ec2 disassociate-address`, `aws ec2 release-address`); replace a host whose address was given at launch.',
  ],
  ownerHint: 'The team that runs the confidential workload, with the network team.',
  judge: () => (instance, ref) => {
    if (!isConfidentialHost(instance)) return null;
    const who = `Enclave host ${label(instance.instanceId, ref)}`;
    const publicIp = instance.publicIp ?? instance.networkInterfaces.find((each) => each.publicIp)?.publicIp ?? null;
    return publicIp === null
      ? pass(`${who} has no public address.`, { publicIp })
      : fail(`${who} has the public address ${publicIp}.`, { publicIp, subnetId: instance.subnetId });
  },
});
