/** What runs where: every instance of the estate belongs to one of these rows. Data only. */
import type { Tier } from './network.ts';
import type { TeamKey } from './teams.ts';

export interface Fleet {
  key: string;
  network: string;
  tier: Tier;
  team: TeamKey;
  count: number;
  type: string;
  groups: readonly string[];
  /** Instance profile, or none. */
  profile: string | null;
  image: string;
  rootGiB: number;
  /** One data volume each. */
  data?: { gib: number; type: 'gp2' | 'gp3' | 'io1' };
  /** Days since launch: youngest and oldest of the fleet. Under eight days only what a story tells: it would drown in it. */
  ageDays: readonly [number, number];
  /** Replaced whole every so many days, as by a deployment. */
  refreshDays?: number;
  imdsOptional?: boolean;
  basicMonitoring?: boolean;
  /** `elastic`: an Elastic IP each; `auto`: the subnet's own. Only the first `publicCount`. */
  publicIp?: 'elastic' | 'auto';
  publicCount?: number;
  unencrypted?: boolean;
  /** The last so many are stopped, this many days ago. */
  stopped?: { count: number; daysAgo: number };
  platform?: 'Windows';
  /** Standard tags that are missing. */
  gaps?: readonly string[];
  tags?: Record<string, string>;
  /** No backup plan: its volumes have no snapshot. */
  noBackup?: boolean;
}

export const FLEETS: readonly Fleet[] = [
  // Production, us-east-1: 58
  {
    ...app('storefront-web', 'prod-core', 'storefront', 10, 'c6i.xlarge'),
    ageDays: [8, 8],
    refreshDays: 12,
  },
  { ...app('checkout-api', 'prod-core', 'payments', 6, 'c6i.large'), ageDays: [10, 10], refreshDays: 15 },
  {
    ...app('payments-gateway', 'prod-core', 'payments', 4, 'm6i.large'),
    ageDays: [61, 64],
    refreshDays: 90,
    tags: { 'pci-scope': 'true' },
  },
  { ...app('orders-worker', 'prod-core', 'orders', 6, 'c6a.large'), ageDays: [44, 49], refreshDays: 90 },
  { ...app('catalogue-indexer', 'prod-core', 'search', 8, 'm6i.xlarge'), ageDays: [47, 48], refreshDays: 90 },
  {
    ...app('search-node', 'prod-core', 'search', 6, 'r6i.xlarge'),
    tier: 'data',
    data: { gib: 200, type: 'gp3' },
    ageDays: [120, 131],
  },
  {
    ...app('event-bus', 'prod-core', 'platform', 5, 'r6i.large'),
    tier: 'data',
    data: { gib: 500, type: 'gp3' },
    ageDays: [152, 158],
  },
  {
    ...app('pricing-engine', 'prod-core', 'storefront', 3, 'c7g.xlarge'),
    image: 'base-arm64',
    ageDays: [38, 40],
    refreshDays: 90,
  },
  {
    ...app('etl-batch', 'prod-core', 'data', 4, 'm5.2xlarge'),
    data: { gib: 400, type: 'gp2' },
    ageDays: [346, 346],
    imdsOptional: true,
    basicMonitoring: true,
    gaps: ['cost-centre'],
  },
  {
    ...app('legacy-erp', 'prod-core', 'finance', 2, 'm4.xlarge'),
    image: 'windows-2016',
    platform: 'Windows',
    rootGiB: 100,
    data: { gib: 300, type: 'gp2' },
    profile: null,
    ageDays: [1180, 1181],
    imdsOptional: true,
    basicMonitoring: true,
    unencrypted: true,
    stopped: { count: 1, daysAgo: 96 },
    noBackup: true,
  },
  {
    ...app('jenkins', 'prod-core', 'platform', 1, 't2.large'),
    tier: 'public',
    groups: ['jenkins'],
    profile: 'jenkins-controller',
    image: 'base-2023q1',
    ageDays: [812, 812],
    imdsOptional: true,
    basicMonitoring: true,
    publicIp: 'elastic',
    unencrypted: true,
    gaps: ['owner'],
    noBackup: true,
  },
  {
    ...app('bastion', 'prod-core', 'platform', 1, 't3.micro'),
    tier: 'public',
    groups: ['bastion'],
    profile: 'ssm-instance',
    ageDays: [203, 203],
    publicIp: 'elastic',
  },
  { ...app('metrics', 'prod-core', 'platform', 2, 'm6i.large'), data: { gib: 250, type: 'gp3' }, ageDays: [92, 92] },

  // Production, eu-west-1: 20
  {
    ...app('storefront-web-eu', 'prod-eu', 'storefront', 6, 'c6i.xlarge'),
    groups: ['app-eu'],
    ageDays: [8, 8],
    refreshDays: 12,
  },
  {
    ...app('checkout-api-eu', 'prod-eu', 'payments', 4, 'c6i.large'),
    groups: ['app-eu'],
    ageDays: [33, 36],
    refreshDays: 90,
  },
  {
    ...app('orders-worker-eu', 'prod-eu', 'orders', 3, 'c6a.large'),
    groups: ['app-eu'],
    ageDays: [44, 49],
    refreshDays: 90,
  },
  {
    ...app('orders-replica-eu', 'prod-eu', 'orders', 2, 'r6i.large'),
    tier: 'public',
    groups: ['orders-replica'],
    data: { gib: 600, type: 'gp3' },
    ageDays: [167, 167],
    publicIp: 'elastic',
    publicCount: 1,
    tags: { 'data-class': 'confidential' },
  },
  {
    ...app('search-node-eu', 'prod-eu', 'search', 3, 'r6i.xlarge'),
    tier: 'data',
    groups: ['app-eu'],
    data: { gib: 200, type: 'gp3' },
    ageDays: [120, 131],
  },
  {
    ...app('bastion-eu', 'prod-eu', 'platform', 1, 't3.micro'),
    tier: 'public',
    groups: ['bastion-eu'],
    profile: 'ssm-instance',
    ageDays: [203, 203],
    publicIp: 'elastic',
  },
  {
    ...app('carrier-sftp', 'prod-eu', 'orders', 1, 't3.medium'),
    tier: 'public',
    groups: ['carrier-sftp'],
    profile: null,
    ageDays: [264, 264],
    imdsOptional: true,
    basicMonitoring: true,
    publicIp: 'elastic',
    gaps: ['team', 'owner'],
  },

  // Production, us-west-2: 8
  {
    ...app('dr-storefront', 'prod-dr', 'platform', 3, 'c6i.large'),
    groups: ['app-dr'],
    ageDays: [75, 75],
    refreshDays: 90,
  },
  {
    ...app('dr-orders-replica', 'prod-dr', 'orders', 2, 'r6i.large'),
    tier: 'data',
    groups: ['app-dr'],
    data: { gib: 600, type: 'gp3' },
    ageDays: [167, 167],
  },
  {
    ...app('season-forecast', 'prod-dr', 'data', 3, 'r5.2xlarge'),
    groups: ['app-dr'],
    data: { gib: 1000, type: 'gp2' },
    ageDays: [214, 214],
    imdsOptional: true,
    basicMonitoring: true,
    stopped: { count: 2, daysAgo: 58 },
    gaps: ['owner'],
    noBackup: true,
  },

  // Production, ap-southeast-2: 7, none of them Larkfield's doing
  gpu('p4d', 3, 'p4d.24xlarge'),
  gpu('g5', 3, 'g5.12xlarge'),
  // Named like one of ours, and so overlooked when the others were stopped.
  { ...gpu('spare', 1, 'g5.xlarge'), tags: { Name: 'ci-runner-04' } },

  // Staging: 22
  { ...staging('storefront-stg', 'staging-core', 'storefront', 3, 't3.large'), ageDays: [11, 11], refreshDays: 14 },
  { ...staging('checkout-stg', 'staging-core', 'payments', 2, 't3.large'), ageDays: [38, 38], refreshDays: 90 },
  { ...staging('payments-stg', 'staging-core', 'payments', 2, 't3.large'), ageDays: [38, 38], refreshDays: 90 },
  {
    ...staging('search-stg', 'staging-core', 'search', 3, 'r5.large'),
    data: { gib: 100, type: 'gp2' },
    ageDays: [221, 221],
    unencrypted: true,
  },
  {
    ...staging('load-test', 'staging-core', 'quality', 3, 'c5.4xlarge'),
    ageDays: [142, 142],
    stopped: { count: 3, daysAgo: 41 },
    gaps: ['cost-centre'],
    noBackup: true,
  },
  {
    ...staging('qa-grid', 'staging-core', 'quality', 1, 't3.xlarge'),
    tier: 'public',
    groups: ['launch-wizard-1'],
    ageDays: [118, 118],
    publicIp: 'elastic',
    imdsOptional: true,
    gaps: ['team', 'owner'],
    noBackup: true,
  },
  { ...staging('perf-lab', 'staging-lab', 'quality', 3, 'm5.xlarge'), groups: ['perf-lab'], ageDays: [87, 87] },
  {
    ...staging('perf-lab-win', 'staging-lab', 'quality', 1, 'm5.large'),
    tier: 'public',
    groups: ['perf-rdp'],
    image: 'windows-2019',
    platform: 'Windows',
    rootGiB: 60,
    ageDays: [87, 87],
    publicIp: 'elastic',
    unencrypted: true,
  },
  {
    ...staging('storefront-stg-eu', 'staging-eu', 'storefront', 4, 't3.large'),
    groups: ['app-stg-eu'],
    ageDays: [63, 66],
    refreshDays: 90,
  },

  // Security: 5
  {
    ...app('siem-collector', 'sec-tools', 'security', 2, 'm6i.large'),
    groups: ['siem'],
    profile: 'siem-collector',
    data: { gib: 500, type: 'gp3' },
    ageDays: [133, 133],
  },
  { ...app('scanner', 'sec-tools', 'security', 1, 't3.large'), groups: ['siem'], ageDays: [133, 133] },
  {
    ...app('forensics', 'sec-tools', 'security', 2, 'm6i.xlarge'),
    groups: ['siem'],
    profile: null,
    data: { gib: 200, type: 'gp3' },
    ageDays: [71, 71],
    stopped: { count: 1, daysAgo: 22 },
  },
];

function app(key: string, network: string, team: TeamKey, count: number, type: string): Fleet {
  return {
    key,
    network,
    tier: 'private',
    team,
    count,
    type,
    groups: ['app'],
    profile: `${key.replace(/-eu$/, '')}-instance`,
    image: 'base-x86',
    rootGiB: 30,
    ageDays: [30, 30],
  };
}

function staging(key: string, network: string, team: TeamKey, count: number, type: string): Fleet {
  return {
    ...app(key, network, team, count, type),
    groups: ['app-stg'],
    profile: 'staging-instance',
    image: 'base-stg',
    basicMonitoring: true,
  };
}

function gpu(key: string, count: number, type: string): Fleet {
  return {
    ...app(`gpu-${key}`, 'default-prod-syd', 'platform', count, type),
    tier: 'public',
    groups: ['launch-wizard-3'],
    profile: null,
    image: 'deep-learning-syd',
    rootGiB: 200,
    ageDays: [0, 0],
    imdsOptional: true,
    basicMonitoring: true,
    publicIp: 'auto',
    unencrypted: true,
    noBackup: true,
    // Nobody tagged them: the first thing that gives them away.
    gaps: ['team', 'owner', 'environment', 'cost-centre', 'Name'],
  };
}
