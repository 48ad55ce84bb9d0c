import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket has no object lock. */
export const s3BucketObjectLock: Check<S3Snapshot> = {
  id: 's3_bucket_object_lock',
  service: 's3',
  severity: 'low',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.15; SOC2×1; PCI4×1; ATTACK×2'),
  apis: ['s3:ListBuckets', 's3:GetObjectLockConfiguration'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket has no object lock',
  description:
    'Looks at the object lock (write once, read many) configuration of the bucket. It passes when object lock is enabled.',
  risk: 'Without a lock, anybody with delete rights, including an attacker who has become administrator, can remove every version. A lock in compliance mode cannot be shortened or lifted by anyone, root included, until its time is over.',
  consequence:
    'Ransomware defence and record-keeping duties rest on copies that cannot be altered. Without them a single compromised administrator can destroy both data and backup.',
  remediation: [
    'Decide which buckets hold what must not change: backups, audit logs, legal records. Most application buckets do not need a lock.',
    'Enable object lock and a default retention: `aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration ...` (versioning must be on).',
    'Begin with governance mode and a short time; move to compliance mode once writers are known to cope.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.objectLock, `The object lock of bucket ${bucket.name}`, (lock) =>
        lock?.enabled
          ? pass(
              `Bucket ${bucket.name} has object lock${lock.mode ? ` in ${lock.mode.toLowerCase()} mode` : ' without a default retention'}.`,
              { ...lock },
            )
          : fail(`Bucket ${bucket.name} has no object lock.`, { objectLock: lock }),
      ),
    ),
};
