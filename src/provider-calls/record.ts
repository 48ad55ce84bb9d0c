/** Every attempt at a provider, kept: who was asked, how it ended, what it took and cost. */
import { randomUUID } from 'node:crypto';
import type { TransactionSql } from '../db/connect.ts';
import type { AttemptRecord } from '../llm/provider.ts';

/** Stores the attempts of answers, in the caller's transaction. */
export async function recordCalls(
  sql: TransactionSql,
  tenantId: string,
  answers: readonly { messageId: string; attempts: readonly AttemptRecord[] }[],
): Promise<void> {
  const rows = answers.flatMap(({ messageId, attempts }) =>
    attempts.map((attempt) => rowOf(tenantId, messageId, attempt)),
  );
  await insertCalls(sql, rows);
}

/** Stores the one attempt of a check, which belongs to no answer. */
export async function recordCheck(sql: TransactionSql, tenantId: string, attempt: AttemptRecord): Promise<void> {
  await insertCalls(sql, [{ ...rowOf(tenantId, null, attempt), is_check: true }]);
}

async function insertCalls(sql: TransactionSql, rows: readonly ReturnType<typeof rowOf>[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into provider_calls
    select * from jsonb_populate_recordset(null::provider_calls, ${sql.json(rows as never)}::jsonb)`;
}

function rowOf(tenantId: string, messageId: string | null, attempt: AttemptRecord) {
  return {
    tenant_id: tenantId,
    call_id: randomUUID(),
    message_id: messageId,
    attempt: attempt.attempt,
    provider: attempt.provider,
    model: attempt.model,
    region: attempt.region,
    position: attempt.position,
    started_at: attempt.startedAt,
    outcome: attempt.outcome,
    error_class: attempt.errorClass,
    http_status: attempt.httpStatus,
    retry_after_ms: whole(attempt.retryAfterMs),
    upstream: attempt.upstream,
    skip_reason: attempt.skipReason,
    connect_ms: whole(attempt.connectMs),
    first_token_ms: whole(attempt.firstTokenMs),
    total_ms: Math.round(attempt.totalMs),
    input_tokens: attempt.inputTokens,
    output_tokens: attempt.outputTokens,
    cost_usd: attempt.costUsd,
    is_check: false,
    skip_kind: attempt.skipKind ?? null,
    block_reason: attempt.blockReason ?? null,
  };
}

const whole = (value: number | null) => (value === null ? null : Math.round(value));
