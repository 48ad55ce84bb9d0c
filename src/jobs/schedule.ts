/** The schedule: looks which occurrences have come, and queues one run per account for each. */
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Assembly } from '../assemble.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { accountsInCharge, keyOf } from './collect-job.ts';
import { lagMinutes, readStates, readUnread } from './health.ts';
import type { Occurrences } from './occurrences.ts';
import type { Queues } from './queues.ts';

export interface Schedule {
  /** Queues what has fallen due by `now`; answers how many runs it queued. */
  tick(now: Date): Promise<number>;
}

/**
 * Any number of processes may tick: an occurrence has the same id in all, so that it is queued once. What finds another
 * run of its account waiting or at work is offered again at each look until that has ended, the latest occurrence alone:
 * one run catches up what fell due meanwhile. The first tick also offers the latest occurrence before it.
 */
export function createSchedule(
  assembly: Assembly,
  schedules: Map<CollectorName, Occurrences>,
  queues: Pick<Queues, 'collect' | 'alarm'>,
): Schedule {
  /** The latest occurrence that was looked at for staleness, and the latest that each account's queue has taken, ms. */
  const seen = new Map<CollectorName, number>();
  const taken = new Map<string, number>();
  return {
    tick: async (now) => {
      const due = [...schedules].flatMap(([collector, occurrences]) => {
        const at = occurrences.last(now);
        return at ? [{ collector, at }] : [];
      });
      if (due.length === 0) return 0;
      const accounts = (await accountsInCharge(assembly)).map(keyOf);
      let queued = 0;
      for (const { collector, at } of due) {
        for (const account of accounts) {
          const key = `${collector} ${account}`;
          if (at.getTime() <= (taken.get(key) ?? -Infinity)) continue;
          const { outcome } = await queues.collect({ collector, account, occurrence: at.toISOString() });
          assembly.log.debug('schedule.offered', { collector, account, occurrence: at.toISOString(), outcome });
          if (outcome !== 'busy') taken.set(key, at.getTime());
          if (outcome === 'queued') queued++;
        }
        const before = seen.get(collector);
        seen.set(collector, at.getTime());
        // After a pause everything is old and its catch-up queued: no reason to alarm.
        if (before !== undefined && before < at.getTime() && accounts.length > 0)
          await alarmStale(assembly, queues, collector, at);
      }
      return queued;
    },
  };
}

/** `at` is when the occurrence fell due: age is measured there, and the run that it starts cannot help yet. */
async function alarmStale(
  assembly: Assembly,
  queues: Pick<Queues, 'alarm'>,
  collector: CollectorName,
  at: Date,
): Promise<void> {
  const target = COLLECTORS[collector].freshnessTargetMinutes;
  const states = await readStates(assembly.database.sql, DEFAULT_TENANT);
  const stale = states.filter((state) => {
    const lag = lagMinutes(state, at);
    return state.collector === collector && !state.running && (lag === null || lag > target);
  });
  const unread = (await readUnread(assembly.database.sql, DEFAULT_TENANT, [collector])).filter(
    ({ connectedAt }) => at.getTime() - connectedAt.getTime() > target * 60_000,
  );
  const all = [...stale, ...unread.map(({ accountUid }) => ({ accountUid, region: 'never read' }))];
  for (const [account, regions] of Map.groupBy(all, (state) => state.accountUid))
    await queues.alarm({
      kind: 'stale',
      collector,
      account,
      occurrence: at.toISOString(),
      message: `${collector} has no whole read of account ${account} (${regions.map((state) => state.region).join(', ')}) within its ${target} minutes. GET /api/collectors says why.`,
    });
}

/** The longest wait between two looks, ms: what a sleeping machine or a new account costs at most. */
const LONGEST_WAIT_MS = 30_000;

/** Ticks when the next occurrence falls due, at least every 30 s, until stopped. */
export function runSchedule(
  assembly: Pick<Assembly, 'log'>,
  schedule: Schedule,
  schedules: Map<CollectorName, Occurrences>,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    await schedule.tick(new Date()).catch((error: unknown) => assembly.log.warn('schedule.failed', { error }));
    if (stopped) return;
    const now = new Date();
    const waits = [...schedules.values()].map((one) => (one.next(now)?.getTime() ?? Infinity) - now.getTime());
    timer = setTimeout(begin, Math.max(100, Math.min(LONGEST_WAIT_MS, ...waits)));
  };
  const begin = () => {
    running = look();
  };
  begin();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
    clearTimeout(timer);
  };
}
