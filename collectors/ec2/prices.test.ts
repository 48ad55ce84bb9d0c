import { describe, expect, it } from 'vitest';
import {
  instancePrice,
  instanceTypePrice,
  isAccelerated,
  publicAddressPrice,
  snapshotPrice,
  volumePrice,
} from './prices.ts';

// Expected figures are AWS's list prices by hand: hourly × 730, or GB-months × size.
describe('list prices', () => {
  it.each([
    ['t3.micro', 'us-east-1', 7.59],
    ['t3.nano', 'us-east-1', 3.8],
    ['m5.large', 'us-east-1', 70.08],
    ['m5.24xlarge', 'us-east-1', 3363.84],
    ['c5.xlarge', 'us-west-2', 124.1],
    ['m5.large', 'eu-west-1', 78.14],
    ['g5.xlarge', 'us-east-1', 734.38],
    ['p3.2xlarge', 'us-east-1', 2233.8],
    ['p5.48xlarge', 'us-east-1', 40179.2],
    ['c4.xlarge', 'us-east-1', 145.27],
    ['t2.small', 'us-east-1', 16.79],
    ['m8a.large', 'us-east-1', 88.86],
    ['g7e.48xlarge', 'us-east-1', 24195.35],
  ])('%s in %s costs USD %d a month', (type, region, monthlyUsd) => {
    expect(instanceTypePrice(type, region)!.monthlyUsd).toBeCloseTo(monthlyUsd, 1);
  });

  it('gives no figure for what the table does not know', () => {
    expect(
      ['x9.large', 'm5.metal', 'constructor', 'toString.large'].map((type) => instanceTypePrice(type, 'us-east-1')),
    ).toEqual([null, null, null, null]);
    expect(volumePrice({ volumeType: 'gp9', sizeGiB: 1, iops: null, throughput: null }, 'us-east-1')).toBeNull();
  });

  it('says table, region and date, and that it is no bill', () => {
    expect(instanceTypePrice('m5.large', 'eu-west-1')!.basis).toMatch(/× 1.115 for eu-west-1.*2026-07-20.*not billed/);
    expect(instanceTypePrice('m5.large', 'mx-central-1')!.basis).toContain('no table for mx-central-1');
    expect(volumePrice({ volumeType: 'gp3', sizeGiB: 1, iops: 3000, throughput: 125 }, 'me-x-1')!.basis).toContain(
      'no table for me-x-1',
    );
  });

  it.each([
    ['gp3', 100, 3000, 125, 8],
    ['gp3', 100, 6000, 250, 28],
    ['gp2', 100, 300, null, 10],
    ['io1', 100, 1000, null, 77.5],
    ['io2', 100, 40_000, null, 12.5 + 32_000 * 0.065 + 8000 * 0.0455],
    ['st1', 500, null, null, 22.5],
    ['sc1', 500, null, null, 7.5],
    ['standard', 100, null, null, 5],
  ])('%s of %d GiB, %s IOPS, %s MiB/s costs USD %d', (volumeType, sizeGiB, iops, throughput, monthlyUsd) => {
    expect(volumePrice({ volumeType, sizeGiB, iops, throughput }, 'us-east-1')!.monthlyUsd).toBeCloseTo(monthlyUsd, 2);
  });

  it('bounds snapshots from above, and archives at a quarter', () => {
    expect(snapshotPrice(100, 'standard', 'us-east-1')).toMatchObject({ monthlyUsd: 5 });
    expect(snapshotPrice(100, 'archive', 'us-east-1')).toMatchObject({ monthlyUsd: 1.25 });
    expect(snapshotPrice(1, null, 'us-east-1').basis).toMatch(/^Upper bound/);
    expect(publicAddressPrice().monthlyUsd).toBe(3.65);
  });

  it('charges no compute for a stopped machine, and knows no list price for spot', () => {
    const machine = { instanceType: 'm5.large', lifecycle: null };
    expect(instancePrice({ ...machine, state: 'stopped' }, 'us-east-1')!.monthlyUsd).toBe(0);
    expect(instancePrice({ ...machine, state: 'running', lifecycle: 'spot' }, 'us-east-1')).toBeNull();
  });

  it('tells accelerators by family', () => {
    const types = ['p5.48xlarge', 'g4dn.xlarge', 'gr6.4xlarge', 'trn1.2xlarge', 'inf2.xlarge', 'dl1.24xlarge'];
    expect(types.map(isAccelerated)).not.toContain(false);
    expect(['m5.large', 't3.micro', 'i4g.large', 'x2gd.large', 'mac2.metal'].map(isAccelerated)).not.toContain(true);
  });
});
