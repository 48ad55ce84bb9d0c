/** The chain as an on-call engineer sees it: who served, who failed and why, and a check of one provider. */
import { hostname } from 'node:os';
import { Hono } from 'hono';
import { z } from 'zod';
import { isAllowed, notAllowedReason } from '../llm/allowed.ts';
import { readAllowance, setAllowedProviders } from '../provider-calls/allowed.ts';
import { checkLink } from '../provider-calls/check.ts';
import { summariseCalls } from '../provider-calls/summary.ts';
import type { AllowedProvidersReport, ProviderCheck, ProviderReport, ProvidersReport } from './api.ts';
import type { AppEnv, Services } from './environment.ts';
import { one, readBody, readQuery } from './input.ts';

const names = z.array(z.enum(['bedrock', 'groq', 'gemini', 'openrouter', 'composer']));

/** `null` allows every provider of LLM_CHAIN. */
export const allowedBody = z.strictObject({ providers: names.max(10).nullable() });

export const checkQuery = z.object({ model: one(z.string().max(300)).optional() });

export function providerRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const { chain } = services.answers;
  const installation = services.config.LLM_ALLOWED_PROVIDERS ?? null;
  /** A check costs money: whoever asks for one that is under way gets the same. */
  const underWay = new Map<string, Promise<ProviderCheck>>();
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
  const breakersOf = services.database.kind === 'embedded' ? null : { host: hostname(), pid: process.pid, startedAt };

  routes.get('/', async (context) => {
    const ctx = context.get('ctx');
    const summary = await summariseCalls(ctx, new Date());
    const { allowed, ofTenant } = await readAllowance(ctx, installation);
    const providers = chain.state().map((link): ProviderReport => {
      const { provider, model, region, position, available, skipReason, ...breaker } = link;
      const calls = summary.links.find((each) => each.provider === provider && each.model === model);
      const { answersServed, ...figures } = calls ?? NO_CALLS;
      return {
        ...figures,
        provider,
        model,
        region,
        position,
        available,
        reason: skipReason ?? (isAllowed(provider, allowed) ? null : notAllowedReason(allowed ?? [])),
        allowed: isAllowed(provider, allowed),
        breaker,
        shareServed: summary.answers === 0 ? null : answersServed / summary.answers,
      };
    });
    const { answers, since } = summary;
    const report: ProvidersReport = {
      providers,
      answers,
      since,
      allowed: allowed && [...allowed],
      allowedByTenant: ofTenant && [...ofTenant],
      allowedByInstallation: installation && [...installation],
      breakersOf,
    };
    return context.json(report);
  });

  routes.put('/allowed', async (context) => {
    const ctx = context.get('ctx');
    const { providers } = await readBody(context, allowedBody);
    await setAllowedProviders(ctx, providers && [...new Set(providers)]);
    const { allowed, ofTenant } = await readAllowance(ctx, installation);
    ctx.log.info('providers.allowed', { ofTenant, allowed });
    const report: AllowedProvidersReport = { allowed: allowed && [...allowed], ofTenant: ofTenant && [...ofTenant] };
    return context.json(report);
  });

  routes.post('/:name/check', async (context) => {
    const ctx = context.get('ctx');
    const name = context.req.param('name');
    const { model = null } = readQuery(context, checkQuery);
    const key = JSON.stringify([ctx.tenantId, name, model]);
    let check = underWay.get(key);
    if (!check) {
      check = readAllowance(ctx, installation)
        .then(({ allowed }) => checkLink(ctx, chain, { name, model, allowed }))
        .finally(() => underWay.delete(key));
      underWay.set(key, check);
    }
    return context.json(await check);
  });
  return routes;
}

const NO_CALLS = {
  answersServed: 0,
  attempts: { served: 0, failed: 0, skipped: 0, aborted: 0 },
  passedOver: 0,
  errors: [],
  skips: [],
  firstTokenMs: null,
  totalMs: null,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  byDay: [],
  lastCheck: null,
  lastFailure: null,
};
