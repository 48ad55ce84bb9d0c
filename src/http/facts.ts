/** The fact catalogue, and one fact computed. */
import { Hono } from 'hono';
import { z } from 'zod';
import { withTenant } from '../db/tenant.ts';
import { computeFact, describeFacts } from '../facts/registry.ts';
import type { AppEnv } from './environment.ts';
import { parse, readBody } from './input.ts';

const body = z.object({
  parameters: z.record(z.string(), z.unknown()).optional(),
  scope: z.object({ accounts: z.array(z.string()).optional(), regions: z.array(z.string()).optional() }).optional(),
});

export function factRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', (context) => {
    const items = describeFacts();
    return context.json({ items, nextCursor: null, total: items.length });
  });
  /** The parameters stand in the body itself, or under `parameters` beside a `scope`. */
  routes.post('/:name', async (context) => {
    const ctx = context.get('ctx');
    const empty = context.req.header('content-length') === '0' || context.req.raw.body === null;
    const raw = empty ? {} : await readBody(context, z.record(z.string(), z.unknown()));
    const wrapped = 'parameters' in raw || 'scope' in raw ? parse(body, raw) : { parameters: raw };
    const scope = { accounts: [], regions: [], ...('scope' in wrapped ? wrapped.scope : {}) };
    const fact = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, (sql) =>
      computeFact(
        { sql, tenantId: ctx.tenantId, now: ctx.now(), scope },
        context.req.param('name'),
        wrapped.parameters,
      ),
    );
    return context.json(fact);
  });
  return routes;
}
