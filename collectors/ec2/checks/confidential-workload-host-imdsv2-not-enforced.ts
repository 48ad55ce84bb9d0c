import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';
import { isConfidentialHost } from './confidential-host.ts';

/** Parents of enclaves require IMDSv2. */
export const confidentialHostImdsv2 = resourceCheck({
  id: 'ec2_confidential_workload_host_imdsv2_not_enforced',
  severity: 'high',
  references: 'N53×2; SOC2×1; PCI4×2; ISO22×3; ATTACK×1',
  of: INSTANCES,
  title: 'Nitro Enclaves host answers IMDSv1 (IMDSv2 is not required)',
  description:
    'Looks at confidential workload hosts only: instances with Nitro Enclaves enabled. Each must require IMDSv2 tokens or have the metadata service off. The host is judged, not the enclave inside it.',
  risk: 'The parent instance starts the enclave and carries all its traffic, and its role is often the one that KMS releases keys to. If a request-forgery flaw fetches those credentials over IMDSv1, the attacker asks KMS as the host does; only a key policy with attestation conditions still stands in the way.',
  consequence:
    'The enclave was bought to keep keys, card data or models safe even from administrators. A stolen host role undermines that promise, and with it the statement made to customers and auditors.',
  remediation: [
    'Require tokens now: `aws ec2 modify-instance-metadata-options --instance-id <id> --http-tokens required --http-put-response-hop-limit 1`.',
    'Put attestation conditions (`kms:RecipientAttestation:PCR0` and so on) into the key policies, so that the role alone opens nothing.',
    'Set the same options in the launch template of the hosts.',
  ],
  ownerHint: 'The team that runs the confidential workload, with the security team.',
  judge: () => (instance, ref) => {
    if (!isConfidentialHost(instance)) return null;
    const who = `Enclave host ${label(instance.instanceId, ref)}`;
    const options = instance.metadataOptions;
    if (!options) return notTold('ec2:DescribeInstances', 'AWS sent no metadata options for it.');
    return options.httpTokens === 'required' || options.httpEndpoint === 'disabled'
      ? pass(`${who} requires IMDSv2.`, { ...options })
      : fail(`${who} still answers IMDSv1.`, { ...options, instanceProfile: instance.instanceProfileArn });
  },
});
