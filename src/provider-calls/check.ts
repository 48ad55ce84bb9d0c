/** A check of one provider on request: one tiny real call, kept like every other call. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import type { ProviderCheck } from '../http/api.ts';
import type { ChainLink } from '../llm/chain.ts';
import { checkProvider } from '../llm/check.ts';
import { recordCalls } from './record.ts';

/**
 * Asks the first link of that name, or the one of that `model`. Throws AppError `not_found` when the chain has none,
 * `not_configured` when it cannot be asked; what the provider itself does wrong is a result.
 */
export async function checkLink(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  links: readonly ChainLink[],
  name: string,
  model: string | null,
): Promise<ProviderCheck> {
  const position = links.findIndex((link) => link.name === name && (model === null || link.model === model));
  const link = links[position];
  if (!link)
    throw new AppError(
      'not_found',
      `The chain has no provider "${name.slice(0, 60)}"${model === null ? '' : ' with that model'}. It has: ${[...new Set(links.map((each) => each.name))].join(', ')}. LLM_CHAIN decides.`,
    );
  if (!link.provider)
    throw new AppError(
      'not_configured',
      `${link.skipReason ?? `${link.name} is not configured`}. Set it in the environment and restart Assay.`,
    );
  const startedAt = new Date().toISOString();
  const result = await checkProvider(link.provider);
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, (sql) =>
    recordCalls(sql, ctx.tenantId, null, [
      {
        attempt: 1,
        provider: link.name,
        model: link.model,
        region: link.region,
        position,
        startedAt,
        outcome: result.ok ? 'served' : 'failed',
        errorClass: result.errorClass,
        httpStatus: result.httpStatus,
        retryAfterMs: null,
        upstream: result.upstream,
        connectMs: null,
        firstTokenMs: result.firstTokenMs,
        totalMs: result.totalMs,
        inputTokens: null,
        outputTokens: null,
        costUsd: null,
        skipReason: null,
      },
    ]),
  );
  return result;
}
