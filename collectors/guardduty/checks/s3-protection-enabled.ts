import { references } from '../../references.ts';
import { protectionPlanCheck } from './protection-plan.ts';

/** The detector's S3 protection is on. */
export const s3ProtectionEnabled = protectionPlanCheck({
  id: 'guardduty_s3_protection_enabled',
  severity: 'high',
  compliance: references('FSBP GuardDuty.10'),
  plan: 'S3 protection',
  feature: 'S3_DATA_EVENTS',
  description:
    'Looks at the S3 protection plan of the detector (feature S3_DATA_EVENTS), which reads the data events of S3.',
  risk: 'Without it GuardDuty sees who changes a bucket, but not who reads objects. Mass download, deletion of objects and access from Tor or known bad addresses with a stolen key raise no finding.',
  consequence: 'A theft of data from S3, the most common target, goes unseen until the data turns up elsewhere.',
});
