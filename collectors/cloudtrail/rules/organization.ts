import { accountOf, from, who } from './describe.ts';
import { singleEventRule } from './single.ts';
import { awsErrorIsDenial } from './denial.ts';

/** The account taken out of the organisation's guardrails. */
export const organizationLeft = singleEventRule({
  id: 'cloudtrail_event_organization_left',
  severity: 'critical',
  title: 'The account left its AWS organisation',
  description:
    'LeaveOrganization or RemoveAccountFromOrganization succeeded: the account is no longer a member of the organisation.',
  risk: 'Outside the organisation no service control policy holds, the organisation trail and delegated GuardDuty no longer see the account, and its bill is its own. An intruder with admin rights leaves to be rid of the guardrails.',
  consequence: 'The company loses control and sight of the account and of everything in it.',
  remediation: [
    'Ask the organisation’s management team whether the account was meant to move.',
    'If not: invite it back at once, from the management account, and call AWS support if the invitation is not accepted.',
    'Secure the root user and the administrators of the account.',
    'Deny `organizations:LeaveOrganization` to every member account with a service control policy.',
  ],
  ownerHint: 'The team that runs the AWS organisation, with the security team.',
  calls: { 'organizations.amazonaws.com': ['LeaveOrganization', 'RemoveAccountFromOrganization'] },
  match: (event) => ({
    statusDetail: `${who(event)} called ${event.name}${from(event)} at ${event.time}, and it succeeded.`,
    resource: accountOf(event),
    evidence: { action: event.name },
  }),
});

/** Someone tried to switch a safeguard off and did not get through. */
export const safeguardAttackRefused = singleEventRule({
  id: 'cloudtrail_event_safeguard_change_refused',
  severity: 'medium',
  title: 'Attempt to switch off a safeguard failed',
  description:
    'A call that would stop logging or detection, leave the organisation or open what is blocked was made and failed: StopLogging, DeleteTrail, DeleteDetector, StopConfigurationRecorder, DeleteFlowLogs, LeaveOrganization, DeleteAccountPublicAccessBlock or ScheduleKeyDeletion. It was denied, or its target did not exist.',
  risk: 'The guardrail held this time, but hardly anybody makes these calls by accident. A refused try shows what somebody wants to do, and that they will try another way; a name that does not exist may come from a script written for another account.',
  consequence:
    'Nothing was switched off. A credential that is used like this should be taken for stolen until its owner explains it.',
  remediation: [
    'Ask the owner of the principal what ran at that time; test tools and clean-up scripts are the harmless reasons.',
    'If nobody knows: revoke the sessions and keys of the principal and review its other calls of that hour.',
    'Keep the deny rule that stopped it, and alarm on it.',
  ],
  ownerHint: 'The security team, with the owner of the principal.',
  calls: {
    'cloudtrail.amazonaws.com': ['StopLogging', 'DeleteTrail'],
    'guardduty.amazonaws.com': ['DeleteDetector'],
    'config.amazonaws.com': ['StopConfigurationRecorder', 'DeleteConfigurationRecorder'],
    'ec2.amazonaws.com': ['DeleteFlowLogs'],
    'organizations.amazonaws.com': ['LeaveOrganization'],
    's3.amazonaws.com': ['DeleteAccountPublicAccessBlock'],
    'kms.amazonaws.com': ['ScheduleKeyDeletion'],
  },
  includeFailed: true,
  match: (event) => {
    if (
      event.errorCode === null ||
      !(awsErrorIsDenial(event.errorCode) || /NotFound|NoSuch|Invalid/.test(event.errorCode))
    )
      return null;
    return {
      statusDetail: `${who(event)} called ${event.name}${from(event)} at ${event.time}, and it failed: ${event.errorCode}.`,
      resource: accountOf(event),
      confidence: 70,
      evidence: { action: event.name, errorCode: event.errorCode },
    };
  },
});
