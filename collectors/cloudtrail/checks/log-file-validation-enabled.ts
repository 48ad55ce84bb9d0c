import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import { trailCheck } from './trail-check.ts';

/** The trail signs its files. */
export const logFileValidationEnabled = trailCheck({
  id: 'cloudtrail_log_file_validation_enabled',
  severity: 'medium',
  compliance: references('CIS6 4.2; CIS7 4.2; FSBP CloudTrail.4; N53×14; SOC2×2; PCI4×4; ISO22×2'),
  apis: [],
  title: 'CloudTrail log file validation is off',
  description:
    'Looks whether the trail writes signed digest files, with which a changed or deleted log file can be proved (log integrity).',
  risk: 'Whoever can write to the log bucket can alter or remove the lines that show what they did. Without digests nobody can tell a doctored log from a true one.',
  consequence: 'Logs lose their worth as evidence before auditors and courts.',
  remediation: [
    'Switch it on: `aws cloudtrail update-trail --name NAME --enable-log-file-validation`.',
    'Verify from time to time: `aws cloudtrail validate-logs --trail-arn ARN --start-time TIME`.',
    'Protect the bucket with object lock or a deny on deletion.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name, logFileValidation }) =>
    logFileValidation
      ? pass(`Trail ${name} validates its log files.`, { logFileValidation })
      : fail(`Trail ${name} does not validate its log files.`, { logFileValidation }),
});
