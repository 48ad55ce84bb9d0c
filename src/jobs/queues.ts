/** The queues: one per collector with its own workers, retries and dead letter; alarms; Titan vectors. */
import type { PgBoss } from 'pg-boss';
import type { CollectorName } from '../../collectors/collector.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Assembly } from '../assemble.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { embedFindings } from '../embeddings/backfill.ts';
import { type Alarm, raiseAlarm } from './alarms.ts';
import { startBoss } from './boss.ts';
import { type CollectJob, collectOnce } from './collect-job.ts';
import { isShrunk, readStates } from './health.ts';
import { idOf } from './occurrences.ts';

export interface Queues {
  /** Queues a run; null when it was queued before, or one of the account waits or runs. */
  collect(job: CollectJob): Promise<string | null>;
  /** Raises an alarm, once for its kind, account and occurrence over all processes. */
  alarm(alarm: Alarm): Promise<void>;
  close(): Promise<void>;
}

const DEAD_LETTERS = 'collect-dead-letter';
const ALARMS = 'alarm';
const EMBED = 'embed-findings';
const queueOf = (collector: CollectorName) => `collect-${collector}`;

/** Ids of done jobs are what makes an occurrence happen once: kept longer than a monthly schedule's gap. */
const KEPT_SECONDS = 40 * 86_400;
/** How long running work may go on at shutdown before it is given back, ms. */
const STOP_MS = 3000;

/** pg-boss starts with the first use: an installation without an account pays nothing for it. */
export function createQueues(assembly: Assembly, options: { work: boolean }): Queues {
  const stop = new AbortController();
  const workers = new Map<string, string>();
  let started: Promise<Started> | null = null;
  const ready = () =>
    (started ??= start(assembly, options.work, workers, stop.signal).catch((error: unknown) => {
      started = null;
      throw error;
    }));
  return {
    collect: async (job) => {
      const { boss } = await ready();
      const id = await boss.send(queueOf(job.collector), job, {
        singletonKey: job.account,
        ...(job.occurrence ? { id: idOf('collect', job.collector, job.account, job.occurrence) } : { priority: 10 }),
      });
      const worker = workers.get(queueOf(job.collector));
      if (id && worker) boss.notifyWorker(worker);
      return id;
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
  work: boolean,
  workers: Map<string, string>,
  signal: AbortSignal,
): Promise<Started> {
  const started = await startBoss(assembly.database, assembly.log, { supervise: work });
  const { boss } = started;
  await createAll(boss);
  if (!work) return started;
  // More than one account of a collector at once only where the database does not block this process.
  const localConcurrency = assembly.database.kind === 'postgres' ? 2 : 1;
  const polling = { pollingIntervalSeconds: assembly.database.kind === 'postgres' ? 2 : 5 };
  for (const { name } of Object.values(COLLECTORS))
    workers.set(
      queueOf(name),
      await boss.work<CollectJob>(queueOf(name), { localConcurrency, ...polling }, async ([job]) => {
        if (!job) return;
        await collectAndLook(assembly, boss, job.data, AbortSignal.any([signal, job.signal]));
      }),
    );
  await boss.work<CollectJob>(DEAD_LETTERS, { pollingIntervalSeconds: 10 }, async ([job]) => {
    if (job) await sendAlarm(boss, gaveUp(job.data), job.id);
  });
  await boss.work<Alarm>(ALARMS, polling, async ([job]) => {
    if (job) await raiseAlarm(assembly.config, assembly.log, job.data, job.retryCount === 0);
  });
  const { titan } = assembly;
  if (titan)
    await boss.work(EMBED, { pollingIntervalSeconds: 10 }, async ([job]) => {
      const { sql } = assembly.database;
      const options = job ? { signal: AbortSignal.any([signal, job.signal]) } : {};
      const report = await embedFindings(sql, DEFAULT_TENANT, titan, options);
      // The reason is ours and plain; thrown so that the queue waits and tries again.
      if (report.stopped) throw new Error(report.stopped);
    });
  return started;
}

async function createAll(boss: PgBoss): Promise<void> {
  const again = { retryLimit: 4, retryDelay: 30, retryBackoff: true, retryDelayMax: 900 };
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

async function collectAndLook(assembly: Assembly, boss: PgBoss, job: CollectJob, signal: AbortSignal): Promise<void> {
  const done = await collectOnce(assembly, job, signal);
  if (!done) return;
  if (assembly.titan) await boss.send(EMBED, {});
  const states = await readStates(assembly.database.sql, DEFAULT_TENANT);
  const shrunk = states.filter(
    (state) => state.collector === job.collector && state.accountUid === done.accountUid && isShrunk(state),
  );
  if (shrunk.length === 0) return;
  const regions = shrunk.map((state) => state.region).join(', ');
  await sendAlarm(boss, {
    kind: 'shrunk',
    ...job,
    message: `${job.collector} read account ${done.accountUid} (${regions}) without an error but found less than half of what it usually finds. Was something deleted, or can Assay no longer see it?`,
  });
}

function gaveUp(job: CollectJob): Alarm {
  return {
    kind: 'gave_up',
    collector: job.collector,
    account: job.account,
    occurrence: job.occurrence,
    message: `${job.collector} could not read account ${job.account} after several tries. GET /api/collectors says why; the next occurrence tries again.`,
  };
}

/** A run on request has no occurrence: `ownId` then keeps one alarm from another. */
async function sendAlarm(boss: PgBoss, alarm: Alarm, ownId?: string): Promise<void> {
  const when = alarm.occurrence ?? ownId ?? new Date().toISOString();
  await boss.send(ALARMS, alarm, { id: idOf('alarm', alarm.kind, alarm.collector, alarm.account, when) });
}
