import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { ReadContext } from '../collector.ts';
import { createRateLimiter } from '../limits.ts';
import { createRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';
import { sweepEvents } from './sweep.ts';
import { readTrails } from './trails.ts';

/** AWS's own limit for LookupEvents, per account and region. */
const LOOKUPS_PER_SECOND = 2;

/** Reads one region: its trails, then its events since the cursor. Never throws: each failed call is in the snapshot. */
export async function readCloudTrail(
  session: Session,
  context: ReadContext,
  { lookupsPerSecond = LOOKUPS_PER_SECOND }: { lookupsPerSecond?: number } = {},
): Promise<CloudTrailSnapshot> {
  const { accountUid, region, collectedAt, signal, onProgress, cursor } = context;
  const recorder = createRecorder({ product: 'cloudtrail', accountUid, region, signal, onProgress });
  const trails = await readTrails(session, recorder);
  const sweep = await sweepEvents({
    client: session.client(CloudTrailClient, region),
    recorder,
    limiter: createRateLimiter({ perSecond: lookupsPerSecond }),
    now: collectedAt,
    cursor,
  });
  return {
    accountUid,
    partition: session.partition,
    region,
    collectedAt,
    trails,
    ...sweep,
    ownRoleArn: session.ownRoleArn,
    coverage: recorder.entries(),
  };
}
