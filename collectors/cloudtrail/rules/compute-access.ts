import { isIP } from 'node:net';
import type { CloudTrailEvent } from '../../collector.ts';
import { at, textAt } from '../../untrusted.ts';
import { burstRule } from './burst.ts';
import { callerResource, from, partitionOf, resourceOf, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** A function that strangers may call. */
export const functionShared = singleEventRule({
  id: 'cloudtrail_event_function_shared',
  severity: 'high',
  title: 'Lambda function was opened to another account or to anyone',
  description:
    'A statement was added to the policy of a Lambda function that lets anyone or another account use it (AddPermission). Grants to AWS services, such as S3 or API Gateway, are not counted.',
  risk: 'Whoever may invoke the function may make it act with its role, from outside and without a credential of your account. It is a known back door after a break-in (backdoor Lambda function).',
  consequence: 'Data the function can reach can be fetched, and its work be triggered, by a stranger at your cost.',
  remediation: [
    'Look up the principal in the evidence and ask who asked for it.',
    'Take it back: `aws lambda remove-permission --function-name FUNCTION --statement-id STATEMENT`.',
    'Look at the invocations of the function since then.',
  ],
  ownerHint: 'The team that owns the function by its tags.',
  calls: { 'lambda.amazonaws.com': ['AddPermission20150331v2', 'AddPermission20150331', 'AddPermission'] },
  match: (event) => {
    const asked = at(event.raw, 'requestParameters');
    const principal = textAt(asked, 'principal') ?? '';
    const account = /^\d{12}$/.test(principal) ? principal : principal.split(':')[4];
    // With a source account or organisation the star is not anyone.
    const limited = textAt(asked, 'sourceAccount') ?? textAt(asked, 'principalOrgID') ?? textAt(asked, 'sourceArn');
    const isOutside = principal === '*' ? limited === null : !!account && account !== event.accountUid;
    if (!isOutside) return null;
    const name = textAt(asked, 'functionName') ?? 'unknown';
    const uid = name.startsWith('arn:')
      ? name
      : `arn:${partitionOf(event)}:lambda:${event.region}:${event.accountUid}:function:${name}`;
    return {
      statusDetail: `${who(event)} let ${principal === '*' ? 'anyone' : principal} use the function ${name}${from(event)} at ${event.time}.`,
      resource: resourceOf(event, 'AWS::Lambda::Function', uid, name),
      severity: principal === '*' ? 'critical' : 'high',
      evidence: { action: event.name, lets: principal, statementId: textAt(asked, 'statementId') },
    };
  },
});

/** Credentials of one instance, used from two places. */
export const instanceCredentialsElsewhere = burstRule({
  id: 'cloudtrail_event_instance_credentials_elsewhere',
  severity: 'high',
  title: 'Credentials of an instance were used from a second address',
  description:
    'The role session of one EC2 instance (session named after the instance) made calls from two or more addresses within half an hour. Calls through a VPC endpoint and by AWS services are left out.',
  risk: 'The credentials of an instance role belong on the instance. Read from its metadata service by a hole in a web application (SSRF), a shell or a poisoned package, they work anywhere until they expire. A second address is the sign that somebody took them along (stolen instance credentials).',
  consequence: 'The thief can do all that the role may do, from a machine of their own.',
  remediation: [
    'Check whether both addresses are the instance’s own way out (a NAT gateway with several addresses is the harmless reason).',
    'If not: revoke the sessions of the role (deny on `aws:TokenIssueTime` before now), and isolate the instance.',
    'List what the second address called, and undo it.',
    'Require IMDSv2 with a hop limit of 1, and limit the role with `aws:EC2InstanceSourceVPC` or `aws:SourceVpc` conditions.',
  ],
  ownerHint: 'The team in the instance’s `team` tag, with the security team.',
  eventNames: ['*'],
  windowMinutes: 30,
  threshold: 2,
  selects: (event) =>
    event.principalType === 'AssumedRole' &&
    /^i-[0-9a-f]{8,17}$/.test(event.sessionName ?? '') &&
    isIP(event.sourceIpAddress ?? '') !== 0 &&
    textAt(event.raw, 'vpcEndpointId') === null &&
    textAt(event.raw, 'userIdentity', 'invokedBy') === null,
  unitsOf: ({ sourceIpAddress }) => [sourceIpAddress ?? ''],
  describe: (events, addresses) => ({
    statusDetail: `${who(events[0]!)} was used from ${addresses.length} addresses (${addresses.slice(0, 5).join(', ')}) between ${events[0]!.time} and ${events.at(-1)!.time}.`,
    resource: callerResource(events[0]!),
    confidence: 70,
    evidence: { instance: events[0]!.sessionName, addresses: addresses.slice(0, 20), calls: callNames(events) },
  }),
});

function callNames(events: CloudTrailEvent[]): string[] {
  return [...new Set(events.map(({ name }) => name))].slice(0, 30);
}
