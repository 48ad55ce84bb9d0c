/** What the page shows around the chat: whose estate, how fresh, who will write, what to ask. */
import { Hono } from 'hono';
import { withTenant } from '../db/tenant.ts';
import { listCoverage, summariseCoverage } from '../estate/coverage.ts';
import { readOverview } from '../estate/overview.ts';
import { suggestQuestions } from '../answer/suggestions.ts';
import { isAllowed, notAllowedReason } from '../llm/allowed.ts';
import type { StatusReport } from './api.ts';
import type { AppEnv, Services } from './environment.ts';

export function statusRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', async (context) => {
    const ctx = context.get('ctx');
    const { overview, coverage } = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => ({
      overview: await readOverview(sql, ctx.tenantId),
      coverage: await listCoverage(sql, ctx.tenantId),
    }));
    const allowed = (await services.answers.allowedProviders?.(ctx)) ?? null;
    const report: StatusReport = {
      demo: services.answers.isDemo(ctx.tenantId),
      now: ctx.now().toISOString(),
      version: services.version,
      accounts: overview.accounts,
      counts: overview.counts,
      freshness: summariseCoverage(coverage, services.jobs.freshnessTargets, ctx.now()),
      chain: services.answers.chain.state().map((link) => ({
        provider: link.provider,
        model: link.model,
        available: link.available && isAllowed(link.provider, allowed),
        reason: link.skipReason ?? (isAllowed(link.provider, allowed) ? null : notAllowedReason(allowed ?? [])),
      })),
      suggestions: suggestQuestions(overview, ctx.now()),
    };
    return context.json(report);
  });
  return routes;
}
