/** How a collector stands, from what its runs left behind: too old, too few, failed, and why in plain words. */
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { REFUSED } from '../intake/runs.ts';

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
  /** `internal` and `interrupted` are Assay's own; else the outcome of an API. */
  lastRunErrorClass: string | null;
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
        r.state as "lastRunState", r.error_detail as "lastRunError",
        r.error_class as "lastRunErrorClass"
      from collection_state s
      left join aws_accounts a on a.tenant_id = s.tenant_id and a.account_uid = s.account_uid
      left join lateral (
        select state, error_detail, error_class from collection_runs r
        where r.tenant_id = s.tenant_id and r.collector = s.collector and r.account_uid = s.account_uid
          and r.region = s.region and r.state <> 'running'
        order by r.started_at desc limit 1) r on true
      where s.tenant_id = ${tenantId}::uuid and coalesce(a.enabled, true)
      order by s.collector, s.account_uid, s.region`,
  );
}

/** An account that is to be read and that a collector has never even begun to read. */
export interface UnreadAccount {
  collector: string;
  accountUid: string;
  connectedAt: Date;
}

export function readUnread(sql: Sql, tenantId: string, collectors: readonly string[]): Promise<UnreadAccount[]> {
  return withTenant(
    sql,
    { tenantId, role: 'collect' },
    (sql) => sql<UnreadAccount[]>`
      select c.collector, a.account_uid as "accountUid", a.created_at as "connectedAt"
      from aws_accounts a cross join unnest(${collectors as string[]}::text[]) as c (collector)
      where a.tenant_id = ${tenantId}::uuid and a.enabled and a.role_arn is not null and not exists (
        select 1 from collection_state s
        where s.tenant_id = a.tenant_id and s.account_uid = a.account_uid and s.collector = c.collector)
      order by 1, 2`,
  );
}

/** What the queues know of a collector's jobs. */
export interface JobsHealth {
  collector: string;
  /** Runs given up in the 24 hours before `now`. */
  givenUp: number;
  /** Why the newest job of each account could not open it, or is tried again, in plain words. */
  troubles: { account: string; why: string }[];
}

/** Of the operator's estate; empty before the first job, when the queues do not exist. */
export async function readJobs(sql: Sql, now: Date): Promise<JobsHealth[]> {
  const [row] = await sql<{ there: boolean }[]>`select to_regclass('pgboss.job') is not null as there`;
  if (!row?.there) return [];
  return sql<JobsHealth[]>`
    with newest as (
      select distinct on (data->>'collector', data->>'account') data->>'collector' as collector,
        data->>'account' as account,
        case when state = 'completed' then output->>'closed'
          when state in ('retry', 'failed') and output->>'name' = 'TryAgainError' then output->>'message' end as why
      from pgboss.job where name like 'collect-%' and name <> 'collect-dead-letter' and state <> 'cancelled'
      order by data->>'collector', data->>'account', created_on desc),
    dead as (
      select data->>'collector' as collector, count(*)::int as count from pgboss.job
      where name = 'collect-dead-letter' and created_on > ${now}::timestamptz - interval '24 hours' group by 1)
    select n.collector, coalesce(max(d.count), 0) as "givenUp", coalesce(jsonb_agg(
      jsonb_build_object('account', n.account, 'why', n.why) order by n.account) filter (where n.why is not null), '[]'
    ) as troubles
    from newest n left join dead d on d.collector = n.collector
    group by n.collector`;
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

/**
 * Minutes since all was read that AWS lets us read; null when it never was. What is refused is not old: coverage names it
 * as denied, and a bucket that denies us must not make everything stale for ever.
 */
export function lagMinutes(
  state: Pick<CollectionState, 'lastSuccess' | 'lastAttempt' | 'lastRunState' | 'lastRunErrorClass'>,
  now: Date,
): number | null {
  const refusedOnly = state.lastRunState === 'partial' && state.lastRunErrorClass === REFUSED;
  const last = (refusedOnly ? state.lastAttempt : null) ?? state.lastSuccess;
  return last ? Math.max(0, Math.round((now.getTime() - last.getTime()) / 60_000)) : null;
}
