/** Conversations: list, search, read, rename, delete, export, rate. */
import { Hono } from 'hono';
import { z } from 'zod';
import { giveFeedback } from '../sessions/feedback.ts';
import { readSession } from '../sessions/history.ts';
import { sessionToMarkdown } from '../sessions/export.ts';
import { deleteSession, listSessions, renameSession } from '../sessions/sessions.ts';
import type { AppEnv } from './environment.ts';
import { limit, one, parse, readBody, readQuery, uuid } from './input.ts';

export const sessionsQuery = z.object({
  q: one(z.string().max(200)).optional(),
  cursor: one(z.string()).optional(),
  limit,
});
export const renameBody = z.object({
  title: z.string().trim().min(1, 'is empty').max(200, 'is longer than 200 characters'),
});
export const exportQuery = z.object({ format: one(z.enum(['md', 'json'])).optional() });
export const feedbackBody = z.object({ rating: z.enum(['up', 'down']), comment: z.string().max(4000).nullish() });

const sessionId = (value: string) => parse(uuid('session'), value, 'id');

export function sessionRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', async (context) => {
    const { q, ...query } = readQuery(context, sessionsQuery);
    return context.json(await listSessions(context.get('ctx'), { ...query, ...(q ? { query: q } : {}) }));
  });
  routes.get('/:id', async (context) =>
    context.json(await readSession(context.get('ctx'), sessionId(context.req.param('id')))),
  );
  routes.patch('/:id', async (context) => {
    const { title } = await readBody(context, renameBody);
    return context.json(await renameSession(context.get('ctx'), sessionId(context.req.param('id')), title));
  });
  routes.delete('/:id', async (context) => {
    await deleteSession(context.get('ctx'), sessionId(context.req.param('id')));
    return context.body(null, 204);
  });
  routes.get('/:id/export', async (context) => {
    const { format = 'md' } = readQuery(context, exportQuery);
    const session = await readSession(context.get('ctx'), sessionId(context.req.param('id')));
    const headers = { 'content-disposition': `attachment; filename="assay-session-${session.id}.${format}"` };
    return format === 'json'
      ? context.json(session, 200, headers)
      : context.body(sessionToMarkdown(session), 200, { ...headers, 'content-type': 'text/markdown; charset=utf-8' });
  });
  return routes;
}

export function messageRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post('/:id/feedback', async (context) => {
    const { rating, comment } = await readBody(context, feedbackBody);
    const messageId = parse(uuid('message'), context.req.param('id'), 'id');
    await giveFeedback(context.get('ctx'), { messageId, rating, comment: comment ?? null, at: new Date() });
    return context.body(null, 204);
  });
  return routes;
}
