/**
 * CloudTrail as a stand-in: serves described regions (the collector's own snapshot type) over JSON 1.1. LookupEvents
 * answers newest first, one attribute a call, as AWS does. A region without a description has no trails or events.
 */
import type { CloudTrailEvent } from '../../../collectors/collector.ts';
import type {
  CloudTrailSnapshot,
  CloudTrailTrail,
  SelectorCondition,
} from '../../../collectors/cloudtrail/snapshot.ts';
import { failedReadReply } from './failed-read.ts';
import type { AwsServiceStandIn, Operation, StandInRequest } from './server.ts';
import { errorReply, jsonReply, pageOf } from './wire.ts';

export interface CloudTrailStandInOptions {
  estates: readonly CloudTrailSnapshot[];
  /** Most events a page. Default 50, as AWS's. */
  maxPageSize?: number;
}

/** The CloudTrail part of the stand-in. */
export function cloudTrailStandIn({ estates, maxPageSize = 50 }: CloudTrailStandInOptions): AwsServiceStandIn {
  const estateOf = (request: StandInRequest) =>
    estates.find(({ accountUid, region }) => accountUid === request.accountUid && region === request.region);

  /** Something of one trail, named by ARN or name in `key`. */
  const ofTrail =
    <T>(
      key: string,
      read: (trail: CloudTrailTrail) => T,
      write: (value: T, request: StandInRequest) => ReturnType<Operation>,
    ): Operation =>
    (request) => {
      const estate = estateOf(request);
      const asked = request.json?.[key];
      const trail = estate?.trails.ok
        ? estate.trails.value.find(({ arn, name }) => arn === asked || name === asked)
        : undefined;
      if (!trail) return errorReply('json', 'TrailNotFoundException', `Unknown trail: ${String(asked)}`, 400);
      return write(read(trail), request);
    };

  return {
    service: 'cloudtrail',
    protocol: 'json',
    operations: {
      DescribeTrails: (request) => {
        const trails = estateOf(request)?.trails;
        if (trails && !trails.ok) return failedReadReply(trails, request, 'json');
        return jsonReply({ trailList: (trails?.value ?? []).map(trailJson) });
      },
      GetTrailStatus: ofTrail(
        'Name',
        ({ status }) => status,
        (status, request) => {
          if (!status.ok) return failedReadReply(status, request, 'json');
          const seconds = (time: string | null) => (time === null ? undefined : Date.parse(time) / 1000);
          return jsonReply({
            IsLogging: status.value.isLogging,
            LatestDeliveryTime: seconds(status.value.latestDeliveryAt),
            LatestDeliveryError: status.value.latestDeliveryError ?? undefined,
            LatestCloudWatchLogsDeliveryTime: seconds(status.value.latestCloudWatchDeliveryAt),
            LatestCloudWatchLogsDeliveryError: status.value.latestCloudWatchDeliveryError ?? undefined,
            StartLoggingTime: seconds(status.value.startedAt),
            StopLoggingTime: seconds(status.value.stoppedAt),
          });
        },
      ),
      GetEventSelectors: ofTrail(
        'TrailName',
        (trail) => trail,
        ({ arn, selectors }, request) => {
          if (!selectors.ok) return failedReadReply(selectors, request, 'json');
          const { basic, advanced } = selectors.value;
          return jsonReply({
            TrailARN: arn,
            EventSelectors: basic.map((selector) => ({
              ReadWriteType: selector.readWriteType,
              IncludeManagementEvents: selector.includeManagementEvents,
              DataResources: selector.dataResources.map(({ type, values }) => ({ Type: type, Values: values })),
            })),
            AdvancedEventSelectors: advanced.map(({ name, conditions }) => ({
              Name: name ?? undefined,
              FieldSelectors: conditions.map(conditionJson),
            })),
          });
        },
      ),
      GetInsightSelectors: ofTrail(
        'TrailName',
        ({ insightTypes }) => insightTypes,
        (types, request) => {
          if (!types.ok) return failedReadReply(types, request, 'json');
          if (types.value.length === 0)
            return errorReply('json', 'InsightNotEnabledException', 'Insights is not enabled', 400);
          return jsonReply({ InsightSelectors: types.value.map((InsightType) => ({ InsightType })) });
        },
      ),
      ListTags: (request) => {
        const [asked] = (request.json?.['ResourceIdList'] ?? []) as string[];
        const trails = estateOf(request)?.trails;
        const tags = trails?.ok ? trails.value.find(({ arn }) => arn === asked)?.tags : undefined;
        if (tags && !tags.ok) return failedReadReply(tags, request, 'json');
        return jsonReply({
          ResourceTagList: [
            { ResourceId: asked, TagsList: Object.entries(tags?.value ?? {}).map(([Key, Value]) => ({ Key, Value })) },
          ],
        });
      },
      LookupEvents: (request) => {
        const estate = estateOf(request);
        const {
          StartTime = 0,
          EndTime = Infinity,
          LookupAttributes = [],
          MaxResults,
          NextToken,
        } = (request.json ?? {}) as LookupInput;
        if (LookupAttributes.length > 1)
          return errorReply('json', 'InvalidLookupAttributesException', 'One attribute a call', 400);
        const events = (estate?.events ?? [])
          .filter(({ time }) => Date.parse(time) >= StartTime * 1000 && Date.parse(time) <= EndTime * 1000)
          .filter((event) => LookupAttributes.every((attribute) => meets(event, attribute)))
          .toSorted((one, other) => other.time.localeCompare(one.time));
        const page = pageOf(events, NextToken, Math.min(MaxResults ?? maxPageSize, maxPageSize));
        return jsonReply({
          Events: page.items.map((event) => ({
            EventId: event.eventId,
            EventName: event.name,
            EventTime: Date.parse(event.time) / 1000,
            EventSource: event.source,
            CloudTrailEvent: JSON.stringify(event.raw),
          })),
          NextToken: page.next,
        });
      },
    },
  };
}

interface LookupInput {
  StartTime?: number;
  EndTime?: number;
  LookupAttributes?: { AttributeKey: string; AttributeValue: string }[];
  MaxResults?: number;
  NextToken?: string;
}

function meets(
  event: CloudTrailEvent,
  { AttributeKey, AttributeValue }: { AttributeKey: string; AttributeValue: string },
): boolean {
  switch (AttributeKey) {
    case 'ReadOnly':
      return String(event.readOnly ?? false) === AttributeValue;
    case 'EventName':
      return event.name === AttributeValue;
    case 'Username':
      return event.principalName === AttributeValue;
    default:
      return false;
  }
}

function trailJson(trail: CloudTrailTrail): object {
  return {
    Name: trail.name,
    TrailARN: trail.arn,
    HomeRegion: trail.homeRegion,
    IsMultiRegionTrail: trail.isMultiRegion,
    IsOrganizationTrail: trail.isOrganization,
    IncludeGlobalServiceEvents: trail.includeGlobalServiceEvents,
    LogFileValidationEnabled: trail.logFileValidation,
    KmsKeyId: trail.kmsKeyId ?? undefined,
    S3BucketName: trail.s3Bucket ?? undefined,
    CloudWatchLogsLogGroupArn: trail.cloudWatchLogGroupArn ?? undefined,
  };
}

function conditionJson({ field, operator, values }: SelectorCondition): object {
  return { Field: field, [operator.charAt(0).toUpperCase() + operator.slice(1)]: values };
}
