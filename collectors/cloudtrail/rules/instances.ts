import type { Detection } from '../../collector.ts';
import { asList, asRecord, asText, at, textAt } from '../../untrusted.ts';
import { accountOf, callerResource, ec2Resource, from, resourceOf, partitionOf, toDetection, who } from './describe.ts';
import type { EventRule, RuleText } from './rule.ts';
import { singleEventRule } from './single.ts';

/** A shell on a machine by way of the control plane. */
export const remoteAccess = singleEventRule({
  id: 'cloudtrail_event_remote_access',
  severity: 'medium',
  title: 'Remote access to instances through AWS',
  description:
    'Someone opened a way onto instances: a command or session of Systems Manager (SendCommand, StartSession), an SSH key pushed by EC2 Instance Connect (SendSSHPublicKey, SendSerialConsoleSSHPublicKey), or the serial console switched on for the account (EnableSerialConsoleAccess).',
  risk: 'These calls run commands as root on a machine without any open port, password or key pair of yours. Administrators use them daily; so do intruders who hold an IAM credential and want to get from the API onto the hosts, or to read the credentials of the instance’s role.',
  consequence: 'Whoever ran the command owned the machine and everything its role may do.',
  remediation: [
    'Ask the principal about the time and the instances named; compare with tickets and on-call notes.',
    'Read what was run: Run Command history, Session Manager logs.',
    'If it was not planned: isolate the instances, revoke the sessions of the principal and of the instance role.',
    'Restrict these actions by instance tag, demand MFA, and send session logs to a bucket of the security account.',
  ],
  ownerHint: 'The owner of the instances; the operations team.',
  calls: {
    'ssm.amazonaws.com': ['SendCommand', 'StartSession', 'ResumeSession'],
    'ec2-instance-connect.amazonaws.com': ['SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'],
    'ec2.amazonaws.com': ['EnableSerialConsoleAccess'],
  },
  match: (event) => {
    if (event.principalType === 'AWSService') return null;
    const asked = at(event.raw, 'requestParameters');
    const target = textAt(asked, 'instanceId') ?? textAt(asked, 'target');
    const instances = [...asList(at(asked, 'instanceIds')).map(asText), target].filter((id) => id !== null);
    const first = instances.find((id) => id.startsWith('i-'));
    const document = textAt(asked, 'documentName');
    return {
      statusDetail: `${who(event)} called ${event.name}${document ? ` with ${document}` : ''} on ${instances.slice(0, 5).join(', ') || 'the account'}${from(event)} at ${event.time}.`,
      resource: first ? ec2Resource(event, 'instance', first) : accountOf(event),
      evidence: { action: event.name, instances: instances.slice(0, 50), documentName: document },
    };
  },
});

const USER_DATA_TEXT: RuleText = {
  id: 'cloudtrail_event_user_data_swapped',
  severity: 'high',
  title: 'User data of an instance was replaced',
  description:
    'Someone changed the user data (start-up script) of an instance (ModifyInstanceAttribute). It ranks high when the same instance was stopped or started within the hour around it, which makes the new script take effect.',
  risk: 'User data runs as root when the machine starts. Stop, replace the script, start: the intruder’s code runs with the rights of the instance role, without SSH, key or password.',
  consequence:
    'The instance, its role and its data are under somebody else’s control, and the script can put itself back at each start.',
  remediation: [
    'Read the present user data: `aws ec2 describe-instance-attribute --attribute userData`, and compare it with the template.',
    'If it is not yours: isolate the instance, keep a snapshot for the investigation, and revoke the sessions of its role.',
    'Rebuild the instance from a known image rather than repairing it.',
    'Deny `ec2:ModifyInstanceAttribute` to all but the deployment role.',
  ],
  ownerHint: 'The team in the instance’s `team` tag; the security team if nobody knows.',
};

const HOUR_MS = 3_600_000;

/** Replacing the start-up script of an instance, with the stop and start that make it run. */
export const userDataSwapped: EventRule = {
  ...USER_DATA_TEXT,
  eventNames: ['ModifyInstanceAttribute', 'StopInstances', 'StartInstances', 'RebootInstances'],
  evaluate: (events) =>
    events.flatMap((event): Detection[] => {
      const asked = asRecord(at(event.raw, 'requestParameters'));
      if (event.name !== 'ModifyInstanceAttribute' || event.errorCode !== null || !asked || !('userData' in asked))
        return [];
      const instance = asText(asked['instanceId']) ?? 'unknown';
      const around = events.filter(
        ({ name, errorCode, resources, time }) =>
          /^(?:Stop|Start|Reboot)Instances$/.test(name) &&
          errorCode === null &&
          resources.includes(instance) &&
          Math.abs(Date.parse(time) - Date.parse(event.time)) <= HOUR_MS,
      );
      const cited = [event, ...around].toSorted((one, other) => one.time.localeCompare(other.time));
      const restarted = around.length > 0 ? `, with ${[...new Set(around.map(({ name }) => name))].join(' and ')}` : '';
      const detection = toDetection(USER_DATA_TEXT, event.eventId, cited, {
        statusDetail: `${who(event)} replaced the user data of instance ${instance}${from(event)} at ${event.time}${restarted}.`,
        resource: ec2Resource(event, 'instance', instance),
        severity: around.length > 0 ? 'high' : 'medium',
        evidence: { instance, principal: event.principal, principalName: event.principalName },
      });
      return [detection];
    }),
};

/** Refusals that show what was asked for: the limit stopped it, not the will. */
const LIMIT_ERRORS =
  /^Client\.(?:VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|InsufficientInstanceCapacity)$/;
const GPU_FAMILY = /^(?:p\d|g\d|gr\d|inf\d|trn\d|dl\d|vt\d|f\d)/;
const MANY_INSTANCES = 10;

/** Machines that miners like. */
export const unusualInstances = singleEventRule({
  id: 'cloudtrail_event_unusual_instances',
  severity: 'medium',
  title: 'GPU instances or unusually many instances were launched',
  description:
    'RunInstances asked for a GPU or accelerator family (p, g, gr, inf, trn, dl, vt, f), or for ten instances or more at once. Requests that were refused by a quota or for lack of capacity count: the attempt is the sign.',
  risk: 'Stolen credentials are most often used for crypto mining: the thief starts the largest GPU machines the quota allows, in many regions. A quota error on a GPU type that nobody uses is the typical first trace.',
  consequence:
    'GPU instances cost from hundreds to thousands of dollars a day each; such bills reach five figures within a weekend.',
  remediation: [
    'Ask the principal; machine learning and rendering teams have a reason, others seldom.',
    'If nobody knows: terminate the instances, look in every other region, and revoke the principal’s credentials.',
    'Set the GPU quotas of regions and accounts that need none to zero, and deny those families with a service control policy.',
    'Set a budget alarm and a cost anomaly monitor.',
  ],
  ownerHint: 'The owner of the principal; finance will want to know.',
  calls: { 'ec2.amazonaws.com': ['RunInstances', 'RequestSpotInstances', 'CreateFleet'] },
  includeFailed: true,
  match: (event) => {
    if (event.errorCode !== null && !LIMIT_ERRORS.test(event.errorCode)) return null;
    const type =
      textAt(event.raw, 'requestParameters', 'instanceType') ??
      textAt(event.raw, 'requestParameters', 'launchSpecification', 'instanceType') ??
      '';
    const count = Math.max(
      0,
      ...asList(at(event.raw, 'requestParameters', 'instancesSet')).map((item) => Number(at(item, 'maxCount') ?? 0)),
    );
    const isGpu = GPU_FAMILY.test(type);
    if (!isGpu && count < MANY_INSTANCES) return null;
    const refused = event.errorCode ? `; refused: ${event.errorCode}` : '';
    return {
      statusDetail: `${who(event)} asked for ${count > 1 ? `up to ${count} instances` : 'an instance'} of type ${type || 'unknown'} in ${event.region}${from(event)}${refused}.`,
      resource: callerResource(event),
      confidence: isGpu ? 75 : 60,
      evidence: { action: event.name, instanceType: type, maxCount: count, isGpu, refused: event.errorCode },
    };
  },
});

/** A region switched on that nobody watches yet. */
export const regionEnabled = singleEventRule({
  id: 'cloudtrail_event_region_enabled',
  severity: 'medium',
  title: 'An AWS region was enabled',
  description: 'Someone opted the account into a region that was disabled (EnableRegion).',
  risk: 'A freshly enabled region has no trail of its own, no GuardDuty detector, no guardrails and nobody looking at it: a good place to run miners or to stage data.',
  consequence: 'Activity and cost in that region go unseen until the bill comes.',
  remediation: [
    'Ask who needs the region; a roll-out plan should name it.',
    'If nobody does: disable it (`aws account disable-region --region-name REGION`) and look there for instances, functions and keys first.',
    'If it stays: enable GuardDuty and Config there, and check that a multi-region trail covers it.',
    'Deny regions you do not use with a service control policy.',
  ],
  ownerHint: 'The cloud platform team.',
  calls: { 'account.amazonaws.com': ['EnableRegion'] },
  match: (event) => {
    const region =
      textAt(event.raw, 'requestParameters', 'RegionName') ??
      textAt(event.raw, 'requestParameters', 'regionName') ??
      'unknown';
    return {
      statusDetail: `${who(event)} enabled region ${region}${from(event)} at ${event.time}.`,
      resource: accountOf(event),
      evidence: { action: event.name, enabledRegion: region },
    };
  },
});

/** Encryption by default for new volumes, switched off. */
export const ebsEncryptionDefaultOff = singleEventRule({
  id: 'cloudtrail_event_ebs_default_encryption_disabled',
  severity: 'medium',
  title: 'EBS encryption by default was disabled',
  description:
    'Someone switched off encryption by default for new EBS volumes and snapshots in a region (DisableEbsEncryptionByDefault).',
  risk: 'New volumes are made without encryption unless each request asks for it. Their snapshots can be shared with any account or made public, which an encrypted one with your own key cannot.',
  consequence: 'Unencrypted copies of production disks appear over time, each an audit finding and easy to carry away.',
  remediation: [
    'Switch it on again: `aws ec2 enable-ebs-encryption-by-default` in the region.',
    'Find volumes made in between (`encrypted` false) and replace them by encrypted copies.',
    'Deny `ec2:DisableEbsEncryptionByDefault` with a service control policy.',
  ],
  ownerHint: 'The cloud platform team.',
  calls: { 'ec2.amazonaws.com': ['DisableEbsEncryptionByDefault'] },
  match: (event) => ({
    statusDetail: `${who(event)} disabled EBS encryption by default in ${event.region}${from(event)} at ${event.time}.`,
    resource: accountOf(event),
    evidence: { action: event.name },
  }),
});

/** A key made unusable, and with it everything encrypted under it. */
export const kmsKeyLost = singleEventRule({
  id: 'cloudtrail_event_kms_key_disabled',
  severity: 'high',
  title: 'KMS key was disabled or scheduled for deletion',
  description: 'Someone called ScheduleKeyDeletion, DisableKey or DeleteImportedKeyMaterial on a KMS key.',
  risk: 'Everything encrypted with the key becomes unreadable: at once when it is disabled or its material is deleted, for ever when the waiting period (7 to 30 days) of a deletion ends. It is a form of ransom or sabotage that needs one call.',
  consequence:
    'Databases, disks, backups and buckets under the key stop working; after deletion the data is gone and no support can bring it back.',
  remediation: [
    'Ask the principal and the owner of the key now; for a deletion the clock runs.',
    'Stop it: `aws kms cancel-key-deletion --key-id KEY`, then `aws kms enable-key`.',
    'Look in CloudTrail for `Decrypt` with this key in the last 90 days to see what depends on it.',
    'Allow these actions only to a break-glass role, in the key policy itself.',
  ],
  ownerHint: 'The owner of the key by its tags or alias; else the security team.',
  calls: { 'kms.amazonaws.com': ['ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial'] },
  match: (event) => {
    const id =
      textAt(event.raw, 'requestParameters', 'keyId') ?? textAt(event.raw, 'responseElements', 'keyId') ?? 'unknown';
    const arn = id.startsWith('arn:')
      ? id
      : `arn:${partitionOf(event)}:kms:${event.region}:${event.accountUid}:key/${id}`;
    const deletion = textAt(event.raw, 'responseElements', 'deletionDate');
    return {
      statusDetail: `${who(event)} called ${event.name} on KMS key ${id}${from(event)} at ${event.time}${deletion ? `; it will be deleted on ${deletion}` : ''}.`,
      resource: resourceOf(event, 'AWS::KMS::Key', arn, id.slice(id.lastIndexOf('/') + 1)),
      evidence: { action: event.name, deletionDate: deletion },
    };
  },
});
