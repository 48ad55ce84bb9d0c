import type { ApiName } from '../read-result.ts';

/**
 * The S3 calls we make, as coverage names them, with the IAM action each needs: S3 names several of them differently.
 * Source: AWS Service Authorization Reference, Amazon S3.
 */
export const S3_APIS = {
  listBuckets: named('s3:ListBuckets', 's3:ListAllMyBuckets'),
  location: named('s3:GetBucketLocation'),
  publicAccessBlock: named('s3:GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'),
  acl: named('s3:GetBucketAcl'),
  policy: named('s3:GetBucketPolicy'),
  policyStatus: named('s3:GetBucketPolicyStatus'),
  encryption: named('s3:GetBucketEncryption', 's3:GetEncryptionConfiguration'),
  versioning: named('s3:GetBucketVersioning'),
  logging: named('s3:GetBucketLogging'),
  lifecycle: named('s3:GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'),
  replication: named('s3:GetBucketReplication', 's3:GetReplicationConfiguration'),
  objectLock: named('s3:GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration'),
  ownership: named('s3:GetBucketOwnershipControls'),
  notifications: named('s3:GetBucketNotificationConfiguration', 's3:GetBucketNotification'),
  tags: named('s3:GetBucketTagging'),
  accountBlock: named('s3-control:GetPublicAccessBlock', 's3:GetAccountPublicAccessBlock'),
  accessPoints: named('s3-control:ListAccessPoints', 's3:ListAccessPoints'),
  accessPoint: named('s3-control:GetAccessPoint', 's3:GetAccessPoint'),
  multiRegionAccessPoints: named('s3-control:ListMultiRegionAccessPoints', 's3:ListMultiRegionAccessPoints'),
} as const satisfies Record<string, ApiName>;

function named(api: string, permission = api): ApiName {
  return { api, permission };
}
