/** Liveness and readiness; the only routes that need no token. */
import { Hono } from 'hono';
import type { AppEnv, Services } from './environment.ts';

export function healthRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/healthz', (context) => context.json({ status: 'ok' }));
  routes.get('/readyz', async (context) => {
    try {
      await services.database.sql`select 1`;
      return context.json({ status: 'ready', database: services.database.kind });
    } catch (error) {
      services.log.warn('not_ready', { error });
      return context.json({ status: 'not ready', reason: 'the database cannot be reached' }, 503);
    }
  });
  return routes;
}
