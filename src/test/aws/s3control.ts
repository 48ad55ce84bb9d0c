/** S3 Control as a stand-in: the account's block, access points by region, multi-region access points in us-west-2. */
import type { S3Snapshot } from '../../../collectors/s3/snapshot.ts';
import { failedReadReply } from './failed-read.ts';
import { blockXml } from './s3.ts';
import type { AwsServiceStandIn, StandInRequest } from './server.ts';
import { errorReply, pageOf, xmlReply } from './wire.ts';

export interface S3ControlStandInOptions {
  estates: readonly S3Snapshot[];
  /** Most entries a page. Default 1000. */
  maxPageSize?: number;
}

/** The S3 Control part of the stand-in. */
export function s3ControlStandIn({ estates, maxPageSize = 1000 }: S3ControlStandInOptions): AwsServiceStandIn {
  const estateOf = ({ accountUid }: StandInRequest) => estates.find((estate) => estate.accountUid === accountUid);
  const pointsOf = (request: StandInRequest) =>
    estateOf(request)?.accessPoints.find(({ region }) => region === request.region);
  return {
    service: 's3control',
    protocol: 'rest-xml',
    operationOf: ({ path }) => {
      const rest = path.replace('/v20180820/', '');
      if (rest === 'configuration/publicAccessBlock') return 'GetPublicAccessBlock';
      if (rest === 'mrap/instances') return 'ListMultiRegionAccessPoints';
      if (rest === 'accesspoint') return 'ListAccessPoints';
      return rest.startsWith('accesspoint/') ? 'GetAccessPoint' : undefined;
    },
    operations: {
      GetPublicAccessBlock: (request) => {
        const block = estateOf(request)?.accountBlock;
        if (block && !block.ok) return failedReadReply(block, request, 'rest-xml');
        return block?.value
          ? xmlReply('PublicAccessBlockConfiguration', blockXml(block.value))
          : errorReply('rest-xml', 'NoSuchPublicAccessBlockConfiguration', 'It is not configured', 404);
      },
      ListAccessPoints: (request) => {
        const points = pointsOf(request);
        if (points && !points.listing.ok) return failedReadReply(points.listing, request, 'rest-xml');
        const page = pageOf(points?.items ?? [], request.query.get('nextToken'), maxPageSize);
        return xmlReply('ListAccessPointsResult', {
          AccessPointList: {
            AccessPoint: page.items.map(({ name, arn, bucket, networkOrigin }) => ({
              Name: name,
              NetworkOrigin: networkOrigin,
              Bucket: bucket,
              AccessPointArn: arn,
            })),
          },
          NextToken: page.next,
        });
      },
      GetAccessPoint: (request) => {
        const name = request.path.split('/').at(-1);
        const point = pointsOf(request)?.items.find((candidate) => candidate.name === name);
        if (!point) return errorReply('rest-xml', 'NoSuchAccessPoint', 'The access point does not exist', 404);
        const block = point.publicAccessBlock;
        if (!block.ok) return failedReadReply(block, request, 'rest-xml');
        return xmlReply('GetAccessPointResult', {
          Name: point.name,
          Bucket: point.bucket,
          NetworkOrigin: point.networkOrigin,
          PublicAccessBlockConfiguration: block.value ? blockXml(block.value) : undefined,
        });
      },
      ListMultiRegionAccessPoints: (request) => {
        const read = estateOf(request)?.multiRegionAccessPoints;
        if (request.region !== 'us-west-2') return errorReply('rest-xml', 'InvalidRequest', 'Ask in us-west-2', 400);
        if (read && !read.ok) return failedReadReply(read, request, 'rest-xml');
        const page = pageOf(read?.value ?? [], request.query.get('nextToken'), maxPageSize);
        return xmlReply('ListMultiRegionAccessPointsResult', {
          AccessPoints: {
            AccessPoint: page.items.map((point) => ({
              Name: point.name,
              Alias: point.alias,
              CreatedAt: point.createdAt ?? undefined,
              Status: point.status,
              PublicAccessBlock: point.publicAccessBlock ? blockXml(point.publicAccessBlock) : undefined,
              Regions: { Region: point.buckets.map(({ name, region }) => ({ Bucket: name, Region: region })) },
            })),
          },
          NextToken: page.next,
        });
      },
    },
  };
}
