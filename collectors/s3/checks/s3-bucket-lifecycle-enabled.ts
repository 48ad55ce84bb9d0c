import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket has no lifecycle rule. */
export const s3BucketLifecycleEnabled: Check<S3Snapshot> = {
  id: 's3_bucket_lifecycle_enabled',
  service: 's3',
  severity: 'low',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.13; PCI4×12; ISO22×1'),
  apis: ['s3:ListBuckets', 's3:GetBucketLifecycleConfiguration'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket has no lifecycle rule',
  description:
    'Looks at the lifecycle configuration of the bucket. It passes when at least one rule is enabled, so that objects expire or move to a cheaper storage class.',
  risk: 'Nothing ever leaves a bucket without rules: old versions, aborted multipart uploads and forgotten exports pile up in the dearest storage class, and data outlives its retention period.',
  consequence:
    'The storage bill grows each month for data that nobody reads, and keeping personal data longer than allowed is a breach of privacy law by itself.',
  remediation: [
    'Find out how the data ages: S3 Storage Lens or storage class analysis shows when objects stop being read.',
    'Add rules: abort incomplete multipart uploads after 7 days, expire noncurrent versions, move cold data to Intelligent-Tiering or Glacier, expire what has a retention limit.',
    'Start with a prefix, watch the effect for a week, then widen it.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it. Finance may want to know the saving.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.lifecycle, `The lifecycle rules of bucket ${bucket.name}`, (rules) => {
        const enabled = rules.filter((rule) => rule.enabled).length;
        const evidence = { rules: rules.length, enabledRules: enabled };
        if (enabled > 0) return pass(`Bucket ${bucket.name} has ${enabled} enabled lifecycle rules.`, evidence);
        return fail(
          rules.length === 0
            ? `Bucket ${bucket.name} has no lifecycle rules.`
            : `Bucket ${bucket.name} has ${rules.length} lifecycle rules, none of them enabled.`,
          evidence,
        );
      }),
    ),
};
