import { fail, pass } from '../../verdict.ts';
import { daysBetween, notTold, resourceCheck } from '../check.ts';
import { snapshotPrice } from '../prices.ts';
import { SNAPSHOTS, label } from '../resources.ts';
import type { Ec2Snapshot } from '../snapshot.ts';
import { usd, wasteConfidence, wasteSeverity } from '../waste.ts';

const MAX_AGE_DAYS = 90;

/** Snapshots nobody uses do not pile up. */
export const wasteOldSnapshot = resourceCheck({
  id: 'ec2_waste_old_snapshot',
  severity: 'low',
  references: '',
  of: SNAPSHOTS,
  alsoReads: [
    'ec2:DescribeImages',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeVolumes',
  ],
  title: `EBS snapshot is older than ${MAX_AGE_DAYS} days and not used by an image`,
  description: `Looks for snapshots older than ${MAX_AGE_DAYS} days that no machine image of the account and no launch template version refers to. The cost is an upper bound, the full volume size at list price: snapshots are incremental, and deleting one frees only the blocks that no other snapshot needs. Snapshots kept by AWS Backup or Data Lifecycle Manager, and those tagged to be kept, get a lower confidence.`,
  risk: 'Snapshots made by hand before a change are never deleted, because nobody remembers what they were for. Each is a full copy of a disk as it was then, with the passwords and personal data of that time, beyond the reach of every later deletion request.',
  consequence:
    'Storage is billed month by month for copies that no one would restore, and retention promises (for instance deletion after a customer leaves) are not kept.',
  remediation: [
    'Check the source volume and the description; ask the owner if the volume still exists, since it may be its only backup.',
    'Delete what is not needed: `aws ec2 delete-snapshot --snapshot-id <id>`; Recycle Bin with a retention rule makes mistakes harmless.',
    'Move what must be kept for years to the archive tier (`aws ec2 modify-snapshot-tier --storage-tier archive`): a quarter of the price, full size, at least 90 days.',
    'Let Data Lifecycle Manager or AWS Backup make and expire snapshots from now on.',
  ],
  ownerHint: 'The team in the `team` tag of the snapshot; else the owner of its volume.',
  judge(snapshot) {
    const usage = snapshotUsage(snapshot);
    return (item, ref) => {
      const who = `Snapshot ${label(item.snapshotId, ref)}`;
      const ageDays = daysBetween(item.startTime, snapshot.collectedAt);
      if (ageDays === null) return notTold('ec2:DescribeSnapshots', 'AWS sent no start time for it.');
      if (ageDays <= MAX_AGE_DAYS) return pass(`${who} is ${ageDays} days old.`, { ageDays });
      const usedBy = usage.usedBy.get(item.snapshotId);
      if (usedBy) return pass(`${who} is ${ageDays} days old and used by ${usedBy}.`, { ageDays, usedBy });
      if (usage.failure) return usage.failure;
      const price = snapshotPrice(item.sizeGiB, item.storageTier, snapshot.region);
      const volumeExists = usage.volumes?.has(item.volumeId ?? '') ?? null;
      const source = `${item.sizeGiB} GiB of ${item.volumeId ?? 'an unknown volume'}${volumeExists === false ? ', which is gone' : ''}`;
      return {
        ...fail(
          `${who} (${source}) is ${ageDays} days old and used by no image; it costs at most ${usd(price.monthlyUsd)} a month.`,
          {
            ageDays,
            startTime: item.startTime,
            sizeGiB: item.sizeGiB,
            volumeId: item.volumeId,
            volumeExists,
            storageTier: item.storageTier,
            upperBound: true,
            price_basis: price.basis,
          },
        ),
        severity: wasteSeverity(price.monthlyUsd),
        confidence: wasteConfidence(volumeExists === false ? 85 : 70, item.tags),
        estimatedMonthlyCost: price.monthlyUsd,
        estimatedMonthlySavings: price.monthlyUsd,
      };
    };
  },
});

function snapshotUsage({ images, launchTemplates, volumes }: Ec2Snapshot) {
  const usedBy = new Map<string, string>();
  for (const { imageId, snapshotIds } of images.ok ? images.value : [])
    for (const id of snapshotIds) usedBy.set(id, `image ${imageId}`);
  const templates = launchTemplates.ok ? launchTemplates.value : [];
  for (const { launchTemplateId, versions } of templates)
    for (const { snapshotIds } of versions.ok ? versions.value : [])
      for (const id of snapshotIds) usedBy.set(id, `launch template ${launchTemplateId}`);
  const failure =
    [images, launchTemplates, ...templates.map(({ versions }) => versions)].find((read) => !read.ok) ?? null;
  return {
    usedBy,
    failure: failure?.ok === false ? failure : null,
    volumes: volumes.ok ? new Set(volumes.value.map(({ volumeId }) => volumeId)) : null,
  };
}
