/** A reader in one process keeps the answer of another alive: nobody would notice it there otherwise. */
import type { Ctx } from '../context.ts';
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { positionOfEventId } from './frames.ts';
import type { StreamLog } from './stream-log.ts';

const CHANNEL = 'assay_reading';

/** Tells the process that writes this answer, whichever it is, that it is being read. */
export async function sayReading(sql: Sql, messageId: string): Promise<void> {
  await sql.notify(CHANNEL, messageId);
}

/** Takes the word of other processes: an answer read there begins its time without a reader anew. */
export async function watchReading(sql: Sql, log: StreamLog): Promise<() => Promise<void>> {
  const listening = await sql.listen(CHANNEL, (messageId) => {
    const answer = log.find(messageId);
    if (answer && answer.unreadSince !== null) answer.unreadSince = Date.now();
  });
  return () => listening.unlisten();
}

/**
 * The answer of this session that `lastEventId` belongs to, when it told more than that since: a reader who was cut off
 * just before the end is owed the rest. Null when there is nothing left to tell.
 */
export async function untoldAnswer(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  sessionId: string,
  lastEventId: string | null,
): Promise<string | null> {
  const at = positionOfEventId(lastEventId);
  if (!at) return null;
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql`
      select 1 from chat_messages m join answer_chunks c on c.tenant_id = m.tenant_id and c.message_id = m.message_id
      where m.tenant_id = ${ctx.tenantId} and m.session_id = ${sessionId} and m.message_id = ${at.messageId}
        and c.last_seq > ${at.seq} limit 1`,
  );
  return rows.length > 0 ? at.messageId : null;
}
