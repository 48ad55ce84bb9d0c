import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  type AdvancedFieldSelector,
  type GetEventSelectorsCommandOutput,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import type { Read } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { readApi, type CoverageRecorder } from '../read-result.ts';
import { readAccountBlock } from '../s3/access-points.ts';
import { readAcl, readLogging, readPolicyStatus, readPublicAccessBlock, readVersioning } from '../s3/bucket-reads.ts';
import type { Session } from '../session.ts';
import { CLOUDTRAIL_APIS as API } from './apis.ts';
import type { CloudTrailTrail, SelectorCondition, TrailBucket, TrailSelectors } from './snapshot.ts';

/** Every trail that records the region. Details that do not differ by region are read in a trail's home region only. */
export async function readTrails(session: Session, recorder: CoverageRecorder): Promise<Read<CloudTrailTrail[]>> {
  const client = session.client(CloudTrailClient, recorder.region);
  const listing = await readApi(recorder, API.describeTrails, async (abortSignal) => {
    const command = new DescribeTrailsCommand({ includeShadowTrails: true });
    return (await client.send(command, { abortSignal })).trailList ?? [];
  });
  if (!listing.ok) return listing;
  return { ok: true, value: await mapWithLimit(listing.value, 4, (trail) => readTrail(session, recorder, trail)) };
}

async function readTrail(session: Session, recorder: CoverageRecorder, trail: Trail): Promise<CloudTrailTrail> {
  const { region } = recorder;
  const homeRegion = trail.HomeRegion ?? region;
  const isHome = homeRegion === region;
  const arn =
    trail.TrailARN ?? `arn:${session.partition}:cloudtrail:${homeRegion}:${session.accountUid}:trail/${trail.Name}`;
  const client = session.client(CloudTrailClient, region);
  // Selectors are kept where the trail was made; elsewhere its shadow does not answer for them.
  const homeClient = session.client(CloudTrailClient, homeRegion);
  const [status, selectors, insightTypes, tags, bucket] = await Promise.all([
    readStatus(client, recorder, arn),
    readApi(recorder, API.selectors, async (abortSignal) =>
      selectorsOf(await homeClient.send(new GetEventSelectorsCommand({ TrailName: arn }), { abortSignal })),
    ),
    isHome ? readInsights(client, recorder, arn) : notHere([] as string[]),
    isHome ? readTags(client, recorder, arn) : notHere({} as Record<string, string>),
    isHome && trail.S3BucketName ? readBucket(session, recorder, trail.S3BucketName) : null,
  ]);
  return {
    arn,
    name: trail.Name ?? arn,
    homeRegion,
    isMultiRegion: trail.IsMultiRegionTrail === true,
    isOrganization: trail.IsOrganizationTrail === true,
    includeGlobalServiceEvents: trail.IncludeGlobalServiceEvents === true,
    logFileValidation: trail.LogFileValidationEnabled === true,
    kmsKeyId: trail.KmsKeyId ?? null,
    s3Bucket: trail.S3BucketName ?? null,
    cloudWatchLogGroupArn: trail.CloudWatchLogsLogGroupArn ?? null,
    status,
    selectors,
    insightTypes,
    tags,
    bucket,
  };
}

function notHere<T>(value: T): Read<T> {
  return { ok: true, value };
}

async function readStatus(
  client: CloudTrailClient,
  recorder: CoverageRecorder,
  Name: string,
): Promise<CloudTrailTrail['status']> {
  return readApi(recorder, API.status, async (abortSignal) => {
    const status = await client.send(new GetTrailStatusCommand({ Name }), { abortSignal });
    const time = (date: Date | undefined) => date?.toISOString() ?? null;
    return {
      isLogging: status.IsLogging === true,
      latestDeliveryAt: time(status.LatestDeliveryTime),
      latestDeliveryError: status.LatestDeliveryError || null,
      latestCloudWatchDeliveryAt: time(status.LatestCloudWatchLogsDeliveryTime),
      latestCloudWatchDeliveryError: status.LatestCloudWatchLogsDeliveryError || null,
      startedAt: time(status.StartLoggingTime),
      stoppedAt: time(status.StopLoggingTime),
    };
  });
}

function selectorsOf(answer: GetEventSelectorsCommandOutput): TrailSelectors {
  return {
    basic: (answer.EventSelectors ?? []).map((selector) => ({
      readWriteType: selector.ReadWriteType ?? 'All',
      includeManagementEvents: selector.IncludeManagementEvents !== false,
      dataResources: (selector.DataResources ?? []).map(({ Type, Values }) => ({
        type: Type ?? 'unknown',
        values: Values ?? [],
      })),
    })),
    advanced: (answer.AdvancedEventSelectors ?? []).map(({ Name, FieldSelectors }) => ({
      name: Name ?? null,
      conditions: (FieldSelectors ?? []).flatMap(conditionsOf),
    })),
  };
}

const OPERATORS = {
  Equals: 'equals',
  NotEquals: 'notEquals',
  StartsWith: 'startsWith',
  NotStartsWith: 'notStartsWith',
  EndsWith: 'endsWith',
  NotEndsWith: 'notEndsWith',
} as const;

function conditionsOf(selector: AdvancedFieldSelector): SelectorCondition[] {
  return (Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]).flatMap((operator) => {
    const values = selector[operator];
    return values?.length ? [{ field: selector.Field ?? 'unknown', operator: OPERATORS[operator], values }] : [];
  });
}

async function readInsights(
  client: CloudTrailClient,
  recorder: CoverageRecorder,
  TrailName: string,
): Promise<Read<string[]>> {
  const read = await readApi(
    recorder,
    { ...API.insights, notConfigured: ['InsightNotEnabledException'] },
    async (abortSignal) => {
      const answer = await client.send(new GetInsightSelectorsCommand({ TrailName }), { abortSignal });
      return (answer.InsightSelectors ?? []).flatMap(({ InsightType }) => (InsightType ? [String(InsightType)] : []));
    },
  );
  return read.ok ? { ok: true, value: read.value ?? [] } : read;
}

async function readTags(
  client: CloudTrailClient,
  recorder: CoverageRecorder,
  arn: string,
): Promise<Read<Record<string, string>>> {
  return readApi(recorder, API.tags, async (abortSignal) => {
    const answer = await client.send(new ListTagsCommand({ ResourceIdList: [arn] }), { abortSignal });
    const tags = answer.ResourceTagList?.[0]?.TagsList ?? [];
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  });
}

/**
 * The bucket may lie in any region, or in another account: S3 redirects to the former, and refuses the latter, which
 * is kept as it is.
 */
async function readBucket(session: Session, recorder: CoverageRecorder, name: string): Promise<TrailBucket> {
  const reader = { client: session.client(S3Client, recorder.region), recorder, Bucket: name };
  const [accountBlock, publicAccessBlock, acl, policyIsPublic, logging, versioning] = await Promise.all([
    readAccountBlock(session, recorder, recorder.region),
    readPublicAccessBlock(reader),
    readAcl(reader),
    readPolicyStatus(reader),
    readLogging(reader),
    readVersioning(reader),
  ]);
  return { name, accountBlock, publicAccessBlock, acl, policyIsPublic, logging, versioning };
}
