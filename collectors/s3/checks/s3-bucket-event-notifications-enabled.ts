import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket sends no event notifications. */
export const s3BucketEventNotificationsEnabled: Check<S3Snapshot> = {
  id: 's3_bucket_event_notifications_enabled',
  service: 's3',
  severity: 'low',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('PCI4×5'),
  apis: ['s3:ListBuckets', 's3:GetBucketNotificationConfiguration'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket sends no event notifications',
  description:
    'Looks at the notification configuration of the bucket. It passes when changes are announced to SNS, SQS, Lambda or EventBridge.',
  risk: 'Nothing tells you at the moment when objects are created, deleted or restored. Malware scans, integrity checks and alarms on mass deletion cannot start by themselves and depend on somebody looking.',
  consequence: 'Unexpected changes are noticed late, when a customer or a failing job reports them.',
  remediation: [
    'Decide whether anything should react to changes in this bucket; for archives and temporary data it may be right to accept this.',
    'Send events to EventBridge, which needs no further policy: `aws s3api put-bucket-notification-configuration --bucket BUCKET --notification-configuration EventBridgeConfiguration={}`.',
    'Add a rule that alarms on deletion in buckets that should only grow.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgeRead(bucket.notifications, `The event notifications of bucket ${bucket.name}`, (targets) => {
        const { topics, queues, functions, eventBridge } = targets;
        return topics + queues + functions > 0 || eventBridge
          ? pass(`Bucket ${bucket.name} announces changes to its objects.`, { ...targets })
          : fail(`Bucket ${bucket.name} sends no event notifications.`, { ...targets });
      }),
    ),
};
