/** How a collector stands, from what its runs left behind: too old, too few, failed, and why in plain words. */
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';

/** One collector in one account and region. */
export interface CollectionState {
  collector: string;
  accountUid: string;
  region: string;
  lastSuccess: Date | null;
  lastAttempt: Date | null;
  lastItems: number | null;
  baselineItems: number | null;
  /** Reads on from a cursor: its item counts say how much happened, not how much there is. */
  incremental: boolean;
  running: boolean;
  lastRunState: string | null;
  lastRunError: string | null;
}

/** Of every enabled account; a disabled one is not expected to be fresh. */
export function readStates(sql: Sql, tenantId: string): Promise<CollectionState[]> {
  return withTenant(
    sql,
    { tenantId, role: 'chat' },
    (sql) => sql<CollectionState[]>`
      select s.collector, s.account_uid as "accountUid", s.region, s.last_success_at as "lastSuccess",
        s.last_attempt_at as "lastAttempt", s.last_items as "lastItems", s.baseline_items::float8 as "baselineItems",
        s.cursor is not null as incremental, coalesce(s.lease_until > now(), false) as running,
        r.state as "lastRunState", r.error_detail as "lastRunError"
      from collection_state s
      left join aws_accounts a on a.tenant_id = s.tenant_id and a.account_uid = s.account_uid
      left join lateral (
        select state, error_detail from collection_runs r
        where r.tenant_id = s.tenant_id and r.collector = s.collector and r.account_uid = s.account_uid
          and r.region = s.region and r.state <> 'running'
        order by r.started_at desc limit 1) r on true
      where s.tenant_id = ${tenantId}::uuid and coalesce(a.enabled, true)
      order by s.collector, s.account_uid, s.region`,
  );
}

/** Below this part of its baseline a good run is suspicious. */
const SHRUNK_BELOW = 0.5;
/** Smaller baselines halve by chance. */
const LEAST_BASELINE = 5;

/** Did its last good, whole run find far fewer items than the runs before it? */
export function isShrunk(state: CollectionState): boolean {
  const { lastItems, baselineItems, lastSuccess, lastAttempt, incremental } = state;
  if (incremental || lastItems === null || baselineItems === null || !lastSuccess) return false;
  if (lastAttempt && lastAttempt.getTime() !== lastSuccess.getTime()) return false;
  // The last run already has its fifth of the moving average: take it out again.
  const before = (baselineItems - 0.2 * lastItems) / 0.8;
  return before >= LEAST_BASELINE && lastItems < SHRUNK_BELOW * before;
}

/** Minutes since the last good read; null when there was none. */
export function lagMinutes(state: Pick<CollectionState, 'lastSuccess'>, now: Date): number | null {
  return state.lastSuccess ? Math.max(0, Math.round((now.getTime() - state.lastSuccess.getTime()) / 60_000)) : null;
}
