/** Charges of instances, volumes and addresses: from the machines of the estate, hours times list price. */
import { instanceTypePrice, publicAddressPrice, volumePrice } from '../../collectors/ec2/prices.ts';
import type { RegionName } from '../accounts.ts';
import { DAY, dayOf, HOUR } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { RESERVATION, publicAddresses } from '../ec2.ts';
import { hoursRunning } from '../instances.ts';
import type { DemoInstance } from '../instances.ts';
import type { DemoVolume } from '../storage.ts';
import { COMPUTE, EC2_OTHER, PREFIXES, toAmount, VPC } from './charge.ts';
import type { Charge } from './charge.ts';

const HOURS_PER_MONTH = 730;

/** Compute of one day. Committed machines are billed at the reservation's hourly rate. */
export function computeCharges(instances: readonly DemoInstance[], midnight: number, clock: Clock): Charge[] {
  return instances.flatMap((instance) => {
    const hours = hoursRunning(instance, midnight, midnight + DAY);
    if (hours === 0) return [];
    const region = instance.region as RegionName;
    const isReserved = instance.fleet.key === 'etl-batch';
    const hourlyUsd = isReserved
      ? RESERVATION(clock).recurringHourlyUsd!
      : instanceTypePrice(instance.fleet.type, region)!.monthlyUsd / HOURS_PER_MONTH;
    return [
      {
        day: dayOf(midnight),
        account: instance.account,
        region,
        service: COMPUTE,
        usageType: `${PREFIXES[region]}${isReserved ? 'HeavyUsage' : 'BoxUsage'}:${instance.fleet.type}`,
        unit: 'Hrs',
        quantity: hours,
        amount: toAmount(hours * hourlyUsd),
      },
    ];
  });
}

/** Disks of one day, attached or not; a month's price is spread over the days of that month. */
export function volumeCharges(volumes: readonly DemoVolume[], midnight: number): Charge[] {
  const date = new Date(midnight);
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return volumes.flatMap(({ volume, account, region: where, createdAt, deletedAt }) => {
    const region = where as RegionName;
    const share = Math.max(0, Math.min(deletedAt ?? Infinity, midnight + DAY) - Math.max(createdAt, midnight)) / DAY;
    if (share === 0) return [];
    const storageUsd = volumePrice({ ...volume, iops: null }, region)!.monthlyUsd;
    const iopsUsd = volumePrice(volume, region)!.monthlyUsd - storageUsd;
    const kind = volume.volumeType === 'io1' ? 'piops' : volume.volumeType;
    const common = { day: dayOf(midnight), account, region, service: EC2_OTHER };
    const storage = {
      ...common,
      usageType: `${PREFIXES[region]}EBS:VolumeUsage.${kind}`,
      unit: 'GB-Mo',
      quantity: (volume.sizeGiB * share) / daysInMonth,
      amount: toAmount((storageUsd * share) / daysInMonth),
    };
    if (iopsUsd <= 0) return [storage];
    const provisioned = {
      ...common,
      usageType: `${PREFIXES[region]}EBS:VolumeP-IOPS.${kind}`,
      unit: 'IOPS-Mo',
      quantity: ((volume.iops ?? 0) * share) / daysInMonth,
      amount: toAmount((iopsUsd * share) / daysInMonth),
    };
    return [storage, provisioned];
  });
}

/** Public IPv4 addresses of one day, in use and idle. */
export function addressCharges(midnight: number): Charge[] {
  const hourlyUsd = publicAddressPrice().monthlyUsd / HOURS_PER_MONTH;
  return publicAddresses().flatMap(({ account, region, inUse, idle }) =>
    [
      { kind: 'InUseAddress', count: inUse },
      { kind: 'IdleAddress', count: idle },
    ]
      .filter(({ count }) => count > 0)
      .map(({ kind, count }) => ({
        day: dayOf(midnight),
        account,
        region,
        service: VPC,
        usageType: `${PREFIXES[region]}PublicIPv4:${kind}`,
        unit: 'Hrs',
        quantity: (count * DAY) / HOUR,
        amount: toAmount(((count * DAY) / HOUR) * hourlyUsd),
      })),
  );
}
