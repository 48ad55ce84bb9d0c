/** Runs one collector over one account: every region leased, read to its deadline, evaluated and stored by itself. */
import { randomUUID } from 'node:crypto';
import type { Collected, Collector, SnapshotBase } from '../../collectors/collector.ts';
import { isRefusal, mayPass } from '../../collectors/aws-errors.ts';
import type { CollectorName, CoverageEntry } from '../../collectors/coverage.ts';
import { evaluate } from '../../collectors/evaluate.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { SessionError, Session } from '../../collectors/session.ts';
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { recordCoverage } from '../estate/coverage.ts';
import { raiseDataVersion } from '../estate/data-version.ts';
import { CHECKS_BY_ID } from './checks-by-id.ts';
import { addChanges, writeCostFindings } from './derive.ts';
import { type LeaseKey, releaseLease, renewLease, takeLease } from './lease.ts';
import { beginRun, endRun, type PassingClass, REFUSED, type RunEnd, servedSince } from './runs.ts';
import { storeCollected, type StoredBatch } from './store-collected.ts';
import { withTightHeap } from './tight-heap.ts';

export interface CollectProgress {
  collector: CollectorName;
  accountUid: string;
  region: string;
  api: string;
  items: number;
}

export interface CollectOptions {
  /** Regions of this run; default the session's. */
  regions?: string[];
  occurrence?: Date | null;
  /** Leaves out regions of which a run that began since then stored something: what fell due then has been done. */
  unlessSince?: Date;
  signal?: AbortSignal;
  onProgress?: (progress: CollectProgress) => void;
  /** How long a dead run keeps others out; default two minutes. */
  leaseMs?: number;
  /** Default: every collector as it is registered. */
  registry?: Record<CollectorName, Collector<SnapshotBase>>;
}

/**
 * One region's (or account's) run. `skipped`: another process holds the lease. `served`: left out by `unlessSince`.
 */
export interface RegionRun {
  region: string;
  state: RunEnd['state'] | 'skipped' | 'served';
  coverage: CoverageEntry[];
  stored: StoredBatch | null;
  items: number;
}

/** A dead run's lease ends this soon; a living one renews its own four times as often. */
const LEASE_MS = 120_000;
/** Regions read at once; more is more throttling, not more speed (measured). */
const REGIONS_AT_ONCE = 4;

/** Runs a collector over an open session. Failures of AWS become coverage; what throws is ours. */
export async function runCollector(
  ctx: Ctx,
  session: Session,
  name: CollectorName,
  options: CollectOptions = {},
): Promise<RegionRun[]> {
  const collector = (options.registry ?? COLLECTORS)[name];
  const regions = collector.scope === 'account' ? ['global'] : [...(options.regions ?? session.regions)];
  const runs: RegionRun[] = [];
  const worker = async () => {
    for (let region = regions.shift(); region !== undefined; region = regions.shift())
      runs.push(await runRegion(ctx, session, collector, region, options));
  };
  await withTightHeap(() => Promise.all(Array.from({ length: Math.min(REGIONS_AT_ONCE, regions.length) }, worker)));
  return runs.toSorted((left, right) => (left.region < right.region ? -1 : 1));
}

async function runRegion(
  ctx: Ctx,
  session: Session,
  collector: Collector<SnapshotBase>,
  region: string,
  options: CollectOptions,
): Promise<RegionRun> {
  const key: LeaseKey = { collector: collector.name, accountUid: session.accountUid, region };
  const runId = randomUUID();
  const leaseMs = options.leaseMs ?? LEASE_MS;
  const within = <T>(work: (sql: TransactionSql) => Promise<T>) =>
    withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, work);
  // One transaction: a run that holds the lease is on record, and no stalled process writes off a later one's.
  const lease = await within(async (sql) => {
    const taken = await takeLease(sql, ctx.tenantId, key, runId, leaseMs);
    // Asked with the lease in hand: whoever held it before has committed what it stored.
    if (taken && options.unlessSince && (await servedSince(sql, ctx.tenantId, key, options.unlessSince)))
      return 'served';
    if (taken) await beginRun(sql, ctx.tenantId, key, runId, options.occurrence ?? null);
    return taken;
  });
  if (!lease) return { region, state: 'skipped', coverage: [], stored: null, items: 0 };
  if (lease === 'served') {
    await releaseLease(ctx, key, runId);
    return { region, state: 'served', coverage: [], stored: null, items: 0 };
  }
  const held = holdLease(ctx, key, runId, leaseMs);
  try {
    const collected = await readRegion(ctx, session, collector, region, lease.cursor, {
      ...options,
      signal: options.signal ? AbortSignal.any([options.signal, held.lost]) : held.lost,
    });
    // A read that we broke off ourselves says nothing about the account.
    options.signal?.throwIfAborted();
    const stored = await storeCollected(ctx, collected, CHECKS_BY_ID, {
      runId,
      conclude: async (sql, batch) => {
        if (collected.costs.length > 0)
          addChanges(
            batch.findings,
            await writeCostFindings(sql, ctx.tenantId, collected.collectedAt, { imported: false }),
          );
        await endRun(sql, ctx.tenantId, runId, endOf(collected, batch));
      },
    });
    const end = endOf(collected, stored);
    return { region, state: end.state, coverage: collected.coverage, stored, items: end.items };
  } catch (error) {
    const stopped = options.signal?.aborted === true;
    const detail = stopped
      ? 'The run was stopped before its end; nothing of it was stored.'
      : error instanceof AppError
        ? error.message
        : 'The run failed because of a fault in Assay; the log has the details.';
    if (stopped) ctx.log.info('collect.stopped', { ...key });
    else ctx.log.error('collect.failed', { ...key, error });
    const errorClass = stopped ? 'interrupted' : 'internal';
    const end: RunEnd = { state: 'failed', items: 0, changes: {}, errorClass, errorDetail: detail };
    await within((sql) => endRun(sql, ctx.tenantId, runId, end));
    return { region, state: 'failed', coverage: [], stored: null, items: 0 };
  } finally {
    held.stop();
    await releaseLease(ctx, key, runId);
  }
}

/** Renews the lease until stopped; `lost` aborts once it is another's, so that no call is wasted. */
function holdLease(ctx: Ctx, key: LeaseKey, runId: string, leaseMs: number): { lost: AbortSignal; stop(): void } {
  const lost = new AbortController();
  // While the run stores, its own transaction holds the row and a renewal waits: one at a time.
  let renewing = false;
  const timer = setInterval(() => {
    if (renewing) return;
    renewing = true;
    renewLease(ctx, key, runId, leaseMs)
      .then(
        (ours) => ours || lost.abort(new Error('The lease was taken')),
        (error: unknown) => ctx.log.warn('lease.not_renewed', { ...key, error }),
      )
      .finally(() => (renewing = false));
  }, leaseMs / 4);
  return { lost: lost.signal, stop: () => clearInterval(timer) };
}

async function readRegion(
  ctx: Ctx,
  session: Session,
  collector: Collector<SnapshotBase>,
  region: string,
  cursor: Record<string, string> | null,
  options: CollectOptions,
): Promise<Collected> {
  const deadline = AbortSignal.timeout(collector.deadlineMs);
  const { onProgress, signal } = options;
  const { accountUid } = session;
  const snapshot = await collector.read(session, {
    accountUid,
    region,
    collectedAt: ctx.now().toISOString(),
    cursor,
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    ...(onProgress
      ? { onProgress: (progress) => onProgress({ collector: collector.name, accountUid, region, ...progress }) }
      : {}),
  });
  return evaluate(collector, snapshot, { passes: 'counted' });
}

function endOf(collected: Collected, stored: StoredBatch): RunEnd {
  const bad = collected.coverage.filter((entry) => entry.outcome !== 'ok' && entry.outcome !== 'not_enabled');
  const whole = bad.length === 0;
  const nothing = bad.length > 0 && bad.length === collected.coverage.length;
  return {
    state: whole ? 'succeeded' : nothing ? 'failed' : 'partial',
    items: collected.resources.length + collected.events.length + collected.costs.length + collected.detections.length,
    changes: stored,
    errorClass: errorClassOf(bad),
    errorDetail: bad[0] ? (bad[0].detail ?? `${bad[0].api}: ${bad[0].outcome}`) : null,
  };
}

/** What another try may mend is what the run is known by, beside refusals that stay. */
function errorClassOf(bad: CoverageEntry[]): string | null {
  const passing = bad.find(mayPass);
  if (passing) return (passing.outcome === 'throttled' ? 'throttled' : 'unavailable') satisfies PassingClass;
  return bad.length > 0 && bad.every(isRefusal) ? REFUSED : (bad[0]?.outcome ?? null);
}

/** Regions that an account is no longer read in: nothing is due there, so that nothing there grows stale. */
export async function forgetRegions(
  ctx: Ctx,
  name: CollectorName,
  accountUid: string,
  regions: readonly string[],
): Promise<void> {
  await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'collect' },
    (sql) => sql`
      delete from collection_state
      where tenant_id = ${ctx.tenantId} and collector = ${name} and account_uid = ${accountUid}
        and region <> all (${regions as string[]}::text[]) and (lease_until is null or lease_until < now())`,
  );
}

/** An account that opens again: coverage no longer says that it could not be entered. */
export async function recordOpenedAccount(ctx: Ctx, name: CollectorName, accountUid: string): Promise<void> {
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
    const mended = await sql`
      update collection_coverage set outcome = 'ok', finished_at = now(), last_ok_at = now(), error_code = null,
        permission = null, detail = null
      where tenant_id = ${ctx.tenantId} and product = ${name} and account_uid = ${accountUid} and region = 'global'
        and api = 'sts:AssumeRole' and outcome <> 'ok'`;
    if (mended.count > 0) await raiseDataVersion(sql, ctx.tenantId);
  });
}

/** An account that could not be entered: coverage says so for the collector, and nothing else changes. */
export async function recordClosedAccount(
  ctx: Ctx,
  name: CollectorName,
  accountUid: string,
  error: SessionError,
): Promise<void> {
  const at = new Date().toISOString();
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
    await recordCoverage(sql, ctx.tenantId, [
      {
        product: name,
        accountUid,
        region: 'global',
        api: 'sts:AssumeRole',
        outcome: error.code === 'assume_role_denied' ? 'denied' : 'error',
        items: 0,
        truncated: false,
        startedAt: at,
        finishedAt: at,
        errorCode: error.errorCode,
        permission: 'sts:AssumeRole',
        detail: error.message,
      },
    ]);
    await raiseDataVersion(sql, ctx.tenantId);
  });
}
