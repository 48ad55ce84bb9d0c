/** What one read of CloudTrail in one region saw: the trails that record it, and the events since the watermark. */
import type { CloudTrailEvent, SnapshotBase } from '../collector.ts';
import type { Read } from '../coverage.ts';
import type { PublicAccessBlock, S3BucketExposure } from '../s3/snapshot.ts';

export interface TrailStatus {
  isLogging: boolean;
  latestDeliveryAt: string | null;
  latestDeliveryError: string | null;
  latestCloudWatchDeliveryAt: string | null;
  latestCloudWatchDeliveryError: string | null;
  startedAt: string | null;
  stoppedAt: string | null;
}

/** A basic selector. `dataResources[].values` are ARNs or ARN prefixes. */
export interface BasicEventSelector {
  /** `All`, `ReadOnly`, `WriteOnly` */
  readWriteType: string;
  includeManagementEvents: boolean;
  dataResources: { type: string; values: string[] }[];
}

/** One condition of an advanced selector, e.g. field `resources.type`, operator `equals`. */
export interface SelectorCondition {
  field: string;
  operator: 'equals' | 'notEquals' | 'startsWith' | 'notStartsWith' | 'endsWith' | 'notEndsWith';
  values: string[];
}

export interface TrailSelectors {
  basic: BasicEventSelector[];
  advanced: { name: string | null; conditions: SelectorCondition[] }[];
}

/** The bucket that a trail writes to, as far as we may read it. */
export interface TrailBucket extends S3BucketExposure {
  name: string;
  accountBlock: Read<PublicAccessBlock | null>;
  logging: Read<{ targetBucket: string; targetPrefix: string } | null>;
  versioning: Read<{ status: 'Enabled' | 'Suspended' | 'Off'; mfaDelete: boolean }>;
}

export interface CloudTrailTrail {
  arn: string;
  name: string;
  /** Where the trail was made. Elsewhere it shows as a shadow, which we list but judge only at home. */
  homeRegion: string;
  isMultiRegion: boolean;
  isOrganization: boolean;
  includeGlobalServiceEvents: boolean;
  logFileValidation: boolean;
  kmsKeyId: string | null;
  s3Bucket: string | null;
  cloudWatchLogGroupArn: string | null;
  /** Status in the snapshot's region. */
  status: Read<TrailStatus>;
  selectors: Read<TrailSelectors>;
  /** `ApiCallRateInsight`, `ApiErrorRateInsight`; empty: none configured. Read at home only. */
  insightTypes: Read<string[]>;
  tags: Read<Record<string, string>>;
  /** Read at home only; null elsewhere, and for a trail without a bucket. */
  bucket: TrailBucket | null;
}

export interface CloudTrailSnapshot extends SnapshotBase {
  /** Every trail that records this region, shadows included. */
  trails: Read<CloudTrailTrail[]>;
  /** Normalised, deduplicated by event id, oldest first. */
  events: CloudTrailEvent[];
  /** Whether the sweep of LookupEvents ended well; on failure `events` holds what was read before it. */
  sweep: Read<true>;
  /** Records that could not be normalised, by reason. */
  refused: { reason: string; eventId: string | null }[];
  /** Where the stretch of events begins, for rules over many events; null: it is all there is (first read, import, demo). */
  eventsCompleteFrom?: string | null;
  /** Our own role, so that rules leave our sessions out. */
  ownRoleArn: string | null;
  nextCursor: Record<string, string> | null;
}
