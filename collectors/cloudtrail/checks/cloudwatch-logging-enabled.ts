import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { trailCheck } from './trail-check.ts';

const DAY_MS = 86_400_000;

/** The trail delivered to CloudWatch Logs within the last day. */
export const cloudwatchLoggingEnabled = trailCheck({
  id: 'cloudtrail_cloudwatch_logging_enabled',
  severity: 'low',
  compliance: references('FSBP CloudTrail.5; N53×50; SOC2×4; PCI4×19; ISO22×2'),
  apis: ['cloudtrail:GetTrailStatus'],
  title: 'CloudTrail does not deliver to CloudWatch Logs',
  description:
    'Looks whether the trail has a CloudWatch Logs group and delivered to it within the day before the reading.',
  risk: 'Files in S3 arrive minutes late and nobody is called by them. Metric filters and alarms (root use, failed sign-ins, policy changes) need the events in CloudWatch Logs, or in EventBridge.',
  consequence: 'Attacks are found by reading logs afterwards, not by an alarm while they happen.',
  remediation: [
    'Make a log group with a retention time and a role for CloudTrail, and set both: `aws cloudtrail update-trail --name NAME --cloud-watch-logs-log-group-arn ARN --cloud-watch-logs-role-arn ARN`.',
    'Add metric filters and alarms for the calls that matter.',
    'If EventBridge or a SIEM does this already, accept the finding with that reason.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name, cloudWatchLogGroupArn, status }, { collectedAt }) => {
    if (cloudWatchLogGroupArn === null)
      return fail(`Trail ${name} does not deliver to CloudWatch Logs.`, { cloudWatchLogGroupArn });
    return judgeRead(status, `The delivery of trail ${name} to CloudWatch Logs`, (value) => {
      const { latestCloudWatchDeliveryAt, latestCloudWatchDeliveryError } = value;
      const evidence = { cloudWatchLogGroupArn, latestCloudWatchDeliveryAt, latestCloudWatchDeliveryError };
      const ageMs = Date.parse(collectedAt) - Date.parse(latestCloudWatchDeliveryAt ?? '');
      return ageMs <= DAY_MS
        ? pass(`Trail ${name} delivers to CloudWatch Logs, last at ${latestCloudWatchDeliveryAt}.`, evidence)
        : fail(
            `Trail ${name} has not delivered to CloudWatch Logs within a day (last: ${latestCloudWatchDeliveryAt ?? 'never'}).`,
            evidence,
          );
    });
  },
});
