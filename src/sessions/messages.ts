/** Messages: a question and its answer are begun together, and the answer is finished once. */
import { randomUUID } from 'node:crypto';
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import type { Coverage, EvidenceItem } from '../evidence.ts';
import type { ClaimsPart, MessageStatus, PlanPart, UsagePart } from '../http/api.ts';
import type { Intent } from '../intent/intent.ts';
import type { AttemptRecord, ErrorClass } from '../llm/provider.ts';
import { recordCalls } from '../provider-calls/record.ts';
import { unknownSession } from './sessions.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

export interface Begun {
  sessionId: string;
  messageId: string;
  /** True when this key and payload were submitted before: attach to that answer instead of running a new one. */
  attached: boolean;
}

/**
 * Stores the question and an empty answer. Throws AppError `not_found` for an unknown session, `conflict` when a key
 * comes back with another payload, `busy` while the session's last answer still runs.
 */
export async function beginExchange(
  ctx: Scope,
  input: {
    sessionId: string | null;
    parentMessageId: string | null;
    question: string;
    idempotencyKey: string | null;
    payloadHash: string;
    runnerId: string;
    at: Date;
    /** Make the session when it is not there yet. */
    createSession: boolean;
  },
): Promise<Begun> {
  try {
    return await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
      if (input.idempotencyKey) {
        const earlier = await findByKey(sql, ctx.tenantId, input.idempotencyKey);
        if (earlier) return attach(earlier, input.payloadHash);
      }
      const sessionId = await openSession(sql, ctx.tenantId, input);
      const messageId = randomUUID();
      await sql`
        insert into chat_messages (tenant_id, message_id, session_id, parent_message_id, role, text, status, created_at,
          finished_at, idempotency_key, payload_hash, runner_id, heartbeat_at)
        values (${ctx.tenantId}, ${randomUUID()}, ${sessionId}, ${input.parentMessageId}, 'user', ${input.question}, 'done',
            ${input.at}, ${input.at}, null, null, null, null),
          (${ctx.tenantId}, ${messageId}, ${sessionId}, null, 'assistant', '', 'streaming',
            ${input.at}, null, ${input.idempotencyKey}, ${input.payloadHash}, ${input.runnerId}, now())`;
      return { sessionId, messageId, attached: false };
    });
  } catch (error) {
    return await resolveCollision(ctx, input, error);
  }
}

/** Two submits at once meet in a unique index: the later one attaches to the same key, or learns that one runs. */
async function resolveCollision(
  ctx: Scope,
  input: { idempotencyKey: string | null; payloadHash: string },
  error: unknown,
): Promise<Begun> {
  const { code, constraint_name: constraint } = error as { code?: string; constraint_name?: string };
  if (code !== UNIQUE_VIOLATION) throw error;
  const key = input.idempotencyKey;
  const earlier = key
    ? await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, (sql) => findByKey(sql, ctx.tenantId, key))
    : null;
  if (earlier) return attach(earlier, input.payloadHash);
  // A client that names its session itself and submits twice at once meets itself in the session's own key.
  if (constraint !== 'chat_messages_running' && constraint !== 'chat_sessions_pkey') throw error;
  throw new AppError('busy', 'This session is still answering. Wait until it is done, or stop it first.', {
    cause: error,
  });
}

const UNIQUE_VIOLATION = '23505';

interface KeyedMessage {
  sessionId: string;
  messageId: string;
  payloadHash: string;
}

async function findByKey(sql: TransactionSql, tenantId: string, key: string): Promise<KeyedMessage | null> {
  const [row] = await sql<KeyedMessage[]>`
    select session_id as "sessionId", message_id as "messageId", payload_hash as "payloadHash"
    from chat_messages where tenant_id = ${tenantId} and idempotency_key = ${key}`;
  return row ?? null;
}

function attach(earlier: KeyedMessage, payloadHash: string): Begun {
  if (earlier.payloadHash !== payloadHash)
    throw new AppError(
      'conflict',
      'This Idempotency-Key was used for another message. Send a new key with a new message.',
    );
  return { sessionId: earlier.sessionId, messageId: earlier.messageId, attached: true };
}

async function openSession(
  sql: TransactionSql,
  tenantId: string,
  input: { sessionId: string | null; question: string; at: Date; createSession: boolean },
): Promise<string> {
  if (input.sessionId) {
    const found = await sql`
      update chat_sessions set updated_at = ${input.at} where tenant_id = ${tenantId} and session_id = ${input.sessionId}`;
    if (found.count > 0) return input.sessionId;
    if (!input.createSession) throw unknownSession();
  }
  const sessionId = input.sessionId ?? randomUUID();
  await sql`
    insert into chat_sessions (tenant_id, session_id, title, created_at, updated_at)
    values (${tenantId}, ${sessionId}, ${titleOf(input.question)}, ${input.at}, ${input.at})`;
  return sessionId;
}

/** The first line of the question, cut at a word. */
function titleOf(question: string): string {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= 80) return line;
  return `${line.slice(0, 80).replace(/\s\S*$/, '')}…`;
}

export interface FinishedAnswer {
  messageId: string;
  text: string;
  status: Exclude<MessageStatus, 'streaming'>;
  errorClass: ErrorClass | null;
  intent: Intent | null;
  plan: PlanPart | null;
  coverage: Coverage | null;
  evidence: EvidenceItem[];
  claims: ClaimsPart | null;
  usage: UsagePart | null;
  attempts: AttemptRecord[];
  at: Date;
}

/** Stores an answer as the reader saw it. Only a running answer can be finished, so it is finished once. */
export async function finishAnswer(ctx: Scope, answer: FinishedAnswer): Promise<boolean> {
  return (await finishAnswers(ctx, [answer])).has(answer.messageId);
}

/** Stores several in one transaction, all or none of them; gives the ids of those that still ran and are finished now. */
export async function finishAnswers(ctx: Scope, answers: readonly FinishedAnswer[]): Promise<Set<string>> {
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const column = (of: (answer: FinishedAnswer) => string | null) => answers.map(of);
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
    const rows = await sql<{ messageId: string }[]>`
      update chat_messages m set text = a.text, status = a.status, finished_at = a.finished_at::timestamptz,
        error_class = a.error_class, intent = a.intent::jsonb, plan = a.plan::jsonb, coverage = a.coverage::jsonb,
        usage = a.usage::jsonb
      from unnest(${column(({ messageId }) => messageId)}::uuid[], ${column(({ text }) => text)}::text[],
        ${column(({ status }) => status)}::text[], ${column(({ at }) => at.toISOString())}::text[],
        ${column(({ errorClass }) => errorClass)}::text[], ${column(({ intent }) => json(intent))}::text[],
        ${column(({ plan }) => json(plan))}::text[], ${column(({ coverage }) => json(coverage))}::text[],
        ${column(({ usage }) => json(usage))}::text[])
        as a(message_id, text, status, finished_at, error_class, intent, plan, coverage, usage)
      where m.tenant_id = ${ctx.tenantId} and m.message_id = a.message_id and m.status = 'streaming'
      returning m.message_id as "messageId"`;
    const finished = new Set(rows.map(({ messageId }) => messageId));
    const stored = answers.filter(({ messageId }) => finished.has(messageId));
    await writeEvidence(sql, ctx.tenantId, stored);
    await recordCalls(sql, ctx.tenantId, stored);
    return finished;
  });
}

async function writeEvidence(sql: TransactionSql, tenantId: string, answers: readonly FinishedAnswer[]): Promise<void> {
  const evidence = answers.flatMap((answer) =>
    answer.evidence.map((item, position) => ({
      tenant_id: tenantId,
      message_id: answer.messageId,
      position,
      label: item.label,
      item,
    })),
  );
  if (evidence.length > 0)
    await sql`insert into message_evidence
      select * from jsonb_populate_recordset(null::message_evidence, ${sql.json(evidence as never)}::jsonb)`;
  const claims = answers.flatMap((answer) =>
    (answer.claims?.claims ?? []).map((claim, position) => ({
      tenant_id: tenantId,
      message_id: answer.messageId,
      position,
      ...claim,
    })),
  );
  if (claims.length > 0)
    await sql`insert into message_claims
      select * from jsonb_populate_recordset(null::message_claims, ${sql.json(claims as never)}::jsonb)`;
}
