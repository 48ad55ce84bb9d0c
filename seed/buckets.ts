/** The forty buckets, one row each. What a row does not say is as Larkfield's baseline has it. Data only. */
import type { AccountName, RegionName } from './accounts.ts';
import type { TeamKey } from './teams.ts';

export interface BucketRow {
  name: string;
  account: AccountName;
  region: RegionName;
  team: TeamKey;
  ageDays: number;
  /** Key of the story that says when it is open; `always` when it is meant to be. */
  publicBy?: 'policy' | 'acl-everyone' | 'acl-any-account';
  noBlock?: boolean;
  kms?: boolean;
  noVersioning?: boolean;
  noLogging?: boolean;
  noLifecycle?: boolean;
  aclsOn?: boolean;
  insecureTransport?: boolean;
  replicatedTo?: string;
  objectLock?: boolean;
  mfaDelete?: boolean;
  noEvents?: boolean;
  /** Its policy lets another account in. */
  partnerAccount?: boolean;
  /** Its policy shuts everyone out but the legal team: our reads of it fail. */
  closedToReaders?: boolean;
  tags?: Record<string, string>;
  gaps?: readonly string[];
}

export const BUCKETS: readonly BucketRow[] = [
  // Production: 26
  prod('larkfield-customer-exports', 'growth', 611, {
    publicBy: 'policy',
    noBlock: true,
    noVersioning: true,
    noLogging: true,
    noLifecycle: true,
    insecureTransport: true,
    tags: { 'contains-pii': 'true', 'data-class': 'confidential', service: 'campaign-exports' },
  }),
  prod('larkfield-shop-assets', 'storefront', 1904, {
    publicBy: 'policy',
    noBlock: true,
    insecureTransport: true,
    tags: { exposure: 'public-by-design', 'data-class': 'public' },
  }),
  prod('larkfield-partner-feeds', 'orders', 873, {
    region: 'eu-west-1',
    publicBy: 'acl-everyone',
    noBlock: true,
    aclsOn: true,
    tags: { 'data-class': 'internal', service: 'carrier-manifests' },
    gaps: ['owner'],
  }),
  prod('larkfield-order-documents', 'orders', 1422, {
    kms: true,
    replicatedTo: 'larkfield-order-documents-dr',
    tags: { 'data-class': 'confidential', 'contains-pii': 'true' },
  }),
  prod('larkfield-order-documents-dr', 'orders', 402, {
    region: 'us-west-2',
    kms: true,
    tags: { 'data-class': 'confidential' },
  }),
  prod('larkfield-payments-reconciliation', 'payments', 1210, {
    kms: true,
    objectLock: true,
    replicatedTo: 'larkfield-payments-reconciliation-dr',
    tags: { 'pci-scope': 'true', 'data-class': 'restricted' },
  }),
  prod('larkfield-payments-reconciliation-dr', 'payments', 402, {
    region: 'us-west-2',
    kms: true,
    tags: { 'pci-scope': 'true' },
  }),
  prod('larkfield-payments-tokens-audit', 'payments', 960, {
    kms: true,
    objectLock: true,
    tags: { 'pci-scope': 'true' },
  }),
  prod('larkfield-data-lake-raw', 'data', 1330, { partnerAccount: true, tags: { 'data-class': 'confidential' } }),
  prod('larkfield-data-lake-curated', 'data', 1330, { kms: true, tags: { 'data-class': 'confidential' } }),
  prod('larkfield-warehouse-archive', 'data', 1502, {
    noLifecycle: true,
    noVersioning: true,
    noLogging: true,
    gaps: ['owner'],
  }),
  prod('larkfield-search-index-snapshots', 'search', 701, { noVersioning: true, noLifecycle: true }),
  prod('larkfield-product-images', 'storefront', 1880, { replicatedTo: 'larkfield-product-images-eu' }),
  prod('larkfield-product-images-eu', 'storefront', 640, { region: 'eu-west-1' }),
  prod('larkfield-returns-uploads', 'orders', 533, { noLifecycle: true, tags: { 'contains-pii': 'true' } }),
  prod('larkfield-eu-customer-archive', 'growth', 498, {
    region: 'eu-west-1',
    kms: true,
    tags: { 'contains-pii': 'true', 'data-class': 'confidential', residency: 'eu' },
  }),
  prod('larkfield-mail-templates', 'growth', 777, { noVersioning: true, noLogging: true }),
  prod('larkfield-erp-exports', 'finance', 1641, {
    aclsOn: true,
    noLogging: true,
    insecureTransport: true,
    noLifecycle: true,
  }),
  prod('larkfield-finance-reports', 'finance', 930, { kms: true }),
  prod('larkfield-legal-hold', 'finance', 720, { closedToReaders: true, kms: true, objectLock: true }),
  prod('larkfield-terraform-state', 'platform', 1388, { kms: true, mfaDelete: true, noLifecycle: true }),
  prod('larkfield-build-artifacts', 'platform', 1100, { noVersioning: true }),
  prod('larkfield-backups-legacy', 'platform', 1977, {
    noVersioning: true,
    noLogging: true,
    aclsOn: true,
    insecureTransport: true,
    gaps: ['team', 'owner'],
  }),
  prod('larkfield-access-logs', 'platform', 1390, { noLogging: true, noVersioning: true }),
  prod('larkfield-access-logs-eu', 'platform', 640, { region: 'eu-west-1', noLogging: true, noVersioning: true }),
  prod('sagemaker-us-east-1-111122223333', 'data', 288, {
    noLogging: true,
    noVersioning: true,
    noLifecycle: true,
    gaps: ['team', 'owner'],
  }),

  // Staging: 9
  staging('larkfield-staging-uploads', 'quality', 690, {
    region: 'us-west-2',
    publicBy: 'acl-any-account',
    noBlock: true,
    aclsOn: true,
    gaps: ['owner'],
  }),
  staging('larkfield-staging-shop-assets', 'storefront', 820, { noBlock: true }),
  staging('larkfield-staging-build-cache', 'platform', 455, {}),
  staging('larkfield-staging-terraform-state', 'platform', 1380, { kms: true }),
  staging('larkfield-load-test-results', 'quality', 302, { gaps: ['team', 'owner'] }),
  staging('larkfield-staging-order-documents', 'orders', 512, { noBlock: true, insecureTransport: true }),
  staging('larkfield-qa-screenshots', 'quality', 640, { noLifecycle: true, gaps: ['cost-centre'] }),
  staging('larkfield-staging-access-logs', 'platform', 820, {}),
  staging('larkfield-staging-activity-logs', 'platform', 820, { noLifecycle: true }),

  // Security: 5
  security('larkfield-audit-trail-logs', 900, { objectLock: true, kms: true, mfaDelete: true }),
  security('larkfield-security-findings', 610, { kms: true }),
  security('larkfield-config-history', 900, { kms: true }),
  security('larkfield-flow-logs', 600, {}),
  security('larkfield-forensic-images', 410, { kms: true, objectLock: true, noLifecycle: true }),
];

type Rest = Partial<Omit<BucketRow, 'name' | 'account' | 'team' | 'ageDays'>>;

function prod(name: string, team: TeamKey, ageDays: number, rest: Rest): BucketRow {
  return { name, account: 'production', region: 'us-east-1', team, ageDays, ...rest };
}

/** Nobody asked for logs and versions in staging. */
function staging(name: string, team: TeamKey, ageDays: number, rest: Rest): BucketRow {
  const usual = { noLogging: true, noVersioning: true, noEvents: true };
  return { name, account: 'staging', region: 'us-east-1', team, ageDays, ...usual, ...rest };
}

function security(name: string, ageDays: number, rest: Rest): BucketRow {
  return { name, account: 'security', region: 'us-east-1', team: 'security', ageDays, ...rest };
}
