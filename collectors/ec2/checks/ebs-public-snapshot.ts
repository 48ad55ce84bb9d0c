import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { SNAPSHOTS, label } from '../resources.ts';

/** No snapshot is public. */
export const ebsPublicSnapshot = resourceCheck({
  id: 'ec2_ebs_public_snapshot',
  severity: 'critical',
  references: 'FSBP EC2.1; N53×29; SOC2×1; ISO22×1',
  of: SNAPSHOTS,
  alsoReads: ['ec2:DescribeSnapshotAttribute'],
  title: 'EBS snapshot is public',
  description:
    'Reads the createVolumePermission of every snapshot that the account owns. A snapshot that the group "all" may restore is public: any AWS account can make a volume of it and read the disk. Accounts it is shared with by id are listed in the evidence but do not fail.',
  risk: 'Public snapshots can be listed by everyone in the region, and people do list them: they restore each new one, mount it and search it for keys, password files, databases and source code. The owner sees nothing, since restoring happens in the stranger’s account and does not appear in the owner’s CloudTrail.',
  consequence:
    'Everything that was on the disk must be treated as published, and nobody can say who took it. That is a notifiable breach if personal data was on it.',
  remediation: [
    'Make it private at once: `aws ec2 modify-snapshot-attribute --snapshot-id <id> --attribute createVolumePermission --operation-type remove --group-names all`.',
    'Find out what was on it (source volume, tags, description) and since when it was public (ModifySnapshotAttribute in CloudTrail); rotate every credential on the disk.',
    'Block it for the future: `aws ec2 enable-snapshot-block-public-access --state block-all-sharing` in each region.',
    'Switch EBS encryption by default on: encrypted snapshots cannot be made public.',
  ],
  ownerHint: 'The team in the `team` tag of the snapshot; tell the security team: it may be an incident.',
  judge: (snapshot) => (item, ref) => {
    const who = `Snapshot ${label(item.snapshotId, ref)}`;
    if (!item.sharing.ok) return item.sharing;
    const { isPublic, sharedWith } = item.sharing.value;
    const evidence = {
      isPublic,
      sharedWith,
      volumeId: item.volumeId,
      sizeGiB: item.sizeGiB,
      encrypted: item.encrypted,
      blockPublicAccess: snapshot.snapshotBlockPublicAccess.ok ? snapshot.snapshotBlockPublicAccess.value : null,
    };
    if (!isPublic) return pass(`${who} is not public.`, evidence);
    if (evidence.blockPublicAccess === 'block-all-sharing')
      return pass(`${who} is marked public, but block public access of the region keeps everyone out.`, evidence);
    return fail(`${who} can be restored by any AWS account.`, evidence);
  },
});
