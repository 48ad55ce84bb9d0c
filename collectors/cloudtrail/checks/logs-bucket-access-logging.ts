import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { trailBucketCheck } from './trail-check.ts';

/** The log bucket logs access to itself. */
export const logsBucketAccessLogging = trailBucketCheck({
  id: 'cloudtrail_logs_s3_bucket_access_logging_enabled',
  severity: 'medium',
  compliance: references('CIS6 4.4; CIS7 4.4; FSBP CloudTrail.7; SOC2×1; ISO22×2'),
  apis: ['s3:GetBucketLogging'],
  title: 'CloudTrail log bucket does not log access',
  description: 'Looks at the server access logging of the bucket that the trail writes to.',
  risk: 'Whoever reads or deletes the audit logs should leave a trace outside of them. Without access logging nobody can say who looked at the logs, or when files vanished.',
  consequence: 'Tampering with the audit trail stays unproved.',
  remediation: [
    'Switch it on with another bucket as target: `aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status ...`.',
    'Keep that target in the log account as well, with a lifecycle rule.',
    'Alarm on reads by principals other than the auditors’ tools.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name }, bucket) =>
    judgeRead(bucket.logging, `The access logging of ${bucket.name}, the log bucket of trail ${name},`, (logging) => {
      const evidence = { bucket: bucket.name, logging };
      return logging
        ? pass(`Log bucket ${bucket.name} of trail ${name} logs access to ${logging.targetBucket}.`, evidence)
        : fail(`Log bucket ${bucket.name} of trail ${name} does not log access to it.`, evidence);
    }),
});
