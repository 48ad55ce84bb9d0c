/** Volumes of a type that a newer one beats on price or durability, at the same performance. */
import type { FailedRead } from '../../coverage.ts';
import { fail, pass } from '../../verdict.ts';
import type { Verdict } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { volumePrice } from '../prices.ts';
import type { Price } from '../prices.ts';
import { VOLUMES, label } from '../resources.ts';
import type { EbsVolume, Ec2Snapshot } from '../snapshot.ts';
import { longStopped } from '../stopped-since.ts';
import { usd, wasteConfidence, wasteSeverity } from '../waste.ts';

export const wasteGp2Volume = resourceCheck({
  id: 'ec2_waste_gp2_volume',
  severity: 'low',
  references: '',
  of: VOLUMES,
  title: 'EBS volume is still gp2 (gp3 costs less for the same performance)',
  description:
    'Looks for attached volumes of type gp2. A gp3 volume costs 20 % less for each GiB and brings 3,000 IOPS and 125 MiB/s whatever its size; the saving is worked out for a gp3 volume with at least the baseline IOPS and throughput that the gp2 volume has now. Volumes that are detached, or whose instance has been stopped for over 30 days, are left to their own checks.',
  risk: 'On gp2 performance hangs on size and on burst credits: a small volume slows to 100 IOPS when the credits are used up, so that people buy larger disks than they need just to get speed. That is paid for each month, and the slowdown still comes at peak load.',
  consequence:
    'About a fifth of the bill for these disks is paid for an older product. The change needs no downtime, so nothing but attention is missing.',
  remediation: [
    'Check the quota for gp3 storage and note the performance the volume needs (CloudWatch VolumeReadOps, VolumeWriteOps).',
    'Change it in place while in use: `aws ec2 modify-volume --volume-id <id> --volume-type gp3 --iops <iops> --throughput <MiBps>`, with the values in the evidence. It can be changed again after six hours.',
    'Change `gp2` to `gp3` in launch templates, images, Terraform and storage classes, or new ones keep coming.',
  ],
  ownerHint: 'The team in the `team` tag of the volume or its instance; the FinOps team can do it in bulk.',
  judge: (snapshot) =>
    forUsedVolumes(snapshot, 'gp2', (volume, who, priced) => {
      const iops = Math.max(3000, Math.min(16_000, volume.sizeGiB * 3));
      const throughput = volume.sizeGiB >= 170 ? 250 : 125;
      const target = { volumeType: 'gp3', sizeGiB: volume.sizeGiB, iops, throughput };
      return cheaper(volume, who, priced, volumePrice(target, snapshot.region), { ...target });
    }),
});

export const wasteProvisionedIopsVolume = resourceCheck({
  id: 'ec2_waste_provisioned_iops_volume',
  severity: 'low',
  references: '',
  of: VOLUMES,
  title: 'EBS volume pays for provisioned IOPS that gp3 delivers for less',
  description:
    'Looks for attached io1 and io2 volumes with no more than 16,000 provisioned IOPS, which gp3 reaches too, and works out the difference at list price for gp3 with the same IOPS. io2 volumes keep a reason of their own: 99.999 % durability, lower latency, and attachment to several instances; the confidence is lower for them. Volumes attached to more than one instance are left out.',
  risk: 'Provisioned IOPS are billed whether used or not, at some thirteen times the rate that gp3 asks beyond its free 3,000. Values set years ago "to be safe" for a database are copied from environment to environment, down to test systems that do nothing at night.',
  consequence: 'A single forgotten volume of this type can cost more than the instance it belongs to.',
  remediation: [
    'Look at what is used: the maximum of VolumeReadOps + VolumeWriteOps over a month in CloudWatch, and the latency the application needs.',
    'Where 16,000 IOPS and single-digit milliseconds suffice, change in place: `aws ec2 modify-volume --volume-id <id> --volume-type gp3 --iops <iops> --throughput <MiBps>`; test environments first.',
    'Where io2 is needed, lower the provisioned IOPS to the measured peak plus a reserve.',
  ],
  ownerHint: 'The database or application team of the instance, with the FinOps team.',
  judge: (snapshot) => {
    const judgeType = (type: 'io1' | 'io2') =>
      forUsedVolumes(snapshot, type, (volume, who, priced) => {
        const iops = volume.iops ?? 0;
        if (volume.attachments.length > 1) return null;
        if (iops > 16_000) return pass(`${who} needs more IOPS (${iops}) than gp3 is compared for.`, { iops });
        const target = { volumeType: 'gp3', sizeGiB: volume.sizeGiB, iops: Math.max(3000, iops), throughput: 250 };
        const verdict = cheaper(volume, who, priced, volumePrice(target, snapshot.region), { ...target });
        return { ...verdict, confidence: wasteConfidence(type === 'io2' ? 60 : 75, volume.tags) };
      });
    const io1 = judgeType('io1');
    const io2 = judgeType('io2');
    return (volume, ref) => io1(volume, ref) ?? io2(volume, ref);
  },
});

export const wasteIo1Volume = resourceCheck({
  id: 'ec2_waste_io1_volume',
  severity: 'low',
  references: '',
  of: VOLUMES,
  title: 'EBS volume is still io1 (io2 is a hundred times more durable at the same price)',
  description:
    'Looks for attached volumes of type io1. io2 has the same list price for each GiB and for the first 32,000 IOPS, costs less above, and is built for 99.999 % durability instead of 99.8–99.9 %. The estimate is the difference at list price, which is 0 up to 32,000 IOPS.',
  risk: 'With io1, of a thousand volumes one or two are expected to fail in a year; with io2, one in a hundred thousand. Databases that someone paid provisioned IOPS for are the last that should sit on the weaker type.',
  consequence: 'The same money buys ten to a hundred times more risk of losing a production disk.',
  remediation: [
    'Check that the instance type supports io2 (all Nitro types do) and that no tool pins the type.',
    'Change it in place: `aws ec2 modify-volume --volume-id <id> --volume-type io2`; the volume stays in use.',
    'Change `io1` in templates and code; consider gp3 first where fewer than 16,000 IOPS are needed.',
  ],
  ownerHint: 'The database or application team of the instance.',
  judge: (snapshot) =>
    forUsedVolumes(snapshot, 'io1', (volume, who, priced) => {
      const target = { volumeType: 'io2', sizeGiB: volume.sizeGiB, iops: volume.iops, throughput: null };
      return cheaper(volume, who, priced, volumePrice(target, snapshot.region), { ...target });
    }),
});

type JudgeUsed = (volume: EbsVolume, who: string, price: Price) => Verdict | null;

/** Judges attached volumes of a type; detached ones and those of long-stopped machines would be counted twice. */
function forUsedVolumes(snapshot: Ec2Snapshot, volumeType: string, judge: JudgeUsed) {
  const idle = longStopped(snapshot);
  return (volume: EbsVolume, ref: { name: string }): Verdict | FailedRead | null => {
    const instanceIds = volume.attachments.flatMap(({ instanceId }) => instanceId ?? []);
    const price = volumePrice(volume, snapshot.region);
    if (volume.volumeType !== volumeType || volume.state !== 'in-use' || price === null) return null;
    if (!snapshot.instances.ok) return snapshot.instances;
    if (instanceIds.length > 0 && instanceIds.every((id) => idle.has(id))) return null;
    return judge(volume, `Volume ${label(volume.volumeId, ref)}`, price);
  };
}

function cheaper(
  volume: EbsVolume,
  who: string,
  now: Price,
  then: Price | null,
  target: Record<string, unknown>,
): Verdict {
  const { volumeType, sizeGiB, iops } = volume;
  const savingUsd = then === null ? 0 : Math.max(0, Math.round((now.monthlyUsd - then.monthlyUsd) * 100) / 100);
  const evidence = { volumeType, sizeGiB, iops, target, targetMonthlyUsd: then?.monthlyUsd, price_basis: now.basis };
  const better = target['volumeType'] as string;
  if (savingUsd === 0 && better === 'gp3')
    return pass(`${who} (${volumeType}, ${sizeGiB} GiB) would not cost less as gp3.`, evidence);
  const saving = savingUsd > 0 ? `, saving about ${usd(savingUsd)} a month at list price` : ' at the same list price';
  return {
    ...fail(`${who} (${sizeGiB} GiB ${volumeType}) could be ${better}${saving}.`, evidence),
    severity: wasteSeverity(savingUsd),
    confidence: wasteConfidence(90, volume.tags),
    estimatedMonthlyCost: now.monthlyUsd,
    estimatedMonthlySavings: savingUsd,
  };
}
