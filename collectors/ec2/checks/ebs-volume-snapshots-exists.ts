import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { VOLUMES, label } from '../resources.ts';

/** Volumes have at least one finished snapshot. */
export const ebsVolumeSnapshotsExists = resourceCheck({
  id: 'ec2_ebs_volume_snapshots_exists',
  severity: 'high',
  references: 'SOC2×1; PCI4×6',
  of: VOLUMES,
  alsoReads: ['ec2:DescribeSnapshots'],
  title: 'EBS volume has no snapshot',
  description:
    'Matches every volume with the snapshots that the account owns in the region. A volume without one completed snapshot fails. Copies kept only in another account, region or backup product are not seen here.',
  risk: 'EBS keeps its copies within one Availability Zone. A deletion by mistake, a wrong migration, ransomware on the instance or a failed volume (AWS plans with 0.1–0.2 % a year for most types) takes the only copy there is.',
  consequence:
    'What was on the disk is lost for good, and with it the recovery time promised to customers. Volumes that hold nothing worth keeping should say so.',
  remediation: [
    'Ask whether the data exists elsewhere (database replica, S3, code); if so, tag the volume as disposable.',
    'Take a first snapshot now: `aws ec2 create-snapshot --volume-id <id> --description "first"`.',
    'Let AWS Backup or Data Lifecycle Manager do it from now on, by tag, with a retention that fits, and a copy in a second region for what matters.',
    'Restore one once, to know that it works.',
  ],
  ownerHint: 'The team in the `team` tag of the volume or its instance; the backup team for the plan.',
  judge({ snapshots }) {
    const newest = new Map<string, string>();
    for (const { volumeId, state, startTime } of snapshots.ok ? snapshots.value : [])
      if (volumeId !== null && state === 'completed' && (startTime ?? '') >= (newest.get(volumeId) ?? ''))
        newest.set(volumeId, startTime ?? '');
    return (volume, ref) => {
      const who = `Volume ${label(volume.volumeId, ref)}`;
      if (!snapshots.ok) return snapshots;
      const newestSnapshot = newest.get(volume.volumeId);
      const evidence = { newestSnapshot: newestSnapshot ?? null, sizeGiB: volume.sizeGiB, state: volume.state };
      return newestSnapshot === undefined
        ? fail(`${who} (${volume.sizeGiB} GiB) has no completed snapshot in this account and region.`, evidence)
        : pass(`${who} has a snapshot of ${newestSnapshot.slice(0, 10) || 'unknown date'}.`, evidence);
    };
  },
});
