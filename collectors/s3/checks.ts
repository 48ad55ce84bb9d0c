import type { Check } from '../collector.ts';
import { s3AccessPointPublicAccessBlock } from './checks/s3-access-point-public-access-block.ts';
import { s3AccountLevelPublicAccessBlocks } from './checks/s3-account-level-public-access-blocks.ts';
import { s3BucketAclProhibited } from './checks/s3-bucket-acl-prohibited.ts';
import { s3BucketCrossAccountAccess } from './checks/s3-bucket-cross-account-access.ts';
import { s3BucketCrossRegionReplication } from './checks/s3-bucket-cross-region-replication.ts';
import { s3BucketDefaultEncryption } from './checks/s3-bucket-default-encryption.ts';
import { s3BucketEventNotificationsEnabled } from './checks/s3-bucket-event-notifications-enabled.ts';
import { s3BucketKmsEncryption } from './checks/s3-bucket-kms-encryption.ts';
import { s3BucketLevelPublicAccessBlock } from './checks/s3-bucket-level-public-access-block.ts';
import { s3BucketLifecycleEnabled } from './checks/s3-bucket-lifecycle-enabled.ts';
import { s3BucketNoMfaDelete } from './checks/s3-bucket-no-mfa-delete.ts';
import { s3BucketObjectLock } from './checks/s3-bucket-object-lock.ts';
import { s3BucketObjectVersioning } from './checks/s3-bucket-object-versioning.ts';
import { s3BucketPolicyPublicWriteAccess } from './checks/s3-bucket-policy-public-write-access.ts';
import { s3BucketPublicAccess } from './checks/s3-bucket-public-access.ts';
import { s3BucketPublicListAcl } from './checks/s3-bucket-public-list-acl.ts';
import { s3BucketPublicWriteAcl } from './checks/s3-bucket-public-write-acl.ts';
import { s3BucketSecureTransportPolicy } from './checks/s3-bucket-secure-transport-policy.ts';
import { s3BucketServerAccessLoggingEnabled } from './checks/s3-bucket-server-access-logging-enabled.ts';
import { s3BucketShadowResourceVulnerability } from './checks/s3-bucket-shadow-resource-vulnerability.ts';
import { s3MultiRegionAccessPointPublicAccessBlock } from './checks/s3-multi-region-access-point-public-access-block.ts';
import type { S3Snapshot } from './snapshot.ts';

/** Every S3 check. */
export const S3_CHECKS: Check<S3Snapshot>[] = [
  s3AccessPointPublicAccessBlock,
  s3AccountLevelPublicAccessBlocks,
  s3BucketAclProhibited,
  s3BucketCrossAccountAccess,
  s3BucketCrossRegionReplication,
  s3BucketDefaultEncryption,
  s3BucketEventNotificationsEnabled,
  s3BucketKmsEncryption,
  s3BucketLevelPublicAccessBlock,
  s3BucketLifecycleEnabled,
  s3BucketNoMfaDelete,
  s3BucketObjectLock,
  s3BucketObjectVersioning,
  s3BucketPolicyPublicWriteAccess,
  s3BucketPublicAccess,
  s3BucketPublicListAcl,
  s3BucketPublicWriteAcl,
  s3BucketSecureTransportPolicy,
  s3BucketServerAccessLoggingEnabled,
  s3BucketShadowResourceVulnerability,
  s3MultiRegionAccessPointPublicAccessBlock,
];
