/** Charges that grow and swing: NAT gateways, snapshots and the services beside the machines. */
import { DAY, dayOf } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { NETWORKS } from '../network.ts';
import { EC2_OTHER, jitter, PREFIXES, toAmount } from './charge.ts';
import type { Charge } from './charge.ts';
import { SERVICE_LINES } from './services.ts';
import type { Rhythm } from './services.ts';

/** GB a day through the NAT gateways of each network, before anything changed. */
const NAT_GB: Record<string, number> = {
  'prod-core': 760,
  'prod-eu': 240,
  'prod-dr': 55,
  'staging-core': 90,
  'staging-lab': 35,
  'sec-tools': 28,
};

/** USD: an hour of a gateway and a GB through it; Ireland costs more. */
const NAT_PRICE = { hour: 0.045, gb: 0.045 };
const NAT_PRICE_EU = { hour: 0.048, gb: 0.048 };

/** GB a day that the catalogue indexer adds at the end of the rise: it pulls images through NAT since its new version. */
const NAT_RISE_GB = 2250;

/** Hours and bytes of NAT gateways on one day. Bytes of `prod-core` rise slowly from a day seven weeks ago. */
export function natCharges(midnight: number, { now, story }: Clock): Charge[] {
  const rise = Math.max(0, (midnight - story.natRiseBegan) / (now - story.natRiseBegan));
  return NETWORKS.filter(({ natZones }) => natZones.length > 0).flatMap(({ key, account, region, natZones }) => {
    const day = dayOf(midnight);
    const price = region === 'eu-west-1' ? NAT_PRICE_EU : NAT_PRICE;
    const usual = NAT_GB[key]! * jitter(`nat|${key}|${day}`, 0.05) * weekly('sales', midnight);
    const gb = usual + (key === 'prod-core' ? NAT_RISE_GB * rise * jitter(`rise|${day}`, 0.03) : 0);
    const hours = natZones.length * 24;
    const common = { day, account, region, service: EC2_OTHER };
    return [
      {
        ...common,
        usageType: `${PREFIXES[region]}NatGateway-Hours`,
        unit: 'Hrs',
        quantity: hours,
        amount: toAmount(hours * price.hour),
      },
      {
        ...common,
        usageType: `${PREFIXES[region]}NatGateway-Bytes`,
        unit: 'GB',
        quantity: gb,
        amount: toAmount(gb * price.gb),
      },
    ];
  });
}

/** Everything of the service table on one day. */
export function serviceCharges(midnight: number, { now }: Clock): Charge[] {
  const progress = 1 - (now - midnight) / (90 * DAY);
  return SERVICE_LINES.map(({ service, account, region, usageType, unit, quantity, price, rhythm, growth = 0 }) => {
    const day = dayOf(midnight);
    const stray = unit === 'Hrs' ? 0 : rhythm === 'flat' ? 0.004 : 0.05;
    const used =
      quantity *
      (1 + growth * progress) *
      weekly(rhythm, midnight) *
      jitter(`${account}|${region}|${usageType}|${day}`, stray);
    return { day, account, region, service, usageType, unit, quantity: used, amount: toAmount(used * price) };
  });
}

/** Snapshot storage: incremental, so a part of the disks' size. */
const SNAPSHOT_GB: readonly (readonly [Charge['account'], keyof typeof PREFIXES, number])[] = [
  ['production', 'us-east-1', 9400],
  ['production', 'eu-west-1', 3100],
  ['production', 'us-west-2', 1450],
  ['staging', 'us-east-1', 880],
  ['security', 'us-east-1', 610],
];

export function snapshotCharges(midnight: number): Charge[] {
  return SNAPSHOT_GB.map(([account, region, gb]) => ({
    day: dayOf(midnight),
    account,
    region,
    service: EC2_OTHER,
    usageType: `${PREFIXES[region]}EBS:SnapshotUsage`,
    unit: 'GB-Mo',
    quantity: gb / 30.4,
    amount: toAmount((gb / 30.4) * 0.05),
  }));
}

/** Customers buy at the weekend; staff work from Monday to Friday. */
function weekly(rhythm: Rhythm, midnight: number): number {
  const isWeekend = [0, 6].includes(new Date(midnight).getUTCDay());
  if (rhythm === 'flat') return 1;
  if (rhythm === 'sales') return isWeekend ? 1.12 : 0.96;
  return isWeekend ? 0.35 : 1.1;
}
