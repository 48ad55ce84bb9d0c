import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { ReadContext } from '../collector.ts';
import type { CoverageEntry } from '../coverage.ts';
import { createRateLimiter } from '../limits.ts';
import { createRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import { CLOUDTRAIL_APIS } from './apis.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';
import { sweepEvents } from './sweep.ts';
import { readTrails } from './trails.ts';

/** AWS's own limit for LookupEvents, per account and region. */
const LOOKUPS_PER_SECOND = 2;

/** Reads one region: its trails, then its events since the cursor. Never throws: each failed call is in the snapshot. */
export async function readCloudTrail(
  session: Session,
  context: ReadContext,
  { lookupsPerSecond = LOOKUPS_PER_SECOND, maxPages }: { lookupsPerSecond?: number; maxPages?: number } = {},
): Promise<CloudTrailSnapshot> {
  const { accountUid, region, collectedAt, signal, onProgress, cursor } = context;
  const recorder = createRecorder({ product: 'cloudtrail', accountUid, region, signal, onProgress });
  const trails = await readTrails(session, recorder);
  const { onlyBacklog, ...sweep } = await sweepEvents({
    client: session.client(CloudTrailClient, region),
    recorder,
    limiter: createRateLimiter({ perSecond: lookupsPerSecond }),
    now: collectedAt,
    ...(maxPages === undefined ? {} : { maxPages }),
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
    coverage: recorder.entries().map((entry) => (onlyBacklog ? withBacklog(entry) : entry)),
  };
}

/** Read well up to now, with history still to come: fresh, but not the whole list. */
function withBacklog({ errorCode, permission, ...entry }: CoverageEntry): CoverageEntry {
  if (entry.api !== CLOUDTRAIL_APIS.lookup.api)
    return { ...entry, ...(errorCode ? { errorCode } : {}), ...(permission ? { permission } : {}) };
  const backlog = 'The newest events were read; older ones follow in the next runs.';
  const refused = /\d+ records? (?:was|were) refused: .*/.exec(entry.detail ?? '')?.[0];
  return { ...entry, outcome: 'ok', truncated: true, detail: refused ? `${backlog} ${refused}` : backlog };
}
