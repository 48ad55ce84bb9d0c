import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { distinctPorts, ruleEvidence } from '../exposure.ts';
import { INSTANCES, label } from '../resources.ts';
import { createOpenRulesOf, isConfidentialHost } from './confidential-host.ts';

/** Ports that a host may serve to the world; SSH and the web have checks of their own. */
const EXPECTED_PORTS = new Set(['22', '80', '443']);

/** Parents of enclaves open nothing unusual to everyone. */
export const confidentialHostUnrestrictedIngress = resourceCheck({
  id: 'ec2_confidential_workload_host_unrestricted_ingress',
  severity: 'high',
  references: 'N53×2; SOC2×1; PCI4×1; ISO22×3; ATTACK×1',
  of: INSTANCES,
  alsoReads: ['ec2:DescribeSecurityGroups'],
  title: 'Nitro Enclaves host lets the internet in on unexpected ports',
  description:
    'Looks at the security groups of instances with Nitro Enclaves enabled for TCP or UDP rules open to 0.0.0.0/0 or ::/0 on anything but 22, 80 and 443, whether or not the host has a public address at the moment. SSH has a check of its own.',
  risk: 'The host relays every message of the enclave. Debug servers, agents and metrics ports on it were written for a private network: an open rule lets strangers reach the relay, learn when and what the enclave is asked, and look for a way onto the host, from where a changed enclave can be started.',
  consequence:
    'Isolation that is only as good as the host’s firewall cannot be claimed towards customers. A breach of the host means proving that no key was released to it.',
  remediation: [
    'Remove the rules in the evidence and name the callers instead: the security group of the service that talks to the host.',
    'Close debug and metrics ports altogether, or serve them to the monitoring group only.',
    'Keep one security group for enclave hosts, managed in code, with an alarm on AuthorizeSecurityGroupIngress for it.',
  ],
  ownerHint: 'The team that runs the confidential workload, with the network team.',
  judge(snapshot) {
    const openRulesOf = createOpenRulesOf(snapshot);
    return (instance, ref) => {
      if (!isConfidentialHost(instance)) return null;
      const who = `Enclave host ${label(instance.instanceId, ref)}`;
      const { rules, failure } = openRulesOf(instance);
      const unexpected = rules.filter(({ ports }) => !EXPECTED_PORTS.has(ports));
      if (unexpected.length > 0)
        return fail(`${who} lets the internet in on ${distinctPorts(unexpected).join(', ')}.`, {
          rules: ruleEvidence(unexpected),
        });
      return failure ?? pass(`${who} opens no unexpected port to the internet.`, { openPorts: distinctPorts(rules) });
    };
  },
});
