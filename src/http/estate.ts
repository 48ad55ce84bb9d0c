/** The stores as lists: findings, resources, events, costs. */
import { Hono } from 'hono';
import { z } from 'zod';
import { withTenant } from '../db/tenant.ts';
import { groupCosts } from '../estate/costs-read.ts';
import { listEvents } from '../estate/events-read.ts';
import { COMPLIANCE_STATUSES, SEVERITIES, STATUSES } from '../estate/finding.ts';
import { getFinding, listFindings } from '../estate/findings-read.ts';
import { listResources } from '../estate/resources-read.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { readCursor, toPage } from '../estate/page.ts';
import type { TransactionSql } from '../db/connect.ts';
import type { AppEnv } from './environment.ts';
import { instant, limit, many, one, readQuery } from './input.ts';

const text = many(z.string().max(2000)).optional();
const cursor = one(z.string().max(2000)).optional();
const query = one(z.string().max(300)).optional();

export const findingsQuery = z.object({
  service: text,
  severity: many(z.enum(SEVERITIES)).optional(),
  status: many(z.enum(STATUSES)).optional(),
  complianceStatus: many(z.enum(COMPLIANCE_STATUSES)).optional(),
  account: text,
  region: text,
  resource: text,
  check: text,
  q: query,
  cursor,
  limit,
});
export const resourcesQuery = z.object({
  type: text,
  account: text,
  region: text,
  tag: text,
  q: query,
  deleted: one(z.enum(['true', 'false'])).optional(),
  cursor,
  limit,
});
export const eventsQuery = z.object({
  from: instant.optional(),
  to: instant.optional(),
  principal: text,
  name: text,
  source: text,
  cursor,
  limit,
});
export const costsQuery = z.object({
  from: instant.optional(),
  to: instant.optional(),
  groupBy: one(z.enum(['service', 'account', 'region', 'usageType', 'day'])).optional(),
  cursor,
  // A grouping has few rows, and a series cut at fifty would be misread: here the most is the default.
  limit: one(z.coerce.number().int().min(1).max(500)).optional(),
});

/** Refuses a period that ends before it begins. */
function inOrder(from: string | undefined, to: string | undefined): void {
  if (from !== undefined && to !== undefined && from > to)
    throw new AppError('invalid_input', `The period is empty: from (${from}) is after to (${to}). Exchange them.`);
}

const read = <T>(ctx: Ctx, work: (sql: TransactionSql) => Promise<T>) =>
  withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, work);

export function estateRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/findings', async (context) => {
    const ctx = context.get('ctx');
    const given = readQuery(context, findingsQuery);
    const filter = defined({
      services: given.service,
      severities: given.severity,
      statuses: given.status,
      complianceStatuses: given.complianceStatus,
      accounts: given.account,
      regions: given.region,
      resources: given.resource,
      checkIds: given.check,
      query: given.q,
      cursor: given.cursor,
    });
    return context.json(await read(ctx, (sql) => listFindings(sql, ctx.tenantId, { ...filter, limit: given.limit })));
  });
  routes.get('/findings/:uid', async (context) => {
    const ctx = context.get('ctx');
    return context.json(await read(ctx, (sql) => getFinding(sql, ctx.tenantId, context.req.param('uid'))));
  });
  routes.get('/resources', async (context) => {
    const ctx = context.get('ctx');
    const given = readQuery(context, resourcesQuery);
    const filter = defined({
      types: given.type,
      accounts: given.account,
      regions: given.region,
      tags: given.tag,
      query: given.q,
      deleted: given.deleted === 'true' ? true : undefined,
      cursor: given.cursor,
    });
    return context.json(await read(ctx, (sql) => listResources(sql, ctx.tenantId, { ...filter, limit: given.limit })));
  });
  routes.get('/events', async (context) => {
    const ctx = context.get('ctx');
    const given = readQuery(context, eventsQuery);
    inOrder(given.from, given.to);
    const filter = defined({
      from: given.from,
      to: given.to,
      principals: given.principal,
      names: given.name,
      sources: given.source,
      cursor: given.cursor,
    });
    return context.json(await read(ctx, (sql) => listEvents(sql, ctx.tenantId, { ...filter, limit: given.limit })));
  });
  routes.get('/costs', async (context) => {
    const ctx = context.get('ctx');
    const given = readQuery(context, costsQuery);
    const to = (given.to ?? ctx.now().toISOString()).slice(0, 10);
    const from = (given.from ?? new Date(new Date(to).getTime() - 30 * 86_400_000).toISOString()).slice(0, 10);
    inOrder(from, to);
    const input = { from, to, groupBy: given.groupBy ?? 'service' } as const;
    const after = Number(readCursor(given.cursor, ['number'])?.[0] ?? 0);
    const grouped = await read(ctx, (sql) => groupCosts(sql, ctx.tenantId, input));
    const rows = grouped.items.map((item, index) => ({ item, at: index + 1 })).slice(after);
    const page = toPage(
      rows,
      grouped.total,
      given.limit ?? 500,
      ({ at }) => [at],
      ({ item }) => item,
    );
    const { billedCost, currency, totals } = grouped;
    return context.json({ ...page, billedCost, currency, totals, ...input });
  });
  return routes;
}

/** Drops what was not given, so that optional stays absent. */
function defined<T extends object>(values: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
