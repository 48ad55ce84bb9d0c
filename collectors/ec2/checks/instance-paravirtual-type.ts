import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** No instance boots the old paravirtual way. */
export const instanceParavirtualType = resourceCheck({
  id: 'ec2_instance_paravirtual_type',
  severity: 'medium',
  references: 'FSBP EC2.24; ISO22×3',
  of: INSTANCES,
  title: 'EC2 instance uses paravirtual (PV) virtualisation',
  description:
    'Reads the virtualisation type of each instance. `hvm` passes; `paravirtual`, the Xen method of the first EC2 generations, fails.',
  risk: 'Paravirtual machines run only on the oldest hardware, outside the Nitro system, without enhanced networking, EBS-optimised throughput or the hardware isolation that newer types have. Their kernels are years out of support, so flaws stay unpatched.',
  consequence:
    'The workload is slow for its price and stuck: capacity of these types can run out, and a failed host may have no replacement.',
  remediation: [
    'Build an HVM image of the same system (launch a current AMI and install the application; a PV image cannot be converted in place).',
    'Start a current type from it, e.g. t3 or m7i, and test.',
    'Switch the traffic, then terminate the old instance and deregister its image.',
  ],
  ownerHint: 'The team in the `team` tag of the instance; the platform team where nobody claims it.',
  judge: () => (instance, ref) => {
    const { virtualizationType } = instance;
    if (virtualizationType === null) return notTold('ec2:DescribeInstances', 'AWS sent no virtualisation type for it.');
    const detail = `Instance ${label(instance.instanceId, ref)} (${instance.instanceType}) uses ${virtualizationType} virtualisation.`;
    const evidence = { virtualizationType, instanceType: instance.instanceType };
    return virtualizationType === 'paravirtual' ? fail(detail, evidence) : pass(detail, evidence);
  },
});
