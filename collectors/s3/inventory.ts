import { parsePolicy } from '../policy-document.ts';
import type { ResourceRecord } from '../collector.ts';
import type { Read } from '../coverage.ts';
import type { S3BucketAttributes } from '../inventory.ts';
import { S3_APIS } from './apis.ts';
import { bucketResource } from './checks/per-bucket.ts';
import { deniesPlainHttp } from './checks/s3-bucket-secure-transport-policy.ts';
import { SWITCHES, closed, evaluatePublicAccess } from './public-access.ts';
import type { S3Bucket, S3Snapshot } from './snapshot.ts';

/** One row per bucket and access point. What could not be read is null, never "no". */
export function s3Inventory(snapshot: S3Snapshot): ResourceRecord[] {
  const buckets = snapshot.buckets.map(
    (bucket): ResourceRecord => ({
      ...bucketResource(bucket),
      service: 's3',
      accountUid: snapshot.accountUid,
      attributes: attributesOf(bucket, snapshot),
      ...(bucket.createdAt ? { createdAt: bucket.createdAt } : {}),
      listedBy: [S3_APIS.listBuckets.api],
    }),
  );
  const accessPoints = snapshot.accessPoints
    .flatMap(({ items }) => items)
    .map(
      ({ arn, name, region, bucket, networkOrigin, publicAccessBlock }): ResourceRecord => ({
        uid: arn,
        type: 'AWS::S3::AccessPoint',
        name,
        region,
        service: 's3',
        accountUid: snapshot.accountUid,
        attributes: { bucket, networkOrigin, publicAccessBlock: valueOf(publicAccessBlock, (block) => block) },
        listedBy: [S3_APIS.accessPoints.api],
      }),
    );
  return [...buckets, ...accessPoints];
}

function attributesOf(bucket: S3Bucket, { accountBlock }: S3Snapshot): S3BucketAttributes {
  const exposure = evaluatePublicAccess(accountBlock, bucket);
  const blocks = SWITCHES.map((name) => closed([accountBlock, bucket.publicAccessBlock], name).closed);
  return {
    isPublic: exposure.isPublic,
    publicVia: exposure.via,
    encryption: valueOf(bucket.encryption, (encryption) => encryption?.algorithm ?? 'none'),
    versioning: valueOf(bucket.versioning, ({ status }) => status),
    mfaDelete: valueOf(bucket.versioning, ({ mfaDelete }) => mfaDelete),
    loggingEnabled: valueOf(bucket.logging, (logging) => logging !== null),
    lifecycleRules: valueOf(bucket.lifecycle, (rules) => rules.filter(({ enabled }) => enabled).length),
    replicationEnabled: valueOf(bucket.replication, (rules) => rules.some(({ enabled }) => enabled)),
    objectLockEnabled: valueOf(bucket.objectLock, (lock) => lock?.enabled === true),
    blockPublicAccess: blocks.includes(false) ? false : blocks.includes(null) ? null : true,
    secureTransportOnly: secureTransportOnly(bucket),
    createdAt: bucket.createdAt,
  };
}

function secureTransportOnly({ policy, arn }: S3Bucket): boolean | null {
  if (!policy.ok) return null;
  if (policy.value === null) return false;
  const parsed = parsePolicy(policy.value);
  return parsed.ok ? deniesPlainHttp(parsed.document, arn) : null;
}

function valueOf<T, V>(read: Read<T>, pick: (value: T) => V): V | null {
  return read.ok ? pick(read.value) : null;
}
