import { GetBucketLocationCommand, ListBucketsCommand, S3Client, type Bucket } from '@aws-sdk/client-s3';
import type { ReadContext } from '../collector.ts';
import type { CoverageEntry } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { createRecorder, readApi, readPages, type CoverageRecorder, type ListRead } from '../read-result.ts';
import type { Session } from '../session.ts';
import { readAccessPoints, readAccountBlock, readMultiRegionAccessPoints } from './access-points.ts';
import { S3_APIS as API } from './apis.ts';
import {
  readAcl,
  readLogging,
  readPolicyStatus,
  readPublicAccessBlock,
  readSettings,
  readVersioning,
} from './bucket-reads.ts';
import type { S3Bucket, S3Snapshot } from './snapshot.ts';

/** Buckets at once. Each has up to eight calls under way, about what S3's control calls bear without throttling. */
const BUCKETS_AT_ONCE = 6;
const REGIONS_AT_ONCE = 6;

/**
 * Reads the S3 of an account: every bucket in its own region, access points in every region. Never throws: each failed
 * call is in the snapshot. Coverage has one row per API and region, and `s3:ListBuckets` one for each region, because
 * the one listing speaks for all of them.
 */
export async function readS3(session: Session, context: ReadContext): Promise<S3Snapshot> {
  const { accountUid, collectedAt, signal, onProgress } = context;
  const recorders = new Map<string, CoverageRecorder>();
  const recorderOf = (region: string): CoverageRecorder => {
    const known = recorders.get(region) ?? createRecorder({ product: 's3', accountUid, region, signal, onProgress });
    recorders.set(region, known);
    return known;
  };
  const home = session.globalRegion;
  const global = recorderOf('global');
  const accountBlock = readAccountBlock(session, global, home);
  const multiRegion = readMultiRegionAccessPoints(session, global);
  const listing = await listBuckets(session.client(S3Client, home), global);
  const listingCoverage = global.entries().filter(({ api }) => api === API.listBuckets.api);
  const buckets = await mapWithLimit(listing.items, BUCKETS_AT_ONCE, (bucket) =>
    readBucket(session, bucket, recorderOf),
  );
  const accessPoints = await mapWithLimit(session.regions, REGIONS_AT_ONCE, (region) =>
    readAccessPoints(session, recorderOf(region)),
  );
  return {
    accountUid,
    partition: session.partition,
    region: 'global',
    collectedAt,
    accountBlock: await accountBlock,
    multiRegionAccessPoints: await multiRegion,
    bucketListing: listing.failure ?? { ok: true, value: true },
    ownerId: listing.ownerId,
    buckets,
    accessPoints,
    coverage: [
      ...[...recorders.values()].flatMap((recorder) => recorder.entries()),
      ...listingByRegion(listingCoverage, buckets, session.regions),
    ],
  };
}

async function listBuckets(
  client: S3Client,
  recorder: CoverageRecorder,
): Promise<ListRead<Bucket> & { ownerId: string | null }> {
  let ownerId: string | null = null;
  const listing = await readPages(
    recorder,
    API.listBuckets,
    // Only a paginated listing tells the region of each bucket, which saves a call per bucket.
    (ContinuationToken, abortSignal) =>
      client.send(new ListBucketsCommand({ MaxBuckets: 1_000, ContinuationToken }), { abortSignal }),
    (page) => {
      ownerId ??= page.Owner?.ID ?? null;
      return { items: page.Buckets ?? [], next: page.ContinuationToken };
    },
  );
  return { ...listing, ownerId };
}

async function readBucket(
  session: Session,
  { Name: name = 'unknown', BucketRegion, CreationDate }: Bucket,
  recorderOf: (region: string) => CoverageRecorder,
): Promise<S3Bucket> {
  const region = BucketRegion ?? (await readRegion(session, name, recorderOf('global')));
  const recorder = recorderOf(region);
  const client = session.client(S3Client, region === 'unknown' ? session.globalRegion : region);
  const reader = { client, recorder, Bucket: name };
  const [publicAccessBlock, acl, policyIsPublic, logging, versioning, settings] = await Promise.all([
    readPublicAccessBlock(reader),
    readAcl(reader),
    readPolicyStatus(reader),
    readLogging(reader),
    readVersioning(reader),
    readSettings(reader),
  ]);
  return {
    name,
    arn: `arn:${session.partition}:s3:::${name}`,
    region,
    createdAt: CreationDate?.toISOString() ?? null,
    publicAccessBlock,
    acl,
    policyIsPublic,
    logging,
    versioning,
    ...settings,
  };
}

/** The old way, for listings that do not tell: null is us-east-1, `EU` is eu-west-1. */
async function readRegion(session: Session, Bucket: string, recorder: CoverageRecorder): Promise<string> {
  const client = session.client(S3Client, session.globalRegion);
  const location = await readApi(recorder, { ...API.location, items: () => 1 }, async (abortSignal) => {
    const answer = await client.send(new GetBucketLocationCommand({ Bucket }), { abortSignal });
    return String(answer.LocationConstraint ?? 'us-east-1');
  });
  if (!location.ok) return 'unknown';
  return location.value === 'EU' ? 'eu-west-1' : location.value;
}

/** The listing's coverage, told for each region: only so can a region say that a bucket of its own is gone. */
function listingByRegion(rows: CoverageEntry[], buckets: S3Bucket[], regions: string[]): CoverageEntry[] {
  const all = new Set([...regions, ...buckets.map(({ region }) => region)]);
  return rows.flatMap((row) =>
    Array.from(all, (region) => ({
      ...row,
      region,
      items: buckets.filter((bucket) => bucket.region === region).length,
    })),
  );
}
