/** Collectors and coverage: what was read, when, what is missing, and a run on request. */
import { Hono } from 'hono';
import { withTenant } from '../db/tenant.ts';
import { listCoverage, summariseCoverage } from '../estate/coverage.ts';
import type { AppEnv, Services } from './environment.ts';

export function collectorRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/collectors', async (context) => {
    const items = await services.jobs.collectors(context.get('ctx').tenantId);
    return context.json({ items, nextCursor: null, total: items.length });
  });
  routes.post('/collectors/:name/run', async (context) => {
    const run = await services.jobs.runCollector(context.get('ctx').tenantId, context.req.param('name'));
    return context.json(run, 202);
  });
  routes.get('/coverage', async (context) => {
    const ctx = context.get('ctx');
    const items = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, (sql) =>
      listCoverage(sql, ctx.tenantId),
    );
    const sources = summariseCoverage(items, services.jobs.freshnessTargets, ctx.now());
    return context.json({ items, nextCursor: null, total: items.length, sources });
  });
  return routes;
}
