/** Finished answers by what they depend on; never across tenants, never after new data. */
import { createHash } from 'node:crypto';
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import type { Intent } from '../intent/intent.ts';
import type { AttemptRecord, SkipKind } from '../llm/provider.ts';

export interface CacheInput {
  question: string;
  intent: Intent;
  scope: object;
  recent: string[];
  dataVersion: string;
  promptVersion: string;
  chain: string;
  /** The demo clock, or the day: "today" must not be answered with yesterday's. */
  day: string;
}

/** The key of a plan. The question counts by its words; upper case, blanks and a question mark do not make it another. */
export function cacheKey(tenantId: string, input: CacheInput): string {
  const words = input.question
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/[?.!\s]+$/, '')
    .trim();
  return createHash('sha256')
    .update(JSON.stringify([tenantId, { ...input, question: words }]))
    .digest('hex');
}

/** The message that answered this before, or null. */
export async function findCached(ctx: Pick<Ctx, 'sql' | 'tenantId'>, key: string): Promise<string | null> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ messageId: string }[]>`
      select c.message_id as "messageId" from answer_cache c
      join chat_messages m on m.tenant_id = c.tenant_id and m.message_id = c.message_id and m.status = 'done'
      where c.tenant_id = ${ctx.tenantId} and c.cache_key = ${key}`,
  );
  return rows[0]?.messageId ?? null;
}

/** Skips that say nothing of this moment: the next question would go past that link too. */
const LASTING = new Set<SkipKind | null>(['not_configured', 'not_needed', 'not_allowed']);

/**
 * Whether the link that wrote an answer would be the first to be asked on any other day. What was written in the place of
 * a link that failed or rested is not worth keeping: it would be served long after that link is well again.
 */
export function wasFirstChoice(attempts: readonly AttemptRecord[]): boolean {
  const writer = attempts.find(({ outcome }) => outcome === 'served');
  return attempts.every(
    ({ position, outcome, skipKind }) =>
      position === writer?.position || (outcome === 'skipped' && LASTING.has(skipKind ?? null)),
  );
}

export async function keepInCache(ctx: Pick<Ctx, 'sql' | 'tenantId'>, key: string, messageId: string): Promise<void> {
  await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql`
      insert into answer_cache (tenant_id, cache_key, message_id, created_at)
      values (${ctx.tenantId}, ${key}, ${messageId}, now())
      on conflict (tenant_id, cache_key) do update set message_id = excluded.message_id, created_at = excluded.created_at`,
  );
}
