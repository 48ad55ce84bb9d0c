import { fail, pass } from '../../verdict.ts';
import { accountCheck } from '../check.ts';

/** New volumes are encrypted by default. */
export const ebsDefaultEncryption = accountCheck({
  id: 'ec2_ebs_default_encryption',
  severity: 'high',
  references: 'CIS7 6.1.1; FSBP EC2.7; N53×9; ISO22×2; ATTACK×1',
  api: 'ec2:GetEbsEncryptionByDefault',
  title: 'EBS encryption by default is off in this region',
  description:
    'Reads the account setting "EBS encryption by default" of the region. When it is on, every new volume and every copied snapshot is encrypted, whatever the request says. The setting is per region; each one is judged.',
  risk: 'With the default off, one forgotten flag in a template creates a clear-text disk. Its snapshots are clear text too, and clear-text snapshots can be shared with any account or made public with one call, while encrypted ones cannot be made public at all.',
  consequence:
    'Unencrypted disks turn up in every audit (CIS, PCI DSS, ISO 27001), and changing them later means downtime: a volume in use cannot be encrypted in place.',
  remediation: [
    'Choose the key: the AWS managed key aws/ebs, or a customer managed KMS key where snapshots must be shared or keys revoked.',
    'Switch it on in every region: `aws ec2 enable-ebs-encryption-by-default --region <region>`; EC2 console, Settings, Data protection and security. It costs nothing and changes no existing volume.',
    'Check that roles which start instances (Auto Scaling, pipelines) may use the key, above all with a customer managed one.',
    'Then deal with the existing clear-text volumes: snapshot, copy encrypted, new volume.',
  ],
  ownerHint: 'The cloud platform team that owns account baselines.',
  read: (snapshot) => snapshot.ebsEncryptionByDefault,
  judge: (enabled, { region }) =>
    enabled
      ? pass(`EBS encryption by default is on in ${region}.`, { enabled })
      : fail(`EBS encryption by default is off in ${region}: new volumes may be clear text.`, { enabled }),
});
