import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { distinctPorts, ruleEvidence } from '../exposure.ts';
import { coversPort } from '../network.ts';
import { INSTANCES, label } from '../resources.ts';
import { createOpenRulesOf, isConfidentialHost } from './confidential-host.ts';

/** TCP ports on which vsock proxies are usually run: 5000, 8000–8090, 9000. A convention, so the check is a hint. */
const PROXY_PORTS = [5000, ...Array.from({ length: 91 }, (_, index) => 8000 + index), 9000];

/** The way into the enclave does not start on the internet. */
export const confidentialHostVsockProxy = resourceCheck({
  id: 'ec2_confidential_workload_host_vsock_proxy_exposed',
  severity: 'medium',
  references: 'N53×1; SOC2×1; PCI4×1; ISO22×1; ATTACK×1',
  of: INSTANCES,
  alsoReads: ['ec2:DescribeSecurityGroups'],
  title: 'Nitro Enclaves host may expose its vsock proxy to the internet',
  description:
    'Enclaves talk to their host over vsock, which the network cannot reach; a proxy on the host bridges it to TCP. The check looks for rules open to 0.0.0.0/0 or ::/0 on the ports usual for such proxies (5000, 8000–8090, 9000) in the groups of instances with Nitro Enclaves enabled. It goes by port number, so something else may be listening there.',
  risk: 'A proxy that answers the internet connects strangers straight to the enclave’s own interface. They can send it malformed requests, use it as an oracle (ask it to sign or decrypt), or wear it out, without ever breaking into the host.',
  consequence:
    'The protected function can be called by people who should not even know of it; a signing or decryption service used that way is as bad as a stolen key.',
  remediation: [
    'Look at what listens: `ss -ltnp` on the host, and the vsock-proxy configuration.',
    'Bind the proxy to 127.0.0.1 or a private address and allow its port only from the security group of the caller.',
    'Authenticate callers inside the enclave (mutual TLS ending in the enclave), so that the network is not the only guard.',
  ],
  ownerHint: 'The team that runs the confidential workload.',
  judge(snapshot) {
    const openRulesOf = createOpenRulesOf(snapshot);
    return (instance, ref) => {
      if (!isConfidentialHost(instance)) return null;
      const who = `Enclave host ${label(instance.instanceId, ref)}`;
      const { rules, failure } = openRulesOf(instance);
      const open = rules.filter(({ rule }) => PROXY_PORTS.some((port) => coversPort(rule, 'tcp', port)));
      if (open.length > 0)
        return {
          ...fail(`${who} opens ports usual for a vsock proxy to the internet: ${distinctPorts(open).join(', ')}.`, {
            rules: ruleEvidence(open),
          }),
          confidence: 60,
        };
      return failure ?? pass(`${who} opens no port usual for a vsock proxy to the internet.`, { openPorts: [] });
    };
  },
});
