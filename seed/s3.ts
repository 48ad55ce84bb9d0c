import { S3_APIS } from '../collectors/s3/apis.ts';
import type { FailedRead } from '../collectors/coverage.ts';
import type { PublicAccessBlock, S3Bucket, S3Grant, S3Snapshot } from '../collectors/s3/snapshot.ts';
import { ACCOUNT_UIDS, CANONICAL_IDS, OUTSIDE_ACCOUNT_UID, REGIONS } from './accounts.ts';
import type { AccountName } from './accounts.ts';
import { BUCKETS } from './buckets.ts';
import type { BucketRow } from './buckets.ts';
import { DAY, HOUR, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { coverageOf, denied, read } from './coverage.ts';
import { standardTags } from './teams.ts';

/** What S3 of one account shows at the clock's moment. */
export function s3Snapshot(account: AccountName, clock: Clock): S3Snapshot {
  const accountUid = ACCOUNT_UIDS[account];
  const rows = BUCKETS.filter((row) => row.account === account);
  const buckets = rows.map((row) => describe(row, clock));
  return {
    accountUid,
    partition: 'aws',
    region: 'global',
    collectedAt: iso(clock.at),
    coverage: coverage(account, rows, clock),
    accountBlock: accountBlockOf(account),
    bucketListing: read(true as const),
    ownerId: CANONICAL_IDS[account],
    buckets,
    accessPoints: REGIONS.map((region) => ({
      region,
      listing: read(true as const),
      items: account === 'production' && region === 'us-east-1' ? [ANALYTICS_ACCESS_POINT] : [],
    })),
    multiRegionAccessPoints: read([]),
  };
}

/** The account's own block on public access: only the security account has one. */
export function accountBlockOf(account: AccountName): S3Snapshot['accountBlock'] {
  return read(account === 'security' ? CLOSED : null);
}

/** One bucket as its own account sees it. Throws when there is none of that name. */
export function bucketNamed(name: string, clock: Clock): S3Bucket {
  const row = BUCKETS.find((each) => each.name === name);
  if (!row) throw new Error(`No bucket is called ${name}`);
  return describe(row, clock);
}

/** Whether the row's bucket is open to strangers at the clock's moment; where it is not yet, or not now, its block is on. */
export function isOpenAt(row: BucketRow, { at, now, story }: Clock): boolean {
  if (row.publicBy === undefined) return false;
  if (row.name === 'larkfield-customer-exports') return at >= exportsOpened(now);
  if (row.name === 'larkfield-partner-feeds')
    return at < story.partnerBucketClosed || at >= story.partnerBucketReopened;
  return true;
}

/** When the export bucket was opened "for one hour". */
export function exportsOpened(now: number): number {
  return startOfDay(now) - 23 * DAY + 15 * HOUR + 22 * 60_000;
}

export function exportsPolicy(): string {
  return policy('larkfield-customer-exports', [publicRead('larkfield-customer-exports')]);
}

const CLOSED: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

const ANALYTICS_ACCESS_POINT = {
  name: 'analytics',
  arn: `arn:aws:s3:us-east-1:${ACCOUNT_UIDS.production}:accesspoint/analytics`,
  region: 'us-east-1',
  bucket: 'larkfield-data-lake-curated',
  networkOrigin: 'VPC',
  publicAccessBlock: read(CLOSED),
};

/** Bucket-level calls, by the field that they fill. */
const FIELDS = {
  publicAccessBlock: S3_APIS.publicAccessBlock,
  acl: S3_APIS.acl,
  policyIsPublic: S3_APIS.policyStatus,
  policy: S3_APIS.policy,
  encryption: S3_APIS.encryption,
  versioning: S3_APIS.versioning,
  logging: S3_APIS.logging,
  lifecycle: S3_APIS.lifecycle,
  replication: S3_APIS.replication,
  objectLock: S3_APIS.objectLock,
  ownership: S3_APIS.ownership,
  notifications: S3_APIS.notifications,
  tags: S3_APIS.tags,
} as const;

function describe(row: BucketRow, clock: Clock): S3Bucket {
  const { name, region, account } = row;
  const identity = {
    name,
    arn: `arn:aws:s3:::${name}`,
    region,
    createdAt: iso(startOfDay(clock.now) - row.ageDays * DAY + 10 * HOUR),
  };
  if (row.closedToReaders) return { ...identity, ...refusedFields() };
  const isOpen = isOpenAt(row, clock);
  return {
    ...identity,
    publicAccessBlock: read(row.noBlock && (row.publicBy === undefined || isOpen) ? null : CLOSED),
    acl: read({ ownerId: CANONICAL_IDS[account], grants: grantsOf(row, isOpen) }),
    policyIsPublic: read(row.publicBy === 'policy' && isOpen ? true : policyOf(row, isOpen) === null ? null : false),
    policy: read(policyOf(row, isOpen)),
    encryption: read(
      row.kms
        ? {
            algorithm: 'aws:kms',
            kmsKeyId: `arn:aws:kms:${region}:${ACCOUNT_UIDS[account]}:alias/larkfield-data`,
            bucketKey: true,
          }
        : { algorithm: 'AES256', kmsKeyId: null, bucketKey: false },
    ),
    versioning: read({ status: row.noVersioning ? 'Off' : 'Enabled', mfaDelete: row.mfaDelete ?? false } as const),
    logging: read(row.noLogging ? null : { targetBucket: logBucketOf(row), targetPrefix: `${name}/` }),
    lifecycle: read(
      row.noLifecycle
        ? []
        : [
            {
              id: 'tidy-up',
              enabled: true,
              expirationDays: name.includes('logs') ? 400 : null,
              transitions: ['INTELLIGENT_TIERING'],
              abortsIncompleteUploads: true,
            },
          ],
    ),
    replication: read(
      row.replicatedTo
        ? [
            {
              id: 'disaster-recovery',
              enabled: true,
              destinationBucket: `arn:aws:s3:::${row.replicatedTo}`,
              destinationAccount: null,
            },
          ]
        : [],
    ),
    objectLock: read(row.objectLock ? { enabled: true, mode: 'GOVERNANCE', retentionDays: 365 } : null),
    ownership: read(row.aclsOn ? 'BucketOwnerPreferred' : 'BucketOwnerEnforced'),
    notifications: read({ topics: 0, queues: 0, functions: 0, eventBridge: !row.noEvents }),
    tags: read(standardTags(row.team, account, row.tags, row.gaps)),
  };
}

/** S3 delivers access logs within one account and region only. */
function logBucketOf({ account, region }: BucketRow): string {
  if (account === 'security') return 'larkfield-security-findings';
  return region === 'eu-west-1' ? 'larkfield-access-logs-eu' : 'larkfield-access-logs';
}

function refusedFields(): Omit<S3Bucket, 'name' | 'arn' | 'region' | 'createdAt'> {
  return Object.fromEntries(Object.entries(FIELDS).map(([field, api]) => [field, refusal(api)])) as unknown as Omit<
    S3Bucket,
    'name' | 'arn' | 'region' | 'createdAt'
  >;
}

/** The bucket's policy shuts out everyone but the legal team. */
function refusal({ api, permission }: { api: string; permission: string }): FailedRead {
  return denied(api, { permission });
}

function grantsOf({ publicBy, account }: BucketRow, isOpen: boolean): S3Grant[] {
  const own = { granteeType: 'CanonicalUser', grantee: CANONICAL_IDS[account], permission: 'FULL_CONTROL' };
  const group = publicBy === 'acl-everyone' ? 'AllUsers' : publicBy === 'acl-any-account' ? 'AuthenticatedUsers' : null;
  if (group === null || !isOpen) return [own];
  return [
    own,
    { granteeType: 'Group', grantee: `http://acs.amazonaws.com/groups/global/${group}`, permission: 'READ' },
  ];
}

function policyOf(row: BucketRow, isOpen: boolean): string | null {
  const statements: object[] = [];
  if (!row.insecureTransport) statements.push(tlsOnly(row.name));
  if (row.publicBy === 'policy' && isOpen) statements.push(publicRead(row.name));
  if (row.partnerAccount) statements.push(partnerRead(row.name));
  return statements.length === 0 ? null : policy(row.name, statements);
}

function policy(name: string, statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: `${name}-policy`, Statement: statements });
}

function tlsOnly(name: string): object {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function publicRead(name: string): object {
  return {
    Sid: 'PublicRead',
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  };
}

function partnerRead(name: string): object {
  return {
    Sid: 'AgencyRead',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${OUTSIDE_ACCOUNT_UID}:root` },
    Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:DeleteObject'],
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  };
}

function coverage(account: AccountName, rows: readonly BucketRow[], { at }: Clock): S3Snapshot['coverage'] {
  const scope = { product: 's3' as const, accountUid: ACCOUNT_UIDS[account], region: 'global', startedAt: at };
  const refused = rows.filter(({ closedToReaders }) => closedToReaders).length;
  const whole = [
    { ...S3_APIS.listBuckets, items: rows.length },
    { ...S3_APIS.location, items: rows.length },
    { ...S3_APIS.accountBlock, items: account === 'security' ? 1 : 0 },
    { ...S3_APIS.accessPoints, items: account === 'production' ? 1 : 0 },
    { ...S3_APIS.accessPoint, items: account === 'production' ? 1 : 0 },
    { ...S3_APIS.multiRegionAccessPoints, items: 0 },
  ];
  const perBucket = Object.values(FIELDS).map((api) => ({ ...api, items: rows.length - refused }));
  return coverageOf(scope, [...whole, ...perBucket]).map((entry) => {
    const failed = perBucket.find(({ api }) => api === entry.api);
    if (!failed || refused === 0) return entry;
    const { detail, errorCode, permission } = refusal(failed) as FailedRead &
      Required<Pick<FailedRead, 'permission' | 'errorCode'>>;
    return {
      ...entry,
      outcome: 'partial' as const,
      errorCode,
      permission,
      detail: `${refused} of ${rows.length} calls failed; ${detail}`,
    };
  });
}
