/** A tenant may say which providers its questions go to: kept, enforced at every door, and told wherever it shows. */
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TENANT, DEMO_TENANT } from '../db/tenant.ts';
import { readAllowance, setAllowedProviders } from '../provider-calls/allowed.ts';
import type { Database } from '../db/connect.ts';
import { createTestDatabase } from '../test/db.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import type {
  AllowedProvidersReport,
  Problem,
  ProvidersReport,
  SessionDetail,
  StatusReport,
  StreamPart,
} from './api.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let asked = 0;
const question = () => `Which IAM users have no MFA in account 111122223${333 + (asked += 1)}?`;
const get = async <T>(path: string) => (await (await fetch(`${server.url}${path}`)).json()) as T;
const send = (method: string, path: string, body?: object, url = server.url) =>
  fetch(`${url}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
const allow = async (providers: string[] | null) => {
  const response = await send('PUT', '/api/providers/allowed', { providers });
  expect(response.status).toBe(200);
  return (await response.json()) as AllowedProvidersReport;
};

async function ask(message: string, url = server.url): Promise<StreamPart[]> {
  const text = await (await send('POST', '/api/chat', { message }, url)).text();
  return [...text.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]!) as StreamPart);
}

const writerOf = (parts: StreamPart[]) =>
  parts.flatMap((part) => (part.type === 'data-usage' ? [part.data.provider] : []))[0];

describe('a tenant whose questions may not leave AWS', () => {
  it('is answered without them, and told so in the stream and in its history', async () => {
    const same = question();
    expect(writerOf(await ask(same))).toBe('groq');
    expect(await allow(['bedrock'])).toEqual({ allowed: ['bedrock'], ofTenant: ['bedrock'] });
    const before = server.standIn.attempts();
    // The same question: what another provider wrote of it may not be served from the cache either.
    const parts = await ask(same);
    expect(writerOf(parts)).toBe('composer');
    expect(server.standIn.attempts()).toBe(before);
    const attempts = parts.flatMap((part) => (part.type === 'data-attempt' ? [part.data] : []));
    expect(attempts[0]).toMatchObject({ provider: 'groq', state: 'skipped', skipKind: 'not_allowed' });
    const start = parts.find((part) => part.type === 'start')!;
    const session = await get<SessionDetail>(`/api/sessions/${start.messageMetadata.sessionId}`);
    expect(session.messages.at(-1)!.attempts).toEqual([
      expect.objectContaining({ provider: 'groq', state: 'skipped', skipKind: 'not_allowed' }),
      expect.objectContaining({ provider: 'composer', state: 'done' }),
    ]);
  });

  it('sees it on the providers report', async () => {
    const report = await get<ProvidersReport>('/api/providers');
    expect(report).toMatchObject({
      allowed: ['bedrock'],
      allowedByTenant: ['bedrock'],
      allowedByInstallation: null,
    });
    // One process alone on the embedded database: its breakers are all there are.
    expect(report.breakersOf).toBeNull();
    expect(report.providers[0]).toMatchObject({
      provider: 'groq',
      available: true,
      allowed: false,
      reason: 'not allowed to leave AWS',
      skips: [{ skipKind: 'not_allowed', count: 1 }],
      passedOver: 1,
    });
    expect(report.providers.at(-1)).toMatchObject({ provider: 'composer', allowed: true, reason: null });
    const { chain } = await get<StatusReport>('/api/status');
    expect(chain[0]).toMatchObject({ provider: 'groq', available: false, reason: 'not allowed to leave AWS' });
  });

  it('has no other door: neither a check nor the OpenAI one', async () => {
    const before = server.standIn.attempts();
    const check = await send('POST', '/api/providers/groq/check');
    expect(check.status).toBe(403);
    expect(((await check.json()) as Problem).detail).toContain('not allowed to leave AWS');
    const client = new OpenAI({ apiKey: 'none', baseURL: `${server.url}/v1`, maxRetries: 0 });
    const completion = await client.chat.completions.create({
      model: 'assay',
      messages: [{ role: 'user', content: question() }],
    });
    expect(completion.choices[0]!.message.content).toContain('No language model wrote this answer');
    expect(server.standIn.attempts()).toBe(before);
  });

  it('may take it back, and name only what there is', async () => {
    expect(await allow(['groq', 'bedrock', 'groq'])).toMatchObject({ ofTenant: ['groq', 'bedrock'] });
    expect(await allow(null)).toEqual({ allowed: null, ofTenant: null });
    expect(writerOf(await ask(question()))).toBe('groq');
    for (const body of [{}, { providers: ['mistral'] }, { providers: 'bedrock' }, { providers: null, more: 1 }])
      expect((await send('PUT', '/api/providers/allowed', body)).status).toBe(400);
  });
});

it('is never wider than the installation allows', async () => {
  const strict = await startTestServer({ environment: { LLM_ALLOWED_PROVIDERS: 'bedrock' } });
  try {
    const response = await send('PUT', '/api/providers/allowed', { providers: ['groq', 'bedrock'] }, strict.url);
    expect(await response.json()).toEqual({ allowed: ['bedrock'], ofTenant: ['groq', 'bedrock'] });
    expect(writerOf(await ask(question(), strict.url))).toBe('composer');
    expect(strict.standIn.attempts()).toBe(0);
  } finally {
    await strict.close();
  }
});

describe('the list', () => {
  let database: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('is each tenant\u2019s own', async () => {
    const of = (tenantId: string) => ({ sql: database.sql, tenantId });
    await setAllowedProviders(of(DEFAULT_TENANT), ['bedrock', 'groq']);
    expect(await readAllowance(of(DEFAULT_TENANT), null)).toEqual({
      allowed: ['bedrock', 'groq'],
      ofTenant: ['bedrock', 'groq'],
    });
    expect(await readAllowance(of(DEFAULT_TENANT), ['groq'])).toMatchObject({ allowed: ['groq'] });
    expect(await readAllowance(of(DEMO_TENANT), null)).toEqual({ allowed: null, ofTenant: null });
  });
});
