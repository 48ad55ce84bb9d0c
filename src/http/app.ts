/** The HTTP adapter: who may ask, for which estate, through which routes; errors become problems in one place. */
import { randomUUID } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { AppError } from '../errors.ts';
import { methodsOf } from './allowed-methods.ts';
import { guard, signInRoutes } from './access.ts';
import { accountRoutes } from './accounts.ts';
import { chatRoutes } from './chat.ts';
import { collectorRoutes } from './collectors.ts';
import type { AppEnv, Services } from './environment.ts';
import { problemOf, problemResponse } from './errors.ts';
import { ParameterError } from './input.ts';
import { estateRoutes } from './estate.ts';
import { eventBridgeRoutes } from './eventbridge.ts';
import { factRoutes } from './facts.ts';
import { healthRoutes } from './health.ts';
import { securityHeaders } from './headers.ts';
import { metricsRoutes } from './metrics.ts';
import { openApiRoutes } from './docs.ts';
import { openAiRoutes } from './openai.ts';
import { openAiErrorResponse } from './openai-wire.ts';
import { providerRoutes } from './providers.ts';
import { messageRoutes, sessionRoutes } from './sessions.ts';
import { statusRoutes } from './status.ts';
import { webRoutes } from './web.ts';

/** The whole application over its services. */
export function createApp(services: Services): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const { config, log } = services;

  app.use(async (context, next) => {
    const requestId = readRequestId(context.req.header('x-request-id'));
    context.set('requestId', requestId);
    const began = performance.now();
    await next();
    if (context.finalized && !context.env?.outgoing?.headersSent) context.header('x-request-id', requestId);
    const { method, path } = context.req;
    const durationMs = performance.now() - began;
    const { status } = context.res;
    // The route that answered: the page's own pattern matches every GET, and is the last that could.
    services.metrics.requestServed({ method, route: routePath(context), status, durationMs });
    if (path.startsWith('/api') || path.startsWith('/v1'))
      log.info('request', {
        requestId,
        method,
        path,
        status,
        durationMs: Math.round(durationMs),
      });
  });
  app.use(securityHeaders());
  const refuse = (error: unknown, context: Context<AppEnv>) => {
    const problem = problemOf(error, context.get('requestId'), log);
    const openAi = /^\/v1(?:\/|$)/.test(context.req.path);
    if (!openAi) return problemResponse(context, problem);
    return openAiErrorResponse(context, problem, error instanceof ParameterError ? error.param : null);
  };
  app.onError(refuse);
  app.notFound((context) => {
    const { method, path } = context.req;
    const allowed = methodsOf(app.routes, path);
    if (allowed.length > 0) {
      context.header('allow', allowed.join(', '));
      const other = `${path} does not take ${method}. It takes ${allowed.join(', ')}.`;
      return refuse(new AppError('method_not_allowed', other), context);
    }
    const told = `There is no ${method} ${path}. GET /openapi.json lists what there is.`;
    return refuse(new AppError('not_found', told), context);
  });

  app.route('/', healthRoutes(services));
  app.route('/api/sign-in', signInRoutes(config.ACCESS_TOKEN ?? null));
  app.route('/api/events/eventbridge', eventBridgeRoutes(services));
  for (const path of ['/api/*', '/v1/*', '/metrics', '/openapi.json', '/docs'])
    app.use(path, guard(config.ACCESS_TOKEN ?? null));
  const giveContext: MiddlewareHandler<AppEnv> = async (context, next) => {
    const { tenantId } = await services.currentTenant();
    const requestId = context.get('requestId');
    context.set('ctx', {
      sql: services.database.sql,
      tenantId,
      actor: { kind: 'reader' },
      requestId,
      now: () => services.now(tenantId),
      log: log.with({ requestId }),
    });
    await next();
  };
  for (const path of ['/api/*', '/v1/*', '/metrics']) app.use(path, giveContext);

  app.route('/api/chat', chatRoutes(services));
  app.route('/api/sessions', sessionRoutes());
  app.route('/api/messages', messageRoutes());
  app.route('/api/facts', factRoutes());
  app.route('/api/status', statusRoutes(services));
  app.route('/api/providers', providerRoutes(services));
  app.route('/v1', openAiRoutes(services));
  app.route('/metrics', metricsRoutes(services));
  app.route('/api/accounts', accountRoutes(services.accounts));
  app.route('/api', estateRoutes());
  app.route('/api', collectorRoutes(services));
  app.route(
    '/',
    openApiRoutes(services.version, () => app.routes),
  );
  app.route('/', webRoutes());
  return app;
}

/** A caller's id is kept when it is harmless, so that its logs and ours can be joined. */
function readRequestId(given: string | undefined): string {
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
