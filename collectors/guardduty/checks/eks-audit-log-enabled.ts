import { references } from '../../references.ts';
import { protectionPlanCheck } from './protection-plan.ts';

/** The detector's EKS audit log monitoring is on. */
export const eksAuditLogEnabled = protectionPlanCheck({
  id: 'guardduty_eks_audit_log_enabled',
  severity: 'high',
  compliance: references('ISO22×1'),
  plan: 'EKS audit log monitoring',
  feature: 'EKS_AUDIT_LOGS',
  description:
    'Looks at the EKS audit log plan of the detector (feature EKS_AUDIT_LOGS), which reads the audit logs of Kubernetes clusters.',
  risk: 'Without it, calls to the Kubernetes API are not watched: an anonymous dashboard, a stolen service account token, or a privileged pod started by a stranger raise no finding.',
  consequence: 'A cluster can be taken over, with the workloads and cloud roles in it, without an alarm.',
});
