import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type PublicAccessBlockConfiguration,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Read } from '../coverage.ts';
import { readApi, type CoverageRecorder } from '../read-result.ts';
import { S3_APIS as API } from './apis.ts';
import type { PublicAccessBlock, S3Bucket, S3LifecycleRule, S3ReplicationRule } from './snapshot.ts';

/** What a bucket is asked with: a client of its own region, and where the answers are counted. */
export interface BucketReader {
  client: S3Client;
  recorder: CoverageRecorder;
  /** The name of the bucket. */
  Bucket: string;
}

export async function readPublicAccessBlock({
  client,
  recorder,
  Bucket,
}: BucketReader): Promise<S3Bucket['publicAccessBlock']> {
  return readApi(
    recorder,
    { ...API.publicAccessBlock, notConfigured: ['NoSuchPublicAccessBlockConfiguration'] },
    async (abortSignal) =>
      blockOf(
        (await client.send(new GetPublicAccessBlockCommand({ Bucket }), { abortSignal }))
          .PublicAccessBlockConfiguration,
      ),
  );
}

/** AWS leaves out switches that are off. */
export function blockOf(configuration: PublicAccessBlockConfiguration | undefined): PublicAccessBlock | null {
  if (!configuration) return null;
  return {
    blockPublicAcls: configuration.BlockPublicAcls === true,
    ignorePublicAcls: configuration.IgnorePublicAcls === true,
    blockPublicPolicy: configuration.BlockPublicPolicy === true,
    restrictPublicBuckets: configuration.RestrictPublicBuckets === true,
  };
}

export async function readAcl({ client, recorder, Bucket }: BucketReader): Promise<S3Bucket['acl']> {
  return readApi(recorder, API.acl, async (abortSignal) => {
    const { Owner, Grants = [] } = await client.send(new GetBucketAclCommand({ Bucket }), { abortSignal });
    return {
      ownerId: Owner?.ID ?? null,
      grants: Grants.map(({ Grantee, Permission }) => ({
        granteeType: Grantee?.Type ?? 'unknown',
        grantee: Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress ?? 'unknown',
        permission: Permission ?? 'unknown',
      })),
    };
  });
}

export async function readPolicyStatus({
  client,
  recorder,
  Bucket,
}: BucketReader): Promise<S3Bucket['policyIsPublic']> {
  return readApi(
    recorder,
    { ...API.policyStatus, notConfigured: ['NoSuchBucketPolicy'], items: () => 1 },
    async (abortSignal) =>
      (await client.send(new GetBucketPolicyStatusCommand({ Bucket }), { abortSignal })).PolicyStatus?.IsPublic ===
      true,
  );
}

export async function readLogging({ client, recorder, Bucket }: BucketReader): Promise<S3Bucket['logging']> {
  return readApi(recorder, API.logging, async (abortSignal) => {
    const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand({ Bucket }), { abortSignal });
    if (!LoggingEnabled?.TargetBucket) return null;
    return { targetBucket: LoggingEnabled.TargetBucket, targetPrefix: LoggingEnabled.TargetPrefix ?? '' };
  });
}

export async function readVersioning({ client, recorder, Bucket }: BucketReader): Promise<S3Bucket['versioning']> {
  return readApi(recorder, API.versioning, async (abortSignal) => {
    const { Status, MFADelete } = await client.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal });
    return { status: Status ?? ('Off' as const), mfaDelete: MFADelete === 'Enabled' };
  });
}

/** The rest of what a bucket is asked, all calls at once. */
export async function readSettings(
  reader: BucketReader,
): Promise<
  Pick<
    S3Bucket,
    'policy' | 'encryption' | 'lifecycle' | 'replication' | 'objectLock' | 'ownership' | 'notifications' | 'tags'
  >
> {
  const { client, recorder, Bucket } = reader;
  const [policy, encryption, lifecycle, replication, objectLock, ownership, notifications, tags] = await Promise.all([
    readApi(recorder, { ...API.policy, notConfigured: ['NoSuchBucketPolicy'] }, async (abortSignal) => {
      return (await client.send(new GetBucketPolicyCommand({ Bucket }), { abortSignal })).Policy ?? null;
    }),
    readApi(
      recorder,
      { ...API.encryption, notConfigured: ['ServerSideEncryptionConfigurationNotFoundError'] },
      async (abortSignal) => {
        const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }), { abortSignal });
        const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
        const chosen = rule?.ApplyServerSideEncryptionByDefault;
        if (!chosen?.SSEAlgorithm) return null;
        return {
          algorithm: chosen.SSEAlgorithm,
          kmsKeyId: chosen.KMSMasterKeyID ?? null,
          bucketKey: rule?.BucketKeyEnabled === true,
        };
      },
    ),
    readApi(recorder, { ...API.lifecycle, notConfigured: ['NoSuchLifecycleConfiguration'] }, async (abortSignal) => {
      const answer = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), { abortSignal });
      return (answer.Rules ?? []).map(lifecycleRule);
    }),
    readApi(
      recorder,
      { ...API.replication, notConfigured: ['ReplicationConfigurationNotFoundError'] },
      async (abortSignal) => {
        const answer = await client.send(new GetBucketReplicationCommand({ Bucket }), { abortSignal });
        return (answer.ReplicationConfiguration?.Rules ?? []).map(replicationRule);
      },
    ),
    readApi(
      recorder,
      { ...API.objectLock, notConfigured: ['ObjectLockConfigurationNotFoundError'] },
      async (abortSignal) => {
        const answer = await client.send(new GetObjectLockConfigurationCommand({ Bucket }), { abortSignal });
        const lock = answer.ObjectLockConfiguration;
        if (!lock) return null;
        const retention = lock.Rule?.DefaultRetention;
        const days = retention?.Days ?? (retention?.Years === undefined ? null : retention.Years * 365);
        return { enabled: lock.ObjectLockEnabled === 'Enabled', mode: retention?.Mode ?? null, retentionDays: days };
      },
    ),
    readApi(recorder, { ...API.ownership, notConfigured: ['OwnershipControlsNotFoundError'] }, async (abortSignal) => {
      const answer = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }), { abortSignal });
      return answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null;
    }),
    readApi(recorder, API.notifications, async (abortSignal) => {
      const answer = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }), { abortSignal });
      return {
        topics: answer.TopicConfigurations?.length ?? 0,
        queues: answer.QueueConfigurations?.length ?? 0,
        functions: answer.LambdaFunctionConfigurations?.length ?? 0,
        eventBridge: answer.EventBridgeConfiguration !== undefined,
      };
    }),
    readApi(recorder, { ...API.tags, notConfigured: ['NoSuchTagSet'] }, async (abortSignal) => {
      const { TagSet = [] } = await client.send(new GetBucketTaggingCommand({ Bucket }), { abortSignal });
      return Object.fromEntries(TagSet.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    }),
  ]);
  return {
    policy,
    encryption,
    lifecycle: orEmpty(lifecycle, []),
    replication: orEmpty(replication, []),
    objectLock,
    ownership,
    notifications,
    tags: orEmpty(tags, {}),
  };
}

function orEmpty<T>(read: Read<T | null>, empty: T): Read<T> {
  return read.ok ? { ok: true, value: read.value ?? empty } : read;
}

function lifecycleRule(rule: LifecycleRule): S3LifecycleRule {
  return {
    id: rule.ID ?? null,
    enabled: rule.Status === 'Enabled',
    expirationDays: rule.Expiration?.Days ?? null,
    transitions: (rule.Transitions ?? []).map(({ StorageClass }) => StorageClass ?? 'unknown'),
    abortsIncompleteUploads: rule.AbortIncompleteMultipartUpload !== undefined,
  };
}

function replicationRule(rule: ReplicationRule): S3ReplicationRule {
  return {
    id: rule.ID ?? null,
    enabled: rule.Status === 'Enabled',
    destinationBucket: rule.Destination?.Bucket ?? 'unknown',
    destinationAccount: rule.Destination?.Account ?? null,
  };
}
