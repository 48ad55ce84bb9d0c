/** The queues: one per collector with its own workers, retries and dead letter; alarms; Titan vectors. */
import type { PgBoss } from 'pg-boss';
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { SessionErrorCode } from '../../collectors/session.ts';
import type { Assembly } from '../assemble.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { embedFindings } from '../embeddings/backfill.ts';
import { type Alarm, raiseAlarm } from './alarms.ts';
import { startBoss } from './boss.ts';
import { type CollectJob, collectOnce, DEFAULT_CREDENTIALS } from './collect-job.ts';
import { isShrunk, readStates } from './health.ts';
import { idOf } from './occurrences.ts';

export interface Queues {
  collect(job: CollectJob): Promise<Queued>;
  /** Raises an alarm, once for its kind, account and occurrence over all processes. */
  alarm(alarm: Alarm): Promise<void>;
  close(): Promise<void>;
}

/**
 * What became of a request: `queued` with its id; `known` when its occurrence was queued before, by any process; `busy`
 * when another run of the account waits or is at work, so that it has to be offered again.
 */
export type Queued = { outcome: 'queued'; id: string } | { outcome: 'known' | 'busy'; id: null };

const DEAD_LETTERS = 'collect-dead-letter';
const ALARMS = 'alarm';
const EMBED = 'embed-findings';
const queueOf = (collector: CollectorName) => `collect-${collector}`;

/** Ids of done jobs are what makes an occurrence happen once: kept longer than a monthly schedule's gap. */
const KEPT_SECONDS = 40 * 86_400;
/** How long running work may go on at shutdown before it is given back, ms. */
const STOP_MS = 3000;

export interface QueueOptions {
  /** Also take jobs; without it this process only queues. */
  work: boolean;
  /** Default 2 on PostgreSQL, 5 on the embedded database, where each look blocks this process. */
  pollSeconds?: number;
  /** Before the first other try, doubled each time up to thirty times as long; default 30. Kept with the queues. */
  retrySeconds?: number;
  /** What reads; default: the six collectors. */
  registry?: typeof COLLECTORS;
}

/** pg-boss starts with the first use: an installation without an account pays nothing for it. */
export function createQueues(assembly: Assembly, options: QueueOptions): Queues {
  const stop = new AbortController();
  const workers = new Map<string, string>();
  let started: Promise<Started> | null = null;
  const ready = () =>
    (started ??= start(assembly, options, workers, stop.signal).catch((error: unknown) => {
      started = null;
      throw error;
    }));
  return {
    collect: async (job) => {
      const { boss } = await ready();
      const queue = queueOf(job.collector);
      const ownId = job.occurrence ? idOf('collect', job.collector, job.account, job.occurrence) : null;
      const data: CollectJob = ownId ? job : { ...job, requestedAt: new Date().toISOString() };
      const id = await boss.send(queue, data, {
        singletonKey: job.account,
        ...(ownId ? { id: ownId } : { priority: 10 }),
      });
      const worker = workers.get(queue);
      if (id && worker) boss.notifyWorker(worker);
      if (id) return { outcome: 'queued', id };
      const known = ownId !== null && (await boss.findJobs(queue, { id: ownId })).length > 0;
      return { outcome: known ? 'known' : 'busy', id: null };
    },
    alarm: async (alarm) => sendAlarm((await ready()).boss, alarm),
    close: async () => {
      stop.abort(new Error('Assay is stopping'));
      await (await started?.catch(() => null))?.stop(STOP_MS);
    },
  };
}

type Started = Awaited<ReturnType<typeof startBoss>>;

async function start(
  assembly: Assembly,
  options: QueueOptions,
  workers: Map<string, string>,
  signal: AbortSignal,
): Promise<Started> {
  const started = await startBoss(assembly.database, assembly.log, { supervise: options.work });
  const { boss } = started;
  await createAll(boss, options.retrySeconds ?? 30);
  if (!options.work) return started;
  // More than one account of a collector at once only where the database does not block this process.
  const localConcurrency = assembly.database.kind === 'postgres' ? 2 : 1;
  const polling = { pollingIntervalSeconds: options.pollSeconds ?? (assembly.database.kind === 'postgres' ? 2 : 5) };
  const idle = { pollingIntervalSeconds: options.pollSeconds ?? 10 };
  for (const { name } of Object.values(COLLECTORS))
    workers.set(
      queueOf(name),
      await boss.work<CollectJob>(queueOf(name), { localConcurrency, ...polling }, async ([job]) => {
        if (!job) return undefined;
        return collectAndLook(assembly, boss, job.data, { ...options, signal: AbortSignal.any([signal, job.signal]) });
      }),
    );
  await boss.work<CollectJob>(DEAD_LETTERS, idle, async ([job]) => {
    if (job) await sendAlarm(boss, gaveUp(job.data), job.id);
  });
  await boss.work<Alarm>(ALARMS, polling, async ([job]) => {
    if (job) await raiseAlarm(assembly.config, assembly.log, job.data, job.retryCount === 0);
  });
  const { titan } = assembly;
  if (titan)
    await boss.work(EMBED, idle, async ([job]) => {
      const { sql } = assembly.database;
      const options = job ? { signal: AbortSignal.any([signal, job.signal]) } : {};
      const report = await embedFindings(sql, DEFAULT_TENANT, titan, options);
      // The reason is ours and plain; thrown so that the queue waits and tries again.
      if (report.stopped) throw new Error(report.stopped);
    });
  return started;
}

async function createAll(boss: PgBoss, retrySeconds: number): Promise<void> {
  const again = {
    retryLimit: 4,
    retryDelay: retrySeconds,
    retryBackoff: true,
    retryDelayMax: 30 * retrySeconds,
  };
  await boss.createQueue(DEAD_LETTERS, { deleteAfterSeconds: KEPT_SECONDS });
  for (const { name } of Object.values(COLLECTORS))
    await boss.createQueue(queueOf(name), {
      // One waiting or running per singleton key, which is the account.
      policy: 'exclusive',
      ...again,
      deadLetter: DEAD_LETTERS,
      // Every region has its own deadline; this only ends what no deadline ended.
      expireInSeconds: 6 * 3600,
      heartbeatSeconds: 60,
      deleteAfterSeconds: KEPT_SECONDS,
    });
  await boss.createQueue(ALARMS, { ...again, expireInSeconds: 60, deleteAfterSeconds: KEPT_SECONDS });
  await boss.createQueue(EMBED, {
    policy: 'exclusive',
    ...again,
    expireInSeconds: 6 * 3600,
    heartbeatSeconds: 60,
    deleteAfterSeconds: 86_400,
  });
}

/** What is returned is kept as the job's output, where the view finds why an account stayed closed. */
async function collectAndLook(
  assembly: Assembly,
  boss: PgBoss,
  job: CollectJob,
  how: Pick<QueueOptions, 'registry'> & { signal: AbortSignal },
): Promise<{ closed: string } | undefined> {
  const done = await collectOnce(assembly, job, how.signal, how);
  if (!done) return undefined;
  if (done.closed !== null) {
    if (!PASSES_UNSEEN.has(done.code) && (await wasOpen(assembly, job)))
      await sendAlarm(boss, isClosed(job, done.closed));
    if (done.again) throw done.again;
    return { closed: done.closed };
  }
  const stored = done.runs.filter((run) => run.stored !== null);
  if (stored.length > 0) {
    if (assembly.titan) await boss.send(EMBED, {});
    await alarmShrunk(assembly, boss, job, done.accountUid);
  }
  if (done.again) throw done.again;
  return undefined;
}

async function alarmShrunk(assembly: Assembly, boss: PgBoss, job: CollectJob, accountUid: string): Promise<void> {
  const states = await readStates(assembly.database.sql, DEFAULT_TENANT);
  const shrunk = states.filter(
    (state) => state.collector === job.collector && state.accountUid === accountUid && isShrunk(state),
  );
  if (shrunk.length === 0) return;
  const regions = shrunk.map((state) => state.region).join(', ');
  await sendAlarm(boss, {
    kind: 'shrunk',
    ...job,
    message: `${job.collector} read account ${accountUid} (${regions}) without an error but found less than half of what it usually finds. Was something deleted, or can Assay no longer see it?`,
  });
}

/** What the queue's own tries answer first: an alarm comes when they are used up. */
const PASSES_UNSEEN = new Set<SessionErrorCode>(['unreachable', 'rejected']);

/** An account connected just now waits for its role; one that stays unread grows stale. Nobody connects the default one. */
async function wasOpen(assembly: Assembly, { account }: CollectJob): Promise<boolean> {
  if (account === DEFAULT_CREDENTIALS) return true;
  const states = await readStates(assembly.database.sql, DEFAULT_TENANT);
  return states.some(({ accountUid }) => accountUid === account);
}

function isClosed(job: CollectJob, why: string): Alarm {
  const whose =
    job.account === DEFAULT_CREDENTIALS ? 'The account of the default credentials' : `Account ${job.account}`;
  return {
    kind: 'closed',
    collector: job.collector,
    account: job.account,
    occurrence: job.occurrence,
    message: `${whose} cannot be opened, so that nothing of it is read. ${why}`,
  };
}

function gaveUp(job: CollectJob): Alarm {
  return {
    kind: 'gave_up',
    collector: job.collector,
    account: job.account,
    occurrence: job.occurrence,
    message: `${job.collector} could not read account ${job.account} whole after several tries. GET /api/collectors says why; the next occurrence tries again.`,
  };
}

/**
 * A run on request has no occurrence: `ownId` then keeps one alarm from another. An account that is shut is one alarm a
 * day for one reason, not one of every collector at each of its occurrences.
 */
async function sendAlarm(boss: PgBoss, alarm: Alarm, ownId?: string): Promise<void> {
  const when = alarm.occurrence ?? ownId ?? new Date().toISOString();
  const id =
    alarm.kind === 'closed'
      ? idOf('alarm', alarm.kind, alarm.account, alarm.message, new Date().toISOString().slice(0, 10))
      : idOf('alarm', alarm.kind, alarm.collector, alarm.account, when);
  await boss.send(ALARMS, alarm, { id });
}
