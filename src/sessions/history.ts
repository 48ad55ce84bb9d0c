/** Reading conversations: a whole session with evidence and claims, and the recent turns a follow-up needs. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import type {
  AttemptPart,
  ChatMessage,
  Claim,
  ClaimsPart,
  Coverage,
  EvidenceItem,
  PlanPart,
  SessionDetail,
  UsagePart,
} from '../http/api.ts';
import type { Intent } from '../intent/intent.ts';
import type { BlockReason, ErrorClass, ProviderName, SkipKind } from '../llm/provider.ts';
import { getSession } from './sessions.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

interface MessageRow {
  id: string;
  role: 'user' | 'assistant';
  text: string;
  status: ChatMessage['status'];
  createdAt: Date;
  plan: PlanPart | null;
  coverage: Coverage | null;
  usage: UsagePart | null;
  evidence: EvidenceItem[] | null;
  claims: Claim[] | null;
  attempts:
    | {
        attempt: number;
        provider: ProviderName;
        model: string;
        outcome: string;
        errorClass: ErrorClass | null;
        httpStatus: number | null;
        totalMs: number;
        blockReason: BlockReason | null;
        skipKind: SkipKind | null;
      }[]
    | null;
  rating: 'up' | 'down' | null;
  comment: string | null;
}

/** A session as the reader saw it. Throws AppError `not_found`. */
export async function readSession(ctx: Scope, sessionId: string): Promise<SessionDetail> {
  const summary = await getSession(ctx, sessionId);
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<MessageRow[]>`
      select m.message_id as id, m.role, m.text, m.status, m.created_at as "createdAt", m.plan, m.coverage, m.usage,
        (select jsonb_agg(e.item order by e.position) from message_evidence e
          where e.tenant_id = m.tenant_id and e.message_id = m.message_id) as evidence,
        (select jsonb_agg(jsonb_build_object('text', c.text, 'verdict', c.verdict, 'labels', c.labels, 'reason', c.reason)
          order by c.position) from message_claims c where c.tenant_id = m.tenant_id and c.message_id = m.message_id) as claims,
        (select jsonb_agg(jsonb_build_object('attempt', p.attempt, 'provider', p.provider, 'model', p.model,
          'outcome', p.outcome, 'errorClass', p.error_class, 'httpStatus', p.http_status, 'totalMs', p.total_ms,
          'blockReason', p.block_reason, 'skipKind', p.skip_kind) order by p.attempt)
          from provider_calls p where p.tenant_id = m.tenant_id and p.message_id = m.message_id
            and (p.outcome <> 'skipped' or p.skip_kind not in ('not_configured', 'not_needed'))) as attempts,
        f.rating, f.comment
      from chat_messages m left join feedback f on f.tenant_id = m.tenant_id and f.message_id = m.message_id
      where m.tenant_id = ${ctx.tenantId} and m.session_id = ${sessionId} order by m.position`,
  );
  return { ...summary, messages: rows.map(toMessage) };
}

function toMessage(row: MessageRow): ChatMessage {
  return {
    id: row.id,
    role: row.role,
    text: row.text,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    plan: row.plan,
    evidence: row.evidence ?? [],
    coverage: row.coverage,
    claims: row.claims ? claimsPart(row.claims) : null,
    attempts: (row.attempts ?? []).map(toAttempt),
    usage: row.usage,
    feedback: row.rating ? { rating: row.rating, comment: row.comment } : null,
  };
}

function toAttempt(row: NonNullable<MessageRow['attempts']>[number]): AttemptPart {
  const { attempt, provider, model, outcome, errorClass, httpStatus, totalMs, blockReason, skipKind } = row;
  return {
    attempt,
    provider,
    model,
    state: outcome === 'served' ? 'done' : outcome === 'skipped' ? 'skipped' : 'failed',
    ...(errorClass ? { errorClass } : {}),
    ...(httpStatus ? { httpStatus } : {}),
    ...(outcome === 'skipped' ? {} : { latencyMs: totalMs }),
    ...(blockReason ? { blockReason } : {}),
    ...(skipKind ? { skipKind } : {}),
  };
}

/** Claims with their counts, as the stream sends them. */
export function claimsPart(claims: Claim[]): ClaimsPart {
  const countOf = (verdict: Claim['verdict']) => claims.filter((claim) => claim.verdict === verdict).length;
  return {
    claims,
    supported: countOf('supported'),
    contradicted: countOf('contradicted'),
    uncited: countOf('uncited'),
    notCheckable: countOf('not_checkable'),
  };
}

export interface RecentTurn {
  question: string;
  answer: string;
  intent: Intent | null;
}

/** The last finished turns before `messageId`, oldest first. */
export async function recentTurns(
  ctx: Scope,
  sessionId: string,
  messageId: string,
  limit: number,
): Promise<RecentTurn[]> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<RecentTurn[]>`
      select coalesce(q.text, '') as question, a.text as answer, a.intent
      from chat_messages a
      left join lateral (select text from chat_messages u where u.tenant_id = a.tenant_id and u.session_id = a.session_id
        and u.role = 'user' and u.position < a.position order by u.position desc limit 1) q on true
      where a.tenant_id = ${ctx.tenantId} and a.session_id = ${sessionId} and a.role = 'assistant'
        and a.message_id <> ${messageId} and a.status in ('done', 'stopped', 'interrupted')
      order by a.position desc limit ${limit}`,
  );
  return rows.toReversed();
}
