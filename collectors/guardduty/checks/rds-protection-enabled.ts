import { references } from '../../references.ts';
import { protectionPlanCheck } from './protection-plan.ts';

/** The detector's RDS protection is on. */
export const rdsProtectionEnabled = protectionPlanCheck({
  id: 'guardduty_rds_protection_enabled',
  severity: 'high',
  compliance: references('FSBP GuardDuty.9'),
  plan: 'RDS protection',
  feature: 'RDS_LOGIN_EVENTS',
  description:
    'Looks at the RDS protection plan of the detector (feature RDS_LOGIN_EVENTS), which reads the sign-in activity of Aurora and RDS databases.',
  risk: 'Without it, password guessing against a database and sign-ins from unusual places are not noticed; the database log is seldom read by anyone.',
  consequence:
    'Customer data is read straight from the database with a guessed or leaked password, and nobody knows when it began.',
});
