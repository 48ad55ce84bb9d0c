/** One job: one collector over one account, from opening the account to the end of its last region. */
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import { SessionError } from '../../collectors/session.ts';
import type { Assembly } from '../assemble.ts';
import type { Ctx } from '../context.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import {
  type CollectOptions,
  forgetRegions,
  recordClosedAccount,
  recordOpenedAccount,
  type RegionRun,
  runCollector,
} from '../intake/collect.ts';
import { type AccountAccess, accountsToCollect } from '../intake/open-account.ts';

export interface CollectJob {
  collector: CollectorName;
  /** `keyOf` its account. */
  account: string;
  /** ISO instant; null for a run on request. */
  occurrence: string | null;
  /** ISO instant at which a run on request was queued; another try leaves out what was read since. */
  requestedAt?: string;
}

/** The context in which the schedule works: always the operator's own estate. */
export function scheduleContext(assembly: Pick<Assembly, 'database' | 'log'>, collector: string): Ctx {
  return {
    sql: assembly.database.sql,
    tenantId: DEFAULT_TENANT,
    actor: { kind: 'schedule', collector },
    requestId: `schedule:${collector}`,
    now: () => new Date(),
    log: assembly.log,
  };
}

/** Accounts the schedule reads: connected ones, and the default chain's only with AWS_COLLECT=on. */
export function accountsInCharge(assembly: Pick<Assembly, 'database' | 'log' | 'config'>): Promise<AccountAccess[]> {
  return accountsToCollect(scheduleContext(assembly, 'all'), assembly.config, { fallBack: false });
}

/** What tells one account's jobs from another's; the default chain's account has no number before it is opened. */
export const keyOf = (account: AccountAccess) => account.accountUid ?? DEFAULT_CREDENTIALS;
export const DEFAULT_CREDENTIALS = 'default-credentials';

/** A run that is worth another try; pg-boss waits and runs it again. */
export class TryAgainError extends Error {
  override name = 'TryAgainError';
}

/** How a job ended that did not throw. `closed` says in plain words why the account could not be opened. */
export type JobEnd =
  | { closed: null; accountUid: string; runs: RegionRun[] }
  | { closed: string; accountUid: null; runs: [] };

/**
 * Runs the job and answers the regions' ends, null when the account has gone meanwhile. What was read since it fell due,
 * by an earlier try or by a run that came in between, is not read again. Throws TryAgainError when time may mend it
 * (throttled, unreachable, at work elsewhere, a fault of ours); a denial is an end, coverage names what is missing.
 */
export async function collectOnce(
  assembly: Pick<Assembly, 'database' | 'log' | 'config'>,
  job: CollectJob,
  signal: AbortSignal,
  { registry }: Pick<CollectOptions, 'registry'> = {},
): Promise<JobEnd | null> {
  const ctx = scheduleContext(assembly, job.collector);
  const account = (await accountsInCharge(assembly)).find((candidate) => keyOf(candidate) === job.account);
  if (!account) return null;
  const opened = await account.open(signal).catch(async (error: unknown): Promise<string> => {
    if (!(error instanceof SessionError)) throw error;
    if (account.accountUid) await recordClosedAccount(ctx, job.collector, account.accountUid, error);
    if (error.code === 'unreachable' || error.code === 'rejected') throw new TryAgainError(error.message);
    ctx.log.warn('collect.closed', { collector: job.collector, account: account.name, reason: error.message });
    return error.message;
  });
  if (typeof opened === 'string') return { closed: opened, accountUid: null, runs: [] };
  try {
    await recordOpenedAccount(ctx, job.collector, opened.accountUid);
    const since = job.occurrence ?? job.requestedAt;
    const runs = await runCollector(ctx, opened, job.collector, {
      occurrence: job.occurrence ? new Date(job.occurrence) : null,
      ...(since ? { unlessSince: new Date(since) } : {}),
      signal,
      ...(registry ? { registry } : {}),
    });
    const discovered = COLLECTORS[job.collector].scope === 'region' && opened.regionsFailure === null;
    if (discovered) await forgetRegions(ctx, job.collector, opened.accountUid, opened.regions);
    const fault = runs.find(worthAnotherTry);
    if (fault?.state === 'skipped')
      throw new TryAgainError(`${job.collector} in ${fault.region}: another run of it was at work, or died just now.`);
    if (fault) throw new TryAgainError(`${job.collector} in ${fault.region}: the run failed and may succeed later.`);
    return { closed: null, accountUid: opened.accountUid, runs };
  } finally {
    opened.close();
  }
}

/** A region that another run holds counts too: the holder may have died, and its lease outlives it by two minutes. */
function worthAnotherTry(run: RegionRun): boolean {
  if (run.state === 'skipped') return true;
  if (run.state !== 'failed') return false;
  return (
    run.coverage.length === 0 ||
    run.coverage.some(({ outcome }) => outcome === 'throttled' || outcome === 'error' || outcome === 'partial')
  );
}
