import type { AccountName, RegionName } from '../accounts.ts';
import { createRandom } from '../random.ts';

/** One line of the bill: what one account used of one thing, in one region, on one day. All views are sums of these. */
export interface Charge {
  day: string;
  account: AccountName;
  region: RegionName | 'global';
  service: string;
  /** With the region's prefix, as AWS writes it. */
  usageType: string;
  unit: string;
  quantity: number;
  /** Whole ten-thousandths of a dollar, so that sums of views cannot drift apart. */
  amount: number;
}

export const COMPUTE = 'Amazon Elastic Compute Cloud - Compute';
export const EC2_OTHER = 'EC2 - Other';
export const VPC = 'Amazon Virtual Private Cloud';

/** AWS's prefix of usage types outside us-east-1. */
export const PREFIXES: Record<RegionName, string> = {
  'us-east-1': '',
  'us-west-2': 'USW2-',
  'eu-west-1': 'EU-',
  'ap-southeast-2': 'APS2-',
};

/** USD to the unit of `Charge.amount`. */
export function toAmount(usd: number): number {
  return Math.round(usd * 10_000);
}

/** A number that strays from 1 by at most `spread`, the same for the same key. */
export function jitter(key: string, spread: number): number {
  return 1 + (createRandom(key).next() * 2 - 1) * spread;
}
