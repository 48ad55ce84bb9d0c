import { fail, pass } from '../../verdict.ts';
import { daysBetween, resourceCheck } from '../check.ts';
import { volumePrice } from '../prices.ts';
import { VOLUMES, label } from '../resources.ts';
import { usd, wasteConfidence, wasteSeverity } from '../waste.ts';

/** Volumes are attached to something. */
export const wasteUnattachedVolume = resourceCheck({
  id: 'ec2_waste_unattached_volume',
  severity: 'low',
  references: '',
  of: VOLUMES,
  title: 'EBS volume is not attached to any instance (unused disk, still billed)',
  description:
    'Looks for EBS volumes in the state "available": no instance uses them, and AWS bills their size and provisioned performance all the same. The estimate is at list price for the region. Since when a volume is detached is not in the data, so the confidence is 80; tags that ask to keep it lower it further.',
  risk: 'Terminating an instance leaves volumes behind unless DeleteOnTermination was set, and migrations leave the old disk "for safety". Nobody sees them again, except whoever searches old disks for data: an orphan has no owner who would notice a copy.',
  consequence:
    'Money is paid every month for nothing, and data that should have been deleted by policy lives on in a place no one looks.',
  remediation: [
    'Find the owner: tags, the snapshot it was made from, or DetachVolume and TerminateInstances in CloudTrail.',
    'Take a last snapshot if anyone hesitates (`aws ec2 create-snapshot --volume-id <id>`); it costs less than the disk and can go to the archive tier.',
    'Delete the volume: `aws ec2 delete-volume --volume-id <id>`. This cannot be undone.',
    'Set DeleteOnTermination in launch templates, so that new orphans do not appear.',
  ],
  ownerHint: 'The team in the `team` or `owner` tag of the volume; else whoever detached it according to CloudTrail.',
  judge: (snapshot) => (volume, ref) => {
    const who = `Volume ${label(volume.volumeId, ref)}`;
    const { state, sizeGiB, volumeType, createTime } = volume;
    if (state !== 'available') return pass(`${who} is ${state}.`, { state });
    const price = volumePrice(volume, snapshot.region);
    const ageDays = daysBetween(createTime, snapshot.collectedAt);
    const cost = price === null ? '' : `; it costs about ${usd(price.monthlyUsd)} a month at list price`;
    return {
      ...fail(`${who} (${sizeGiB} GiB ${volumeType}) is attached to no instance${cost}.`, {
        state,
        sizeGiB,
        volumeType,
        createTime,
        ageDays,
        detachedSince: null,
        price_basis: price?.basis ?? 'no list price known for this volume type',
      }),
      confidence: wasteConfidence(80, volume.tags),
      ...(price
        ? {
            severity: wasteSeverity(price.monthlyUsd),
            estimatedMonthlyCost: price.monthlyUsd,
            estimatedMonthlySavings: price.monthlyUsd,
          }
        : {}),
    };
  },
});
