/** Reading an answer's stream: from memory while it runs here, from the database otherwise, from any position. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { sayReading } from './reading.ts';
import { DONE_FRAME, HEARTBEAT } from './frames.ts';
import { framesOfRow } from './kept-parts.ts';
import { countReader, HEARTBEAT_MS } from './send-live.ts';
import type { LiveAnswer, StreamLog } from './stream-log.ts';

/** Between two looks at the database for an answer that runs in another process, ms. */
const POLL_MS = 120;
/** Most flushes read at once: a reader far behind gets the rest in the next look. */
const MOST_ROWS = 200;
/** How often the process that writes is told that somebody reads here, ms. */
const SAY_READING_MS = 5000;

/**
 * Yields chunks of server-sent events after position `after` (null: all), a heartbeat in every silence, and [DONE] last.
 * A slow consumer only lags: frames are shared, so it holds no copy and slows nobody.
 */
export async function* readStream(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  log: StreamLog,
  messageId: string,
  after: number | null,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let next = (after ?? -1) + 1;
  const live = log.find(messageId);
  if (live) {
    const forget = countReader(live);
    try {
      yield* followLive(log, live, next, signal);
    } finally {
      forget();
    }
    return;
  }
  let quietSince = Date.now();
  let saidAt = 0;
  while (!signal.aborted) {
    const kept = await readKept(ctx, messageId, next);
    if (kept.frames.length > 0) {
      next = kept.lastSeq + 1;
      quietSince = Date.now();
      yield kept.frames;
    } else if (!kept.running) {
      yield `${await readOwedEnd(ctx, messageId, next)}${DONE_FRAME}`;
      return;
    } else if (Date.now() - quietSince >= HEARTBEAT_MS) {
      quietSince = Date.now();
      yield HEARTBEAT;
    }
    if (kept.running && Date.now() - saidAt >= SAY_READING_MS) {
      saidAt = Date.now();
      await sayReading(ctx.sql, messageId);
    }
    if (kept.running) await pause(POLL_MS, signal);
  }
}

/** One listener, one timer and one promise serve a reader however many parts it reads: nothing piles up behind it. */
async function* followLive(
  log: StreamLog,
  live: LiveAnswer,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  let next = Math.min(from, live.frames.count());
  let silent = false;
  let resume = (): void => undefined;
  const wake = () => resume();
  const unwatch = log.watch(live, wake);
  const heartbeat = setTimeout(() => {
    silent = true;
    wake();
  }, HEARTBEAT_MS);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      if (next < live.frames.count()) {
        const piece = live.frames.piece(next);
        next = piece.next;
        silent = false;
        heartbeat.refresh();
        yield piece.bytes.toString();
      } else if (live.closed) {
        yield DONE_FRAME;
        return;
      } else if (silent) {
        silent = false;
        heartbeat.refresh();
        yield HEARTBEAT;
      } else {
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      }
    }
  } finally {
    clearTimeout(heartbeat);
    unwatch();
    signal.removeEventListener('abort', wake);
  }
}

async function readKept(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  messageId: string,
  from: number,
): Promise<{ frames: string; lastSeq: number; running: boolean }> {
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    // The status is read first: a row written after it can only be missed while it still says streaming.
    const [message] = await sql<{ status: string }[]>`
      select status from chat_messages where tenant_id = ${ctx.tenantId} and message_id = ${messageId}`;
    const rows = await sql<{ seq: number; lastSeq: number; parts: string }[]>`
      select seq::int, last_seq::int as "lastSeq", parts from answer_chunks
      where tenant_id = ${ctx.tenantId} and message_id = ${messageId} and last_seq >= ${from} order by seq limit ${MOST_ROWS}`;
    const frames = rows.map((row) => framesOfRow(messageId, row, from)).join('');
    return { frames, lastSeq: rows.at(-1)?.lastSeq ?? from - 1, running: message?.status === 'streaming' };
  });
}

/**
 * The end of an answer that is over, for a reader who names a position beyond it: that part died with its process, which
 * had told it and not kept it yet. Empty for one who has seen the end.
 */
async function readOwedEnd(ctx: Pick<Ctx, 'sql' | 'tenantId'>, messageId: string, next: number): Promise<string> {
  const [last] = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ seq: number; lastSeq: number; parts: string }[]>`
      select seq::int, last_seq::int as "lastSeq", parts from answer_chunks
      where tenant_id = ${ctx.tenantId} and message_id = ${messageId} order by seq desc limit 1`,
  );
  return !last || next <= last.lastSeq + 1 ? '' : framesOfRow(messageId, last, last.lastSeq);
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener('abort', finish, { once: true });
  });
}
