/**
 * S3 as a stand-in: serves described accounts (the collector's own snapshot type) over the REST XML protocol, each
 * bucket in its own region only, as S3 does. An account without a description has no buckets.
 */
import type { FailedRead, Read } from '../../../collectors/coverage.ts';
import type { PublicAccessBlock, S3Bucket, S3Snapshot } from '../../../collectors/s3/snapshot.ts';
import { failedReadReply } from './failed-read.ts';
import type { AwsServiceStandIn, Operation, StandInRequest } from './server.ts';
import { errorReply, pageOf, xmlReply, type Reply } from './wire.ts';

export interface S3StandInOptions {
  estates: readonly S3Snapshot[];
  /** Most buckets a page, whatever the client asks for. Default 1000. */
  maxPageSize?: number;
  /** false: the listing tells no regions, as older endpoints do, and clients must ask for each location. */
  tellsRegions?: boolean;
}

/** The S3 part of the stand-in. */
export function s3StandIn({ estates, maxPageSize = 1000, tellsRegions = true }: S3StandInOptions): AwsServiceStandIn {
  const estateOf = ({ accountUid }: StandInRequest) => estates.find((estate) => estate.accountUid === accountUid);

  /** One setting of a bucket. `write` gives null for "not configured", which is then `absentCode`. */
  const setting =
    <T>(
      read: (bucket: S3Bucket) => Read<T>,
      write: (value: T, bucket: S3Bucket) => Reply | null,
      absentCode = '',
    ): Operation =>
    (request) => {
      const name = request.path.split('/')[1] ?? '';
      const bucket = estates.flatMap(({ buckets }) => buckets).find((candidate) => candidate.name === name);
      if (!bucket) return errorReply('rest-xml', 'NoSuchBucket', 'The specified bucket does not exist', 404);
      if (!estateOf(request)?.buckets.includes(bucket)) return failedReadReply(DENIED, request, 'rest-xml');
      const elsewhere = redirect(bucket, request);
      if (elsewhere) return elsewhere;
      const value = read(bucket);
      if (!value.ok) return failedReadReply(value, request, 'rest-xml');
      return write(value.value, bucket) ?? errorReply('rest-xml', absentCode, 'It is not configured', 404);
    };

  return {
    service: 's3',
    protocol: 'rest-xml',
    operationOf: ({ path, query }) => {
      if (path === '/' || path === '') return 'ListBuckets';
      return [...query.keys()].map((key) => BY_QUERY[key]).find((operation) => operation !== undefined);
    },
    operations: {
      ListBuckets: (request) => {
        const estate = estateOf(request);
        if (estate && !estate.bucketListing.ok && estate.buckets.length === 0)
          return failedReadReply(estate.bucketListing, request, 'rest-xml');
        const asked = Number(request.query.get('max-buckets') ?? maxPageSize);
        const page = pageOf(
          estate?.buckets ?? [],
          request.query.get('continuation-token'),
          Math.min(asked, maxPageSize),
        );
        return xmlReply('ListAllMyBucketsResult', {
          Owner: { ID: estate?.ownerId ?? 'owner' },
          Buckets: {
            Bucket: page.items.map(({ name, createdAt, region }) => ({
              Name: name,
              CreationDate: createdAt ?? undefined,
              BucketRegion: tellsRegions ? region : undefined,
            })),
          },
          ContinuationToken: page.next,
        });
      },
      GetBucketLocation: (request) => {
        const bucket = estateOf(request)?.buckets.find(
          ({ name }) => request.path === `/${name}` || request.path === `/${name}/`,
        );
        if (!bucket) return errorReply('rest-xml', 'NoSuchBucket', 'The specified bucket does not exist', 404);
        const where = bucket.region === 'us-east-1' ? '' : bucket.region;
        return {
          ...xmlReply('LocationConstraint', {}),
          body: `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${where}</LocationConstraint>`,
        };
      },
      GetPublicAccessBlock: setting(
        ({ publicAccessBlock }) => publicAccessBlock,
        (block) => block && xmlReply('PublicAccessBlockConfiguration', blockXml(block)),
        'NoSuchPublicAccessBlockConfiguration',
      ),
      GetBucketAcl: setting(
        ({ acl }) => acl,
        ({ ownerId, grants }) => ({
          ...xmlReply('AccessControlPolicy', {}),
          body: `<AccessControlPolicy>${ownerId ? `<Owner><ID>${ownerId}</ID></Owner>` : ''}<AccessControlList>${grants.map(grantXml).join('')}</AccessControlList></AccessControlPolicy>`,
        }),
      ),
      GetBucketPolicy: setting(
        ({ policy }) => policy,
        (policy) => (policy === null ? null : { headers: { 'content-type': 'application/json' }, body: policy }),
        'NoSuchBucketPolicy',
      ),
      GetBucketPolicyStatus: setting(
        ({ policyIsPublic }) => policyIsPublic,
        (isPublic) => (isPublic === null ? null : xmlReply('PolicyStatus', { IsPublic: isPublic })),
        'NoSuchBucketPolicy',
      ),
      GetBucketEncryption: setting(
        ({ encryption }) => encryption,
        (encryption) =>
          encryption &&
          xmlReply('ServerSideEncryptionConfiguration', {
            Rule: {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: encryption.algorithm,
                KMSMasterKeyID: encryption.kmsKeyId ?? undefined,
              },
              BucketKeyEnabled: encryption.bucketKey,
            },
          }),
        'ServerSideEncryptionConfigurationNotFoundError',
      ),
      GetBucketVersioning: setting(
        ({ versioning }) => versioning,
        ({ status, mfaDelete }) =>
          xmlReply('VersioningConfiguration', {
            Status: status === 'Off' ? undefined : status,
            MfaDelete: mfaDelete ? 'Enabled' : undefined,
          }),
      ),
      GetBucketLogging: setting(
        ({ logging }) => logging,
        (logging) =>
          xmlReply('BucketLoggingStatus', {
            LoggingEnabled: logging
              ? { TargetBucket: logging.targetBucket, TargetPrefix: logging.targetPrefix }
              : undefined,
          }),
      ),
      GetBucketLifecycleConfiguration: setting(
        ({ lifecycle }) => lifecycle,
        (rules) =>
          rules.length === 0
            ? null
            : xmlReply('LifecycleConfiguration', {
                Rule: rules.map((rule) => ({
                  ID: rule.id ?? undefined,
                  Status: rule.enabled ? 'Enabled' : 'Disabled',
                  Expiration: rule.expirationDays === null ? undefined : { Days: rule.expirationDays },
                  Transition: rule.transitions.map((StorageClass) => ({ StorageClass, Days: 30 })),
                  AbortIncompleteMultipartUpload: rule.abortsIncompleteUploads ? { DaysAfterInitiation: 7 } : undefined,
                })),
              }),
        'NoSuchLifecycleConfiguration',
      ),
      GetBucketReplication: setting(
        ({ replication }) => replication,
        (rules) =>
          rules.length === 0
            ? null
            : xmlReply('ReplicationConfiguration', {
                Role: 'arn:aws:iam::123456789012:role/replication',
                Rule: rules.map((rule) => ({
                  ID: rule.id ?? undefined,
                  Status: rule.enabled ? 'Enabled' : 'Disabled',
                  Destination: { Bucket: rule.destinationBucket, Account: rule.destinationAccount ?? undefined },
                })),
              }),
        'ReplicationConfigurationNotFoundError',
      ),
      GetObjectLockConfiguration: setting(
        ({ objectLock }) => objectLock,
        (lock) =>
          lock &&
          xmlReply('ObjectLockConfiguration', {
            ObjectLockEnabled: lock.enabled ? 'Enabled' : undefined,
            Rule: lock.mode
              ? { DefaultRetention: { Mode: lock.mode, Days: lock.retentionDays ?? undefined } }
              : undefined,
          }),
        'ObjectLockConfigurationNotFoundError',
      ),
      GetBucketOwnershipControls: setting(
        ({ ownership }) => ownership,
        (ownership) =>
          ownership === null ? null : xmlReply('OwnershipControls', { Rule: { ObjectOwnership: ownership } }),
        'OwnershipControlsNotFoundError',
      ),
      GetBucketNotificationConfiguration: setting(
        ({ notifications }) => notifications,
        ({ topics, queues, functions, eventBridge }) =>
          xmlReply('NotificationConfiguration', {
            TopicConfiguration: Array.from({ length: topics }, () => ({
              Topic: 'arn:aws:sns:us-east-1:1:t',
              Event: ['s3:ObjectCreated:*'],
            })),
            QueueConfiguration: Array.from({ length: queues }, () => ({
              Queue: 'arn:aws:sqs:us-east-1:1:q',
              Event: ['s3:ObjectCreated:*'],
            })),
            CloudFunctionConfiguration: Array.from({ length: functions }, () => ({
              CloudFunction: 'arn:aws:lambda:us-east-1:1:function:f',
              Event: ['s3:ObjectCreated:*'],
            })),
            EventBridgeConfiguration: eventBridge ? {} : undefined,
          }),
      ),
      GetBucketTagging: setting(
        ({ tags }) => tags,
        (tags) =>
          Object.keys(tags).length === 0
            ? null
            : xmlReply('Tagging', {
                TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
              }),
        'NoSuchTagSet',
      ),
    },
  };
}

/** The four switches as S3 and S3 Control write them. */
export function blockXml(block: PublicAccessBlock): object {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}

const BY_QUERY: Record<string, string> = {
  location: 'GetBucketLocation',
  publicAccessBlock: 'GetPublicAccessBlock',
  acl: 'GetBucketAcl',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  encryption: 'GetBucketEncryption',
  versioning: 'GetBucketVersioning',
  logging: 'GetBucketLogging',
  lifecycle: 'GetBucketLifecycleConfiguration',
  replication: 'GetBucketReplication',
  'object-lock': 'GetObjectLockConfiguration',
  ownershipControls: 'GetBucketOwnershipControls',
  notification: 'GetBucketNotificationConfiguration',
  tagging: 'GetBucketTagging',
};

const DENIED: FailedRead = { ok: false, api: 's3', outcome: 'denied', detail: '' };

/** A bucket answers in its own region only. */
function redirect({ region, name }: S3Bucket, request: StandInRequest): Reply | null {
  if (region === request.region || region === 'unknown') return null;
  const reply = errorReply('rest-xml', 'PermanentRedirect', `${name} must be addressed in ${region}`, 301);
  return { ...reply, headers: { ...reply.headers, 'x-amz-bucket-region': region } };
}

function grantXml({
  granteeType,
  grantee,
  permission,
}: {
  granteeType: string;
  grantee: string;
  permission: string;
}): string {
  const key = granteeType === 'Group' ? 'URI' : granteeType === 'CanonicalUser' ? 'ID' : 'EmailAddress';
  return `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${granteeType}"><${key}>${grantee}</${key}></Grantee><Permission>${permission}</Permission></Grant>`;
}
