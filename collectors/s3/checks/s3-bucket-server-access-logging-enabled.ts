import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket does not log access (server access logging is off). */
export const s3BucketServerAccessLoggingEnabled: Check<S3Snapshot> = {
  id: 's3_bucket_server_access_logging_enabled',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.9; N53×44; SOC2×3; PCI4×13; ISO22×1'),
  apis: ['s3:ListBuckets', 's3:GetBucketLogging'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket does not log access (server access logging is off)',
  description:
    'Looks at the server access logging of the bucket. It passes when requests are logged to a target bucket.',
  risk: 'CloudTrail records management calls by default, not who read which object. Without access logs (or CloudTrail data events), a theft of objects leaves no trace: you see neither the reader, nor the address, nor what was taken.',
  consequence:
    'After an incident you cannot say which records were affected and must assume all of them, which is what you then have to notify.',
  remediation: [
    'Choose a log bucket in the same region and account, with a lifecycle rule and no public access; never the bucket itself.',
    'Switch it on: `aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status ...` with a prefix per source bucket.',
    'Where single reads must be attributable to a principal, add CloudTrail data events for the bucket as well.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.logging, `The access logging of bucket ${bucket.name}`, (logging) =>
        logging
          ? pass(`Bucket ${bucket.name} logs requests to ${logging.targetBucket}.`, { ...logging })
          : fail(`Bucket ${bucket.name} does not log the requests made to it.`, { logging: null }),
      ),
    ),
};
