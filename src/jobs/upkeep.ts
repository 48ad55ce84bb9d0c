/** What keeps the store small in the background: old events, stream logs and records of runs go. */
import type { Assembly } from '../assemble.ts';
import type { Sql } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';

/** Rows per statement: short locks, and on the embedded database a short stop. */
const BATCH = 1000;
const CHUNKS_KEPT_DAYS = 30;
/** Twice what the queues keep of an occurrence; every five minutes in 17 regions is 10,000 records a day. */
const RUNS_KEPT_DAYS = 80;
const PRUNE_EVERY_MS = 3_600_000;

/**
 * Removes events older than `eventDays`, and stream logs of answers that ended over 30 days ago (the answer itself is
 * kept), and records of runs that began over 80 days ago but each place's last. In batches of their own transactions; safe beside another process. Answers how many rows went.
 */
export async function prune(
  sql: Sql,
  tenantId: string,
  options: { eventDays: number; now: Date; signal?: AbortSignal; batchSize?: number },
): Promise<{ events: number; chunks: number; runs: number }> {
  const { now, signal, batchSize = BATCH } = options;
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const repeat = async (work: () => Promise<number>) => {
    let total = 0;
    for (let removed = batchSize; removed >= batchSize && !signal?.aborted; total += removed) removed = await work();
    return total;
  };
  const events = await repeat(() =>
    withTenant(sql, { tenantId, role: 'collect' }, async (sql) => {
      const gone = await sql`
        delete from events where tenant_id = ${tenantId}::uuid and event_id in (
          select event_id from events where tenant_id = ${tenantId}::uuid
            and time < ${before(options.eventDays)}::timestamptz limit ${batchSize}::int)`;
      return gone.count;
    }),
  );
  const chunks = await repeat(() =>
    withTenant(sql, { tenantId, role: 'chat' }, async (sql) => {
      const gone = await sql`
        delete from answer_chunks where tenant_id = ${tenantId}::uuid and (message_id, seq) in (
          select c.message_id, c.seq from answer_chunks c
          left join chat_messages m on m.tenant_id = c.tenant_id and m.message_id = c.message_id
          where c.tenant_id = ${tenantId}::uuid
            -- Without a message: its session was deleted in the instant in which they were written.
            and (m.message_id is null
              or (m.status <> 'streaming' and m.finished_at < ${before(CHUNKS_KEPT_DAYS)}::timestamptz))
          limit ${batchSize}::int)`;
      return gone.count;
    }),
  );
  const runs = await repeat(() =>
    withTenant(sql, { tenantId, role: 'collect' }, async (sql) => {
      const gone = await sql`
        delete from collection_runs where tenant_id = ${tenantId}::uuid and run_id in (
          select r.run_id from collection_runs r
          where r.tenant_id = ${tenantId}::uuid and r.state <> 'running'
            and r.started_at < ${before(RUNS_KEPT_DAYS)}::timestamptz
            -- The last one of each place stays: it says how it stands there.
            and exists (
              select 1 from collection_runs later
              where later.tenant_id = r.tenant_id and later.collector = r.collector
                and later.account_uid = r.account_uid and later.region = r.region and later.state <> 'running'
                and later.started_at > r.started_at)
          limit ${batchSize}::int)`;
      return gone.count;
    }),
  );
  return { events, chunks, runs };
}

/** Starts it on its timers; the answer stops it. The demo's events are its seed's and stay. */
export function startUpkeep(assembly: Assembly): () => Promise<void> {
  const { config, database, log } = assembly;
  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const chain = (name: string, work: () => Promise<unknown>) => {
    running = running.then(work).catch((error: unknown) => log.warn(`${name}.failed`, { error }));
  };
  const pruneAll = async () => {
    const removed = await prune(database.sql, DEFAULT_TENANT, {
      eventDays: config.EVENT_RETENTION_DAYS,
      now: new Date(),
      signal: stop.signal,
    });
    if (removed.events + removed.chunks + removed.runs > 0) log.info('prune.done', removed);
  };
  const timers = [setInterval(() => chain('prune', pruneAll), PRUNE_EVERY_MS)];
  for (const timer of timers) timer.unref();
  const first = setTimeout(() => chain('prune', pruneAll), 60_000);
  first.unref();
  return async () => {
    stop.abort();
    clearTimeout(first);
    for (const timer of timers) clearInterval(timer);
    await running;
  };
}
