import { CLOUDTRAIL_APIS } from '../collectors/cloudtrail/apis.ts';
import type {
  CloudTrailSnapshot,
  CloudTrailTrail,
  TrailBucket,
  TrailStatus,
} from '../collectors/cloudtrail/snapshot.ts';
import { ACCOUNT_UIDS, READER_ROLE } from './accounts.ts';
import type { AccountName, RegionName } from './accounts.ts';
import { PRODUCTION_TRAIL, SECURITY_TRAIL, STAGING_TRAIL } from './cast.ts';
import { DAY, HOUR, iso, MINUTE, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { coverageOf, denied, read } from './coverage.ts';
import type { Events } from './events/events.ts';
import { accountBlockOf, bucketNamed } from './s3.ts';
import { standardTags } from './teams.ts';

interface TrailRow {
  name: string;
  account: AccountName;
  multiRegion: boolean;
  validated: boolean;
  encrypted: boolean;
  toCloudWatch: boolean;
  insights: readonly string[];
  dataEvents: boolean;
  bucket: string;
  bucketAccount: AccountName;
  ageDays: number;
}

const TRAILS: readonly TrailRow[] = [
  {
    name: PRODUCTION_TRAIL,
    account: 'production',
    multiRegion: true,
    validated: true,
    encrypted: true,
    toCloudWatch: true,
    insights: [],
    dataEvents: true,
    bucket: 'larkfield-audit-trail-logs',
    bucketAccount: 'security',
    ageDays: 900,
  },
  // From before there was a security account: a second copy of every management event, unencrypted.
  {
    name: 'legacy-audit',
    account: 'production',
    multiRegion: false,
    validated: false,
    encrypted: false,
    toCloudWatch: false,
    insights: [],
    dataEvents: false,
    bucket: 'larkfield-backups-legacy',
    bucketAccount: 'production',
    ageDays: 1700,
  },
  {
    name: STAGING_TRAIL,
    account: 'staging',
    multiRegion: true,
    validated: true,
    encrypted: false,
    toCloudWatch: false,
    insights: [],
    dataEvents: false,
    bucket: 'larkfield-staging-activity-logs',
    bucketAccount: 'staging',
    ageDays: 820,
  },
  {
    name: SECURITY_TRAIL,
    account: 'security',
    multiRegion: true,
    validated: true,
    encrypted: true,
    toCloudWatch: true,
    insights: ['ApiCallRateInsight', 'ApiErrorRateInsight'],
    dataEvents: true,
    bucket: 'larkfield-audit-trail-logs',
    bucketAccount: 'security',
    ageDays: 900,
  },
];

const HOME = 'us-east-1';

/** What CloudTrail of one account and region shows: its trails now, and the events after `since` (milliseconds). */
export function cloudtrailSnapshot(
  account: AccountName,
  region: RegionName,
  clock: Clock,
  events: Events,
  since: number,
): CloudTrailSnapshot {
  const accountUid = ACCOUNT_UIDS[account];
  const trails = TRAILS.filter((row) => row.account === account && (row.multiRegion || region === HOME)).map((row) =>
    describe(row, region, clock),
  );
  const found = events.between(account, region, since, clock.at);
  return {
    accountUid,
    partition: 'aws',
    region,
    collectedAt: iso(clock.at),
    coverage: coverage(trails, found.length, account, region, clock),
    trails: read(trails),
    events: found,
    sweep: read(true as const),
    refused: [],
    eventsCompleteFrom: null,
    ownRoleArn: `arn:aws:iam::${accountUid}:role/${READER_ROLE}`,
    nextCursor: { watermark: found.at(-1)?.time ?? iso(Math.max(since, clock.at - DAY)) },
  };
}

function describe(row: TrailRow, region: string, clock: Clock): CloudTrailTrail {
  const accountUid = ACCOUNT_UIDS[row.account];
  const isHome = region === HOME;
  return {
    arn: `arn:aws:cloudtrail:${HOME}:${accountUid}:trail/${row.name}`,
    name: row.name,
    homeRegion: HOME,
    isMultiRegion: row.multiRegion,
    isOrganization: false,
    includeGlobalServiceEvents: true,
    logFileValidation: row.validated,
    kmsKeyId: row.encrypted ? `arn:aws:kms:${HOME}:${ACCOUNT_UIDS.security}:alias/larkfield-trails` : null,
    s3Bucket: row.bucket,
    cloudWatchLogGroupArn: row.toCloudWatch ? `arn:aws:logs:${HOME}:${accountUid}:log-group:${row.name}:*` : null,
    status: read(statusOf(row, clock)),
    selectors: read({
      basic: [
        {
          readWriteType: 'All',
          includeManagementEvents: true,
          dataResources: row.dataEvents ? [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }] : [],
        },
      ],
      advanced: [],
    }),
    insightTypes: read(isHome ? [...row.insights] : []),
    tags: read(standardTags(row.account === 'staging' ? 'quality' : 'security', row.account)),
    bucket: isHome ? bucketOf(row, clock) : null,
  };
}

function statusOf({ name, ageDays, toCloudWatch }: TrailRow, { at, now, story }: Clock): TrailStatus {
  const isStopped = name === STAGING_TRAIL && at >= story.trailStopped;
  const delivered = (isStopped ? story.trailStopped : at) - 6 * MINUTE;
  return {
    isLogging: !isStopped,
    latestDeliveryAt: iso(delivered),
    latestDeliveryError: null,
    latestCloudWatchDeliveryAt: toCloudWatch ? iso(delivered + 2 * MINUTE) : null,
    latestCloudWatchDeliveryError: null,
    startedAt: iso(startOfDay(now) - ageDays * DAY + 9 * HOUR),
    stoppedAt: isStopped ? iso(story.trailStopped) : null,
  };
}

/** Production writes into a bucket of the security account, which our role in production may not look at. */
function bucketOf({ bucket, account, bucketAccount }: TrailRow, clock: Clock): TrailBucket {
  const accountBlock = accountBlockOf(account);
  if (bucketAccount === account) {
    const { publicAccessBlock, acl, policyIsPublic, logging, versioning } = bucketNamed(bucket, clock);
    return { name: bucket, accountBlock, publicAccessBlock, acl, policyIsPublic, logging, versioning };
  }
  const refused = ({ api, permission }: { api: string; permission: string }) => denied(api, { permission });
  return {
    name: bucket,
    accountBlock,
    publicAccessBlock: refused(CLOUDTRAIL_APIS.bucketBlock),
    acl: refused(CLOUDTRAIL_APIS.bucketAcl),
    policyIsPublic: refused(CLOUDTRAIL_APIS.bucketPolicyStatus),
    logging: refused(CLOUDTRAIL_APIS.bucketLogging),
    versioning: refused(CLOUDTRAIL_APIS.bucketVersioning),
  };
}

function coverage(
  trails: readonly CloudTrailTrail[],
  eventCount: number,
  account: AccountName,
  region: string,
  { at }: Clock,
): CloudTrailSnapshot['coverage'] {
  const { describeTrails, status, selectors, insights, tags, lookup, accountBlock, ...bucketApis } = CLOUDTRAIL_APIS;
  const scope = { product: 'cloudtrail' as const, accountUid: ACCOUNT_UIDS[account], region, startedAt: at };
  const perTrail = [status, selectors, tags].map((api) => ({ ...api, items: trails.length }));
  const home = trails.filter(({ homeRegion }) => homeRegion === region);
  const bucketReads = home.flatMap(({ bucket }) => (bucket ? [bucket.acl] : []));
  const refused = bucketReads.filter(({ ok }) => !ok).length;
  const entries = coverageOf(scope, [
    { ...describeTrails, items: trails.length },
    ...perTrail,
    { ...lookup, items: eventCount },
    ...(home.length === 0 ? [] : [insights, accountBlock].map((api) => ({ ...api, items: home.length }))),
    ...(home.length === 0 ? [] : Object.values(bucketApis).map((api) => ({ ...api, items: home.length - refused }))),
  ]);
  const bucketNames: string[] = Object.values(bucketApis).map(({ api }) => api);
  return entries.map((entry) =>
    refused === 0 || !bucketNames.includes(entry.api)
      ? entry
      : {
          ...entry,
          outcome: 'partial',
          errorCode: 'AccessDenied',
          detail: `${refused} of ${home.length} calls failed; ${entry.api} could not be read: our role is not permitted to make the call.`,
        },
  );
}
