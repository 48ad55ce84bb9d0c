import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket still uses access control lists (ACLs). */
export const s3BucketAclProhibited: Check<S3Snapshot> = {
  id: 's3_bucket_acl_prohibited',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.12; PCI4×9'),
  apis: ['s3:ListBuckets', 's3:GetBucketOwnershipControls'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket still uses access control lists (ACLs)',
  description:
    'Looks at the object ownership setting. Only BucketOwnerEnforced switches ACLs off, so that policies alone decide who may read and write.',
  risk: 'With ACLs on, every object can carry its own grants, and an uploader from another account may own what it uploads. One `--acl public-read` in a script opens one object without touching the bucket policy, and no review of policies will show it.',
  consequence:
    'Access cannot be answered from one place: reviews and audits miss per-object grants, and objects owned by others cannot be read or deleted by you.',
  remediation: [
    'List what uses ACLs: look for object ACLs in S3 Inventory and for `PutObjectAcl` or `x-amz-acl` in CloudTrail data events.',
    'Move those grants into the bucket policy or an access point.',
    'Switch ACLs off: `aws s3api put-bucket-ownership-controls --bucket BUCKET --ownership-controls Rules=[{ObjectOwnership=BucketOwnerEnforced}]`.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.ownership, `The object ownership of bucket ${bucket.name}`, (ownership) =>
        ownership === 'BucketOwnerEnforced'
          ? pass(`Bucket ${bucket.name} has ACLs switched off.`, { objectOwnership: ownership })
          : fail(`Bucket ${bucket.name} accepts ACLs: object ownership is ${ownership ?? 'not configured'}.`, {
              objectOwnership: ownership,
            }),
      ),
    ),
};
