import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket has no default encryption. */
export const s3BucketDefaultEncryption: Check<S3Snapshot> = {
  id: 's3_bucket_default_encryption',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('N53×19; SOC2×1; PCI4×2; ISO22×2; ATTACK×2'),
  apis: ['s3:ListBuckets', 's3:GetBucketEncryption'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket has no default encryption',
  description:
    'Looks at the default encryption of the bucket. New objects must be encrypted at rest with S3 managed keys (SSE-S3) or with a KMS key. S3 has applied SSE-S3 by itself since January 2023; a bucket without it is an exception worth understanding.',
  risk: 'Objects stored without encryption at rest rely on access control alone. Whoever gets at the stored bytes, through a copy or a mistaken grant, reads them as they are.',
  consequence:
    'Encryption at rest is a baseline demand of most contracts and standards; a bucket without it fails the audit whatever else protects it.',
  remediation: [
    'Set a default: `aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration ...` with `aws:kms` and your own key, or `AES256`.',
    'Re-encrypt what is already there with S3 Batch Operations (copy in place).',
    'Read the setting again, and keep it in the template that makes the bucket.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.encryption, `The default encryption of bucket ${bucket.name}`, (encryption) =>
        encryption
          ? pass(`Bucket ${bucket.name} encrypts new objects with ${encryption.algorithm}.`, { ...encryption })
          : fail(`Bucket ${bucket.name} has no default encryption.`, { encryption: null }),
      ),
    ),
};
