import type { Check, Compliance, Severity } from '../../collector.ts';
import { fail, pass } from '../../verdict.ts';
import type { GuardDutySnapshot } from '../snapshot.ts';
import { detectorCheck } from './detector-check.ts';

/** What differs between the protection plans of GuardDuty. */
export interface ProtectionPlan {
  id: string;
  severity: Severity;
  compliance: Compliance;
  /** For people: `S3 protection`. */
  plan: string;
  /** AWS's feature name. */
  feature: string;
  description: string;
  risk: string;
  consequence: string;
}

/**
 * A check that one protection plan is on. Where GuardDuty itself is off it says nothing: `guardduty_is_enabled` does.
 */
export function protectionPlanCheck({ plan, feature, ...text }: ProtectionPlan): Check<GuardDutySnapshot> {
  return detectorCheck({
    ...text,
    title: `GuardDuty ${plan} is off`,
    remediation: [
      'Estimate the cost first: GuardDuty shows it per plan under Usage, and each plan has a free trial of 30 days.',
      `Switch it on in every region: \`aws guardduty update-detector --detector-id DETECTOR --features Name=${feature},Status=ENABLED\`.`,
      'In an organisation, switch it on from the delegated administrator for all members, with auto-enable for new ones.',
    ],
    ownerHint: 'The security team, which owns GuardDuty; in an organisation, its delegated administrator.',
    judge: (detector, { region }) => {
      if (!detector?.enabled) return null;
      const enabled = detector.features[feature] === true;
      return enabled
        ? pass(`GuardDuty ${plan} is on in ${region}.`, { feature, enabled })
        : fail(`GuardDuty ${plan} is off in ${region}.`, { feature, enabled });
    },
  });
}
