import { accountResource } from '../../account-resource.ts';
import type { CheckOutcome, ResourceRef } from '../../collector.ts';
import { unread, type Verdict } from '../../verdict.ts';
import type { S3Bucket, S3Snapshot } from '../snapshot.ts';

/**
 * One outcome per bucket. When the listing failed, one more Warning, on the account, says that buckets were not seen.
 * `judge` may answer null for a bucket that the check does not concern.
 */
export function perBucket(snapshot: S3Snapshot, judge: (bucket: S3Bucket) => Verdict | null): CheckOutcome[] {
  const outcomes = snapshot.buckets.flatMap((bucket) => {
    const verdict = judge(bucket);
    return verdict === null ? [] : [{ resource: bucketResource(bucket), ...verdict }];
  });
  const { bucketListing } = snapshot;
  if (bucketListing.ok) return outcomes;
  return [
    ...outcomes,
    { resource: accountResource(snapshot), ...unread([bucketListing], 'The buckets of this account') },
  ];
}

/** A bucket as the resource of an outcome. */
export function bucketResource({ arn, name, region, tags }: S3Bucket): ResourceRef {
  return { uid: arn, type: 'AWS::S3::Bucket', name, region, ...(tags.ok ? { tags: tags.value } : {}) };
}
