/** Stopping answers: on request from any process, when nobody reads, and when the process ends. */
import type { Ctx } from '../context.ts';
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { unknownSession } from '../sessions/sessions.ts';
import { watchReading } from './reading.ts';
import type { LiveAnswer, StreamLog } from './stream-log.ts';

const CHANNEL = 'assay_stop';
/** An answer that nobody reads for this long is stopped, ms. */
const UNREAD_MS = 20_000;
/** Between two looks whether an answer elsewhere is over, ms, and how many looks come before it is told again. */
const LOOK_MS = 40;
const LOOKS_PER_CALL = 8;
/** By then a living process has heard it, ms. */
const GIVE_UP_MS = 10_000;

/**
 * Stops the running answer of a session, wherever it runs. False when none runs, or none can be reached: then its
 * process is dead and the answer is soon recovered. Throws AppError `not_found`.
 */
export async function stopAnswer(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  log: StreamLog,
  sessionId: string,
): Promise<boolean> {
  const here = log.findBySession(ctx.tenantId, sessionId);
  if (here) here.stop.abort('stopped');
  return here !== undefined || (await stopElsewhere(ctx, sessionId));
}

/** A notification is lost when nobody listens just then, so it is said again until the answer is over. */
async function stopElsewhere(ctx: Pick<Ctx, 'sql' | 'tenantId'>, sessionId: string): Promise<boolean> {
  const messageId = await callStop(ctx, sessionId);
  if (!messageId) return false;
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (let looks = 1; Date.now() < giveUpAt; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const running = await (looks % LOOKS_PER_CALL === 0 ? callStop(ctx, sessionId) : runningAnswer(ctx, sessionId));
    if (running !== messageId) return true;
  }
  return false;
}

/** Looks for the running answer and calls for its stop in one statement: each round trip is part of the wait. */
async function callStop(ctx: Pick<Ctx, 'sql' | 'tenantId'>, sessionId: string): Promise<string | null> {
  const [session] = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ messageId: string | null }[]>`
      select m.message_id as "messageId", case when m.message_id is not null then pg_notify(${CHANNEL}::text,
        jsonb_build_object('tenantId', s.tenant_id, 'sessionId', s.session_id, 'messageId', m.message_id)::text) end
      from chat_sessions s left join chat_messages m
        on m.tenant_id = s.tenant_id and m.session_id = s.session_id and m.status = 'streaming'
      where s.tenant_id = ${ctx.tenantId} and s.session_id = ${sessionId}`,
  );
  if (!session) throw unknownSession();
  return session.messageId;
}

/** Listens for stops from other processes and watches for answers without readers. Returns what ends both. */
export async function watchStops(
  sql: Sql,
  log: StreamLog,
  { unreadMs = UNREAD_MS }: { unreadMs?: number } = {},
): Promise<() => Promise<void>> {
  const listening = await sql.listen(CHANNEL, (payload) => {
    const { tenantId, sessionId, messageId } = JSON.parse(payload) as Record<string, string>;
    const answer = log.findBySession(tenantId!, sessionId!);
    // Said twice it must not stop the next answer of the session.
    if (answer?.messageId === messageId) answer?.stop.abort('stopped');
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
