import type { CloudTrailEvent } from '../../collector.ts';
import { asList, asRecord, at, textAt } from '../../untrusted.ts';
import { from, isInfrastructureTool, partitionOf, resourceOf, toolNote, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** Stopping or deleting a trail: the first thing an intruder does who wants to stay unseen. */
export const trailStopped = singleEventRule({
  id: 'cloudtrail_event_trail_stopped',
  severity: 'critical',
  title: 'CloudTrail trail was stopped or deleted',
  description:
    'Someone called StopLogging or DeleteTrail, and the call succeeded. From then on the trail records nothing: audit logging was switched off.',
  risk: 'Turning off the log is how an intruder hides the next steps. Calls made while the trail is off never reach the log bucket, so alarms stay silent and the investigation afterwards has a hole. The 90-day event history in the console remains, but not in your archive and not for data events.',
  consequence:
    'What happened in the account during the gap cannot be proved to customers, auditors or a court. Several standards treat a missing audit trail as a finding in itself.',
  remediation: [
    'Ask the principal named in the evidence, by another channel, whether it was planned; a planned clean-up has a change record.',
    'If it was not: treat the principal’s credentials as stolen, disable its keys and revoke its sessions first.',
    'Start the trail again (`aws cloudtrail start-logging --name TRAIL`) or make it anew, and check that files arrive in the bucket.',
    'Read the event history for the gap in every region: `aws cloudtrail lookup-events --start-time ... --end-time ...`.',
    'Deny `cloudtrail:StopLogging` and `cloudtrail:DeleteTrail` with a service control policy, and record to an organisation trail that members cannot touch.',
  ],
  ownerHint: 'The security team, at once; the trail itself belongs to the platform team.',
  calls: { 'cloudtrail.amazonaws.com': ['StopLogging', 'DeleteTrail'] },
  match: (event) => {
    const trail = trailName(event);
    const did = event.name === 'DeleteTrail' ? 'deleted' : 'stopped';
    return {
      statusDetail: `${who(event)} ${did} the trail ${trail}${from(event)} at ${event.time}${toolNote([event])}.`,
      resource: trailResource(event, trail),
      // A user agent can be forged, so a deletion by Terraform is still worth a look, but a planned one is likelier.
      severity: isInfrastructureTool(event) ? 'high' : 'critical',
      evidence: { trail, action: event.name },
    };
  },
});

/** Making a trail record less, or write elsewhere, while it still looks as if it ran. */
export const trailNarrowed = singleEventRule({
  id: 'cloudtrail_event_trail_narrowed',
  severity: 'high',
  title: 'CloudTrail trail was narrowed or redirected',
  description:
    'A trail was changed so that it records less or writes elsewhere: UpdateTrail made it single-region, dropped global service events, switched off log file validation or named another bucket; PutEventSelectors dropped management events, or writes, or left out event sources.',
  risk: 'The trail still shows as "logging", so a glance at the console finds nothing wrong, while the calls that matter are no longer recorded or land where the intruder chooses. It is a quieter way to blind you than stopping the trail.',
  consequence:
    'Detection and later investigation miss the calls that were filtered out; you learn of it only when you need them.',
  remediation: [
    'Compare the selectors and settings in the evidence with the template that defines the trail.',
    'Put them back: management events, read and write, all regions, log file validation on, your own bucket.',
    'Look up in the event history what the principal did between the change and now.',
    'Deny `cloudtrail:UpdateTrail` and `cloudtrail:PutEventSelectors` to all but the role that deploys the trail.',
  ],
  ownerHint: 'The platform or security team that owns the trail.',
  calls: { 'cloudtrail.amazonaws.com': ['UpdateTrail', 'PutEventSelectors'] },
  match: (event) => {
    const narrowed = event.name === 'UpdateTrail' ? narrowedByUpdate(event) : narrowedBySelectors(event);
    if (narrowed.length === 0) return null;
    const trail = trailName(event);
    return {
      statusDetail: `${who(event)} changed the trail ${trail}${from(event)}: ${narrowed.join('; ')}.`,
      resource: trailResource(event, trail),
      evidence: { trail, action: event.name, narrowed },
    };
  },
});

/** Deleting flow logs or DNS query logs: the network's own witness. */
export const networkLogsDeleted = singleEventRule({
  id: 'cloudtrail_event_network_logs_deleted',
  severity: 'high',
  title: 'VPC flow logs or DNS query logs were deleted',
  description:
    'Someone called DeleteFlowLogs, DeleteResolverQueryLogConfig or DisassociateResolverQueryLogConfig, and network logging stopped for a VPC, subnet or interface.',
  risk: 'Flow logs show who talked to whom and how much; DNS query logs show which names were asked for. Without them data can be carried out, and malware can call home, with no record of the address or the volume.',
  consequence: 'The size of a leak cannot be measured afterwards, so the worst must be assumed and reported.',
  remediation: [
    'Ask the principal whether the VPC is being taken down; if the VPC itself was deleted in the same minutes, that explains it.',
    'Make the flow log again: `aws ec2 create-flow-logs` on the VPC, to a bucket of the security account.',
    'Look at what the same principal did around that time, above all new instances, routes and security group changes.',
    'Deny the delete calls with a service control policy.',
  ],
  ownerHint: 'The network or platform team that owns the VPC.',
  calls: {
    'ec2.amazonaws.com': ['DeleteFlowLogs'],
    'route53resolver.amazonaws.com': ['DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig'],
  },
  match: (event) => {
    const named = event.resources[0] ?? deepId(at(event.raw, 'requestParameters')) ?? event.accountUid;
    return {
      statusDetail: `${who(event)} called ${event.name} on ${named}${from(event)} at ${event.time}.`,
      resource: resourceOf(
        event,
        event.name === 'DeleteFlowLogs' ? 'AWS::EC2::FlowLog' : 'AWS::Route53Resolver',
        named,
      ),
      evidence: { action: event.name },
    };
  },
});

function trailName(event: CloudTrailEvent): string {
  const { raw } = event;
  return textAt(raw, 'requestParameters', 'name') ?? textAt(raw, 'requestParameters', 'trailName') ?? 'unknown';
}

function trailResource(event: CloudTrailEvent, trail: string) {
  const arn = trail.startsWith('arn:')
    ? trail
    : `arn:${partitionOf(event)}:cloudtrail:${event.region}:${event.accountUid}:trail/${trail}`;
  return resourceOf(event, 'AWS::CloudTrail::Trail', arn, arn.slice(arn.lastIndexOf('/') + 1));
}

function narrowedByUpdate({ raw }: CloudTrailEvent): string[] {
  const asked = asRecord(at(raw, 'requestParameters')) ?? {};
  return [
    asked['isMultiRegionTrail'] === false && 'it no longer records all regions',
    asked['includeGlobalServiceEvents'] === false && 'it no longer records global services such as IAM',
    asked['enableLogFileValidation'] === false && 'log file validation was switched off',
    asked['isOrganizationTrail'] === false && 'it no longer records the whole organisation',
    typeof asked['s3BucketName'] === 'string' && `it now writes to bucket ${asked['s3BucketName']}`,
  ].filter((words) => words !== false);
}

/** Narrow = no selector that records management events, reads and writes, of all sources. */
function narrowedBySelectors({ raw }: CloudTrailEvent): string[] {
  const basic = asList(at(raw, 'requestParameters', 'eventSelectors')).map((item) => asRecord(item) ?? {});
  const advanced = asList(at(raw, 'requestParameters', 'advancedEventSelectors')).map((item) => asRecord(item) ?? {});
  if (basic.length === 0 && advanced.length === 0) return [];
  const managing = basic.filter((selector) => selector['includeManagementEvents'] !== false);
  const advancedManaging = advanced.filter((selector) => fieldValues(selector, 'eventCategory').includes('Management'));
  if (managing.length === 0 && advancedManaging.length === 0) return ['it no longer records management events'];
  const covers = (readWrite: string) =>
    managing.some((selector) =>
      [undefined, 'All', readWrite].includes(selector['readWriteType'] as string | undefined),
    ) ||
    advancedManaging.some((selector) => {
      const readOnly = fieldValues(selector, 'readOnly');
      return readOnly.length === 0 || readOnly.includes(String(readWrite === 'ReadOnly'));
    });
  const excluded = [
    ...managing.flatMap((selector) => asList(selector['excludeManagementEventSources'])),
    ...advancedManaging.flatMap((selector) => fieldValues(selector, 'eventSource', 'notEquals')),
  ].map(String);
  return [
    !covers('WriteOnly') && 'it no longer records changes (write events)',
    !covers('ReadOnly') && 'it no longer records read-only calls',
    // Leaving out KMS and RDS Data API is AWS's own advice on cost, and hides little.
    ...excluded
      .filter((source) => !/^(kms|rdsdata)\.amazonaws\.com$/.test(source))
      .map((source) => `it leaves out ${source}`),
  ].filter((words) => words !== false);
}

function fieldValues(selector: Record<string, unknown>, field: string, operator = 'equals'): unknown[] {
  return asList(selector['fieldSelectors'])
    .map((item) => asRecord(item) ?? {})
    .filter((condition) => condition['field'] === field)
    .flatMap((condition) => asList(condition[operator]));
}

/** Flow log ids arrive as `{ FlowLogId: { content: "fl-…" } }`. */
function deepId(value: unknown): string | null {
  return /"((?:fl|rqlc)-[0-9a-f]{8,20})"/.exec(JSON.stringify(value ?? null))?.[1] ?? null;
}
