/**
 * What one read of an account's S3 saw. "Not configured" is a value: `null`, `[]` or `Off`. Only a failed call is a
 * `FailedRead`. No object, key or content is ever read.
 */
import type { SnapshotBase } from '../collector.ts';
import type { Read } from '../coverage.ts';

/** The four switches of Block Public Access, of an account, a bucket or an access point. */
export interface PublicAccessBlock {
  blockPublicAcls: boolean;
  ignorePublicAcls: boolean;
  blockPublicPolicy: boolean;
  restrictPublicBuckets: boolean;
}

/** One ACL entry. `grantee` is a group URI, a canonical user id or an e-mail address. */
export interface S3Grant {
  /** AWS's word: `Group`, `CanonicalUser`, `AmazonCustomerByEmail`. */
  granteeType: string;
  grantee: string;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP`, `FULL_CONTROL` */
  permission: string;
}

/** What decides whether a bucket is public, besides the account's own block. */
export interface S3BucketExposure {
  /** null: the bucket has no block of its own. */
  publicAccessBlock: Read<PublicAccessBlock | null>;
  acl: Read<{ ownerId: string | null; grants: S3Grant[] }>;
  /** AWS's own verdict on the bucket policy; null: there is no policy. */
  policyIsPublic: Read<boolean | null>;
}

export interface S3Bucket extends S3BucketExposure {
  name: string;
  arn: string;
  /** The bucket's own region; `unknown` when neither the listing nor the location call told it. */
  region: string;
  createdAt: string | null;
  /** The policy document as written (JSON text), null when there is none. May be malformed. */
  policy: Read<string | null>;
  encryption: Read<{ algorithm: string; kmsKeyId: string | null; bucketKey: boolean } | null>;
  versioning: Read<{ status: 'Enabled' | 'Suspended' | 'Off'; mfaDelete: boolean }>;
  logging: Read<{ targetBucket: string; targetPrefix: string } | null>;
  lifecycle: Read<S3LifecycleRule[]>;
  replication: Read<S3ReplicationRule[]>;
  objectLock: Read<{ enabled: boolean; mode: string | null; retentionDays: number | null } | null>;
  /** `BucketOwnerEnforced` switches ACLs off. null: no ownership controls. */
  ownership: Read<string | null>;
  notifications: Read<{ topics: number; queues: number; functions: number; eventBridge: boolean }>;
  tags: Read<Record<string, string>>;
}

export interface S3LifecycleRule {
  id: string | null;
  enabled: boolean;
  /** Days after which current objects expire. */
  expirationDays: number | null;
  /** Storage classes that objects move to. */
  transitions: string[];
  abortsIncompleteUploads: boolean;
}

export interface S3ReplicationRule {
  id: string | null;
  enabled: boolean;
  /** ARN */
  destinationBucket: string;
  /** Account of the destination where it is another one. */
  destinationAccount: string | null;
}

export interface S3AccessPoint {
  name: string;
  arn: string;
  region: string;
  bucket: string;
  /** `Internet` or `VPC` */
  networkOrigin: string;
  publicAccessBlock: Read<PublicAccessBlock | null>;
}

export interface S3MultiRegionAccessPoint {
  name: string;
  alias: string;
  arn: string;
  createdAt: string | null;
  /** `READY`, `CREATING`, … */
  status: string;
  publicAccessBlock: PublicAccessBlock | null;
  /** Buckets behind it, with their regions. */
  buckets: { name: string; region: string }[];
}

/** `region` of the snapshot is `global`: one read covers every region of the account. */
export interface S3Snapshot extends SnapshotBase {
  /** null: the account has no block. */
  accountBlock: Read<PublicAccessBlock | null>;
  /** Whether the listing of buckets was complete; on failure `buckets` holds what was seen before it. */
  bucketListing: Read<true>;
  /** Canonical user id of the account, as the listing tells it. */
  ownerId: string | null;
  buckets: S3Bucket[];
  /** One entry per region asked. */
  accessPoints: { region: string; listing: Read<true>; items: S3AccessPoint[] }[];
  multiRegionAccessPoints: Read<S3MultiRegionAccessPoint[]>;
}
