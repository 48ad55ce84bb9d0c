/**
 * Estimates from list prices, never billed cost: each figure carries the basis to show beside it. A type or tier that
 * the table does not know gives null rather than a guess.
 */
import {
  ARCHIVE_RATIO,
  GP3_IOPS_USD,
  GP3_THROUGHPUT_USD,
  HOURS_PER_MONTH,
  LARGE_HOURLY_USD,
  PRICE_TABLE_DATE,
  PUBLIC_IPV4_HOURLY_USD,
  REGION_RATIO,
  SIZE_UNITS,
  STORAGE_USD,
  TYPE_HOURLY_USD,
} from './price-table.ts';
import type { StoragePrices } from './price-table.ts';
import type { EbsVolume, Ec2Instance } from './snapshot.ts';

/** USD a month at list price, and the words that must stand beside it (`price_basis`). */
export interface Price {
  monthlyUsd: number;
  basis: string;
}

/** Whether an instance type carries an accelerator: AWS's p, g, trn, inf, dl and vt families. */
export function isAccelerated(instanceType: string): boolean {
  return /^(p\d|g\d|gr\d|trn\d|inf\d|dl\d|vt\d)/.test(instanceType);
}

/** On-demand compute of one instance type; null for types not in the table. */
export function instanceTypePrice(instanceType: string, region: string): Price | null {
  const hourlyUsd = hourlyInHomeRegion(instanceType);
  if (hourlyUsd === null) return null;
  const ratio = REGION_RATIO[region];
  const scaled =
    ratio === undefined
      ? `us-east-1 rate (no table for ${region})`
      : ratio === 1
        ? `${region} rate`
        : `us-east-1 rate × ${ratio} for ${region}`;
  return {
    monthlyUsd: cents(hourlyUsd * (ratio ?? 1) * HOURS_PER_MONTH),
    basis: `AWS list price, on demand, Linux, ${instanceType}, ${scaled}, table of ${PRICE_TABLE_DATE}, ${HOURS_PER_MONTH} h a month; an estimate, not billed cost`,
  };
}

/** Compute of an instance as it stands: 0 while stopped, null for spot and unknown types. Its volumes are apart. */
export function instancePrice(
  instance: Pick<Ec2Instance, 'instanceType' | 'state' | 'lifecycle'>,
  region: string,
): Price | null {
  if (instance.lifecycle === 'spot') return null;
  if (instance.state === 'stopped' || instance.state === 'stopping')
    return { monthlyUsd: 0, basis: 'No compute charge while stopped; its volumes and addresses are still billed' };
  return instanceTypePrice(instance.instanceType, region);
}

/** Storage, provisioned IOPS and gp3 throughput of one volume; null for an unknown volume type. */
export function volumePrice(
  volume: Pick<EbsVolume, 'volumeType' | 'sizeGiB' | 'iops' | 'throughput'>,
  region: string,
): Price | null {
  const { prices, where } = storagePrices(region);
  const perGb = perGbMonth(prices, volume.volumeType);
  if (perGb === null) return null;
  const storageUsd = volume.sizeGiB * perGb;
  const extraUsd = performanceUsd(volume, prices);
  const extra = extraUsd > 0 ? ' plus provisioned performance' : '';
  return {
    monthlyUsd: cents(storageUsd + extraUsd),
    basis: `AWS list price, EBS ${volume.volumeType}, USD ${perGb} a GB-month${extra}, ${where}, table of ${PRICE_TABLE_DATE}; an estimate, not billed cost`,
  };
}

/** What a snapshot costs at most: snapshots are incremental, so the true figure is usually lower. */
export function snapshotPrice(sizeGiB: number, storageTier: string | null, region: string): Price {
  const { prices, where } = storagePrices(region);
  const archived = storageTier === 'archive';
  const perGb = archived ? prices.snapshot * ARCHIVE_RATIO : prices.snapshot;
  return {
    monthlyUsd: cents(sizeGiB * perGb),
    basis: `Upper bound: full volume size at the AWS list price of USD ${perGb} a GB-month${archived ? ' (archive tier)' : ''}, ${where}, table of ${PRICE_TABLE_DATE}; snapshots are incremental, so the billed cost is usually lower`,
  };
}

/** A public IPv4 address, attached or idle. */
export function publicAddressPrice(): Price {
  return {
    monthlyUsd: cents(PUBLIC_IPV4_HOURLY_USD * HOURS_PER_MONTH),
    basis: `AWS list price, public IPv4, USD ${PUBLIC_IPV4_HOURLY_USD} an hour, ${HOURS_PER_MONTH} h a month, table of ${PRICE_TABLE_DATE}; an estimate, not billed cost`,
  };
}

function hourlyInHomeRegion(instanceType: string): number | null {
  const listed = own(TYPE_HOURLY_USD, instanceType);
  if (listed !== undefined) return listed;
  const [family = '', size = ''] = instanceType.split('.');
  const large = own(LARGE_HOURLY_USD, family);
  if (large === undefined) return null;
  const multiple = /^(\d+)xlarge$/.exec(size);
  const units = multiple ? 2 * Number(multiple[1]) : own(SIZE_UNITS, size);
  return units === undefined ? null : large * units;
}

/** A type called `constructor` has no price either. */
function own(table: Record<string, number>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function storagePrices(region: string): { prices: StoragePrices; where: string } {
  const prices = STORAGE_USD[region];
  if (prices) return { prices, where: region };
  return { prices: STORAGE_USD['us-east-1']!, where: `us-east-1 rate (no table for ${region})` };
}

function perGbMonth(prices: StoragePrices, volumeType: string): number | null {
  if (volumeType === 'io1' || volumeType === 'io2') return prices.io;
  if (
    volumeType === 'gp3' ||
    volumeType === 'gp2' ||
    volumeType === 'st1' ||
    volumeType === 'sc1' ||
    volumeType === 'standard'
  )
    return prices[volumeType];
  return null;
}

function performanceUsd(volume: Pick<EbsVolume, 'volumeType' | 'iops' | 'throughput'>, prices: StoragePrices): number {
  const iops = volume.iops ?? 0;
  if (volume.volumeType === 'io1') return iops * prices.ioIops;
  if (volume.volumeType === 'io2') return io2IopsUsd(iops, prices.ioIops);
  if (volume.volumeType !== 'gp3') return 0;
  const regional = prices.gp3 / STORAGE_USD['us-east-1']!.gp3;
  const extraIops = Math.max(0, iops - 3000);
  const extraThroughput = Math.max(0, (volume.throughput ?? 125) - 125);
  return (extraIops * GP3_IOPS_USD + extraThroughput * GP3_THROUGHPUT_USD) * regional;
}

/** io2 is tiered: full rate to 32,000 IOPS, 70 % of it to 64,000, 49 % above (EBS pricing page). */
function io2IopsUsd(iops: number, rate: number): number {
  const first = Math.min(iops, 32_000);
  const second = Math.min(Math.max(iops - 32_000, 0), 32_000);
  const third = Math.max(iops - 64_000, 0);
  return rate * (first + second * 0.7 + third * 0.49);
}

function cents(amountUsd: number): number {
  return Math.round(amountUsd * 100) / 100;
}
