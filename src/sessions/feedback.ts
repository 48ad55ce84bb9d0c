import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';

/** Keeps the reader's verdict on an answer; a later one replaces it. Throws AppError `not_found`. */
export async function giveFeedback(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  input: { messageId: string; rating: 'up' | 'down'; comment: string | null; at: Date },
): Promise<void> {
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const stored = await sql`
      insert into feedback (tenant_id, message_id, rating, comment, created_at)
      select tenant_id, message_id, ${input.rating}, ${input.comment}, ${input.at} from chat_messages
      where tenant_id = ${ctx.tenantId} and message_id = ${input.messageId} and role = 'assistant'
      on conflict (tenant_id, message_id) do update set
        rating = excluded.rating, comment = excluded.comment, created_at = excluded.created_at`;
    if (stored.count === 0) throw new AppError('not_found', 'There is no such answer to rate.');
  });
}
