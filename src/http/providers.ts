/** The chain as an on-call engineer sees it: who served, who failed and why, and a check of one provider. */
import { Hono } from 'hono';
import { z } from 'zod';
import { checkLink } from '../provider-calls/check.ts';
import { summariseCalls } from '../provider-calls/summary.ts';
import type { ProviderCheck, ProviderReport, ProvidersReport } from './api.ts';
import type { AppEnv, Services } from './environment.ts';
import { one, readQuery } from './input.ts';

export const checkQuery = z.object({ model: one(z.string().max(300)).optional() });

export function providerRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const { chain } = services.answers;
  /** A check costs money: whoever asks for one that is under way gets the same. */
  const underWay = new Map<string, Promise<ProviderCheck>>();

  routes.get('/', async (context) => {
    const summary = await summariseCalls(context.get('ctx'), new Date());
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
        reason: skipReason,
        breaker,
        shareServed: summary.answers === 0 ? null : answersServed / summary.answers,
      };
    });
    const report: ProvidersReport = { providers, answers: summary.answers, since: summary.since };
    return context.json(report);
  });

  routes.post('/:name/check', async (context) => {
    const ctx = context.get('ctx');
    const name = context.req.param('name');
    const { model = null } = readQuery(context, checkQuery);
    const key = JSON.stringify([ctx.tenantId, name, model]);
    let check = underWay.get(key);
    if (!check) {
      check = checkLink(ctx, chain.links, name, model).finally(() => underWay.delete(key));
      underWay.set(key, check);
    }
    return context.json(await check);
  });
  return routes;
}

const NO_CALLS = {
  answersServed: 0,
  attempts: { served: 0, failed: 0, skipped: 0, aborted: 0 },
  errors: [],
  firstTokenMs: null,
  totalMs: null,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  byDay: [],
  lastFailure: null,
};
