/**
 * A client of this door sends the whole conversation each time and names no session. What it asked before tells which
 * of our sessions that was: the newest one whose questions are exactly those. Without one a new session begins.
 */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';

/** Sessions older than this are not continued over this door, days. */
const CONTINUED_DAYS = 7;

/** The session that holds exactly these questions, in this order, and is not answering now; null when none does. */
export async function findConversation(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  questions: readonly string[],
): Promise<string | null> {
  if (questions.length === 0) return null;
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ sessionId: string }[]>`
      select m.session_id as "sessionId"
      from chat_messages m join chat_sessions s on s.tenant_id = m.tenant_id and s.session_id = m.session_id
      where m.tenant_id = ${ctx.tenantId} and s.updated_at > now() - make_interval(days => ${CONTINUED_DAYS})
      group by m.session_id, s.updated_at
      having array_agg(m.text order by m.position) filter (where m.role = 'user') = ${[...questions]}::text[]
        and not bool_or(m.status = 'streaming')
      order by s.updated_at desc limit 1`,
  );
  return rows[0]?.sessionId ?? null;
}

/** Whether an answer that ended was kept as interrupted: the output limit cut it. */
export async function wasInterrupted(ctx: Pick<Ctx, 'sql' | 'tenantId'>, messageId: string): Promise<boolean> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ status: string }[]>`
      select status from chat_messages where tenant_id = ${ctx.tenantId} and message_id = ${messageId}`,
  );
  return rows[0]?.status === 'interrupted';
}
