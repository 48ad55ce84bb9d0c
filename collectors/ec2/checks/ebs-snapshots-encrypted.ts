import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { SNAPSHOTS, label } from '../resources.ts';

/** Snapshots are encrypted. */
export const ebsSnapshotsEncrypted = resourceCheck({
  id: 'ec2_ebs_snapshots_encrypted',
  severity: 'high',
  references: 'SOC2×1; PCI4×2; ISO22×1; ATTACK×1',
  of: SNAPSHOTS,
  title: 'EBS snapshot is not encrypted',
  description:
    'Looks at the encryption state of every snapshot that the account owns. A snapshot inherits it from its volume; a clear-text one can be encrypted only by copying it.',
  risk: 'A clear-text snapshot is a full copy of a disk that needs nothing but EC2 permissions to read: no key policy stands in the way. It can be shared with a foreign account or made public, and every volume restored from it is clear text again.',
  consequence:
    'One stolen role with EC2 rights is enough to carry off disks of databases. Encryption at rest, promised in most contracts and demanded by PCI DSS and ISO 27001, is not kept for this copy.',
  remediation: [
    'Decide whether it is needed; old snapshots are deleted more cheaply than encrypted.',
    'Copy it encrypted: `aws ec2 copy-snapshot --source-region <region> --source-snapshot-id <id> --encrypted --kms-key-id <key>`, check the copy, then delete the original.',
    'If an image uses it, copy the image with `--encrypted` instead and replace it in launch templates.',
    'Switch EBS encryption by default on, so that the next ones are encrypted.',
  ],
  ownerHint: 'The team in the `team` tag of the snapshot; else the owner of the volume it was taken of.',
  judge: () => (item, ref) => {
    const who = `Snapshot ${label(item.snapshotId, ref)}`;
    const evidence = { encrypted: item.encrypted, volumeId: item.volumeId, sizeGiB: item.sizeGiB };
    return item.encrypted
      ? pass(`${who} is encrypted.`, evidence)
      : fail(`${who} (${item.sizeGiB} GiB of ${item.volumeId ?? 'an unknown volume'}) is not encrypted.`, evidence);
  },
});
