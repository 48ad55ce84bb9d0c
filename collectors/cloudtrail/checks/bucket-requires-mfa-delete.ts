import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { trailBucketCheck } from './trail-check.ts';

/** The log bucket demands MFA to delete versions. */
export const bucketRequiresMfaDelete = trailBucketCheck({
  id: 'cloudtrail_bucket_requires_mfa_delete',
  severity: 'medium',
  compliance: references(''),
  apis: ['s3:GetBucketVersioning'],
  title: 'CloudTrail log bucket can be emptied without MFA (MFA delete is off)',
  description:
    'Looks at MFA delete of the bucket that the trail writes to. With it, versions of log files can be deleted for good only with the root user’s MFA code.',
  risk: 'An intruder who has become administrator deletes the logs that show it. Versioning alone does not stop that: versions can be deleted too. MFA delete, or object lock, does.',
  consequence: 'The evidence of a break-in is gone together with the data.',
  remediation: [
    'Decide between object lock in compliance mode (better for logs) and MFA delete; with a lock in place this finding can be accepted.',
    'As root with MFA: `aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled,MFADelete=Enabled --mfa "SERIAL CODE"`.',
    'Keep the log bucket in a separate account with few administrators.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name }, bucket) =>
    judgeRead(
      bucket.versioning,
      `MFA delete of ${bucket.name}, the log bucket of trail ${name},`,
      ({ mfaDelete, status }) => {
        const evidence = { bucket: bucket.name, mfaDelete, versioning: status };
        return mfaDelete
          ? pass(`Log bucket ${bucket.name} of trail ${name} demands MFA to delete versions.`, evidence)
          : fail(`Log bucket ${bucket.name} of trail ${name} does not demand MFA to delete versions.`, evidence);
      },
    ),
});
