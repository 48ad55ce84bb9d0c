/** Retrieval as the answer uses it: a question and its scope in, finding ids and a report out. */
import type { Ctx } from '../context.ts';
import type { QuestionEmbedder } from '../embeddings/question.ts';
import type { RetrievalReport } from '../http/api.ts';
import { retrieve } from '../retrieval/hybrid.ts';
import { type RequestScope, scopeOf } from '../retrieval/scope.ts';
import type { Intent } from '../intent/intent.ts';

export interface FindingSearch {
  (
    ctx: Pick<Ctx, 'sql' | 'tenantId'>,
    question: string,
    intent: Intent,
    scope: RequestScope,
  ): Promise<{ findingUids: string[]; report: RetrievalReport }>;
}

/** In the report, `label` holds the finding's id until labels are given. */
export function createSearch(embedder: QuestionEmbedder): FindingSearch {
  return async (ctx, question, intent, request) => {
    const found = await retrieve(ctx.sql, scopeOf(ctx.tenantId, intent, request), question, intent, embedder);
    return {
      findingUids: found.findings.map((finding) => finding.findingUid),
      report: {
        embedder: found.embedder,
        fallbackReason: found.fallbackReason,
        tookMs: Math.round(found.tookMs * 10) / 10,
        kept: found.findings.map(({ findingUid, title, score, arms }) => ({ label: findingUid, title, score, arms })),
        nearMisses: found.nearMisses.map(({ title, score }) => ({ title, score })),
      },
    };
  };
}
