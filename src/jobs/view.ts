/** The collectors as the page shows them. */
import type { CollectorName } from '../../collectors/collector.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Sql } from '../db/connect.ts';
import { DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { readSeed } from '../estate/tenancy.ts';
import type { CollectorStatus } from '../http/jobs-view.ts';
import { type CollectionState, isShrunk, lagMinutes, readStates } from './health.ts';
import type { Occurrences } from './occurrences.ts';

/** Every collector of a tenant. The demo's age is measured by the demo's clock, and nothing is due there. */
export async function describeCollectors(
  sql: Sql,
  tenantId: string,
  schedules: Map<CollectorName, Occurrences>,
  accountsInCharge: number,
): Promise<CollectorStatus[]> {
  const demo = tenantId === DEMO_TENANT;
  const now = (demo ? (await readSeed(sql))?.now : null) ?? new Date();
  const states = await readStates(sql, tenantId);
  const faults = await readFaults(sql, tenantId);
  return Object.values(COLLECTORS).map((collector): CollectorStatus => {
    const own = states.filter((state) => state.collector === collector.name);
    const schedule = schedules.get(collector.name);
    const lags = own.map((state) => lagMinutes(state, now));
    const known = lags.filter((lag) => lag !== null);
    const next = !demo && accountsInCharge > 0 ? schedule?.next(now) : null;
    return {
      name: collector.name,
      schedule: schedule?.expression ?? collector.schedule,
      freshnessTargetMinutes: collector.freshnessTargetMinutes,
      enabled: demo || accountsInCharge > 0,
      lastSuccess: earliest(own.map((state) => state.lastSuccess)),
      lastAttempt: latest(own.map((state) => state.lastAttempt)),
      nextRun: next?.toISOString() ?? null,
      lagMinutes: known.length > 0 ? Math.max(...known) : null,
      stale: lags.length === 0 || lags.some((lag) => lag === null || lag > collector.freshnessTargetMinutes),
      shrunk: own.some(isShrunk),
      state: stateOf(own, demo),
      error: errorOf(
        own,
        faults.filter((fault) => fault.product === collector.name),
      ),
      lastItems: own.length > 0 ? own.reduce((sum, state) => sum + (state.lastItems ?? 0), 0) : null,
    };
  });
}

function stateOf(own: CollectionState[], demo: boolean): CollectorStatus['state'] {
  if (demo) return 'demo';
  if (own.some((state) => state.running)) return 'running';
  if (own.some((state) => state.lastRunState === 'failed')) return 'failed';
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

/** One sentence: a run that failed by itself first, else what AWS would not show. */
function errorOf(own: CollectionState[], faults: Fault[]): string | null {
  const failed = own.find((state) => state.lastRunState === 'failed' && state.lastRunError);
  const first = faults[0];
  if (!first) return failed ? `Account ${failed.accountUid}, ${failed.region}: ${failed.lastRunError}` : null;
  const why = first.detail ?? `${first.api}: ${first.outcome}`;
  const mend = first.permission && !why.includes(first.permission) ? ` It needs ${first.permission}.` : '';
  const rest = faults.length > 1 ? ` ${faults.length - 1} more did not succeed; see coverage.` : '';
  return `Account ${first.accountUid}, ${first.region}: ${why.replace(/\.?$/, '.')}${mend}${rest}`;
}

const times = (dates: (Date | null)[]) => dates.flatMap((date) => (date ? [date.getTime()] : []));
const earliest = (dates: (Date | null)[]) => instant(times(dates), Math.min);
const latest = (dates: (Date | null)[]) => instant(times(dates), Math.max);
const instant = (values: number[], pick: (...values: number[]) => number) =>
  values.length > 0 ? new Date(pick(...values)).toISOString() : null;
