import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { connect, type Database } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { DEFAULT_TENANT, DEMO_TENANT } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createLog } from '../log.ts';
import { startServer } from '../main.ts';
import { createTestApp, type TestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { prepareDataDir } from '../test/dumps.ts';
import { CHECKS, coverage, onDay, readOn, user, verdict } from '../test/estate.ts';
import type { Problem } from './api.ts';

const NOW = new Date(onDay(20));
const TOKEN = 'a-token-of-enough-length';
let database: Database;
/** The operator's estate, and another tenant's over the same database. */
let own: TestApp;
let other: TestApp;
let guarded: TestApp;

beforeAll(async () => {
  database = await createTestDatabase();
  const read = (name: string) =>
    readOn(1, { outcomes: [verdict(name, 'fail')], resources: [user(name)], coverage: [coverage('ok')] });
  await storeCollected({ sql: database.sql, tenantId: DEFAULT_TENANT }, read('own-user'), CHECKS);
  await storeCollected({ sql: database.sql, tenantId: DEMO_TENANT }, read('foreign-user'), CHECKS);
  own = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: NOW });
  other = await createTestApp(database, { tenantId: DEMO_TENANT, now: NOW });
  guarded = await createTestApp(database, { tenantId: DEFAULT_TENANT, now: NOW, environment: { ACCESS_TOKEN: TOKEN } });
});
afterAll(() => database.close());

async function problem(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as Problem;
  expect(body).toEqual({
    type: 'about:blank',
    title: expect.any(String) as string,
    status: response.status,
    code: expect.stringMatching(/^[a-z_]+$/) as string,
    detail: expect.any(String) as string,
    requestId: response.headers.get('x-request-id'),
  });
  expect(body.detail).not.toMatch(/\n\s+at |\/src\/|node_modules|select |PostgresError/);
  return body;
}

const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  own.app.request(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

describe('a message', () => {
  it.each([
    ['empty', '{"message":""}', 400],
    ['blank', '{"message":"  \\n "}', 400],
    ['of control characters only', JSON.stringify({ message: '\u0000\u0007\u001b' }), 400],
    ['missing', '{}', 400],
    ['no text', '{"message":42}', 400],
    ['a list', '["message"]', 400],
    ['no JSON', 'message=hello', 400],
    ['half JSON', '{"message":"x', 400],
    ['no body', '', 400],
    ['100 kB', JSON.stringify({ message: 'a'.repeat(100_000) }), 400],
    ['2 MB', JSON.stringify({ message: 'a'.repeat(2_000_000) }), 413],
    ['with a session that is no id', '{"message":"hi","sessionId":"1 or 1=1"}', 400],
    ['with an unknown session', '{"message":"hi","sessionId":"00000000-0000-4000-8000-000000000099"}', 404],
    ['of the SDK without one of the user', '{"messages":[{"role":"assistant","content":"x"}]}', 400],
    ['of the SDK without any', '{"messages":[]}', 400],
    ['with a misspelt scope', '{"message":"hi","scop":{"accounts":["1"]}}', 400],
    ['with a misspelt filter', '{"message":"hi","scope":{"account":["1"]}}', 400],
    [
      'of the SDK with a misspelt filter',
      '{"messages":[{"role":"user","content":"hi"}],"scope":{"account":["1"]}}',
      400,
    ],
  ])('%s is refused in one sentence', async (_what, body, status) => {
    const response = await post('/api/chat', body);
    expect(response.status).toBe(status);
    expect((await problem(response)).detail.length).toBeLessThan(400);
  });

  it('of bytes that are no UTF-8 is refused', async () => {
    const response = await post('/api/chat', new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d]));
    expect((await problem(response)).code).toBe('invalid_input');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'sent as %s is refused',
    async (type) => {
      const response = await post('/api/chat', '{"message":"hi"}', { 'content-type': type });
      expect(response.status).toBe(415);
      expect((await problem(response)).code).toBe('unsupported_media_type');
    },
  );

  it('under a key of endless length is refused, not taken for another', async () => {
    const response = await post('/api/chat', '{"message":"hi"}', { 'idempotency-key': 'k'.repeat(201) });
    expect(response.status).toBe(400);
    expect((await problem(response)).detail).toContain('Idempotency-Key');
  });

  it('keeps its words and loses its control characters', async () => {
    const { sessionId } = await own.ask('how many IAM \u0000users\u001b[31m have no MFA?\uD800');
    const session = await own.get<{ messages: { text: string }[] }>(`/api/sessions/${sessionId}`);
    expect(session.messages[0]!.text).toContain('how many IAM users[31m have no MFA?');
  });
});

describe('another tenant', () => {
  it('is not there: sessions, messages, findings, resources, cursors', async () => {
    const asked = await other.ask('how many IAM users have no MFA?');
    const { sessionId, message } = asked;
    const [foreign] = await other.all<{ findingUid: string }>('/api/findings');
    for (const [method, path, body] of [
      ['GET', `/api/sessions/${sessionId}`, null],
      ['GET', `/api/sessions/${sessionId}/export`, null],
      ['PATCH', `/api/sessions/${sessionId}`, '{"title":"mine now"}'],
      ['DELETE', `/api/sessions/${sessionId}`, null],
      ['POST', `/api/chat/${sessionId}/stop`, '{}'],
      ['POST', '/api/chat', JSON.stringify({ message: 'and now?', sessionId })],
      ['POST', `/api/messages/${message.id}/feedback`, '{"rating":"up"}'],
      ['GET', `/api/findings/${foreign!.findingUid}`, null],
    ] as const) {
      const response = await own.app.request(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(`${method} ${path} ${response.status}`).toBe(`${method} ${path} 404`);
      expect((await problem(response)).code).toBe('not_found');
    }
    // As of a session that is not there: nothing runs, and nothing is owed.
    const owed = { 'last-event-id': `${message.id}.0` };
    const stream = await own.app.request(`/api/chat/${sessionId}/stream`, { headers: owed });
    expect([stream.status, await stream.text()]).toEqual([204, '']);
    const lists = ['/api/findings', '/api/resources', '/api/sessions', '/api/events', '/api/coverage'];
    for (const path of [...lists, '/api/findings?q=foreign', '/api/resources?q=foreign', '/api/sessions?q=MFA'])
      expect(await (await own.app.request(path)).text()).not.toMatch(/foreign-user|mine now/);
    expect((await own.ask('list every IAM user')).message.text).not.toContain('foreign-user');
    // It is untouched.
    const kept = await other.get<{ title: string; messages: unknown[] }>(`/api/sessions/${sessionId}`);
    expect(kept.messages).toHaveLength(2);
    expect(kept.title).not.toBe('mine now');
  });

  it('shows nothing through its cursor', async () => {
    const cursor = Buffer.from(JSON.stringify([6, '2999-01-01T00:00:00Z', 'zzzz'])).toString('base64url');
    const page = await own.get<{ items: { resourceName: string }[] }>(`/api/findings?cursor=${cursor}`);
    expect(page.items.map((item) => item.resourceName)).toEqual(['own-user']);
  });
});

describe('the token', () => {
  const routes = [
    '/api/status',
    '/api/findings',
    '/api/findings/x',
    '/api/resources',
    '/api/events',
    '/api/costs',
    '/api/facts',
    '/api/sessions',
    '/api/collectors',
    '/api/coverage',
    '/api/chat/00000000-0000-4000-8000-000000000001/stream',
    '/v1/models',
    '/metrics',
    '/openapi.json',
    '/docs',
    '/api/nothing',
  ];
  it.each(routes)('guards %s', async (path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: TOKEN },
      { cookie: `assay_access=${TOKEN}` },
    ]) {
      const response = await guarded.app.request(path, { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      // The OpenAI-compatible door has errors of its own shape.
      const { code } = path.startsWith('/v1') ? { code: 'unauthenticated' } : await problem(response);
      expect(code).toBe('unauthenticated');
    }
    const allowed = await guarded.app.request(path, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(allowed.status).not.toBe(401);
  });

  it('is not asked for health, nor for the page that asks for it', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await guarded.app.request(path)).status).toBe(200);
    expect([200, 503]).toContain((await guarded.app.request('/')).status);
  });

  it('signs in by a cookie that scripts and other sites cannot use', async () => {
    const signIn = (token: string) =>
      guarded.app.request('/api/sign-in', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect((await signIn('wrong')).status).toBe(401);
    const response = await signIn(TOKEN);
    expect(response.status).toBe(204);
    const set = response.headers.get('set-cookie')!;
    expect(set).toMatch(/HttpOnly/i);
    expect(set).toMatch(/SameSite=Strict/i);
    expect(set).not.toContain(TOKEN);
    const cookie = set.split(';')[0]!;
    const withCookie = (method: string, site?: string) =>
      guarded.app.request('/api/sessions', {
        method,
        headers: { cookie, ...(site ? { 'sec-fetch-site': site } : {}) },
      });
    expect((await withCookie('GET')).status).toBe(200);
    const ask = (site: string) =>
      guarded.app.request('/api/chat', {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': site, 'content-type': 'application/json' },
        body: '{"message":""}',
      });
    for (const site of ['cross-site', 'same-site']) expect((await problem(await ask(site))).code).toBe('forbidden');
    expect((await ask('same-origin')).status).toBe(400);
  });
});

describe('parameters', () => {
  it.each([
    '/api/findings?cursor=nonsense',
    '/api/findings?cursor=W10',
    '/api/resources?cursor=WzFd',
    '/api/events?cursor=W10',
    '/api/findings?cursor=WyJhIiwiYiIsImMiXQ',
    '/api/events?cursor=WyJhIiwiYiJd',
    '/api/sessions?cursor=WyJhIiwiYiJd',
    '/api/findings?limit=0',
    '/api/findings?limit=501',
    '/api/findings?limit=ten',
    '/api/findings?limit=1&limit=2',
    '/api/findings?severity=awful',
    '/api/findings?status=odd',
    '/api/events?from=yesterday',
    '/api/events?to=2026-13-45',
    '/api/costs?groupBy=mood',
    '/api/costs?from=soon',
    '/api/sessions/not-an-id',
    '/api/sessions/x/export?format=pdf',
  ])('%s is refused', async (path) => {
    const response = await own.app.request(path);
    expect(response.status).toBe(400);
    await problem(response);
  });

  it.each([
    '/api/findings/%00',
    '/api/findings?q=%00',
    '/api/resources?tag=%00',
    '/api/events?principal=a%00b',
    "/api/findings?q=';drop table findings--",
  ])('%s is no fault of ours', async (path) => expect((await own.app.request(path)).status).toBeLessThan(500));

  it('of a fact are checked by name', async () => {
    const wrong = await post('/api/facts/iam_users', '{"mfa":"perhaps"}');
    expect(wrong.status).toBe(400);
    expect((await problem(wrong)).detail).toContain('mfa');
    expect((await post('/api/facts/nothing', '{}')).status).toBe(404);
    expect((await post('/api/facts/toString', '{}')).status).toBe(404);
    const wrapped = await post('/api/facts/iam_users', '{"parameters":[1],"scope":"all"}');
    expect(wrapped.status).toBe(400);
  });
});

describe('every response', () => {
  it('carries the security headers and a request id', async () => {
    for (const path of ['/healthz', '/api/findings', '/api/nothing', '/']) {
      const { headers } = await own.app.request(path, { headers: { 'x-request-id': 'mine-1' } });
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-request-id')).toBe('mine-1');
    }
    const odd = await own.app.request('/healthz', { headers: { 'x-request-id': 'a b<script>' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/%00.js',
    '/%c0%ae%c0%ae/package.json',
  ])('to %s shows no file outside the page', async (path) => {
    const response = await own.app.request(`http://localhost${path}`);
    expect(await response.text()).not.toContain('"name": "assay"');
    expect(response.status).toBeLessThan(504);
  });
});

describe('start-up', () => {
  const log = createLog('silent');
  const start = async (environment: Record<string, string>) => {
    const server = await startServer(
      readConfig({ LLM_CHAIN: 'composer', DEMO: 'off', PORT: '0', ...environment }),
      log,
      {
        http: true,
        jobs: false,
      },
    );
    await server.close();
  };
  const folder = () => mkdtemp(join(tmpdir(), 'assay-bad-'));

  it('says which port is in use, and frees the data directory', async () => {
    const dataDir = await folder();
    await prepareDataDir(dataDir);
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    await expect(start({ DATA_DIR: dataDir, PORT: String(port) })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(port)) as string,
    });
    blocker.close();
    const database = await connect({ databaseUrl: null, dataDir });
    await expect(start({ DATA_DIR: dataDir })).rejects.toMatchObject({ code: 'data_dir_in_use' });
    await database.close();
    await rm(dataDir, { recursive: true });
  });

  it.each([
    ['postgres://app:hunter2@127.0.0.1:1/assay', 'database_unreachable'],
    ['postgres://app:hunter2@no-such-host.invalid/assay', 'database_unreachable'],
  ])('says that %s cannot be reached, without its password', async (url, code) => {
    const refused = start({ DATABASE_URL: url });
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(/^(?!.*hunter2).*DATABASE_URL/s);
  });

  it('refuses a data directory that is a file', async () => {
    const parent = await folder();
    await writeFile(join(parent, 'file'), 'x');
    await expect(start({ DATA_DIR: join(parent, 'file') })).rejects.toMatchObject({ code: 'data_dir_unusable' });
    await rm(parent, { recursive: true });
  });

  it('refuses data of a newer version', async () => {
    const dataDir = await folder();
    await prepareDataDir(dataDir);
    const database = await connect({ databaseUrl: null, dataDir });
    await migrate(database);
    await database.sql`insert into schema_migrations (version, name) values (9999, '9999_future.sql')`;
    await database.close();
    await expect(start({ DATA_DIR: dataDir })).rejects.toMatchObject({ code: 'newer_version' });
    await rm(dataDir, { recursive: true });
  });
});
