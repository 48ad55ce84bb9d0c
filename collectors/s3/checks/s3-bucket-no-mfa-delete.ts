import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket can be emptied without MFA (MFA delete is off). */
export const s3BucketNoMfaDelete: Check<S3Snapshot> = {
  id: 's3_bucket_no_mfa_delete',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('CIS6 3.1.2; CIS7 3.1.2; FSBP S3.20; PCI4×7; ATTACK×1'),
  apis: ['s3:ListBuckets', 's3:GetBucketVersioning'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket can be emptied without MFA (MFA delete is off)',
  description:
    'Looks at MFA delete, a part of versioning. With it, deleting a version for good or changing the versioning state needs the MFA code of the root user.',
  risk: 'Versioning protects only as long as versions cannot be deleted. An attacker with `s3:DeleteObjectVersion` or `s3:PutBucketVersioning` removes every version or suspends versioning first; MFA delete makes a stolen key alone insufficient.',
  consequence: 'Backups, audit logs and records that you believe safe can be wiped by one stolen credential.',
  remediation: [
    'Decide which buckets need it: logs, backups, records. It needs the root user and does not work with lifecycle rules; object lock in compliance mode is often the better answer.',
    'As root with MFA: `aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "SERIAL CODE"`.',
    'Deny `s3:DeleteObjectVersion` to all but a break-glass role in the bucket policy.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.versioning, `MFA delete of bucket ${bucket.name}`, ({ status, mfaDelete }) =>
        mfaDelete
          ? pass(`Bucket ${bucket.name} demands MFA to delete versions.`, { mfaDelete, versioning: status })
          : fail(`Bucket ${bucket.name} does not demand MFA to delete versions.`, { mfaDelete, versioning: status }),
      ),
    ),
};
