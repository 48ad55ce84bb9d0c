/** One job: one collector over one account, from opening the account to the end of its last region. */
import { mayPass } from '../../collectors/aws-errors.ts';
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import { SessionError, type SessionErrorCode } from '../../collectors/session.ts';
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

/** A run that stored what it could read, and is worth another try for the rest. */
export class ReadInPartError extends TryAgainError {
  override name = 'ReadInPartError';
}

/**
 * How a job ended that did not throw. `again`: what to throw so that the queue tries it again, when time may mend what
 * went wrong. `closed` says in plain words why the account could not be opened.
 */
export type JobEnd =
  | { closed: null; accountUid: string; runs: RegionRun[]; again: TryAgainError | null }
  | { closed: string; code: SessionErrorCode; accountUid: null; runs: []; again: TryAgainError | null };

/**
 * Runs the job and answers the regions' ends, null when the account has gone meanwhile. What was read whole since it fell
 * due, by an earlier try or by a run that came in between, is not read again. `again` is set when time may mend it
 * (throttled, unreachable, credentials gone, at work elsewhere, a fault of ours), also for what was read in part; a
 * denial is an end, coverage names what is missing.
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
  const opened = await account.open(signal).catch((error: unknown) => {
    if (error instanceof SessionError) return error;
    throw error;
  });
  if (opened instanceof SessionError) {
    // An opening that we broke off ourselves says nothing about the account.
    if (signal.aborted) throw new TryAgainError('Assay was stopped before the account was opened.');
    if (account.accountUid) await recordClosedAccount(ctx, job.collector, account.accountUid, opened);
    ctx.log.warn('collect.closed', { collector: job.collector, account: account.name, reason: opened.message });
    const again = MAY_OPEN_LATER.has(opened.code) ? new TryAgainError(opened.message) : null;
    return { closed: opened.message, code: opened.code, accountUid: null, runs: [], again };
  }
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
    return { closed: null, accountUid: opened.accountUid, runs, again: anotherTry(job.collector, runs) };
  } finally {
    opened.close();
  }
}

/** A role that refuses us and a role of another account stay so until somebody changes them. */
const MAY_OPEN_LATER = new Set<SessionErrorCode>(['unreachable', 'rejected', 'no_credentials']);

/** A region that another run holds counts too: the holder may have died, and its lease outlives it by two minutes. */
function anotherTry(collector: CollectorName, runs: RegionRun[]): TryAgainError | null {
  const held = runs.find(({ state }) => state === 'skipped');
  if (held)
    return new TryAgainError(`${collector} in ${held.region}: another run of it was at work, or died just now.`);
  const failed = runs.find(
    ({ state, coverage }) => state === 'failed' && (coverage.length === 0 || coverage.some(mayPass)),
  );
  if (failed) return new TryAgainError(`${collector} in ${failed.region}: the run failed and may succeed later.`);
  const inPart = runs.find(({ state, coverage }) => state === 'partial' && coverage.some(mayPass));
  if (!inPart) return null;
  return new ReadInPartError(
    `${collector} in ${inPart.region}: not everything could be read, and the rest may be later.`,
  );
}
