import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import { trailCheck } from './trail-check.ts';

/** The trail encrypts its files with a KMS key. */
export const kmsEncryptionEnabled = trailCheck({
  id: 'cloudtrail_kms_encryption_enabled',
  severity: 'medium',
  compliance: references('CIS6 4.5; CIS7 4.5; FSBP CloudTrail.2; N53×9; PCI4×6; ISO22×4'),
  apis: [],
  title: 'CloudTrail logs are not encrypted with a KMS key',
  description:
    'Looks whether the trail names a KMS key for its log files. Without one S3 encrypts them with keys of its own (SSE-S3), which whoever may read the bucket gets past.',
  risk: 'Log files tell an attacker how the account works: names of roles, instances, addresses, what is alarmed on. With a KMS key, reading needs the right to decrypt as well, and each decryption is itself logged.',
  consequence: 'A right to read the log bucket given too widely hands out the map of the estate.',
  remediation: [
    'Make a customer managed key whose policy lets CloudTrail encrypt and only auditors decrypt.',
    'Set it: `aws cloudtrail update-trail --name NAME --kms-key-id KEY`.',
    'Check that delivery goes on: the trail’s status shows an error when the key policy is wrong.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name, kmsKeyId }) =>
    kmsKeyId
      ? pass(`Trail ${name} encrypts its log files with KMS key ${kmsKeyId}.`, { kmsKeyId })
      : fail(`Trail ${name} does not encrypt its log files with a KMS key.`, { kmsKeyId: null }),
});
