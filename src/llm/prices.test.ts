import { expect, test } from 'vitest';
import { defaultBedrockModel } from './bedrock-models.ts';
import { DEFAULT_MODELS } from './default-models.ts';
import { costOf, LIST_PRICES, parsePrices } from './prices.ts';
import type { ProviderName } from './provider.ts';

const AT = new Date('2026-11-20T12:00:00Z');

function cost(provider: ProviderName, model: string, prices = LIST_PRICES, at = AT): number | null {
  return costOf(prices, { provider, model, inputTokens: 1_000_000, outputTokens: 100_000, at });
}

test('the default models have a price', () => {
  for (const region of ['us-east-1', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2', 'ap-south-1']) {
    expect(cost('bedrock', defaultBedrockModel(region))).toBeGreaterThan(0);
  }
  expect(cost('groq', DEFAULT_MODELS.groq)).toBeCloseTo(0.21);
  expect(cost('gemini', DEFAULT_MODELS.gemini)).toBeCloseTo(1.125);
  expect(cost('openrouter', DEFAULT_MODELS.openrouter)).toBeCloseTo(3);
});

test('a geography costs a tenth more than the global profile, by id and by ARN', () => {
  expect(cost('bedrock', 'global.anthropic.claude-sonnet-5-5')).toBeCloseTo(3);
  expect(cost('bedrock', 'eu.anthropic.claude-sonnet-5-5')).toBeCloseTo(3.3);
  const arn = 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5';
  expect(cost('bedrock', arn)).toBeCloseTo(3.3);
});

test('the price of the day counts', () => {
  expect(cost('gemini', 'gemini-3.8-flash', LIST_PRICES, new Date('2026-12-31T23:59:59Z'))).toBeCloseTo(1.125);
  expect(cost('gemini', 'gemini-3.8-flash', LIST_PRICES, new Date('2027-01-01T00:00:00Z'))).toBeCloseTo(2.25);
  expect(cost('gemini', 'gemini-3.8-flash', LIST_PRICES, new Date('2026-01-01T00:00:00Z'))).toBeNull();
});

test('what is not known costs null, the composer nothing', () => {
  expect(cost('groq', 'no-such-model')).toBeNull();
  expect(cost('bedrock', 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/x1y2')).toBeNull();
  expect(
    costOf(LIST_PRICES, { provider: 'groq', model: DEFAULT_MODELS.groq, inputTokens: null, outputTokens: 5, at: AT }),
  ).toBeNull();
  expect(cost('composer', 'composer')).toBe(0);
});

test('an operator overrides one model and keeps the rest', () => {
  const prices = parsePrices(
    '[{"provider":"groq","model":"openai/gpt-oss-120b","inputUsdPerMillion":1,"outputUsdPerMillion":10}]',
  );
  expect(cost('groq', 'openai/gpt-oss-120b', prices)).toBeCloseTo(2);
  expect(cost('gemini', 'gemini-3.8-flash', prices)).toBeCloseTo(1.125);
});

test.each([
  ['{', 'not JSON'],
  ['{}', 'PRICES_FILE'],
  ['[{"provider":"openai","model":"x","inputUsdPerMillion":1,"outputUsdPerMillion":1}]', 'provider'],
  ['[{"provider":"groq","model":"x","inputUsdPerMillion":-1,"outputUsdPerMillion":1}]', 'inputUsdPerMillion'],
  ['[{"provider":"groq","model":"x","inputUsdPerMillion":1}]', 'outputUsdPerMillion'],
  ['[{"provider":"groq","model":"x","inputUsdPerMillion":1,"outputUsdPerMillion":1,"from":"soon"}]', 'from'],
])('refuses %s and says why', (text, why) => {
  expect(() => parsePrices(text)).toThrow(why);
});
