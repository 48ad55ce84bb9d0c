import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';
import { isConfidentialHost } from './confidential-host.ts';

/** Parents of enclaves run. */
export const confidentialHostNotRunning = resourceCheck({
  id: 'ec2_confidential_workload_host_not_running',
  severity: 'medium',
  references: 'N53×2; SOC2×1',
  of: INSTANCES,
  title: 'Nitro Enclaves host is not running',
  description:
    'Reads the state of instances with Nitro Enclaves enabled. Stopped or shutting down fails; pending and stopping are passing states and pass until the next read.',
  risk: 'An enclave lives in the memory of its parent: when the parent stops, the enclave and everything it held are gone. Whatever asks it for signatures, tokens or decryption gets no answer, and restarting it needs attestation and key release to work again.',
  consequence:
    'Payments, signing or other protected steps stand still until the host is back. A host that was left stopped on purpose goes on paying for its disks and keeps an image that is soon out of date.',
  remediation: [
    'Find who stopped it and why: StopInstances in CloudTrail, or the state transition reason in the evidence.',
    'If it should run, start it (`aws ec2 start-instances --instance-ids <id>`), check that the enclave comes up (`nitro-cli describe-enclaves`) and that KMS releases its keys.',
    'Put at least two hosts in different Availability Zones behind Auto Scaling, so that one may stop.',
    'If it is retired, terminate it and remove its PCR values from key policies.',
  ],
  ownerHint: 'The team that runs the confidential workload.',
  judge: () => (instance, ref) => {
    if (!isConfidentialHost(instance)) return null;
    const { state, stateTransitionReason } = instance;
    const detail = `Enclave host ${label(instance.instanceId, ref)} is ${state}.`;
    const evidence = { state, stateTransitionReason };
    return state === 'stopped' || state === 'shutting-down' ? fail(detail, evidence) : pass(detail, evidence);
  },
});
