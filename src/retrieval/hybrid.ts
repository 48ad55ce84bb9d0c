/** Retrieval: which findings a question is about. Embeds it, searches in one statement, fuses, keeps at most twelve. */
import type { Sql, TransactionSql } from '../db/connect.ts';
import { type Role, withTenant } from '../db/tenant.ts';
import { questionText } from '../embeddings/finding-text.ts';
import type { QuestionEmbedder } from '../embeddings/question.ts';
import type { Intent } from '../intent/intent.ts';
import { type Asked, findCandidates } from './arms.ts';
import { type ArmName, fuse, type Fused, type Wishes } from './fuse.ts';
import { both, type Scope } from './scope.ts';
import { topicWords } from './topic.ts';

/** One finding that retrieval kept. */
export interface RetrievedFinding {
  findingUid: string;
  checkId: string;
  title: string;
  /** Relative to the best of this question, which has 1. */
  score: number;
  arms: ArmName[];
}

export interface Retrieved {
  /** Best first, at most the limit. */
  findings: RetrievedFinding[];
  /** The next ones that did not get a place. */
  nearMisses: RetrievedFinding[];
  /** Whose vectors served; null when the question had nothing to embed. */
  embedder: 'titan' | 'local' | null;
  /** Plain words when Titan is configured and did not serve. */
  fallbackReason: string | null;
  tookMs: number;
}

export interface RetrieveOptions {
  /** Findings at most; default 12. */
  limit?: number;
  /** How long Titan may take before the local vectors serve alone; default 300. */
  titanTimeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Finds what the question is about within the scope, current findings first. Opens its own transaction as `assay_chat`,
 * after the embedding, so none is open during a network call. Rejects only for the database's sake or the signal's.
 */
export async function retrieve(
  sql: Sql,
  scope: Scope,
  question: string,
  intent: Intent,
  embedder: QuestionEmbedder,
  options: RetrieveOptions = {},
): Promise<Retrieved> {
  const { limit = 12, titanTimeoutMs = 300, signal } = options;
  const startedAt = performance.now();
  const isFollowUp = intent.inherited.length > 0;
  const text = questionText(question, topicWords(intent), isFollowUp);
  const vectors = await embedder.embed(text, { titanTimeoutMs, ...(signal ? { signal } : {}) });
  const asked: Asked = {
    // A follow-up's own words are few; what it took over from the turn before must count as words too.
    text: isFollowUp ? text : question,
    local: { model: embedder.localModel, vector: vectors.local },
    titan: vectors.titan && embedder.titanModel ? { model: embedder.titanModel, vector: vectors.titan } : null,
  };
  const candidates = await withTenant(sql, { tenantId: scope.tenantId, role: ROLE }, async (sql) =>
    findCandidates(sql, await withAccounts(sql, scope), asked),
  );
  const { kept, nearMisses } = fuse(
    candidates,
    {
      severity: severityWish(intent),
      timeFirst: intent.kind === 'change',
      wantsUnverified: scope.wantsUnverified,
      preferredServices: scope.preferredServices,
    },
    limit,
  );
  const titanServed = candidates.some((candidate) => candidate.titan !== null);
  return {
    findings: kept.map(toFinding),
    nearMisses: nearMisses.map(toFinding),
    embedder: titanServed ? 'titan' : 'local',
    fallbackReason: vectors.fallbackReason ?? (asked.titan && !titanServed ? NOT_FILLED : null),
    tookMs: Math.round((performance.now() - startedAt) * 10) / 10,
  };
}

const ROLE: Role = 'chat';
const NOT_FILLED = 'Titan vectors of these findings are not ready yet';

/** "Which public bucket matters most" has words to search by; "what is our biggest risk" has none. */
function severityWish({ kind, topics, subject }: Intent): Wishes['severity'] {
  if (kind !== 'rank' && !topics.includes('risk')) return 'usually';
  const hasWords = topics.some((topic) => topic !== 'risk') || (subject !== null && subject !== 'finding');
  return hasWords ? 'worst' : 'alone';
}

/** Accounts of the question, names among them, as ids. A name that no account bears filters nothing. */
async function withAccounts(sql: TransactionSql, scope: Scope): Promise<Scope> {
  if (scope.saidAccounts.length === 0) return scope;
  const rows = await sql<{ accountUid: string }[]>`
    select account_uid as "accountUid" from aws_accounts a
    where a.tenant_id = ${scope.tenantId}::uuid
      and exists (select from unnest(${scope.saidAccounts}::text[]) word where strpos(lower(a.name), lower(word)) > 0)`;
  const ids = scope.saidAccounts.filter((said) => /^\d{12}$/.test(said));
  return { ...scope, accounts: both(scope.accounts ?? [], [...ids, ...rows.map((row) => row.accountUid)]) };
}

function toFinding({ candidate, score, arms }: Fused): RetrievedFinding {
  return { findingUid: candidate.findingUid, checkId: candidate.checkId, title: candidate.title, score, arms };
}
