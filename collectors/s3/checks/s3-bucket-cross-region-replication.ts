import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass, unread } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3ReplicationRule, S3Snapshot } from '../snapshot.ts';

/** S3 bucket is not replicated to another region. A destination outside this account has an unknown region: Warning. */
export const s3BucketCrossRegionReplication: Check<S3Snapshot> = {
  id: 's3_bucket_cross_region_replication',
  service: 's3',
  severity: 'low',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('ISO22×1'),
  apis: ['s3:ListBuckets', 's3:GetBucketReplication'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket is not replicated to another region',
  description:
    'Looks at the replication configuration of the bucket. It passes when an enabled rule copies objects to a bucket in a different region.',
  risk: 'S3 keeps copies in several zones of one region only. A regional outage makes the data unreachable for its length, and an attacker or a faulty job that deletes in that one bucket has deleted the only copy.',
  consequence:
    'Services that need the data stand still for as long as the region does, and recovery time promised to customers cannot be kept.',
  remediation: [
    'Decide whether the data needs it: for what can be made again, or is backed up elsewhere, accept this finding.',
    'Enable versioning on both buckets, then add a replication rule to a bucket in another region, best in another account: `aws s3api put-bucket-replication`.',
    'Copy what is already there with S3 Batch Replication: rules act on new objects only.',
    'Leave delete marker replication off, so that a deletion does not follow.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag, with whoever owns the recovery objectives of the application.",
  evaluate: (snapshot) => {
    const regions = new Map(snapshot.buckets.map(({ arn, region }) => [arn, region]));
    return perBucket(snapshot, (bucket) =>
      judgeRead(bucket.replication, `The replication of bucket ${bucket.name}`, (rules) => {
        const enabled = rules.filter((rule) => rule.enabled);
        const evidence = { destinations: enabled.map(({ destinationBucket }) => destinationBucket) };
        if (enabled.length === 0) return fail(`Bucket ${bucket.name} is not replicated.`, evidence);
        const elsewhere = enabled.find((rule) => isElsewhere(rule, bucket.region, regions));
        if (elsewhere)
          return pass(
            `Bucket ${bucket.name} is replicated to ${elsewhere.destinationBucket} in another region.`,
            evidence,
          );
        const unknown = enabled.filter(({ destinationBucket }) => !regions.has(destinationBucket));
        if (unknown.length === 0 && bucket.region !== 'unknown')
          return fail(`Bucket ${bucket.name} is replicated only within ${bucket.region}.`, evidence);
        return {
          ...unread([], `The region of the replica of bucket ${bucket.name}`),
          statusDetail: `Bucket ${bucket.name} is replicated to ${enabled[0]!.destinationBucket}, whose region is not known: it is not a bucket of this account that we could list.`,
          evidence,
          missingPermission: 'none: the destination bucket belongs to another account',
        };
      }),
    );
  },
};

function isElsewhere(
  { destinationBucket }: S3ReplicationRule,
  region: string,
  regions: ReadonlyMap<string, string>,
): boolean {
  const destination = regions.get(destinationBucket);
  return destination !== undefined && destination !== 'unknown' && region !== 'unknown' && destination !== region;
}
