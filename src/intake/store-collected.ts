/** Stores what one collector read: coverage, inventory, verdicts, events, costs and cursor, in one transaction. */
import type { Collected } from '../../collectors/collector.ts';
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { brokenReads, completeApis, recordCoverage } from '../estate/coverage.ts';
import { replaceCosts } from '../estate/costs.ts';
import { raiseDataVersion } from '../estate/data-version.ts';
import { insertEvents } from '../estate/events.ts';
import { type FindingChanges, noChanges, upsertFindings } from '../estate/findings-write.ts';
import { markUnlooked, openVerdicts, resolveUnseen } from '../estate/findings-resolve.ts';
import { recordSummaries } from '../estate/summaries.ts';
import { upsertResources } from '../estate/resources.ts';
import { AppError } from '../errors.ts';
import type { FindingInput } from '../estate/finding.ts';
import { type ChecksById, findingOfDetection, findingsOfOutcomes } from './findings-of.ts';

export interface StoredBatch {
  findings: FindingChanges;
  resourcesDeleted: number;
  newEvents: number;
  costRows: number;
}

/** Findings per statement: about 10 kB each, which the embedded database holds several times over. */
const FINDINGS_AT_ONCE = 500;
const EVENTS_AT_ONCE = 2000;

/** The run that stores, which must still hold its lease. */
export interface Fence {
  runId: string;
  /** What belongs to the same commit: what follows from the rows, and the run's own end. */
  conclude?: (sql: TransactionSql, stored: StoredBatch) => Promise<void>;
}

/**
 * Stores a batch whole or not at all. With a `fence` it throws AppError `conflict` and stores nothing when another run
 * has taken the lease since.
 */
export async function storeCollected(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  collected: Collected,
  checks: ChecksById,
  fence?: Fence,
): Promise<StoredBatch> {
  const { tenantId } = ctx;
  return withTenant(ctx.sql, { tenantId, role: 'collect' }, async (sql) => {
    await advanceState(sql, tenantId, collected, fence);
    // A plan kept from when a table was empty reads it whole for every id: lists of ids are planned each time.
    await sql`set local plan_cache_mode = force_custom_plan`;
    const scope = {
      tenantId,
      service: collected.collector,
      accountUid: collected.accountUid,
      // An account-wide read covers its resources in every region.
      region: ACCOUNT_WIDE.has(collected.region) ? null : collected.region,
    };
    const complete = completeApis(collected.coverage);
    await recordCoverage(sql, tenantId, collected.coverage);
    const { deleted } = await upsertResources(sql, scope, collected.resources, complete, collected.collectedAt);
    const findings = await storeVerdicts(sql, scope, collected, complete, checks);
    const newEvents = await storeEvents(sql, tenantId, collected);
    const costRows = await replaceCosts(sql, tenantId, collected.costs);
    const stored = { findings, resourcesDeleted: deleted, newEvents, costRows };
    await fence?.conclude?.(sql, stored);
    if (changed(findings) || deleted > 0 || newEvents > 0 || costRows > 0 || collected.coverage.length > 0)
      await raiseDataVersion(sql, tenantId);
    return stored;
  });
}

const ACCOUNT_WIDE = new Set(['global', '*']);

const changed = (changes: FindingChanges) =>
  changes.opened + changes.changed + changes.resolved + changes.reopened + changes.unverified > 0;

async function storeVerdicts(
  sql: TransactionSql,
  scope: { tenantId: string; service: string; accountUid: string; region: string | null },
  collected: Collected,
  complete: string[],
  checks: ChecksById,
): Promise<FindingChanges> {
  const open = await openVerdicts(sql, scope);
  const unseen = new Set([...open.values()].flatMap((places) => [...places.values()]));
  const total = noChanges();
  let held: FindingInput[] = [];
  const flush = async () => {
    const part = await upsertFindings(sql, scope.tenantId, held, collected.collectedAt);
    for (const key of Object.keys(total) as (keyof FindingChanges)[]) total[key] += part[key];
    held = [];
  };
  for (const verdict of findingsOfOutcomes(collected, checks, open)) {
    unseen.delete(verdict.findingUid);
    held.push(verdict);
    if (held.length >= FINDINGS_AT_ONCE) await flush();
  }
  for (const detection of collected.detections) {
    held.push(findingOfDetection(detection, { imported: false, readAt: collected.collectedAt }));
    if (held.length >= FINDINGS_AT_ONCE) await flush();
  }
  await flush();
  const { tenantId } = scope;
  const left = [...unseen];
  total.resolved += await resolveUnseen(sql, tenantId, left, complete, collected.collectedAt);
  total.unverified += await markUnlooked(sql, tenantId, left, brokenReads(collected.coverage), collected.collectedAt);
  await recordSummaries(sql, scope.tenantId, collected, checks);
  return total;
}

async function storeEvents(sql: TransactionSql, tenantId: string, collected: Collected): Promise<number> {
  let inserted = 0;
  for (let start = 0; start < collected.events.length; start += EVENTS_AT_ONCE)
    inserted += await insertEvents(sql, tenantId, collected.events.slice(start, start + EVENTS_AT_ONCE), {
      imported: false,
    });
  return inserted;
}

/** Moves cursor, last success and baseline; with a fence, only while the lease is still ours. */
async function advanceState(
  sql: TransactionSql,
  tenantId: string,
  collected: Collected,
  fence: Fence | undefined,
): Promise<void> {
  const { collector, accountUid, region, cursor, collectedAt } = collected;
  const items =
    collected.resources.length + collected.events.length + collected.costs.length + collected.detections.length;
  const good = collected.coverage.every((entry) => entry.outcome === 'ok' || entry.outcome === 'not_enabled');
  // Under a lease nothing is inserted: a row that is gone means that its account was removed meanwhile.
  const moved = fence
    ? await sql`
        update collection_state s set
          cursor = coalesce(${cursor ? sql.json(cursor) : null}::jsonb, s.cursor),
          last_success_at = coalesce(${good ? collectedAt : null}::timestamptz, s.last_success_at),
          last_attempt_at = ${collectedAt},
          -- A slow moving average, so that one odd run neither hides nor becomes the norm.
          baseline_items = case when ${good} then coalesce(s.baseline_items * 0.8 + ${items}::int * 0.2, ${items}::int)
            else s.baseline_items end,
          last_items = ${items}
        where tenant_id = ${tenantId} and collector = ${collector} and account_uid = ${accountUid}
          and region = ${region} and lease_run_id = ${fence.runId}::uuid
        returning 1`
    : await sql`
        insert into collection_state as s (tenant_id, collector, account_uid, region, cursor, last_success_at,
          last_attempt_at, baseline_items, last_items)
        values (${tenantId}, ${collector}, ${accountUid}, ${region}, ${cursor ? sql.json(cursor) : null},
          ${good ? collectedAt : null}, ${collectedAt}, ${good ? items : null}, ${items})
        on conflict (tenant_id, collector, account_uid, region) do update set
          cursor = coalesce(excluded.cursor, s.cursor),
          last_success_at = coalesce(excluded.last_success_at, s.last_success_at),
          last_attempt_at = excluded.last_attempt_at,
          baseline_items = case when ${good}
            then coalesce(s.baseline_items * 0.8 + excluded.last_items * 0.2, excluded.last_items)
            else s.baseline_items end,
          last_items = excluded.last_items
        returning 1`;
  if (moved.count === 0)
    throw new AppError(
      'conflict',
      `Another run of ${collector} took over ${accountUid} ${region}, or the account was removed; this one stored nothing.`,
    );
}
