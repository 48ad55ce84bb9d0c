import type { CloudTrailEvent } from '../../collector.ts';
import { asList, asRecord, at, textAt } from '../../untrusted.ts';
import { from, partitionOf, resourceOf, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** Switching off GuardDuty, whole or in part. */
export const guardDutyDisabled = singleEventRule({
  id: 'cloudtrail_event_guardduty_disabled',
  severity: 'critical',
  title: 'GuardDuty was switched off or weakened',
  description:
    'Someone deleted or suspended a GuardDuty detector, disabled one of its protection plans, or cut member accounts off from their administrator (DeleteDetector, UpdateDetector, StopMonitoringMembers, DisassociateMembers, DisassociateFromAdministratorAccount).',
  risk: 'GuardDuty is the alarm for stolen credentials, crypto miners and data theft. An intruder with admin rights removes it before the noisy part begins; deleting a detector also deletes its past findings.',
  consequence:
    'Threat detection is blind in that region from then on, and earlier findings may be lost for the investigation.',
  remediation: [
    'Ask the principal whether this was planned, by another channel than the account itself.',
    'Switch GuardDuty on again in the region and restore its protection plans: `aws guardduty create-detector --enable` or `update-detector`.',
    'If it was not planned, treat the principal’s credentials as stolen and look for what followed in the event history.',
    'Manage GuardDuty from a delegated administrator account and deny these calls to members with a service control policy.',
  ],
  ownerHint: 'The security team, at once.',
  calls: {
    'guardduty.amazonaws.com': [
      'DeleteDetector',
      'UpdateDetector',
      'StopMonitoringMembers',
      'DisassociateMembers',
      'DisassociateFromMasterAccount',
      'DisassociateFromAdministratorAccount',
    ],
  },
  match: (event) => {
    const weakened = event.name === 'UpdateDetector' ? weakenedBy(event) : [event.name];
    if (weakened.length === 0) return null;
    const detector = textAt(event.raw, 'requestParameters', 'detectorId') ?? 'unknown';
    const uid = `arn:${partitionOf(event)}:guardduty:${event.region}:${event.accountUid}:detector/${detector}`;
    return {
      statusDetail: `${who(event)} weakened GuardDuty in ${event.region}${from(event)}: ${weakened.join(', ')}.`,
      resource: resourceOf(event, 'AWS::GuardDuty::Detector', uid, detector),
      severity: event.name === 'DeleteDetector' || weakened.includes('detector suspended') ? 'critical' : 'high',
      evidence: { action: event.name, weakened },
    };
  },
});

/** Switching off AWS Config's recorder. */
export const configRecorderStopped = singleEventRule({
  id: 'cloudtrail_event_config_stopped',
  severity: 'high',
  title: 'AWS Config recording was stopped or deleted',
  description:
    'Someone called StopConfigurationRecorder, DeleteConfigurationRecorder or DeleteDeliveryChannel. AWS Config no longer records changes of resources in that region.',
  risk: 'Config keeps the history of every resource and runs the compliance rules. With the recorder off, a security group can be opened and closed again, or a policy changed and restored, without a trace in the history, and rules report old states as if they were current.',
  consequence:
    'Compliance reports become silently wrong, and the state of a resource at the time of an incident is not known.',
  remediation: [
    'Ask whether the change was planned (cost savings and account closures are common reasons).',
    'Start it again: `aws configservice start-configuration-recorder --configuration-recorder-name default`.',
    'Compare the resources with the last recorded state to see what changed in the gap.',
    'Deny these calls with a service control policy.',
  ],
  ownerHint: 'The platform or compliance team that runs AWS Config.',
  calls: {
    'config.amazonaws.com': ['StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'DeleteDeliveryChannel'],
  },
  match: (event) => {
    const name =
      textAt(event.raw, 'requestParameters', 'configurationRecorderName') ??
      textAt(event.raw, 'requestParameters', 'deliveryChannelName') ??
      'default';
    return {
      statusDetail: `${who(event)} called ${event.name} on ${name} in ${event.region}${from(event)}.`,
      resource: resourceOf(
        event,
        'AWS::Config::ConfigurationRecorder',
        `arn:${partitionOf(event)}:config:${event.region}:${event.accountUid}:config-recorder/${name}`,
        name,
      ),
      evidence: { action: event.name },
    };
  },
});

function weakenedBy({ raw }: CloudTrailEvent): string[] {
  const asked = asRecord(at(raw, 'requestParameters')) ?? {};
  const features = asList(asked['features'])
    .map((item) => asRecord(item) ?? {})
    .filter((feature) => feature['status'] === 'DISABLED')
    .map((feature) => `${String(feature['name'])} disabled`);
  const sources = Object.entries(asRecord(asked['dataSources']) ?? {})
    .filter(([, settings]) => JSON.stringify(settings).includes('"enable":false'))
    .map(([name]) => `${name} disabled`);
  return [...(asked['enable'] === false ? ['detector suspended'] : []), ...features, ...sources];
}
