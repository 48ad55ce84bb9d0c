import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { VOLUMES, label } from '../resources.ts';

/** Volumes are encrypted. */
export const ebsVolumeEncryption = resourceCheck({
  id: 'ec2_ebs_volume_encryption',
  severity: 'high',
  references: 'CIS6 6.1.1; FSBP EC2.3; N53×9; SOC2×1; PCI4×2; ISO22×2; ATTACK×1',
  of: VOLUMES,
  title: 'EBS volume is not encrypted',
  description:
    'Looks at the encryption state of every EBS volume, attached or not. An encrypted volume encrypts data at rest, in transit to the instance, and in all its snapshots.',
  risk: 'Whoever may make a snapshot of a clear-text volume can copy the disk to an account of their own and read it there, without touching the instance and without any key. With encryption they would need the KMS key as well, whose use is logged and can be refused.',
  consequence:
    'Customer data at rest lies in the clear, which breaks promises in contracts and fails CIS, PCI DSS and ISO 27001 checks. Changing it later needs a maintenance window for each volume.',
  remediation: [
    'Switch EBS encryption by default on first, so that no new clear-text volume appears.',
    'Make a snapshot, copy it with `--encrypted`, and create a volume from the copy in the same Availability Zone.',
    'Stop the instance, detach the old volume, attach the new one under the same device name, start, and check.',
    'Delete the old volume and its clear-text snapshots once the new one has proved itself.',
  ],
  ownerHint: 'The team in the `team` tag of the volume or of the instance it is attached to.',
  judge: () => (volume, ref) => {
    const who = `Volume ${label(volume.volumeId, ref)}`;
    const attachedTo = volume.attachments.map(({ instanceId }) => instanceId);
    const evidence = { encrypted: volume.encrypted, kmsKeyId: volume.kmsKeyId, sizeGiB: volume.sizeGiB, attachedTo };
    return volume.encrypted
      ? pass(`${who} is encrypted.`, evidence)
      : fail(
          `${who} (${volume.sizeGiB} GiB, ${attachedTo[0] ? `attached to ${attachedTo[0]}` : 'not attached'}) is not encrypted.`,
          evidence,
        );
  },
});
