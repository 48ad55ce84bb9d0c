/** `POST /api/events/eventbridge`: an API destination's door. Its guard is the shared secret, not the access token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import { takeLiveEvents } from '../intake/live-events.ts';
import type { AppEnv, Services } from './environment.ts';
import { readBody } from './input.ts';

/** One event, or a batch. */
const BODY = z.union([z.array(z.unknown()).max(1000), z.record(z.string(), z.unknown())]);

/** Answers 202 with how many were stored, ignored and refused; EventBridge tries again on any error. */
export function eventBridgeRoutes(services: Pick<Services, 'config' | 'database' | 'log'>): Hono<AppEnv> {
  const { config, database, log } = services;
  const routes = new Hono<AppEnv>();
  routes.post('/', async (context) => {
    const secret = config.EVENTBRIDGE_SECRET;
    if (!secret)
      throw new AppError('not_configured', 'Set EVENTBRIDGE_SECRET, and send it as x-assay-secret, to deliver events.');
    if (!same(context.req.header('x-assay-secret') ?? '', secret))
      throw new AppError('unauthenticated', 'Send the shared secret as x-assay-secret.');
    const body = await readBody(context, BODY);
    const report = await takeLiveEvents(
      { sql: database.sql, tenantId: DEFAULT_TENANT, log: log.with({ requestId: context.get('requestId') }) },
      Array.isArray(body) ? body : [body],
      { collecting: config.AWS_COLLECT === 'on' },
    );
    return context.json(report, 202);
  });
  return routes;
}

/** In constant time: hashed first, so that lengths are equal. */
function same(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
