import type { CloudTrailEvent } from '../../../collectors/collector.ts';
import { normaliseEvent } from '../../../collectors/cloudtrail/normalise.ts';
import type { CloudTrailSnapshot, CloudTrailTrail, TrailBucket } from '../../../collectors/cloudtrail/snapshot.ts';
import { ALL_ON } from './s3-estate.ts';

export const ACCOUNT = '123456789012';
export const NOW = '2026-03-10T08:00:00.000Z';
export const REGION = 'eu-west-1';
/** An account outside ours. */
export const STRANGER = '999988887777';

let made = 0;

/** A CloudTrail record by an IAM user; `change` is merged over it. */
export function record(name: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  made += 1;
  return {
    eventVersion: '1.09',
    eventID: `event-${made}`,
    eventTime: '2026-03-10T06:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: name,
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.9',
    userAgent: 'aws-cli/2.15',
    readOnly: false,
    recipientAccountId: ACCOUNT,
    userIdentity: user('eve'),
    requestParameters: null,
    responseElements: null,
    ...change,
  };
}

/** The identity of an IAM user. */
export function user(userName: string): object {
  return {
    type: 'IAMUser',
    principalId: 'AIDASTANDIN',
    arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
    accountId: ACCOUNT,
    accessKeyId: 'AKIASTANDIN',
    userName,
  };
}

/** The identity of a role session. */
export function session(role: string, name = 'session'): object {
  return {
    type: 'AssumedRole',
    principalId: `AROASTANDIN:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
    accountId: ACCOUNT,
    accessKeyId: 'ASIASTANDIN',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, userName: role, accountId: ACCOUNT },
    },
  };
}

export const ROOT = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

/** The same, normalised. */
export function event(name: string, change: Record<string, unknown> = {}): CloudTrailEvent {
  const normalised = normaliseEvent(record(name, change));
  if (!normalised.ok) throw new Error(normalised.reason);
  return normalised.event;
}

/** ISO time `seconds` after 06:00 of the day. */
export function at(seconds: number): string {
  return new Date(Date.parse('2026-03-10T06:00:00Z') + seconds * 1000).toISOString();
}

export function trailBucket(change: Partial<TrailBucket> = {}): TrailBucket {
  return {
    name: 'audit-logs',
    accountBlock: { ok: true, value: ALL_ON },
    publicAccessBlock: { ok: true, value: ALL_ON },
    acl: { ok: true, value: { ownerId: 'owner', grants: [] } },
    policyIsPublic: { ok: true, value: false },
    logging: { ok: true, value: { targetBucket: 'access-logs', targetPrefix: '' } },
    versioning: { ok: true, value: { status: 'Enabled', mfaDelete: true } },
    ...change,
  };
}

/** A trail that passes every check. */
export function trail(change: Partial<CloudTrailTrail> = {}): CloudTrailTrail {
  const { name = 'audit', homeRegion = REGION } = change;
  return {
    arn: `arn:aws:cloudtrail:${homeRegion}:${ACCOUNT}:trail/${name}`,
    name,
    homeRegion,
    isMultiRegion: true,
    isOrganization: false,
    includeGlobalServiceEvents: true,
    logFileValidation: true,
    kmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`,
    s3Bucket: 'audit-logs',
    cloudWatchLogGroupArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:audit:*`,
    status: {
      ok: true,
      value: {
        isLogging: true,
        latestDeliveryAt: '2026-03-10T07:55:00.000Z',
        latestDeliveryError: null,
        latestCloudWatchDeliveryAt: '2026-03-10T07:55:00.000Z',
        latestCloudWatchDeliveryError: null,
        startedAt: '2024-01-01T00:00:00.000Z',
        stoppedAt: null,
      },
    },
    selectors: {
      ok: true,
      value: {
        basic: [
          {
            readWriteType: 'All',
            includeManagementEvents: true,
            dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          },
        ],
        advanced: [],
      },
    },
    insightTypes: { ok: true, value: ['ApiCallRateInsight'] },
    tags: { ok: true, value: { team: 'security' } },
    bucket: trailBucket(),
    ...change,
  };
}

/** A region recorded by one good trail, without events. */
export function cloudTrailEstate(change: Partial<CloudTrailSnapshot> = {}): CloudTrailSnapshot {
  return {
    accountUid: ACCOUNT,
    partition: 'aws',
    region: REGION,
    collectedAt: NOW,
    coverage: [],
    trails: { ok: true, value: [trail()] },
    events: [],
    sweep: { ok: true, value: true },
    refused: [],
    eventsCompleteFrom: null,
    ownRoleArn: null,
    nextCursor: null,
    ...change,
  };
}

/** A call of a service with these parameters, e.g. `call('ec2', 'DeleteFlowLogs', { … })`. */
export function call(
  service: string,
  name: string,
  requestParameters: object | null = null,
  change: object = {},
): CloudTrailEvent {
  return event(name, { eventSource: `${service}.amazonaws.com`, requestParameters, ...change });
}

/** A console sign-in by an IAM user; `mfa` is AWS's `Yes` or `No`. */
export function login(outcome: string, mfa: string, change: object = {}): CloudTrailEvent {
  return call('signin', 'ConsoleLogin', null, {
    responseElements: { ConsoleLogin: outcome },
    additionalEventData: { MFAUsed: mfa },
    ...change,
  });
}

/** The user agent of a deployment tool. */
export const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0';
