import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket is not encrypted with a KMS key. */
export const s3BucketKmsEncryption: Check<S3Snapshot> = {
  id: 's3_bucket_kms_encryption',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.17; SOC2×1; PCI4×2; ISO22×2'),
  apis: ['s3:ListBuckets', 's3:GetBucketEncryption'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket is not encrypted with a KMS key',
  description:
    'Looks at the default encryption of the bucket. It passes when new objects are encrypted with a KMS key (`aws:kms` or `aws:kms:dsse`), rather than with keys that S3 manages alone (SSE-S3, AES256).',
  risk: 'With SSE-S3, whoever may read the object gets it decrypted: there is no second gate. A KMS key adds its own policy, so a leaked S3 permission or an open bucket alone yields only ciphertext, and every use of the key is logged and can be cut off in one place.',
  consequence:
    'Without a key of your own you cannot withdraw access to data quickly, prove who decrypted it, or destroy it by destroying the key.',
  remediation: [
    'Choose or make a customer managed KMS key whose policy names only the roles that need the data.',
    'Set it as default with a bucket key, which cuts KMS requests: `aws s3api put-bucket-encryption` with `SSEAlgorithm=aws:kms`, `KMSMasterKeyID` and `BucketKeyEnabled=true`.',
    'Give readers and writers `kms:Decrypt` and `kms:GenerateDataKey` before you switch, or they will be refused.',
    'Re-encrypt existing objects with S3 Batch Operations.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.encryption, `The default encryption of bucket ${bucket.name}`, (encryption) =>
        encryption?.algorithm.startsWith('aws:kms')
          ? pass(`Bucket ${bucket.name} encrypts new objects with a KMS key (${encryption.kmsKeyId ?? 'aws/s3'}).`, {
              ...encryption,
            })
          : fail(
              `Bucket ${bucket.name} does not encrypt with a KMS key: ${encryption ? `it uses ${encryption.algorithm}` : 'no default encryption is set'}.`,
              { encryption },
            ),
      ),
    ),
};
