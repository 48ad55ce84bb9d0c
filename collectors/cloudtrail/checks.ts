import type { Check } from '../collector.ts';
import { bedrockLoggingEnabled } from './checks/bedrock-logging-enabled.ts';
import { bucketRequiresMfaDelete } from './checks/bucket-requires-mfa-delete.ts';
import { cloudwatchLoggingEnabled } from './checks/cloudwatch-logging-enabled.ts';
import { insightsExist } from './checks/insights-exist.ts';
import { kmsEncryptionEnabled } from './checks/kms-encryption-enabled.ts';
import { logFileValidationEnabled } from './checks/log-file-validation-enabled.ts';
import { logsBucketAccessLogging } from './checks/logs-bucket-access-logging.ts';
import { logsBucketNotPublic } from './checks/logs-bucket-not-public.ts';
import { multiRegionEnabled } from './checks/multi-region-enabled.ts';
import { multiRegionManagementEvents } from './checks/multi-region-management-events.ts';
import { s3DataEventsReadEnabled } from './checks/s3-dataevents-read-enabled.ts';
import { s3DataEventsWriteEnabled } from './checks/s3-dataevents-write-enabled.ts';
import { wasteDuplicateTrail } from './checks/waste-duplicate-trail.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';

/** Every CloudTrail posture check. The three `threat_detection` ids of the catalogue are event rules: they judge events. */
export const CLOUDTRAIL_CHECKS: Check<CloudTrailSnapshot>[] = [
  bedrockLoggingEnabled,
  bucketRequiresMfaDelete,
  cloudwatchLoggingEnabled,
  insightsExist,
  kmsEncryptionEnabled,
  logFileValidationEnabled,
  logsBucketAccessLogging,
  logsBucketNotPublic,
  multiRegionEnabled,
  multiRegionManagementEvents,
  s3DataEventsReadEnabled,
  s3DataEventsWriteEnabled,
  wasteDuplicateTrail,
];
