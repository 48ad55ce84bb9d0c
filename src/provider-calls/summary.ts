/** What the chain did lately, read from the kept attempts: one summary per provider and model. */
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import type { Latency, ProviderReport } from '../http/api.ts';
import type { ErrorClass, ProviderName, SkipKind } from '../llm/provider.ts';

/** The window: the last answers that asked the chain. Answers from the cache asked nobody. */
const ANSWERS = 100;
/** Attempts looked at to find them: an answer takes a handful, twenty-five at the very most. */
const ATTEMPTS = 2500;
const COST_DAYS = 30;

export type LinkSummary = Pick<
  ProviderReport,
  | 'attempts'
  | 'passedOver'
  | 'errors'
  | 'skips'
  | 'firstTokenMs'
  | 'totalMs'
  | 'inputTokens'
  | 'outputTokens'
  | 'costUsd'
  | 'byDay'
  | 'lastCheck'
  | 'lastFailure'
> & { provider: ProviderName; model: string; answersServed: number };

export interface CallsSummary {
  answers: number;
  /** ISO; null when there was no answer. */
  since: string | null;
  links: LinkSummary[];
}

/** Summarises the tenant's attempts. Links that never were asked are absent. `now` is the real clock, as attempts are. */
export async function summariseCalls(ctx: Pick<Ctx, 'sql' | 'tenantId'>, now: Date): Promise<CallsSummary> {
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const window = await readWindow(sql, ctx.tenantId);
    const figures = await readFigures(sql, ctx.tenantId, window.messageIds);
    const errors = await readErrors(sql, ctx.tenantId, window.messageIds);
    const days = await readDays(sql, ctx.tenantId, new Date(now.getTime() - COST_DAYS * 86_400_000));
    const failures = await readLastFailures(sql, ctx.tenantId);
    const passed = await readPassedOver(sql, ctx.tenantId, window.messageIds);
    const skips = await readSkips(sql, ctx.tenantId, window.messageIds);
    const checks = await readLastChecks(sql, ctx.tenantId);
    const keys = new Map([...figures, ...days, ...failures, ...checks].map((row) => [keyOf(row), row]));
    const links = [...keys.values()].map(({ provider, model }): LinkSummary => {
      const ofLink = <T extends Link>(rows: T[]) => rows.filter((row) => keyOf(row) === keyOf({ provider, model }));
      const [figure] = ofLink(figures);
      const [failure] = ofLink(failures);
      const [check] = ofLink(checks);
      return {
        provider,
        model,
        answersServed: figure?.answersServed ?? 0,
        attempts: {
          served: figure?.served ?? 0,
          failed: figure?.failed ?? 0,
          skipped: figure?.skipped ?? 0,
          aborted: figure?.aborted ?? 0,
        },
        passedOver: ofLink(passed)[0]?.answers ?? 0,
        errors: ofLink(errors).map(({ errorClass, count }) => ({ errorClass, count })),
        skips: ofLink(skips).map(({ skipKind, count }) => ({ skipKind, count })),
        firstTokenMs: latency(figure?.firstP50, figure?.firstP95),
        totalMs: latency(figure?.totalP50, figure?.totalP95),
        inputTokens: figure?.inputTokens ?? 0,
        outputTokens: figure?.outputTokens ?? 0,
        costUsd: figure?.costUsd ?? 0,
        byDay: ofLink(days).map(({ provider: _provider, model: _model, ...day }) => day),
        lastCheck: check
          ? {
              at: check.at.toISOString(),
              ok: check.ok,
              errorClass: check.errorClass,
              totalMs: check.totalMs,
              costUsd: check.costUsd,
            }
          : null,
        lastFailure: failure
          ? {
              at: failure.at.toISOString(),
              errorClass: failure.errorClass,
              httpStatus: failure.httpStatus,
              upstream: failure.upstream,
            }
          : null,
      };
    });
    return { answers: window.messageIds.length, since: window.since?.toISOString() ?? null, links };
  });
}

interface Link {
  provider: ProviderName;
  model: string;
}

const keyOf = ({ provider, model }: Link) => `${provider} ${model}`;

const latency = (p50: number | null | undefined, p95: number | null | undefined): Latency | null =>
  p50 === null || p50 === undefined ? null : { p50, p95: p95 ?? p50 };

async function readWindow(
  sql: TransactionSql,
  tenantId: string,
): Promise<{ messageIds: string[]; since: Date | null }> {
  const rows = await sql<{ messageId: string; startedAt: Date }[]>`
    select recent.message_id as "messageId", min(recent.started_at) as "startedAt"
    from (select message_id, started_at from provider_calls
      where tenant_id = ${tenantId} and message_id is not null order by started_at desc limit ${ATTEMPTS}) recent
    group by recent.message_id order by min(recent.started_at) desc limit ${ANSWERS}`;
  return { messageIds: rows.map((row) => row.messageId), since: rows.at(-1)?.startedAt ?? null };
}

function readFigures(sql: TransactionSql, tenantId: string, messageIds: string[]) {
  return sql<
    (Link & {
      answersServed: number;
      served: number;
      failed: number;
      skipped: number;
      aborted: number;
      firstP50: number | null;
      firstP95: number | null;
      totalP50: number | null;
      totalP95: number | null;
      inputTokens: number;
      outputTokens: number;
      costUsd: number;
    })[]
  >`
    select provider, model,
      count(distinct message_id) filter (where outcome = 'served')::int as "answersServed",
      count(*) filter (where outcome = 'served')::int as served,
      count(*) filter (where outcome = 'failed')::int as failed,
      count(*) filter (where outcome = 'skipped')::int as skipped,
      count(*) filter (where outcome = 'aborted')::int as aborted,
      percentile_disc(0.5) within group (order by first_token_ms) filter (where first_token_ms is not null) as "firstP50",
      percentile_disc(0.95) within group (order by first_token_ms) filter (where first_token_ms is not null) as "firstP95",
      percentile_disc(0.5) within group (order by total_ms) filter (where outcome = 'served') as "totalP50",
      percentile_disc(0.95) within group (order by total_ms) filter (where outcome = 'served') as "totalP95",
      coalesce(sum(input_tokens), 0)::int as "inputTokens", coalesce(sum(output_tokens), 0)::int as "outputTokens",
      coalesce(sum(cost_usd), 0)::float8 as "costUsd"
    from provider_calls where tenant_id = ${tenantId} and message_id = any(${messageIds}::uuid[])
    group by provider, model`;
}

/** Answers past which a link failed or was skipped, and did not serve after all. */
function readPassedOver(sql: TransactionSql, tenantId: string, messageIds: string[]) {
  return sql<(Link & { answers: number })[]>`
    select provider, model, count(*)::int as answers
    from (select provider, model, bool_or(outcome = 'served') as served,
        bool_or(outcome = 'failed' or (outcome = 'skipped' and ${couldBeAsked(sql)})) as passed
      from provider_calls where tenant_id = ${tenantId} and message_id = any(${messageIds}::uuid[])
      group by provider, model, message_id) each_answer
    where passed and not served group by provider, model`;
}

/** Skips of links that could have been asked: not those that nobody set up, nor of questions that need no model. */
const couldBeAsked = (sql: TransactionSql) => sql`coalesce(skip_kind, '') not in ('not_configured', 'not_needed', '')`;

function readSkips(sql: TransactionSql, tenantId: string, messageIds: string[]) {
  return sql<(Link & { skipKind: SkipKind; count: number })[]>`
    select provider, model, skip_kind as "skipKind", count(*)::int as count
    from provider_calls
    where tenant_id = ${tenantId} and message_id = any(${messageIds}::uuid[]) and outcome = 'skipped' and ${couldBeAsked(sql)}
    group by provider, model, skip_kind order by count(*) desc, skip_kind`;
}

function readLastChecks(sql: TransactionSql, tenantId: string) {
  return sql<
    (Link & { at: Date; ok: boolean; errorClass: ErrorClass | null; totalMs: number; costUsd: number | null })[]
  >`
    select distinct on (provider, model) provider, model, started_at as at, outcome = 'served' as ok,
      error_class as "errorClass", total_ms as "totalMs", cost_usd::float8 as "costUsd"
    from provider_calls where tenant_id = ${tenantId} and is_check order by provider, model, started_at desc`;
}

function readErrors(sql: TransactionSql, tenantId: string, messageIds: string[]) {
  return sql<(Link & { errorClass: ErrorClass; count: number })[]>`
    select provider, model, error_class as "errorClass", count(*)::int as count
    from provider_calls
    where tenant_id = ${tenantId} and message_id = any(${messageIds}::uuid[]) and outcome = 'failed' and error_class is not null
    group by provider, model, error_class order by count(*) desc, error_class`;
}

/** Checks cost too, so days count every call that was sent. */
function readDays(sql: TransactionSql, tenantId: string, from: Date) {
  return sql<(Link & ProviderReport['byDay'][number])[]>`
    select provider, model, to_char(started_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::int as attempts,
      coalesce(sum(input_tokens), 0)::int as "inputTokens", coalesce(sum(output_tokens), 0)::int as "outputTokens",
      coalesce(sum(cost_usd), 0)::float8 as "costUsd"
    from provider_calls where tenant_id = ${tenantId} and started_at >= ${from} and outcome <> 'skipped'
    group by provider, model, day order by day`;
}

function readLastFailures(sql: TransactionSql, tenantId: string) {
  return sql<(Link & { at: Date; errorClass: ErrorClass; httpStatus: number | null; upstream: string })[]>`
    select distinct on (provider, model) provider, model, started_at as at, error_class as "errorClass",
      http_status as "httpStatus", upstream
    from provider_calls where tenant_id = ${tenantId} and outcome = 'failed' and error_class is not null
    order by provider, model, started_at desc`;
}
