import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket versioning is off. */
export const s3BucketObjectVersioning: Check<S3Snapshot> = {
  id: 's3_bucket_object_versioning',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.14; N53×17; SOC2×4; PCI4×1; ISO22×2; ATTACK×2'),
  apis: ['s3:ListBuckets', 's3:GetBucketVersioning'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket versioning is off',
  description:
    'Looks at the versioning of the bucket. It passes when versioning is Enabled; Suspended counts as off, because new changes overwrite.',
  risk: 'Without versions an overwrite or delete is final. A faulty script, an angry insider or ransomware with `s3:DeleteObject` destroys data in seconds; replication and backup of the bucket need versioning too.',
  consequence:
    'Data that is lost cannot be brought back from S3 itself. Recovery then hangs on other backups, if there are any, and on how old they are.',
  remediation: [
    'Enable it: `aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled`.',
    'Add a lifecycle rule that expires noncurrent versions after the time you need, so that storage cost does not grow without end.',
    'For data that must survive an attacker with admin rights, add object lock or replication to another account.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.versioning, `The versioning of bucket ${bucket.name}`, ({ status }) =>
        status === 'Enabled'
          ? pass(`Bucket ${bucket.name} keeps versions of its objects.`, { versioning: status })
          : fail(
              `Bucket ${bucket.name} keeps no versions: versioning is ${status === 'Suspended' ? 'suspended' : 'off'}.`,
              { versioning: status },
            ),
      ),
    ),
};
