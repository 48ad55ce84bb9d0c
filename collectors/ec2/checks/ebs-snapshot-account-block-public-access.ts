import { fail, pass } from '../../verdict.ts';
import { accountCheck } from '../check.ts';

/** The account cannot make snapshots public. */
export const ebsSnapshotAccountBlockPublicAccess = accountCheck({
  id: 'ec2_ebs_snapshot_account_block_public_access',
  severity: 'high',
  references: 'SOC2×1; PCI4×4',
  api: 'ec2:GetSnapshotBlockPublicAccessState',
  title: 'EBS snapshots can be made public (block public access is not on)',
  description:
    'Reads the state of "block public access for EBS snapshots" in the region. `block-all-sharing` passes. `block-new-sharing` keeps existing public snapshots public and fails as medium; `unblocked` fails as high.',
  risk: 'Anyone with ec2:ModifySnapshotAttribute, a script with a wrong parameter or a stolen role can publish a disk with one call. The lock is an account setting that such a call cannot get past, and unlocking it leaves a trace of its own.',
  consequence:
    'Without the lock, the safety of every disk copy depends on nobody ever making a mistake. With it, one common way to leak or steal data is gone at no cost.',
  remediation: [
    'Check for snapshots that are public on purpose (the check for public snapshots lists them).',
    'Switch it on in every region: `aws ec2 enable-snapshot-block-public-access --state block-all-sharing --region <region>`; EC2 console, Settings, Data protection and security.',
    'Keep it on with a service control policy that denies ec2:DisableSnapshotBlockPublicAccess, or with a declarative policy.',
  ],
  ownerHint: 'The cloud platform team that owns account baselines.',
  read: (snapshot) => snapshot.snapshotBlockPublicAccess,
  judge(state, { region }) {
    if (state === 'block-all-sharing') return pass(`Public snapshots are blocked in ${region}.`, { state });
    if (state === 'block-new-sharing')
      return {
        ...fail(`In ${region} new snapshots cannot be made public, but those already public stay so.`, { state }),
        severity: 'medium',
      };
    return fail(`In ${region} any snapshot can be made public.`, { state });
  },
});
