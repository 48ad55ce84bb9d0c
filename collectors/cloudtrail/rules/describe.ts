import type { CloudTrailEvent, Detection, ResourceRef, Severity } from '../../collector.ts';
import { roleArnOf } from '../principal.ts';
import { textAt } from '../../untrusted.ts';
import type { RuleText } from './rule.ts';

/** What a rule says about one hit, beyond its own text. */
export interface Hit {
  /** A whole sentence with this hit's own facts. */
  statusDetail: string;
  resource: ResourceRef;
  severity?: Severity;
  confidence?: number;
  evidence?: Record<string, unknown>;
}

const MAX_CITED = 50;

/** The Detection of a hit that rests on `events` (oldest first, at least one); cites each by id, 50 at most. */
export function toDetection(rule: RuleText, key: string, events: CloudTrailEvent[], hit: Hit): Detection {
  const first = events[0]!;
  const last = events.at(-1)!;
  const { title, description, risk, consequence, remediation, ownerHint } = rule;
  return {
    title,
    description,
    risk,
    consequence,
    remediation,
    ownerHint,
    checkId: rule.id,
    service: 'cloudtrail',
    key,
    severity: hit.severity ?? rule.severity,
    resource: hit.resource,
    accountUid: first.accountUid,
    region: first.region,
    statusDetail: hit.statusDetail,
    evidence: {
      events: events
        .slice(0, MAX_CITED)
        .map(({ eventId, name, time, errorCode }) => ({ eventId, name, time, ...(errorCode ? { errorCode } : {}) })),
      eventCount: events.length,
      principal: first.principal,
      principalName: first.principalName,
      principalType: first.principalType,
      ...(first.sessionName ? { sessionName: first.sessionName } : {}),
      accessKeyId: textAt(first.raw, 'userIdentity', 'accessKeyId'),
      sourceIpAddresses: distinct(events.map(({ sourceIpAddress }) => sourceIpAddress)),
      userAgents: distinct(events.map(({ userAgent }) => userAgent)),
      resources: distinct(events.flatMap(({ resources }) => resources)),
      madeByTool: events.every(isInfrastructureTool),
      ...hit.evidence,
    },
    firstSeenTime: first.time,
    lastSeenTime: last.time,
    count: events.length,
    confidence: hit.confidence ?? 95,
    ...(rule.compliance ? { compliance: rule.compliance } : {}),
  };
}

/** `IAM user bert`, `Role deploy (session ci)`, `The root user`: begins a sentence. */
export function who({ principalType, principalName, sessionName }: CloudTrailEvent): string {
  switch (principalType) {
    case 'Root':
      return 'The root user';
    case 'IAMUser':
      return `IAM user ${principalName}`;
    case 'AssumedRole':
    case 'Role':
      return `Role ${principalName}${sessionName ? ` (session ${sessionName})` : ''}`;
    case 'FederatedUser':
      return `Federated user ${principalName}`;
    case 'AWSService':
      return `The service ${principalName}`;
    default:
      return principalName;
  }
}

/** ` from 203.0.113.9`, or nothing when the record names no address. */
export function from({ sourceIpAddress }: CloudTrailEvent): string {
  return sourceIpAddress ? ` from ${sourceIpAddress}` : '';
}

/** ` with a deployment tool, by its user agent`, or nothing. */
export function toolNote(events: CloudTrailEvent[]): string {
  return events.every(isInfrastructureTool) ? ' with a deployment tool, by its user agent' : '';
}

/** A resource of the event's account and region. */
export function resourceOf(event: CloudTrailEvent, type: string, uid: string, name = uid): ResourceRef {
  return { uid, type, name, region: event.region };
}

/** An IAM entity of the event's account, by the name that the call gave. */
export function iamResource(event: CloudTrailEvent, kind: 'user' | 'role' | 'group', name: string): ResourceRef {
  const type = { user: 'AWS::IAM::User', role: 'AWS::IAM::Role', group: 'AWS::IAM::Group' }[kind];
  return { uid: `arn:${partitionOf(event)}:iam::${event.accountUid}:${kind}/${name}`, type, name, region: 'global' };
}

/** The caller as a resource: the user, or the role behind a session. */
export function callerResource(event: CloudTrailEvent): ResourceRef {
  if (event.principalType === 'Root')
    return {
      uid: `arn:${partitionOf(event)}:iam::${event.accountUid}:root`,
      type: 'AWS::IAM::User',
      name: 'root',
      region: 'global',
    };
  const role = roleArnOf(event);
  if (role) return { uid: role, type: 'AWS::IAM::Role', name: event.principalName, region: 'global' };
  return { uid: event.principal, type: 'AWS::IAM::User', name: event.principalName, region: 'global' };
}

/** The event's account as a resource. */
export function accountOf(event: CloudTrailEvent): ResourceRef {
  return {
    uid: `arn:${partitionOf(event)}:account::${event.accountUid}:account`,
    type: 'AWS::::Account',
    name: event.accountUid,
    region: 'global',
  };
}

/** An EC2 resource by its id. */
export function ec2Resource(event: CloudTrailEvent, kind: keyof typeof EC2_TYPES, id: string): ResourceRef {
  const owner = kind === 'snapshot' || kind === 'image' ? '' : event.accountUid;
  const uid = `arn:${partitionOf(event)}:ec2:${event.region}:${owner}:${kind}/${id}`;
  return { uid, type: EC2_TYPES[kind], name: id, region: event.region };
}

const EC2_TYPES = {
  instance: 'AWS::EC2::Instance',
  'security-group': 'AWS::EC2::SecurityGroup',
  snapshot: 'AWS::EC2::Snapshot',
  image: 'AWS::EC2::Image',
} as const;

/** An S3 bucket by its name. */
export function bucketOf(event: CloudTrailEvent, name: string): ResourceRef {
  return { uid: `arn:${partitionOf(event)}:s3:::${name}`, type: 'AWS::S3::Bucket', name, region: event.region };
}

/** `aws`, `aws-cn` or `aws-us-gov`, by the caller's ARN, else the region. */
export function partitionOf({ principal, region }: CloudTrailEvent): string {
  const fromArn = /^arn:(aws[a-z-]*):/.exec(principal)?.[1];
  if (fromArn) return fromArn;
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Tools that build infrastructure, by user agent, which can be forged: a hint for people, never a reason to be silent. */
export function isInfrastructureTool({ userAgent, sourceIpAddress }: CloudTrailEvent): boolean {
  return (
    sourceIpAddress === 'cloudformation.amazonaws.com' ||
    /terraform|pulumi|cloudformation|aws-cdk|ansible|opentofu/i.test(userAgent ?? '')
  );
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].slice(0, MAX_CITED);
}
