/** Seeing what the chain does: the providers report, a check on request, metrics, traces, and the description of it all. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UPSTREAM_SECRETS, UPSTREAM_WORDS, LOUD } from '../test/providers/fault.ts';
import { response } from '../test/providers/steps.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import type { Problem, ProviderCheck, ProvidersReport } from './api.ts';
import type { OpenApiDocument } from './openapi.ts';

const QUESTION = 'Which IAM users have no MFA in account 111122223333?';
const TOKEN = 'a-token-of-sixteen-and-more';

let server: TestServer;
let traces: { url: string; bodies: string[]; close(): void };
beforeAll(async () => {
  traces = await startTraceCollector();
  server = await startTestServer({
    environment: { ACCESS_TOKEN: TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: traces.url },
  });
});
afterAll(async () => {
  await server.close();
  traces.close();
});

const call = (path: string, init: { method?: string; headers?: Record<string, string>; body?: string } = {}) =>
  fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
const ask = async (message: string) =>
  (
    await call('/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message }),
    })
  ).text();
const report = async () => (await (await call('/api/providers')).json()) as ProvidersReport;

describe('the providers report', () => {
  it('is empty, and true, before the first question', async () => {
    const { providers, answers, since } = await report();
    expect({ answers, since }).toEqual({ answers: 0, since: null });
    expect(providers.map(({ provider, available, shareServed }) => [provider, available, shareServed])).toEqual([
      ['groq', true, null],
      ['gemini', false, null],
      ['composer', true, null],
    ]);
    expect(providers[1]!.reason).toBe('GEMINI_API_KEY is not set');
    expect(providers[0]!.breaker).toMatchObject({ state: 'closed', nextProbeAt: null });
  });

  it('tells who served, who fell through and why, what it took and when it is asked again', async () => {
    await ask(`${QUESTION} One`);
    server.standIn.script(response(429, { error: { message: LOUD, type: 'tokens' } }, { 'retry-after': '30' }));
    const stream = await ask(`${QUESTION} Two`);
    server.standIn.script();
    const { providers, answers, since } = await report();
    const [groq, gemini, composer] = providers;
    expect(answers).toBe(2);
    expect(since).not.toBeNull();
    expect(groq).toMatchObject({
      shareServed: 0.5,
      attempts: { served: 1, failed: 1, skipped: 0 },
      passedOver: 1,
      errors: [{ errorClass: 'throttled', count: 1 }],
      skips: [],
      breaker: { state: 'open', errorClass: 'throttled' },
      lastFailure: { errorClass: 'throttled', httpStatus: 429 },
    });
    expect(groq!.breaker.nextProbeAt).not.toBeNull();
    expect(groq!.firstTokenMs!.p50).toBeLessThanOrEqual(groq!.firstTokenMs!.p95);
    expect(groq!.inputTokens).toBeGreaterThan(0);
    expect(groq!.byDay).toMatchObject([{ attempts: 2, inputTokens: groq!.inputTokens }]);
    expect(gemini).toMatchObject({ shareServed: 0, attempts: { served: 0, failed: 0 }, byDay: [], lastFailure: null });
    expect(composer).toMatchObject({ shareServed: 0.5, attempts: { served: 1 }, costUsd: 0 });
    expect(groq!.lastFailure!.upstream).toContain(UPSTREAM_WORDS);
    for (const secret of UPSTREAM_SECRETS) expect(JSON.stringify(providers)).not.toContain(secret);
    expect(stream).not.toContain(UPSTREAM_WORDS);
  });
});

describe('a check of a provider', () => {
  const check = (name: string) => call(`/api/providers/${name}/check`, { method: 'POST' });

  it('sends one real request, and says what is wrong', async () => {
    const before = server.standIn.attempts();
    const well = (await (await check('groq')).json()) as ProviderCheck;
    expect(well).toMatchObject({ ok: true, errorClass: null, inputTokens: 40, outputTokens: 12 });
    expect(well.costUsd).toBeGreaterThan(0);
    // It was resting after a Retry-After of 30 s: a check that went well ends that.
    expect((await report()).providers[0]!.breaker).toMatchObject({ state: 'closed', nextProbeAt: null });
    server.standIn.script(response(401, { error: { message: 'Invalid API Key', type: 'invalid_request_error' } }));
    const ill = (await (await check('groq')).json()) as ProviderCheck;
    server.standIn.script();
    expect(ill).toMatchObject({ ok: false, errorClass: 'auth', httpStatus: 401 });
    expect(ill.whatToDo).toContain('GROQ_API_KEY');
    expect(server.standIn.attempts() - before).toBe(2);
  });

  it('is kept beside the calls of answers, and counts for none of them', async () => {
    const { providers, answers } = await report();
    expect(answers).toBe(2);
    expect(providers[0]!.lastFailure).toMatchObject({ errorClass: 'auth' });
    expect(providers[0]!.attempts).toMatchObject({ served: 1, failed: 1 });
    expect(providers[0]!.byDay[0]!.attempts).toBe(4);
    // Tokens and cost of the day are of the served answer and of the check.
    const { inputTokens, costUsd } = providers[0]!;
    expect(providers[0]!.byDay[0]).toMatchObject({ inputTokens: inputTokens + 40 });
    expect(providers[0]!.byDay[0]!.costUsd).toBeGreaterThan(costUsd);
    expect(providers[0]!.lastCheck).toMatchObject({ ok: false, errorClass: 'auth' });
  });

  it('refuses what the chain does not have, and what is not configured', async () => {
    const unknown = await check('mistral');
    expect(unknown.status).toBe(404);
    expect(((await unknown.json()) as Problem).detail).toContain('LLM_CHAIN');
    const unset = await check('gemini');
    expect(unset.status).toBe(422);
    expect(((await unset.json()) as Problem).detail).toContain('GEMINI_API_KEY');
    expect((await call('/api/providers/groq/check?model=other', { method: 'POST' })).status).toBe(404);
  });
});

describe('metrics', () => {
  it('are guarded by the token', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  });

  it('carry the names of the GenAI conventions in a form that parses', async () => {
    const text = await (await call('/metrics')).text();
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(/^[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? -?[\d.e+]+$/);
    const value = (pattern: RegExp) =>
      Number(
        lines
          .find((line) => pattern.test(line))
          ?.split(' ')
          .at(-1),
      );
    expect(value(/^gen_ai_client_operation_duration_seconds_count\{.*"groq".*error_type="throttled"/)).toBe(1);
    expect(value(/^gen_ai_client_token_usage_sum\{.*"groq".*"input"/)).toBeGreaterThan(0);
    expect(value(/^gen_ai_client_operation_time_to_first_chunk_seconds_count\{.*"groq"/)).toBe(1);
    expect(value(/^assay_answers_total\{status="done",gen_ai_provider_name="assay.composer"/)).toBe(1);
    expect(value(/^http_server_request_duration_seconds_count\{.*"\/api\/providers\/:name\/check".*"404"/)).toBe(2);
    expect(value(/^http_server_request_duration_seconds_count\{.*"GET".*"\/api\/providers".*"200"/)).toBeGreaterThan(2);
    expect(value(/^http_server_request_duration_seconds_count\{.*"GET".*"\/metrics".*"401"/)).toBe(1);
    expect(value(/^assay_findings_open\{severity="critical"\}/)).toBe(0);
    expect(value(/^assay_answers_running /)).toBe(0);
    expect(value(/^process_resident_memory_bytes /)).toBeGreaterThan(1e7);
    const buckets = lines.filter((line) => /^gen_ai_client_token_usage_bucket\{.*"groq".*"input"/.test(line));
    const counts = buckets.map((line) => Number(line.split(' ').at(-1)));
    expect(counts).toEqual(counts.toSorted((left, right) => left - right));
    expect(text).not.toContain(UPSTREAM_WORDS);
  });
});

describe('traces', () => {
  it('tell of each answer and its attempts, and of no text', async () => {
    await expect.poll(() => traces.bodies.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const spans = traces.bodies.flatMap(
      (body) =>
        (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: TestSpan[] }[] }[] }).resourceSpans[0]!
          .scopeSpans[0]!.spans,
    );
    const roots = spans.filter((span) => span.parentSpanId === undefined);
    expect(roots).toHaveLength(2);
    const second = spans.filter((span) => span.traceId === roots[1]!.traceId && span.parentSpanId !== undefined);
    expect(second.map((span) => span.status.code)).toEqual([2, 0]);
    expect(second.every((span) => span.parentSpanId === roots[1]!.spanId)).toBe(true);
    for (const span of spans) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
    }
    expect(traces.bodies.join('')).not.toMatch(/no MFA|upstream-words|111122223333/);
  });
});

describe('an answer that was written in the place of a sick provider', () => {
  it('is not served again from the cache, as the provider\u2019s own is', async () => {
    const writer = async (message: string) =>
      /"data-usage".*?"provider":"(\w+)".*?"cached":(\w+)/.exec(await ask(message))?.slice(1);
    server.standIn.script(response(429, { error: { message: LOUD, type: 'tokens' } }, { 'retry-after': '30' }));
    expect(await writer(`${QUESTION} Three`)).toEqual(['composer', 'false']);
    server.standIn.script();
    // Still resting.
    expect(await writer(`${QUESTION} Three`)).toEqual(['composer', 'false']);
    expect(await writer(`${QUESTION} One`)).toEqual(['groq', 'true']);
    await call('/api/providers/groq/check', { method: 'POST' });
    expect(await writer(`${QUESTION} Three`)).toEqual(['groq', 'false']);
  });
});

describe('the description of the API', () => {
  it('covers every route, with the schemas that the routes check with', async () => {
    const document = (await (await call('/openapi.json')).json()) as OpenApiDocument;
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.length).toBeGreaterThan(30);
    expect(operations.filter((operation) => operation.tags[0] === 'Other').map((each) => each.summary)).toEqual([]);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    const findings = document.paths['/api/findings']!.get!.parameters!;
    expect(findings.find(({ name }) => name === 'severity')!.schema).toMatchObject({
      items: { enum: ['informational', 'low', 'medium', 'high', 'critical', 'fatal'] },
    });
    const named = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
    for (const [, name] of named) expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('is a page without script or foreign origin, under our policy', async () => {
    const answer = await call('/docs');
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page).toContain('POST /api/providers/:name/check'.replace(':name', '{name}'));
    expect(page).not.toMatch(/<script|style=|https?:\/\//);
    expect((await call('/docs/style.css')).headers.get('content-type')).toContain('text/css');
  });
});

interface TestSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
}

/** Takes what is posted to /v1/traces. */
async function startTraceCollector() {
  const bodies: string[] = [];
  const http = createServer((request, reply) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(body);
      reply.end('{}');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, bodies, close: () => http.close() };
}
