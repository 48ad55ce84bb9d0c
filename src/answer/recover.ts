/** Answers whose process died: what was kept of them becomes the answer, marked interrupted. */
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import type { Log } from '../log.ts';
import { decodeFrames, encodeFrame } from './frames.ts';
import { createOutcome } from './outcome.ts';
import { finishAnswer } from '../sessions/messages.ts';

/** Without a sign of life for this long the runner is dead: ten missed flushes and a margin for a busy machine. */
const DEAD_AFTER_SECONDS = 15;

/** Recovers every dead answer of a tenant; `all` also those with a fresh heartbeat (nobody else can run them). */
export async function recoverAnswers(sql: Sql, tenantId: string, log: Log, options: { all: boolean }): Promise<number> {
  const dead = await withTenant(
    sql,
    { tenantId, role: 'chat' },
    (sql) => sql<{ messageId: string; frames: string; lastSeq: number }[]>`
      select m.message_id as "messageId", coalesce(max(c.last_seq), -1)::int as "lastSeq",
        coalesce(string_agg(c.frames, '' order by c.seq), '') as frames
      from chat_messages m left join answer_chunks c on c.tenant_id = m.tenant_id and c.message_id = m.message_id
      where m.tenant_id = ${tenantId} and m.status = 'streaming'
        and (${options.all} or m.heartbeat_at < now() - make_interval(secs => ${DEAD_AFTER_SECONDS}))
      group by m.message_id`,
  );
  for (const { messageId, frames, lastSeq } of dead) {
    const outcome = outcomeOf(frames);
    const end = encodeFrame(messageId, lastSeq + 1, { type: 'abort', reason: 'interrupted' });
    await withTenant(
      sql,
      { tenantId, role: 'chat' },
      (sql) => sql`
        insert into answer_chunks (tenant_id, message_id, seq, last_seq, frames)
        values (${tenantId}, ${messageId}, ${end.seq}, ${end.seq}, ${end.text}) on conflict do nothing`,
    );
    const { cacheKey: _cacheKey, ...answer } = outcome;
    await finishAnswer({ sql, tenantId }, { ...answer, messageId, at: new Date() });
    log.warn('answer.recovered', { messageId, characters: outcome.text.length });
  }
  return dead.length;
}

function outcomeOf(frames: string) {
  const outcome = createOutcome();
  for (const { part } of decodeFrames(frames)) {
    if (part.type === 'text-start') outcome.text = '';
    else if (part.type === 'text-delta') outcome.text += part.delta;
    else if (part.type === 'data-plan') outcome.plan = part.data;
    else if (part.type === 'data-evidence') outcome.evidence = part.data.items;
    else if (part.type === 'data-coverage') outcome.coverage = part.data;
    else if (part.type === 'data-claims') outcome.claims = part.data;
    else if (part.type === 'data-restart') outcome.text = '';
  }
  return outcome;
}
