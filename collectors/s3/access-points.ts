import {
  GetAccessPointCommand,
  GetPublicAccessBlockCommand,
  ListAccessPointsCommand,
  ListMultiRegionAccessPointsCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import type { Read } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { readApi, readPages, type CoverageRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import { S3_APIS as API } from './apis.ts';
import { blockOf } from './bucket-reads.ts';
import type { PublicAccessBlock, S3AccessPoint, S3MultiRegionAccessPoint, S3Snapshot } from './snapshot.ts';

/** The account-wide block: asked anywhere, answered for every region. */
export async function readAccountBlock(
  session: Session,
  recorder: CoverageRecorder,
  region: string,
): Promise<Read<PublicAccessBlock | null>> {
  const client = session.client(S3ControlClient, region);
  return readApi(
    recorder,
    { ...API.accountBlock, notConfigured: ['NoSuchPublicAccessBlockConfiguration'] },
    async (abortSignal) => {
      const command = new GetPublicAccessBlockCommand({ AccountId: session.accountUid });
      return blockOf((await client.send(command, { abortSignal })).PublicAccessBlockConfiguration);
    },
  );
}

/** The access points of one region, each with its block, which only a call of its own tells. */
export async function readAccessPoints(
  session: Session,
  recorder: CoverageRecorder,
): Promise<S3Snapshot['accessPoints'][number]> {
  const { region } = recorder;
  const AccountId = session.accountUid;
  const client = session.client(S3ControlClient, region);
  const { items, failure } = await readPages(
    recorder,
    API.accessPoints,
    (NextToken, abortSignal) => client.send(new ListAccessPointsCommand({ AccountId, NextToken }), { abortSignal }),
    (page) => ({ items: page.AccessPointList ?? [], next: page.NextToken }),
  );
  const points = await mapWithLimit(items, 4, async (item): Promise<S3AccessPoint> => {
    const name = item.Name ?? 'unknown';
    const publicAccessBlock = await readApi(recorder, API.accessPoint, async (abortSignal) => {
      const answer = await client.send(new GetAccessPointCommand({ AccountId, Name: name }), { abortSignal });
      return blockOf(answer.PublicAccessBlockConfiguration);
    });
    return {
      name,
      arn: item.AccessPointArn ?? `arn:${session.partition}:s3:${region}:${AccountId}:accesspoint/${name}`,
      region,
      bucket: item.Bucket ?? 'unknown',
      networkOrigin: item.NetworkOrigin ?? 'unknown',
      publicAccessBlock,
    };
  });
  return { region, listing: failure ?? { ok: true, value: true }, items: points };
}

/** AWS answers for multi-region access points in us-west-2 only. Source: Amazon S3 User Guide, "Managing Multi-Region Access Points". */
const MULTI_REGION_HOME = 'us-west-2';

/** Every multi-region access point. Other partitions have none. */
export async function readMultiRegionAccessPoints(
  session: Session,
  recorder: CoverageRecorder,
): Promise<Read<S3MultiRegionAccessPoint[]>> {
  if (session.partition !== 'aws') return { ok: true, value: [] };
  const AccountId = session.accountUid;
  const client = session.client(S3ControlClient, MULTI_REGION_HOME);
  const { items, failure } = await readPages(
    recorder,
    API.multiRegionAccessPoints,
    (NextToken, abortSignal) =>
      client.send(new ListMultiRegionAccessPointsCommand({ AccountId, NextToken }), { abortSignal }),
    (page) => ({ items: page.AccessPoints ?? [], next: page.NextToken }),
  );
  if (failure) return failure;
  return {
    ok: true,
    value: items.map((item) => ({
      name: item.Name ?? 'unknown',
      alias: item.Alias ?? '',
      arn: `arn:${session.partition}:s3::${AccountId}:accesspoint/${item.Alias ?? item.Name}`,
      createdAt: item.CreatedAt?.toISOString() ?? null,
      status: item.Status ?? 'unknown',
      publicAccessBlock: blockOf(item.PublicAccessBlock),
      buckets: (item.Regions ?? []).map(({ Bucket, Region }) => ({
        name: Bucket ?? 'unknown',
        region: Region ?? 'unknown',
      })),
    })),
  };
}
