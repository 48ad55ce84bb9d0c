import { fail, pass } from '../../verdict.ts';
import { daysBetween, notTold, resourceCheck } from '../check.ts';
import { volumePrice } from '../prices.ts';
import { INSTANCES, label } from '../resources.ts';
import { LONG_STOPPED_DAYS, stoppedSince } from '../stopped-since.ts';
import { usd, wasteConfidence, wasteSeverity } from '../waste.ts';

/** Disks of stopped machines are not paid for ever. */
export const wasteStoppedInstanceStorage = resourceCheck({
  id: 'ec2_waste_stopped_instance_storage',
  severity: 'low',
  references: '',
  of: INSTANCES,
  alsoReads: ['ec2:DescribeVolumes'],
  title: `Stopped EC2 instance still pays for its disks (more than ${LONG_STOPPED_DAYS} days)`,
  description: `Looks for instances stopped for more than ${LONG_STOPPED_DAYS} days, by the time in their state transition reason, and adds up what their EBS volumes cost a month at list price. AWS bills no compute for a stopped instance, but every volume in full.`,
  risk: 'Stopping feels like switching off, so the machine falls out of sight while its disks go on costing: often large data disks sized for production. The longer it stays, the less anyone dares to delete it.',
  consequence:
    'The amount is paid every month until someone decides. A snapshot keeps the same data for roughly half of the price or less.',
  remediation: [
    'Ask the owner whether and when it will be needed again.',
    'If it may be needed: make an image (`aws ec2 create-image --instance-id <id>`), check it, terminate the instance and delete the volumes that stay.',
    'If not: terminate it, with a last snapshot where retention rules ask for one.',
    'If it must stay as it is, tag it `keep` with a reason and an end date.',
  ],
  ownerHint: 'The team in the `team` or `owner` tag; else who stopped it according to CloudTrail.',
  judge(snapshot) {
    const { volumes, collectedAt, region } = snapshot;
    const byId = new Map((volumes.ok ? volumes.value : []).map((volume) => [volume.volumeId, volume]));
    return (instance, ref) => {
      if (instance.state !== 'stopped') return null;
      const who = `Instance ${label(instance.instanceId, ref)}`;
      const stoppedAt = stoppedSince(instance);
      const stoppedDays = daysBetween(stoppedAt, collectedAt);
      if (stoppedDays === null) return notTold('ec2:DescribeInstances', 'AWS did not say since when it is stopped.');
      if (stoppedDays <= LONG_STOPPED_DAYS)
        return pass(`${who} has been stopped for ${stoppedDays} days.`, { stoppedAt, stoppedDays });
      if (!volumes.ok) return volumes;
      const attached = instance.volumeIds.flatMap((id) => byId.get(id) ?? []);
      if (attached.length === 0)
        return pass(`${who} is stopped and has no EBS volume to pay for.`, { stoppedAt, stoppedDays });
      const prices = attached.map((volume) => volumePrice(volume, region));
      const monthlyUsd = Math.round(prices.reduce((sum, price) => sum + (price?.monthlyUsd ?? 0), 0) * 100) / 100;
      return {
        ...fail(
          `${who} has been stopped for ${stoppedDays} days and its ${attached.length === 1 ? 'volume costs' : `${attached.length} volumes cost`} about ${usd(monthlyUsd)} a month at list price.`,
          {
            stoppedAt,
            stoppedDays,
            volumes: attached.map(({ volumeId, sizeGiB, volumeType }) => ({ volumeId, sizeGiB, volumeType })),
            price_basis: prices.find((price) => price !== null)?.basis ?? 'no list price known for these volume types',
          },
        ),
        severity: wasteSeverity(monthlyUsd),
        confidence: wasteConfidence(95, instance.tags),
        estimatedMonthlyCost: monthlyUsd,
        estimatedMonthlySavings: monthlyUsd,
      };
    };
  },
});
