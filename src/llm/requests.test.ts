/** What each provider is asked on the wire: whole, once, with its key, and never with words put into its mouth. */
import { afterEach, expect, test } from 'vitest';
import { createBedrock } from './bedrock.ts';
import { createBreakers } from './breaker.ts';
import { createChain } from './chain.ts';
import { createGemini } from './gemini.ts';
import { createGroq } from './groq.ts';
import { createOpenRouter } from './openrouter.ts';
import type { Provider, ProviderRequest } from './provider.ts';
import { linkTo, sampleRequest, SECRETS } from '../test/providers/providers.ts';
import { startProviderStandIn } from '../test/providers/stand-in.ts';
import type { ProviderStandIn, ReceivedRequest } from '../test/providers/stand-in.ts';
import type { WireKind } from '../test/providers/wire.ts';

const open: ProviderStandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});

const CONVERSATION: ProviderRequest = {
  ...sampleRequest(),
  system: 'Ground every claim.',
  turns: [
    { role: 'user', content: 'Which users?' },
    { role: 'assistant', content: 'Two.' },
    { role: 'user', content: 'Größer ≥ 2 🔒?' },
    { role: 'assistant', content: 'Yes, name' },
  ],
  maxOutputTokens: 321,
  temperature: 0.2,
};

async function askedOf(
  kind: WireKind,
  create: (baseUrl: string) => Provider,
): Promise<ReceivedRequest & { json: unknown }> {
  const standIn = await startProviderStandIn(kind);
  open.push(standIn);
  const chain = createChain({
    providers: [linkTo(create(standIn.baseUrl))],
    timeouts: { connectMs: 5_000, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000 },
    breakers: createBreakers(),
    prices: [],
  });
  await chain.run(CONVERSATION, { signal: new AbortController().signal }, () => undefined);
  const [request] = standIn.requests;
  if (!request) throw new Error('nothing was asked');
  return { ...request, json: JSON.parse(request.body) as unknown };
}

const MESSAGES = [
  { role: 'user', content: 'Which users?' },
  { role: 'assistant', content: 'Two.' },
  { role: 'user', content: 'Größer ≥ 2 🔒?' },
];

test('Bedrock: Converse by inference profile, signed, without a temperature that Claude 5 refuses', async () => {
  const { path, headers, json } = await askedOf('bedrock', (baseUrl) =>
    createBedrock({
      region: 'eu-west-1',
      baseUrl,
      credentials: { accessKeyId: SECRETS.accessKeyId, secretAccessKey: SECRETS.secretAccessKey },
    }),
  );
  expect(decodeURIComponent(path)).toBe('/model/eu.anthropic.claude-sonnet-5-5/converse-stream');
  expect(headers.authorization).toContain(`${SECRETS.accessKeyId}/`);
  expect(json).toEqual({
    system: [{ text: 'Ground every claim.' }],
    messages: MESSAGES.map(({ role, content }) => ({ role, content: [{ text: content }] })),
    inferenceConfig: { maxTokens: 321 },
    additionalModelRequestFields: { thinking: { type: 'between_tools' } },
  });
});

test('Bedrock: an ARN is a model, and its region is signed for', async () => {
  const model = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6';
  const { path, headers, json } = await askedOf('bedrock', (baseUrl) =>
    createBedrock({
      region: 'eu-west-1',
      model,
      baseUrl,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    }),
  );
  expect(decodeURIComponent(path)).toBe(`/model/${model}/converse-stream`);
  expect(headers.authorization).toContain('/us-east-1/bedrock/');
  expect(json).toMatchObject({ inferenceConfig: { maxTokens: 321, temperature: 0.2 } });
});

test('Groq', async () => {
  const { path, headers, json } = await askedOf('groq', (baseUrl) => createGroq({ apiKey: SECRETS.apiKey, baseUrl }));
  expect(path).toBe('/openai/v1/chat/completions');
  expect(headers.authorization).toBe(`Bearer ${SECRETS.apiKey}`);
  expect(json).toEqual({
    model: 'openai/gpt-oss-120b',
    messages: [{ role: 'system', content: 'Ground every claim.' }, ...MESSAGES],
    max_completion_tokens: 321,
    temperature: 0.2,
    stream: true,
    reasoning_effort: 'low',
    include_reasoning: false,
  });
});

test('OpenRouter', async () => {
  const { path, headers, json } = await askedOf('openrouter', (baseUrl) =>
    createOpenRouter({ apiKey: SECRETS.apiKey, baseUrl }),
  );
  expect(path).toBe('/api/v1/chat/completions');
  expect(headers.authorization).toBe(`Bearer ${SECRETS.apiKey}`);
  expect(json).toMatchObject({
    model: 'anthropic/claude-sonnet-5.5',
    messages: [{ role: 'system', content: 'Ground every claim.' }, ...MESSAGES],
    max_tokens: 321,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('Gemini: the key in a header, never in the address', async () => {
  const { path, headers, json } = await askedOf('gemini', (baseUrl) =>
    createGemini({ apiKey: SECRETS.apiKey, baseUrl }),
  );
  expect(path).toBe('/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse');
  expect(headers['x-goog-api-key']).toBe(SECRETS.apiKey);
  expect(json).toMatchObject({
    systemInstruction: { parts: [{ text: 'Ground every claim.' }] },
    contents: MESSAGES.map(({ role, content }) => ({
      role: role === 'assistant' ? 'model' : 'user',
      parts: [{ text: content }],
    })),
    generationConfig: { maxOutputTokens: 321, temperature: 0.2, thinkingConfig: { thinkingLevel: 'low' } },
  });
});
