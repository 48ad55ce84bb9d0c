import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import { detectorCheck } from './detector-check.ts';

/** Runtime monitoring of EKS: by its old feature, or as a part of Runtime Monitoring with the EKS agent managed. */
export const eksRuntimeMonitoringEnabled = detectorCheck({
  id: 'guardduty_eks_runtime_monitoring_enabled',
  severity: 'medium',
  compliance: references(''),
  title: 'GuardDuty runtime monitoring of EKS is off',
  description:
    'Looks at the runtime monitoring of Kubernetes nodes: the feature EKS_RUNTIME_MONITORING, or RUNTIME_MONITORING with the management of the EKS agent (EKS_ADDON_MANAGEMENT) on.',
  risk: 'The audit log shows what is asked of the Kubernetes API; only an agent on the node sees what runs inside a container. Without it, a reverse shell, a miner or an escape from the container to the node raises no finding.',
  consequence: 'An attacker inside one container has time to reach the node, its role and the other workloads.',
  remediation: [
    'Estimate the cost: it is billed by virtual CPU of the nodes.',
    'Switch on Runtime Monitoring with automatic agent management for EKS: `aws guardduty update-detector --detector-id DETECTOR --features ...` with `RUNTIME_MONITORING` and `EKS_ADDON_MANAGEMENT`.',
    'Check the coverage page of GuardDuty: it lists clusters whose agent does not report.',
  ],
  ownerHint: 'The team that runs the Kubernetes clusters, with the security team.',
  judge: (detector, { region }) => {
    if (!detector?.enabled) return null;
    const { features, featureSettings } = detector;
    const enabled =
      features['EKS_RUNTIME_MONITORING'] === true ||
      (features['RUNTIME_MONITORING'] === true && featureSettings['RUNTIME_MONITORING/EKS_ADDON_MANAGEMENT'] === true);
    return enabled
      ? pass(`GuardDuty runtime monitoring of EKS is on in ${region}.`, { enabled })
      : fail(`GuardDuty runtime monitoring of EKS is off in ${region}.`, { enabled });
  },
});
