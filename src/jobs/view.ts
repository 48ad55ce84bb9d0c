/** The collectors as the page shows them. */
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Sql } from '../db/connect.ts';
import { DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { readSeed } from '../estate/tenancy.ts';
import type { CollectorStatus } from '../http/jobs-view.ts';
import { DEFAULT_CREDENTIALS } from './collect-job.ts';
import { type CollectionState, isShrunk, lagMinutes, readJobs, readStates, readUnread } from './health.ts';
import type { Occurrences } from './occurrences.ts';

/**
 * Every collector of a tenant. `accounts` are those in charge, by their job keys. The demo's age is measured by the demo's
 * clock, and nothing is due there.
 */
export async function describeCollectors(
  sql: Sql,
  tenantId: string,
  schedules: Map<CollectorName, Occurrences>,
  accounts: readonly string[],
  clock: () => Date = () => new Date(),
): Promise<CollectorStatus[]> {
  const demo = tenantId === DEMO_TENANT;
  const now = (demo ? (await readSeed(sql))?.now : null) ?? clock();
  const states = await readStates(sql, tenantId);
  const faults = await readFaults(sql, tenantId);
  const unread = demo ? [] : await readUnread(sql, tenantId, Object.keys(COLLECTORS));
  const jobs = demo ? [] : await readJobs(sql, now);
  const enabled = demo || accounts.length > 0;
  return Object.values(COLLECTORS).map((collector): CollectorStatus => {
    const own = states.filter((state) => state.collector === collector.name);
    const schedule = schedules.get(collector.name);
    const lags = own.map((state) => lagMinutes(state, now));
    const known = lags.filter((lag) => lag !== null);
    const next = demo || !enabled ? null : schedule?.next(now);
    const missing = own.length === 0 || unread.some((account) => account.collector === collector.name);
    const old = lags.some((lag) => lag === null || lag > collector.freshnessTargetMinutes);
    const queue = jobs.find((job) => job.collector === collector.name);
    const troubles = queue?.troubles.filter(({ account }) => accounts.includes(account)) ?? [];
    return {
      name: collector.name,
      schedule: schedule?.expression ?? collector.schedule,
      timeZone: schedule?.timeZone ?? 'UTC',
      freshnessTargetMinutes: collector.freshnessTargetMinutes,
      enabled,
      lastSuccess: earliest(own.map((state) => state.lastSuccess)),
      lastAttempt: latest(own.map((state) => state.lastAttempt)),
      nextRun: next?.toISOString() ?? null,
      lagMinutes: known.length > 0 ? Math.max(...known) : null,
      stale: enabled && (missing || old),
      shrunk: own.some(isShrunk),
      givenUp: queue?.givenUp ?? 0,
      state: stateOf(own, demo, troubles.length > 0),
      error: errorOf(
        own,
        faults.filter((fault) => fault.product === collector.name),
        troubles,
      ),
      lastItems: own.length > 0 ? own.reduce((sum, state) => sum + (state.lastItems ?? 0), 0) : null,
    };
  });
}

function stateOf(own: CollectionState[], demo: boolean, trouble: boolean): CollectorStatus['state'] {
  if (demo) return 'demo';
  if (own.some((state) => state.running)) return 'running';
  if (trouble || own.some((state) => state.lastRunState === 'failed')) return 'failed';
  return own.length > 0 ? 'idle' : 'never_run';
}

interface Fault {
  product: string;
  accountUid: string;
  region: string;
  api: string;
  outcome: string;
  permission: string | null;
  detail: string | null;
}

function readFaults(sql: Sql, tenantId: string): Promise<Fault[]> {
  return withTenant(
    sql,
    { tenantId, role: 'chat' },
    (sql) => sql<Fault[]>`
      select c.product, c.account_uid as "accountUid", c.region, c.api, c.outcome, c.permission, c.detail
      from collection_coverage c
      left join aws_accounts a on a.tenant_id = c.tenant_id and a.account_uid = c.account_uid
      where c.tenant_id = ${tenantId}::uuid and c.outcome not in ('ok', 'not_enabled', 'region_disabled')
        and coalesce(a.enabled, true)
      order by c.finished_at desc, c.account_uid, c.region, c.api`,
  );
}

/** One sentence: what Assay itself failed at, else what AWS would not show, else why the account stays shut. */
function errorOf(own: CollectionState[], faults: Fault[], troubles: { account: string; why: string }[]): string | null {
  const ours = own.find(
    (state) => state.lastRunState === 'failed' && OURS.has(state.lastRunErrorClass ?? '') && state.lastRunError,
  );
  if (ours) return `Account ${ours.accountUid}, ${ours.region}: ${ours.lastRunError}`;
  const first = faults[0];
  if (first) {
    const why = first.detail ?? `${first.api}: ${first.outcome}`;
    const mend = first.permission && !why.includes(first.permission) ? ` It needs ${first.permission}.` : '';
    const rest = faults.length > 1 ? ` ${faults.length - 1} more did not succeed; see coverage.` : '';
    return `Account ${first.accountUid}, ${first.region}: ${sentence(why)}${mend}${rest}`;
  }
  const shut = troubles[0];
  if (!shut) return null;
  return shut.account === DEFAULT_CREDENTIALS
    ? `The account of the default credentials: ${sentence(shut.why)}`
    : `Account ${shut.account}: ${sentence(shut.why)}`;
}

const OURS = new Set(['internal', 'interrupted']);
const sentence = (text: string) => text.replace(/\.?$/, '.');

const times = (dates: (Date | null)[]) => dates.flatMap((date) => (date ? [date.getTime()] : []));
const earliest = (dates: (Date | null)[]) => instant(times(dates), Math.min);
const latest = (dates: (Date | null)[]) => instant(times(dates), Math.max);
const instant = (values: number[], pick: (...values: number[]) => number) =>
  values.length > 0 ? new Date(pick(...values)).toISOString() : null;
