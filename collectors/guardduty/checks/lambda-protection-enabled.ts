import { references } from '../../references.ts';
import { protectionPlanCheck } from './protection-plan.ts';

/** The detector's Lambda protection is on. */
export const lambdaProtectionEnabled = protectionPlanCheck({
  id: 'guardduty_lambda_protection_enabled',
  severity: 'high',
  compliance: references(''),
  plan: 'Lambda protection',
  feature: 'LAMBDA_NETWORK_LOGS',
  description:
    'Looks at the Lambda protection plan of the detector (feature LAMBDA_NETWORK_LOGS), which reads the network activity of functions.',
  risk: 'Without it, a function whose code or dependency was poisoned can mine, or send data to a command server, unobserved: functions leave few other traces.',
  consequence: 'Secrets and data that functions handle leave the account through a library nobody checked.',
});
