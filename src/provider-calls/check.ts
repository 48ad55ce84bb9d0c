/** A check of one provider on request: one tiny real call, kept like every other call. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import type { ProviderCheck } from '../http/api.ts';
import { isAllowed, notAllowedReason, type AllowedProviders } from '../llm/allowed.ts';
import type { Chain } from '../llm/chain.ts';
import { recordCheck } from './record.ts';

/**
 * Asks the first link of that name, or the one of that `model`; a link that answers may be asked again at once. Throws
 * AppError `not_found` when the chain has none, `not_configured` when it cannot be asked, `forbidden` when it may not
 * be; what the provider itself does wrong is a result.
 */
export async function checkLink(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  chain: Chain,
  { name, model, allowed }: { name: string; model: string | null; allowed: AllowedProviders },
): Promise<ProviderCheck> {
  const { links } = chain;
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
  if (allowed && !isAllowed(link.name, allowed))
    throw new AppError('forbidden', `${link.name} is ${notAllowedReason(allowed)}, not even for a check.`);
  const startedAt = new Date().toISOString();
  const result = await chain.check(position);
  const { errorClass, httpStatus, upstream, firstTokenMs, totalMs, inputTokens, outputTokens, costUsd } = result;
  await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, (sql) =>
    recordCheck(sql, ctx.tenantId, {
      attempt: 1,
      provider: link.name,
      model: link.model,
      region: link.region,
      position,
      startedAt,
      outcome: result.ok ? 'served' : 'failed',
      errorClass,
      httpStatus,
      retryAfterMs: null,
      upstream,
      connectMs: null,
      firstTokenMs,
      totalMs,
      inputTokens,
      outputTokens,
      costUsd,
      skipReason: null,
    }),
  );
  return result;
}
