/** What every route owes a caller who errs: a problem that says what is wrong and what there is instead. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEMO_TENANT } from '../db/tenant.ts';
import { createTestApp, type TestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { DEMO, DEMO_CLOCK } from '../test/demo.ts';
import type { Problem } from './api.ts';
import { SHAPES } from './openapi-operations.ts';

let database: Database;
let estate: TestApp;

beforeAll(async () => {
  database = await createTestDatabase(DEMO);
  estate = await createTestApp(database, { tenantId: DEMO_TENANT, now: DEMO_CLOCK });
}, 240_000);
afterAll(() => database.close());

async function problem(path: string, init: RequestInit = {}): Promise<Problem & { response: Response }> {
  const response = await estate.app.request(path, init);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as Problem;
  expect(body.status).toBe(response.status);
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  return { ...body, response };
}

describe('a wrong request', () => {
  it.each([
    '/api/findings?severtiy=high',
    '/api/resources?kind=bucket',
    '/api/events?user=alice',
    '/api/costs?by=service',
    '/api/sessions?query=x',
  ])('%s is refused with the parameters there are', async (path) => {
    const { code, status, detail } = await problem(path);
    expect([code, status]).toEqual(['invalid_input', 400]);
    expect(detail).toMatch(/There is no parameter "\w+" here\. There are: \w+/);
  });

  it.each([
    ['/api/events?from=2026-11-02&to=2026-11-01', /from .* is after to/],
    ['/api/costs?from=2026-11-02&to=2026-11-01', /from .* is after to/],
    ['/api/findings?limit=501', /limit: must be a whole number from 1 to 500/],
    ['/api/costs?limit=0', /limit/],
    ['/api/sessions/abc', /^id: is not the id of a session/],
  ])('%s says what is wrong', async (path, told) => {
    const { code, detail } = await problem(path);
    expect(code).toBe('invalid_input');
    expect(detail).toMatch(told);
  });

  it.each([
    ['POST', '/api/findings', 'GET, HEAD'],
    ['GET', '/api/chat', 'POST'],
    ['PUT', '/api/chat', 'POST'],
    ['DELETE', '/api/facts/iam_users', 'POST'],
    ['POST', '/api/sessions', 'GET, HEAD'],
  ])('%s %s: the methods it takes', async (method, path, allow) => {
    const { code, status, detail, response } = await problem(path, { method });
    expect([code, status]).toEqual(['method_not_allowed', 405]);
    expect(response.headers.get('allow')).toBe(allow);
    expect(detail).toContain(allow);
  });

  it('no such path stays not found', async () => {
    expect((await problem('/api/nothing')).code).toBe('not_found');
  });

  it('a fact refuses a parameter that it does not have', async () => {
    const { code, detail } = await problem('/api/facts/iam_users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"mfaa":true}',
    });
    expect(code).toBe('invalid_input');
    expect(detail).toContain('mfaa');
  });
});

describe('what the document says', () => {
  it.each([
    ['/api/findings?limit=200', SHAPES.Findings],
    ['/api/resources?limit=200', SHAPES.Resources],
    ['/api/events?limit=200', SHAPES.Events],
    ['/api/costs?groupBy=account', SHAPES.Costs],
    ['/api/facts', SHAPES.Facts],
  ])('%s has the shape that is told', async (path, shape) => {
    const told = shape.safeParse(await estate.get(path));
    expect(told.error?.issues ?? []).toEqual([]);
  });

  it('one finding and one fact have theirs', async () => {
    const { items } = await estate.get<{ items: { findingUid: string }[] }>('/api/findings?limit=1');
    expect(SHAPES.Finding.safeParse(await estate.get(`/api/findings/${items[0]!.findingUid}`)).error).toBeUndefined();
    const fact = await estate.app.request('/api/facts/top_risks', { method: 'POST' });
    expect(SHAPES.Fact.safeParse(await fact.json()).error).toBeUndefined();
  });
});

describe('lists', () => {
  it.each([
    ['/api/findings', 'findingUid'],
    ['/api/resources', 'resourceUid'],
    ['/api/events?from=2026-11-17', 'eventId'],
    ['/api/costs?groupBy=day&from=2026-10-01&to=2026-11-01', 'key'],
  ])('%s is walked by cursor without loss or repetition', async (path, key) => {
    const ids: unknown[] = [];
    let total = -1;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const join = path.includes('?') ? '&' : '?';
      const page: { items: Record<string, unknown>[]; nextCursor: string | null; total: number } = await estate.get(
        `${path}${join}limit=17${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(17);
      ids.push(...page.items.map((item) => item[key]));
      total = page.total;
      cursor = page.nextCursor;
    }
    expect(ids.length).toBe(total);
    expect(new Set(ids).size).toBe(total);
  });

  it('filters repeat for OR, and HEAD answers as GET without a body', async () => {
    const count = async (query: string) => (await estate.get<{ total: number }>(`/api/findings?${query}`)).total;
    const both = await count('severity=high&severity=critical');
    expect(both).toBe((await count('severity=high')) + (await count('severity=critical')));
    expect(await count('severity=high,critical')).toBe(both);
    const head = await estate.app.request('/api/findings', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('a fact can be computed without a body', async () => {
    const response = await estate.app.request('/api/facts/iam_users', { method: 'POST' });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { unit: string }).unit).toBe('IAM users');
  });
});
