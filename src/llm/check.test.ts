import { afterEach, expect, test } from 'vitest';
import { createBedrock } from './bedrock.ts';
import { checkProvider } from './check.ts';
import { LOUD, UPSTREAM_SECRETS } from '../test/providers/fault.ts';
import { createProviderAt } from '../test/providers/providers.ts';
import { startProviderStandIn } from '../test/providers/stand-in.ts';
import type { ProviderStandIn } from '../test/providers/stand-in.ts';
import { response } from '../test/providers/steps.ts';
import type { Script } from '../test/providers/steps.ts';
import { WIRE_KINDS } from '../test/providers/wire.ts';
import type { WireKind } from '../test/providers/wire.ts';

const PRICES = WIRE_KINDS.map((provider) => ({
  provider,
  model: `stand-in-${provider}`,
  inputUsdPerMillion: 2,
  outputUsdPerMillion: 10,
  from: '2020-01-01',
}));

const open: ProviderStandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});

async function check(kind: WireKind, script?: Script) {
  const standIn = await startProviderStandIn(kind, { text: 'ready' });
  open.push(standIn);
  if (script) standIn.script(script);
  const result = await checkProvider(createProviderAt(kind, standIn.baseUrl), PRICES);
  return { result, requests: standIn.requests };
}

test.each(WIRE_KINDS)('%s answers: all is well, after one tiny request', async (kind) => {
  const { result, requests } = await check(kind);
  expect(result).toMatchObject({ ok: true, errorClass: null, whatToDo: '' });
  expect(result.explanation).toContain(`stand-in-${kind} answered`);
  expect(requests).toHaveLength(1);
  expect(result).toMatchObject({ inputTokens: 40, outputTokens: 12, costUsd: 0.0002 });
});

function aws(status: number, name: string, message: string): Script {
  return response(status, { message }, { 'x-amzn-errortype': name });
}

test.each([
  ['credentials', aws(403, 'ExpiredTokenException', 'expired'), 'auth', 'aws sts get-caller-identity'],
  ['access', aws(403, 'AccessDeniedException', 'no'), 'access_not_granted', 'InvokeModelWithResponseStream'],
  [
    'subscription',
    aws(403, 'AccessDeniedException', 'aws-marketplace:Subscribe'),
    'access_not_granted',
    'aws-marketplace:Subscribe',
  ],
  [
    'use case',
    aws(404, 'ResourceNotFoundException', 'Model use case details have not been submitted'),
    'access_not_granted',
    'form',
  ],
  ['payment', aws(403, 'AccessDeniedException', 'INVALID_PAYMENT_INSTRUMENT: x'), 'quota_exhausted', 'Payment methods'],
  [
    'profile',
    aws(400, 'ValidationException', 'Retry with the ID or ARN of an inference profile that contains this model.'),
    'model_not_found',
    'through an inference profile. Set BEDROCK_MODEL_ID (or the model that LLM_CHAIN names) to the id or ARN of one, here eu.stand-in-bedrock.',
  ],
  [
    'region',
    aws(400, 'ValidationException', 'The provided model identifier is invalid.'),
    'model_not_found',
    'eu-west-1 has no model by the name of stand-in-bedrock. Check its spelling, and that this region offers it',
  ],
  ['retired', aws(404, 'ResourceNotFoundException', 'has reached the end of its life'), 'model_not_found', 'successor'],
  ['quota', aws(400, 'ServiceQuotaExceededException', 'quota'), 'quota_exhausted', 'Service Quotas'],
  ['throttling', aws(429, 'ThrottlingException', 'slow'), 'throttled', 'quota'],
])('Bedrock, %s: says what to do', async (_name, script, errorClass, advice) => {
  const { result } = await check('bedrock', script);
  expect(result).toMatchObject({ ok: false, errorClass });
  expect(`${result.explanation} ${result.whatToDo}`).toContain(advice);
});

test.each([
  ['groq', 401, 'auth', 'GROQ_API_KEY'],
  ['gemini', 404, 'model_not_found', 'current model'],
  ['openrouter', 402, 'quota_exhausted', 'credit'],
  ['openrouter', 503, 'server', 'status page'],
] as const)('%s with %i: says what to do', async (kind, status, errorClass, advice) => {
  const { result } = await check(kind, response(status, { error: { message: LOUD, code: status } }));
  expect(result).toMatchObject({ ok: false, errorClass, httpStatus: status });
  expect(`${result.explanation} ${result.whatToDo}`).toContain(advice);
  for (const secret of UPSTREAM_SECRETS) expect(JSON.stringify(result)).not.toContain(secret);
});

test('Bedrock, a region that has none: says to look at the region', async () => {
  const provider = createBedrock({
    region: 'eu-nowhere-1',
    baseUrl: 'http://bedrock-runtime.eu-nowhere-1.invalid',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' },
  });
  const result = await checkProvider(provider, PRICES);
  expect(result).toMatchObject({ ok: false, errorClass: 'network' });
  expect(`${result.explanation} ${result.whatToDo}`).toMatch(/eu-nowhere-1.*BEDROCK_REGION/);
});

test('a limit says for how long, as far as the provider does', async () => {
  const limited = response(429, { error: { message: 'x', code: 'rate_limit_exceeded' } }, { 'retry-after': '90' });
  expect((await check('groq', limited)).result.whatToDo).toMatch(/^Wait 90 s/);
});

test('nobody there', async () => {
  const result = await checkProvider(createProviderAt('groq', 'http://127.0.0.1:9'), PRICES);
  expect(result).toMatchObject({ ok: false, errorClass: 'network' });
  expect(result.whatToDo).toContain('firewall');
});
