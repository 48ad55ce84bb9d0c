/** Stopping answers: on request from any process, when nobody reads, and when the process ends. */
import type { Ctx } from '../context.ts';
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { getSession } from '../sessions/sessions.ts';
import { watchReading } from './reading.ts';
import type { LiveAnswer, StreamLog } from './stream-log.ts';

const CHANNEL = 'assay_stop';
/** An answer that nobody reads for this long is stopped, ms. */
const UNREAD_MS = 20_000;

/** Stops the running answer of a session, wherever it runs. False when none runs. Throws AppError `not_found`. */
export async function stopAnswer(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  log: StreamLog,
  sessionId: string,
): Promise<boolean> {
  const { running } = await getSession(ctx, sessionId);
  const here = log.findBySession(ctx.tenantId, sessionId);
  if (here) here.stop.abort('stopped');
  else if (running) await ctx.sql.notify(CHANNEL, JSON.stringify({ tenantId: ctx.tenantId, sessionId }));
  return running || here !== undefined;
}

/** Listens for stops from other processes and watches for answers without readers. Returns what ends both. */
export async function watchStops(
  sql: Sql,
  log: StreamLog,
  { unreadMs = UNREAD_MS }: { unreadMs?: number } = {},
): Promise<() => Promise<void>> {
  const listening = await sql.listen(CHANNEL, (payload) => {
    const { tenantId, sessionId } = JSON.parse(payload) as { tenantId: string; sessionId: string };
    log.findBySession(tenantId, sessionId)?.stop.abort('stopped');
  });
  const endReading = await watchReading(sql, log);
  const timer = setInterval(
    () => {
      for (const answer of log.running()) if (isUnread(answer, unreadMs)) answer.stop.abort('unread');
    },
    Math.min(1000, unreadMs),
  );
  timer.unref();
  return async () => {
    clearInterval(timer);
    await endReading();
    await listening.unlisten();
  };
}

const isUnread = (answer: LiveAnswer, unreadMs: number) =>
  answer.unreadSince !== null && Date.now() - answer.unreadSince > unreadMs;

/** The id of a session's running answer, here or in another process; null when none runs. */
export async function runningAnswer(ctx: Pick<Ctx, 'sql' | 'tenantId'>, sessionId: string): Promise<string | null> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ messageId: string }[]>`
      select message_id as "messageId" from chat_messages
      where tenant_id = ${ctx.tenantId} and session_id = ${sessionId} and status = 'streaming'`,
  );
  return rows[0]?.messageId ?? null;
}
