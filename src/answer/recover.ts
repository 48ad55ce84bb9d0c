/** Answers whose process died: what was kept of them becomes the answer, marked interrupted. */
import type { Sql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import type { Log } from '../log.ts';
import type { AttemptPart, StreamPart } from '../http/api.ts';
import { finishAnswer } from '../sessions/messages.ts';
import { keptLine, partsOfRow } from './kept-parts.ts';
import { createOutcome, type Outcome, statusOfStop } from './outcome.ts';
import { attemptsFrom } from './recover-attempts.ts';

/** Without a sign of life for this long the runner is dead: three missed heartbeats of its log. */
const DEAD_AFTER_SECONDS = 15;
/** Between two looks for answers of dead processes, ms. */
const LOOK_EVERY_MS = 5000;

interface DeadAnswer {
  messageId: string;
  createdAt: Date;
  /** The last sign of life. */
  seenAt: Date;
  lastSeq: number;
  lines: string;
}

/**
 * Recovers every dead answer of a tenant; `all` also those with a fresh heartbeat (nobody else can run them). Returns
 * how many; of several processes that look at once, one recovers an answer.
 */
export async function recoverAnswers(
  sql: Sql,
  tenantId: string,
  log: Log,
  options: { all: boolean; runsHere?: (messageId: string) => boolean },
): Promise<number> {
  const dead = await withTenant(
    sql,
    { tenantId, role: 'chat' },
    (sql) => sql<DeadAnswer[]>`
      select m.message_id as "messageId", m.created_at as "createdAt", coalesce(m.heartbeat_at, m.created_at) as "seenAt",
        coalesce(max(c.last_seq), -1)::int as "lastSeq", coalesce(string_agg(c.parts, '' order by c.seq), '') as lines
      from chat_messages m left join answer_chunks c on c.tenant_id = m.tenant_id and c.message_id = m.message_id
      where m.tenant_id = ${tenantId} and m.status = 'streaming'
        and (${options.all} or m.heartbeat_at < now() - make_interval(secs => ${DEAD_AFTER_SECONDS}))
      group by m.tenant_id, m.message_id`,
  );
  let recovered = 0;
  for (const answer of dead) {
    const { messageId } = answer;
    if (options.runsHere?.(messageId)) continue;
    const parts = partsOfRow(answer.lines);
    const { cacheKey: _cacheKey, ...outcome } = outcomeOf(parts, answer);
    if (!parts.some(isTerminal)) await keepEnd(sql, tenantId, answer);
    // Only a running answer can be finished: of two that recover it at once, one does.
    if (!(await finishAnswer({ sql, tenantId }, { ...outcome, messageId, at: new Date() }))) continue;
    recovered += 1;
    log.warn('answer.recovered', { messageId, status: outcome.status, characters: outcome.text.length });
  }
  return recovered;
}

/**
 * Looks for dead answers of these tenants from now on; one look at a time. One that `runsHere` is alive, however late its
 * sign of life is. Returns what ends it.
 */
export function watchDead(
  sql: Sql,
  tenantIds: readonly string[],
  log: Log,
  runsHere: (messageId: string) => boolean,
): () => Promise<void> {
  let looking: Promise<void> | null = null;
  const look = async () => {
    try {
      for (const tenantId of tenantIds) await recoverAnswers(sql, tenantId, log, { all: false, runsHere });
    } catch (error) {
      log.warn('answer.recovery.failed', { error });
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, LOOK_EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

const isTerminal = ({ type }: StreamPart) => type === 'finish' || type === 'error' || type === 'abort';

/** The end that its reader is owed. */
async function keepEnd(sql: Sql, tenantId: string, { messageId, lastSeq }: DeadAnswer): Promise<void> {
  const seq = lastSeq + 1;
  const end = keptLine({ type: 'abort', reason: 'interrupted' }, null);
  await withTenant(
    sql,
    { tenantId, role: 'chat' },
    (sql) => sql`
      insert into answer_chunks (tenant_id, message_id, seq, last_seq, parts)
      select ${tenantId}, ${messageId}, ${seq}, ${seq}, ${end} from chat_messages
      where tenant_id = ${tenantId} and message_id = ${messageId} and status = 'streaming'
      on conflict do nothing`,
  );
}

/** What the stream told so far. One that told its end is what that end says, and was only not stored. */
function outcomeOf(parts: readonly StreamPart[], answer: DeadAnswer): Outcome {
  const outcome = createOutcome();
  const attempts: AttemptPart[] = [];
  for (const part of parts) {
    if (part.type === 'text-start' || part.type === 'data-restart') outcome.text = '';
    else if (part.type === 'text-delta') outcome.text += part.delta;
    else if (part.type === 'data-plan') outcome.plan = part.data;
    else if (part.type === 'data-evidence') outcome.evidence = part.data.items;
    else if (part.type === 'data-coverage') outcome.coverage = part.data;
    else if (part.type === 'data-claims') outcome.claims = part.data;
    else if (part.type === 'data-usage') outcome.usage = part.data;
    else if (part.type === 'data-attempt') attempts.push(part.data);
    else if (isTerminal(part)) outcome.status = statusOfEnd(part, attempts);
  }
  outcome.attempts = attemptsFrom(attempts, { beganAt: answer.createdAt, seenAt: answer.seenAt });
  if (outcome.status === 'failed')
    outcome.errorClass = attempts.findLast(({ state }) => state === 'failed')?.errorClass ?? null;
  return outcome;
}

/** One that was served, here or before from the cache, is whole; one cut by the output limit finishes unserved. */
function statusOfEnd(end: StreamPart, attempts: readonly AttemptPart[]): Outcome['status'] {
  if (end.type === 'error') return 'failed';
  if (end.type === 'abort') return statusOfStop(end.reason);
  return attempts.length === 0 || attempts.some(({ state }) => state === 'done') ? 'done' : 'interrupted';
}
