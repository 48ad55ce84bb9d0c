/**
 * Prices in USD for estimates, kept as data, as understood on the date below. They are meant as AWS's public list prices
 * (instances on demand, Linux, shared tenancy, us-east-1; EBS and public IPv4 per region), but were entered by hand and
 * are not checked against AWS's price files when Assay is built or run. Assumptions of ours, not list prices: that sizes
 * of a family follow `SIZE_UNITS`, that one ratio per region holds for every family (`REGION_RATIO`), that archived
 * snapshots cost a quarter everywhere, and that gp3 extras follow the region's gp3 storage price. Taxes, discounts,
 * Savings Plans, reservations, licences and Windows are not in them.
 */

export const PRICE_TABLE_DATE = '2026-07-20';

/** AWS's own convention for turning an hourly rate into a month. */
export const HOURS_PER_MONTH = 730;

/** USD an hour of the family's `large`; other sizes are assumed to follow by `SIZE_UNITS`. */
export const LARGE_HOURLY_USD: Record<string, number> = {
  c3: 0.105,
  c4: 0.1,
  c5: 0.085,
  c5a: 0.077,
  c5ad: 0.086,
  c5d: 0.096,
  c5n: 0.108,
  c6a: 0.0765,
  c6g: 0.068,
  c6gd: 0.0768,
  c6i: 0.085,
  c6id: 0.1008,
  c6in: 0.1134,
  c7a: 0.10264,
  c7g: 0.0725,
  c7gd: 0.0907,
  c7i: 0.08925,
  'c7i-flex': 0.08479,
  c8g: 0.07976,
  c8i: 0.09371,
  d2: 0.345,
  d3: 0.24975,
  d3en: 0.26286,
  g3: 0.1425,
  g3s: 0.375,
  i3: 0.156,
  i3en: 0.226,
  i4g: 0.15444,
  i4i: 0.172,
  i7i: 0.1888,
  i7ie: 0.2599,
  i8g: 0.1716,
  i8ge: 0.2373,
  m3: 0.133,
  m4: 0.1,
  m5: 0.096,
  m5a: 0.086,
  m5ad: 0.103,
  m5d: 0.113,
  m5dn: 0.136,
  m5n: 0.119,
  m6a: 0.0864,
  m6g: 0.077,
  m6gd: 0.0904,
  m6i: 0.096,
  m6id: 0.11865,
  m6idn: 0.15912,
  m6in: 0.13923,
  m7a: 0.11592,
  m7g: 0.0816,
  m7gd: 0.1068,
  m7i: 0.1008,
  'm7i-flex': 0.09576,
  m8g: 0.08976,
  m8i: 0.10584,
  p2: 0.45,
  p3: 0.765,
  p3dn: 0.65025,
  p4d: 0.45745,
  p4de: 0.57181,
  p5en: 0.65933,
  r3: 0.166,
  r4: 0.133,
  r5: 0.126,
  r5a: 0.113,
  r5ad: 0.131,
  r5b: 0.149,
  r5d: 0.144,
  r5dn: 0.167,
  r5n: 0.149,
  r6a: 0.1134,
  r6g: 0.1008,
  r6gd: 0.1152,
  r6i: 0.126,
  r6id: 0.1512,
  r6idn: 0.19539,
  r6in: 0.17433,
  r7a: 0.15215,
  r7g: 0.1071,
  r7gd: 0.1361,
  r7i: 0.1323,
  r7iz: 0.186,
  r8g: 0.11782,
  r8i: 0.13892,
  t2: 0.0928,
  t3: 0.0832,
  t3a: 0.0752,
  t4g: 0.0672,
  trn1: 0.33594,
};

/** Named sizes in units of `large`; `Nxlarge` is 2N. */
export const SIZE_UNITS: Record<string, number> = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};

/** USD an hour of accelerator types, whose price does not follow their size. */
export const TYPE_HOURLY_USD: Record<string, number> = {
  'g4ad.xlarge': 0.37853,
  'g4ad.2xlarge': 0.54117,
  'g4ad.4xlarge': 0.867,
  'g4ad.8xlarge': 1.734,
  'g4ad.16xlarge': 3.468,
  'g4dn.xlarge': 0.526,
  'g4dn.2xlarge': 0.752,
  'g4dn.4xlarge': 1.204,
  'g4dn.8xlarge': 2.176,
  'g4dn.12xlarge': 3.912,
  'g4dn.16xlarge': 4.352,
  'g5.xlarge': 1.006,
  'g5.2xlarge': 1.212,
  'g5.4xlarge': 1.624,
  'g5.8xlarge': 2.448,
  'g5.12xlarge': 5.672,
  'g5.16xlarge': 4.096,
  'g5.24xlarge': 8.144,
  'g5.48xlarge': 16.288,
  'g5g.xlarge': 0.42,
  'g5g.2xlarge': 0.556,
  'g5g.4xlarge': 0.828,
  'g5g.8xlarge': 1.372,
  'g5g.16xlarge': 2.744,
  'g6.xlarge': 0.8048,
  'g6.2xlarge': 0.9776,
  'g6.4xlarge': 1.3232,
  'g6.8xlarge': 2.0144,
  'g6.12xlarge': 4.6016,
  'g6.16xlarge': 3.3968,
  'g6.24xlarge': 6.6752,
  'g6.48xlarge': 13.3504,
  'g6e.xlarge': 1.861,
  'g6e.2xlarge': 2.24208,
  'g6e.4xlarge': 3.00424,
  'g6e.8xlarge': 4.52856,
  'g6e.12xlarge': 10.49264,
  'g6e.16xlarge': 7.57719,
  'g6e.24xlarge': 15.06559,
  'g6e.48xlarge': 30.13118,
  'inf1.xlarge': 0.228,
  'inf1.2xlarge': 0.362,
  'inf1.6xlarge': 1.18,
  'inf1.24xlarge': 4.721,
  'inf2.xlarge': 0.7582,
  'inf2.8xlarge': 1.96786,
  'inf2.24xlarge': 6.49063,
  'inf2.48xlarge': 12.98127,
  'p5.4xlarge': 6.88,
  'p5.48xlarge': 55.04,
};

/** A region's on-demand price against us-east-1, taken from m5.large and assumed for every other type. */
export const REGION_RATIO: Record<string, number> = {
  'us-east-1': 1,
  'us-east-2': 1,
  'us-west-2': 1,
  'us-west-1': 1.167,
  'ca-central-1': 1.115,
  'eu-west-1': 1.115,
  'eu-west-2': 1.156,
  'eu-west-3': 1.167,
  'eu-central-1': 1.198,
  'eu-north-1': 1.063,
  'ap-southeast-1': 1.25,
  'ap-southeast-2': 1.25,
  'ap-northeast-1': 1.292,
  'ap-northeast-2': 1.229,
  'ap-south-1': 1.052,
  'sa-east-1': 1.594,
};

/** USD a GB-month by volume type, a provisioned IOPS-month, and a GB-month of standard snapshot. */
export interface StoragePrices {
  gp3: number;
  gp2: number;
  /** io1 and io2 alike. */
  io: number;
  ioIops: number;
  st1: number;
  sc1: number;
  standard: number;
  snapshot: number;
}

export const STORAGE_USD: Record<string, StoragePrices> = {
  'us-east-1': storage(0.08, 0.1, 0.125, 0.065, 0.045, 0.015, 0.05, 0.05),
  'us-east-2': storage(0.08, 0.1, 0.125, 0.065, 0.045, 0.015, 0.05, 0.05),
  'us-west-2': storage(0.08, 0.1, 0.125, 0.065, 0.045, 0.015, 0.05, 0.05),
  'us-west-1': storage(0.096, 0.12, 0.138, 0.072, 0.054, 0.018, 0.08, 0.055),
  'ca-central-1': storage(0.088, 0.11, 0.138, 0.072, 0.05, 0.0168, 0.055, 0.055),
  'eu-west-1': storage(0.088, 0.11, 0.138, 0.072, 0.05, 0.0168, 0.055, 0.05),
  'eu-west-2': storage(0.0928, 0.116, 0.145, 0.076, 0.053, 0.0174, 0.058, 0.053),
  'eu-west-3': storage(0.0928, 0.116, 0.145, 0.076, 0.053, 0.0174, 0.058, 0.053),
  'eu-central-1': storage(0.0952, 0.119, 0.149, 0.078, 0.054, 0.018, 0.059, 0.054),
  'eu-north-1': storage(0.0836, 0.1045, 0.1311, 0.0684, 0.0475, 0.016, 0.0523, 0.0475),
  'ap-southeast-1': storage(0.096, 0.12, 0.138, 0.072, 0.054, 0.018, 0.08, 0.05),
  'ap-southeast-2': storage(0.096, 0.12, 0.138, 0.072, 0.054, 0.018, 0.08, 0.055),
  'ap-northeast-1': storage(0.096, 0.12, 0.142, 0.074, 0.054, 0.018, 0.08, 0.05),
  'ap-northeast-2': storage(0.0912, 0.114, 0.1278, 0.0666, 0.051, 0.0174, 0.08, 0.05),
  'ap-south-1': storage(0.0912, 0.114, 0.131, 0.068, 0.051, 0.0174, 0.08, 0.05),
  'sa-east-1': storage(0.152, 0.19, 0.238, 0.091, 0.086, 0.0288, 0.12, 0.068),
};

/** Archived snapshots against standard ones: 0.0125 to 0.05 in us-east-1, assumed everywhere. */
export const ARCHIVE_RATIO = 0.25;

/** USD an hour of any public IPv4 address, attached or not, in every commercial region. */
export const PUBLIC_IPV4_HOURLY_USD = 0.005;

/** gp3 beyond its free 3,000 IOPS and 125 MiB/s, us-east-1; other regions follow their gp3 storage price. */
export const GP3_IOPS_USD = 0.005;
export const GP3_THROUGHPUT_USD = 0.04;

function storage(
  gp3: number,
  gp2: number,
  io: number,
  ioIops: number,
  st1: number,
  sc1: number,
  standard: number,
  snapshot: number,
): StoragePrices {
  return { gp3, gp2, io, ioIops, st1, sc1, standard, snapshot };
}
