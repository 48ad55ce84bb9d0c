/** The OpenAI-compatible door, driven by the unmodified `openai` SDK. */
import OpenAI, { APIError, AuthenticationError, ConflictError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdAnswer } from '../test/providers/held.ts';
import { scriptUpTo } from '../test/providers/steps.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import { PATIENCE } from '../test/stream-client.ts';
import type { EvidenceItem, SessionDetail, SessionSummary } from './api.ts';
import { withSources } from './openai-wire.ts';

const TOKEN = 'a-token-of-sixteen-and-more';
const TEXT = 'Nothing could be read yet, so there is no user to name. Connect an account first.';

let server: TestServer;
let client: OpenAI;
beforeAll(async () => {
  server = await startTestServer({ environment: { ACCESS_TOKEN: TOKEN }, text: TEXT });
  client = new OpenAI({ apiKey: TOKEN, baseURL: `${server.url}/v1`, maxRetries: 0 });
});
afterAll(() => server.close());

const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });
const api = async <T>(path: string) =>
  (await (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } })).json()) as T;
const sessions = async () => (await api<{ items: SessionSummary[] }>('/api/sessions')).items;

describe('a completion', () => {
  it('answers whole, with usage', async () => {
    const completion = await client.chat.completions.create({
      model: 'assay',
      messages: [{ role: 'system', content: 'Be brief.' }, user('Which IAM users have no MFA?')],
    });
    expect(completion.object).toBe('chat.completion');
    const [choice] = completion.choices;
    expect(choice!.message.content).toContain(TEXT);
    expect(choice!.finish_reason).toBe('stop');
    expect(completion.usage!.total_tokens).toBe(completion.usage!.prompt_tokens + completion.usage!.completion_tokens);
    expect(completion.usage!.completion_tokens).toBeGreaterThan(0);
  });

  it('streams, with usage when asked', async () => {
    const stream = await client.chat.completions.create({
      model: 'assay',
      messages: [user('Which IAM users have console access?')],
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toContain(TEXT);
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean)).toEqual(['stop']);
    expect(chunks.at(-1)!.choices).toEqual([]);
    expect(chunks.at(-1)!.usage!.completion_tokens).toBeGreaterThan(0);
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('ends before the client\u2019s own stop sequence, and takes settings that every client sends', async () => {
    const settings = {
      temperature: 0.7,
      top_p: 1,
      max_tokens: 4000,
      frequency_penalty: 0,
      tool_choice: 'auto' as const,
    };
    const ask = (stop: string | string[]) =>
      client.chat.completions.create({ model: 'assay', messages: [user('Which users are idle?')], stop, ...settings });
    for (const stop of ['no user', ['Connect', 'so there is no user']]) {
      const [choice] = (await ask(stop)).choices;
      expect(choice!.finish_reason).toBe('stop');
      expect(choice!.message.content).toMatch(/^Nothing could be read yet, (?:so there is )?$/);
    }
  });

  it('is finished for a client that comes back with its key, and for nobody else', async () => {
    const ask = async (content: string, headers: Record<string, string>) => {
      const held = holdAnswer('groq', TEXT, 3);
      server.standIn.script(held.script);
      const open = server.standIn.openResponses();
      const served = () => server.lines.filter((line) => line.includes('"path":"/v1/chat/completions"')).length;
      const before = served();
      const leave = new AbortController();
      const body = { model: 'assay' as const, messages: [user(content)] };
      const first = client.chat.completions.create(body, { headers, signal: leave.signal }).catch(() => null);
      await expect.poll(() => server.standIn.openResponses(), PATIENCE).toBe(open + 1);
      leave.abort();
      await first;
      // The server has noticed.
      await expect.poll(served, PATIENCE).toBe(before + 1);
      server.standIn.script();
      return { held, again: () => client.chat.completions.create(body, { headers }) };
    };
    const keyless = await ask('Which roles are admins here?', {});
    await expect.poll(() => server.standIn.openResponses(), PATIENCE).toBe(0);
    keyless.held.release();
    const keyed = await ask('Which roles are too wide here?', { 'idempotency-key': 'comes-back' });
    const second = keyed.again();
    keyed.held.release();
    const { choices } = await second;
    expect(choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(choices[0]!.message.content).toContain(TEXT);
    // Neither of them who left is a fault to wake anybody for.
    expect(server.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('never sends text of a provider that broke off', async () => {
    server.standIn.script(
      scriptUpTo('groq', 'P3', { pieces: ['Torn ', 'words ', 'of a ', 'half ', 'answer.'] }).concat({ do: 'rst' }),
    );
    const stream = await client.chat.completions.create({
      model: 'assay',
      messages: [user('Which S3 buckets are public?')],
      stream: true,
    });
    const text = (await Array.fromAsync(stream)).map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    server.standIn.script();
    expect(text).not.toContain('Torn');
    expect(text.length).toBeGreaterThan(20);
  });
});

describe('a conversation', () => {
  it('goes on in the session that holds what was asked before', async () => {
    const first = 'Which EC2 instances are public?';
    await client.chat.completions.create({ model: 'assay', messages: [user(first)] });
    const before = await sessions();
    await client.chat.completions.create({
      model: 'assay',
      messages: [user(first), assistant('whatever'), user('and in eu-west-1?')],
    });
    const after = await sessions();
    expect(after).toHaveLength(before.length);
    const session = await api<SessionDetail>(`/api/sessions/${after[0]!.id}`);
    expect(session.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(session.messages[3]!.plan!.services).toEqual(session.messages[1]!.plan!.services);
  });

  it('begins anew, but understands the follow-up, when no session holds it', async () => {
    const before = await sessions();
    await client.chat.completions.create({
      model: 'assay',
      messages: [user('Which S3 buckets lack encryption?'), assistant('Made up: none.'), user('and in eu-west-1?')],
    });
    const after = await sessions();
    expect(after).toHaveLength(before.length + 1);
    const session = await api<SessionDetail>(`/api/sessions/${after[0]!.id}`);
    expect(session.messages[1]!.plan!.services).toContain('s3');
    expect(JSON.stringify(server.standIn.requests.at(-1)!.body)).not.toContain('Made up');
  });
});

describe('refusals', () => {
  const refused = async (body: object): Promise<APIError> => {
    const given = { model: 'assay', messages: [user('Which users have no MFA?')], ...body };
    try {
      await client.chat.completions.create(given as OpenAI.ChatCompletionCreateParamsNonStreaming);
    } catch (error) {
      if (error instanceof APIError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  };

  it('have the shape that the SDK knows', async () => {
    const unknown = await refused({ model: 'gpt-5' });
    expect(unknown).toBeInstanceOf(NotFoundError);
    expect(unknown).toMatchObject({ status: 404, code: 'not_found', type: 'not_found_error', param: null });
    expect(unknown.message).toContain('"assay"');
    expect(await refused({ n: 2 })).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(await refused({ messages: [assistant('hello')] })).toMatchObject({ status: 400 });
    expect(await refused({ messages: [user('  ')] })).toMatchObject({ status: 400 });
    expect(await refused({ response_format: { type: 'json_object' } })).toMatchObject({ status: 400 });
  });

  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
  it.each<[param: string, body: object, words: RegExp]>([
    ['n', { n: 0 }, /one answer/],
    ['n', { n: 1.5 }, /n: /],
    ['temperature', { temperature: 9 }, /from 0 to 2/],
    ['temperature', { temperature: 'hot' }, /from 0 to 2/],
    ['top_p', { top_p: -0.1 }, /from 0 to 1/],
    ['max_tokens', { max_tokens: -1 }, /1 or more/],
    ['max_completion_tokens', { max_completion_tokens: 0 }, /1 or more/],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }, /at most four/],
    ['stop', { stop: 7 }, /at most four/],
    ['stream', { stream: 'yes' }, /stream: /],
    ['tool_choice', { tools: [], tool_choice: 'required' }, /no tools/],
    ['tool_choice', { tool_choice: { type: 'function', function: { name: 'x' } } }, /no tools/],
    ['modalities', { modalities: ['text', 'audio'] }, /text only/],
    ['response_format', { response_format: { type: 'json_schema' } }, /answers in text/],
    ['messages', { messages: [] }, /messages: /],
    ['messages', { messages: [assistant('x')] }, /of the role "user"/],
    ['messages[1].role', { messages: [user('a?'), { role: 'wizard', content: 'x' }] }, /one of system/],
    ['messages[0].content', { messages: [{ role: 'user', content: 42 }] }, /messages/],
    [
      'messages[0].content[1]',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'a?' }, image] }] },
      /text only/,
    ],
  ])('name %s as what was at fault in %o', async (param, body, words) => {
    const before = server.standIn.attempts();
    const fault = await refused(body);
    expect(fault).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'invalid_input', param });
    expect(fault.message).toMatch(words);
    expect(server.standIn.attempts()).toBe(before);
  });

  it('have this shape at the foot of the door too, and for a body that is no JSON', async () => {
    const call = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
      fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
    for (const response of [
      await call('/v1'),
      await call('/v1/chat/completions'),
      await call('/v1/chat/completions', { method: 'POST', body: '{' }),
      await call('/v1/chat/completions', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }),
      await call('/v1/chat/completions', { method: 'POST', body: ' '.repeat(1_000_001) }),
    ]) {
      expect(response.status).toBeGreaterThanOrEqual(400);
      const { error } = (await response.json()) as { error: { message: string } };
      expect(error.message).toMatch(/^[A-Z/].*\.$/);
    }
  });

  it('say so without the token, and on an unknown path', async () => {
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${server.url}/v1`, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(AuthenticationError);
    await expect(client.embeddings.create({ model: 'assay', input: 'x' })).rejects.toBeInstanceOf(NotFoundError);
  });

  it('keep an idempotency key to its message', async () => {
    const send = (content: string) =>
      client.chat.completions.create(
        { model: 'assay', messages: [user(content)] },
        { headers: { 'idempotency-key': 'door-1' } },
      );
    const [left, right] = await Promise.all([send('Which roles are unused?'), send('Which roles are unused?')]);
    expect(left.id).toBe(right.id);
    await expect(send('Which roles are admin?')).rejects.toBeInstanceOf(ConflictError);
  });
});

it('lists its one model', async () => {
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['assay']);
  expect((await client.models.retrieve('assay')).owned_by).toBe('assay');
});

describe('citations', () => {
  const item = (label: string, title: string, url?: string): EvidenceItem => ({
    label,
    kind: 'finding',
    title,
    asOf: '2026-11-20T12:00:00Z',
    ...(url ? { url } : {}),
  });

  it('become links, annotations that point at them, and a list of sources', () => {
    const { content, annotations } = withSources('Two [F-3k7q, Q1] and [R-unknown].', [
      item('F-3k7q', 'alice has no MFA', 'https://console.aws.amazon.com/iam/(alice)'),
      item('Q1', 'users without MFA'),
    ]);
    const url = 'https://console.aws.amazon.com/iam/%28alice%29';
    expect(content).toContain(`Two [F-3k7q](${url}) [Q1] and [R-unknown].`);
    expect(content).toContain('**Sources**');
    expect(content).toContain('- [Q1] users without MFA (as of 2026-11-20T12:00:00Z)');
    const { start_index: from, end_index: to } = annotations[0]!.url_citation;
    expect(annotations).toHaveLength(1);
    expect(content.slice(from, to)).toBe(`[F-3k7q](${url})`);
  });

  it('let no title and no address of an estate become markdown', () => {
    const { content, annotations } = withSources('See [F-3k7q].', [
      item('F-3k7q', '[x](https://evil.example) <img src=x>\n# head', 'javascript:alert(1)'),
    ]);
    expect(annotations).toEqual([]);
    expect(content).not.toMatch(/[^\\]\]\(/);
    expect(content).toContain(String.raw`\<img src=x\> \# head`);
  });
});
