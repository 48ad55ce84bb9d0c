import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { detectorCheck } from './detector-check.ts';

/** No unarchived finding of severity 7.0 or above. Where GuardDuty is off nothing can be said: Warning, never Pass. */
export const noHighSeverityFindings = detectorCheck({
  id: 'guardduty_no_high_severity_findings',
  severity: 'high',
  compliance: references('N53×1; SOC2×4; ISO22×7'),
  apis: ['guardduty:ListFindings'],
  title: 'GuardDuty has open findings of high or critical severity',
  description:
    'Counts the GuardDuty findings of severity 7.0 and above in the region that have not been archived, whatever their age (GuardDuty keeps them 90 days).',
  risk: 'High severity means that GuardDuty believes a resource or credential to be compromised and in use by somebody else. Each day that the finding stays open is a day in which the intruder goes on.',
  consequence: 'An incident that was detected but not handled is the hardest to explain to customers and auditors.',
  remediation: [
    'Read each finding: the resource, the credential, the remote address and when it was last seen.',
    'Contain first: isolate the instance, deactivate the key, or revoke the sessions of the role.',
    'Archive a finding only when its cause is known and removed, or add a suppression rule with the reason.',
    'Send findings of high severity to the people on call, with EventBridge.',
  ],
  ownerHint: 'The security team on call.',
  judge: (detector, { highSeverityFindingIds, region }) => {
    if (!detector?.enabled)
      return {
        status: 'warning',
        statusDetail: `Nothing can be said about threats in ${region}: GuardDuty is not enabled there.`,
        evidence: { enabled: false },
        missingPermission: 'none: GuardDuty is not enabled in this region',
      };
    if (!highSeverityFindingIds.ok) return unread([highSeverityFindingIds], `The GuardDuty findings in ${region}`);
    const ids = highSeverityFindingIds.value;
    const evidence = { openFindings: ids.length, findingIds: ids.toSorted().slice(0, 20) };
    return ids.length === 0
      ? pass(`GuardDuty has no open findings of high severity in ${region}.`, evidence)
      : fail(`GuardDuty has ${ids.length} open findings of high or critical severity in ${region}.`, evidence);
  },
});
