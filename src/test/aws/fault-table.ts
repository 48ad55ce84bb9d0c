import { isDeepStrictEqual } from 'node:util';
import type { Collected, Collector, SnapshotBase } from '../../../collectors/collector.ts';
import { evaluate } from '../../../collectors/evaluate.ts';
import { openSession } from '../../../collectors/session.ts';
import type { Fault, FaultKind } from './faults.ts';
import { startAws, type AwsServiceStandIn, type AwsStandIn } from './server.ts';
import { stsStandIn } from './sts.ts';

/** A column of the fault table. */
interface FaultColumn {
  name: string;
  kind: FaultKind;
  /** Fails once, then works: nothing may differ from the fault-free run. */
  recovers?: boolean;
  afterFirstPage?: boolean;
}

/** Every way in which an API is made to fail. A call that hangs is waited for until the deadline, which then comes. */
const FAULT_COLUMNS: FaultColumn[] = [
  { name: 'throttle then succeed', kind: 'throttle', recovers: true },
  { name: 'throttle for ever', kind: 'throttle' },
  { name: '5xx', kind: 'server_error' },
  { name: 'AccessDenied', kind: 'access_denied' },
  { name: 'SCP denial', kind: 'scp_denied' },
  { name: 'expired token', kind: 'expired_token' },
  { name: 'region disabled', kind: 'region_disabled' },
  { name: 'not from AWS', kind: 'garbage' },
  { name: 'reset', kind: 'reset' },
  { name: 'hang', kind: 'hang' },
  { name: 'page 2 fails', kind: 'server_error', afterFirstPage: true },
];

/** The fault of a column, on one operation. */
function faultOf({ kind, recovers, afterFirstPage }: FaultColumn, where: Partial<Fault>): Fault {
  return { ...where, kind, ...(recovers ? { times: 1 } : {}), ...(afterFirstPage ? { afterFirstPage } : {}) };
}

export interface CollectOptions<S extends SnapshotBase> {
  collector: Collector<S>;
  services: AwsServiceStandIn[];
  region: string;
  regions?: string[];
  collectedAt: string;
  cursor?: Record<string, string> | null;
  faults?: Fault[];
  requestMs?: number;
  deadline?: AbortSignal;
  /** Instead of the collector's own read, e.g. without a rate limit. */
  read?: Collector<S>['read'];
  inspect?: (aws: AwsStandIn) => void;
}

/** One run of a collector against a fresh stand-in, over real SDK clients with retries too short to wait for. */
export async function collectFrom<S extends SnapshotBase>(
  options: CollectOptions<S>,
): Promise<Collected & { snapshot: S }> {
  const { collector, services, region, regions = [region], collectedAt, cursor = null, faults = [] } = options;
  const aws: AwsStandIn = await startAws({ services: [...services, stsStandIn({ identities: () => aws.identities })] });
  try {
    const session = await openSession({
      endpoint: aws.endpoint,
      credentials: { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'unused' },
      homeRegion: 'us-east-1',
      regions,
      retries: { maxAttempts: 2, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 2 },
      timeouts: { requestMs: options.requestMs ?? 20_000 },
    });
    for (const fault of faults) aws.faults.add(fault);
    const over = new AbortController();
    if (faults.some(({ kind }) => kind === 'hang') && options.requestMs === undefined && !options.deadline)
      void aws.hung.then(() => over.abort());
    const snapshot = await (options.read ?? collector.read)(session, {
      accountUid: session.accountUid,
      region,
      collectedAt,
      cursor,
      signal: options.deadline ?? over.signal,
    });
    session.close();
    if (aws.unknownCalls.length > 0) throw new Error(`Undescribed: ${JSON.stringify(aws.unknownCalls[0])}`);
    options.inspect?.(aws);
    return { ...evaluate(collector, snapshot), snapshot };
  } finally {
    await aws.close();
  }
}

/**
 * What is wrong with a faulted run, in words; empty when it keeps the promise: no verdict but the fault-free one or a
 * Warning, nothing gone that its listing did not prove gone, and coverage that names what was not read.
 */
function brokenPromises(baseline: Collected, faulted: Collected, listedBy: Map<string, string[]>): string[] {
  const wrong: string[] = [];
  const keyed = ({ outcomes }: Collected) =>
    new Map(outcomes.map(({ checkId, outcome }) => [`${checkId} ${outcome.resource.uid}`, { checkId, outcome }]));
  const before = keyed(baseline);
  const after = keyed(faulted);
  for (const [key, { outcome }] of after) {
    if (outcome.status === 'warning') {
      if (!outcome.missingPermission) wrong.push(`${key}: a Warning without its reason`);
      continue;
    }
    const was = before.get(key)?.outcome.status;
    if (outcome.status !== was) wrong.push(`${key}: ${outcome.status} instead of ${was ?? 'nothing'}`);
  }
  const notOk = new Set(faulted.coverage.filter(({ outcome }) => outcome !== 'ok').map(({ api }) => api));
  for (const [key, { checkId }] of before)
    if (!after.has(key) && !(listedBy.get(checkId) ?? []).some((api) => notOk.has(api)))
      wrong.push(`${key}: would be resolved, though its listing succeeded`);
  for (const { uid, listedBy: apis } of baseline.resources)
    if (!faulted.resources.some((resource) => resource.uid === uid) && !apis.some((api) => notOk.has(api)))
      wrong.push(`${uid}: would be deleted, though its listing succeeded`);
  return wrong;
}

/** Which APIs prove a check's resource gone. */
function listedByOf<S extends SnapshotBase>({ checks }: Collector<S>): Map<string, string[]> {
  return new Map(checks.map(({ id, listedBy }) => [id, listedBy]));
}

/**
 * Runs one row of the table: the API under every fault. Gives what went wrong, by column; nothing when all promises
 * held: after a passing throttle everything as before, otherwise no false verdict and coverage that names the API.
 */
export async function faultRow<S extends SnapshotBase>(
  collector: Collector<S>,
  { api, paged = false, ...where }: { api: string; paged?: boolean; service?: string; operation: string },
  run: (faults: Fault[]) => Promise<Collected>,
): Promise<string[]> {
  const baseline = await run([]);
  const wrong: string[] = [];
  for (const column of FAULT_COLUMNS) {
    if (column.afterFirstPage && !paged) continue;
    const faulted = await run([faultOf(column, where)]);
    const found = column.recovers
      ? isDeepStrictEqual(faulted.outcomes, baseline.outcomes)
        ? []
        : ['the outcomes differ']
      : brokenPromises(baseline, faulted, listedByOf(collector));
    if (!column.recovers && !faulted.coverage.some((entry) => entry.api === api && entry.outcome !== 'ok'))
      found.push(`coverage does not say that ${api} failed`);
    wrong.push(...found.map((what) => `${column.name}: ${what}`));
  }
  return wrong;
}
