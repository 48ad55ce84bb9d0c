import { expect, test } from 'vitest';
import { createBreakers } from './breaker.ts';
import { LIST_PRICES } from './prices.ts';
import type { Provider } from './provider.ts';
import { makeProvider } from './make-provider.ts';
import { buildChain, buildLinks, DEFAULT_CHAIN, parseChain } from './registry.ts';
import type { ProviderSettings, RemoteLink } from './registry.ts';
import { observe } from '../test/providers/observe.ts';

const COMPOSER: Provider = {
  name: 'composer',
  model: 'composer-1',
  region: null,
  async stream(_request, _signal, tell) {
    tell({ type: 'text-delta', text: 'Two users.' });
    tell({ type: 'finish', reason: 'stop' });
  },
};

const MAKERS = { composer: COMPOSER, remote: (link: RemoteLink) => makeProvider(KEYS, link) };

const NOTHING: ProviderSettings = {
  bedrock: { enabled: false, region: 'eu-west-1' },
  groq: {},
  gemini: {},
  openrouter: {},
};
const KEYS: ProviderSettings = {
  bedrock: { enabled: true, region: 'eu-west-1' },
  groq: { apiKey: 'k' },
  gemini: { apiKey: 'k', model: 'gemini-3.5-flash' },
  openrouter: { apiKey: 'k' },
};

test('reads names, models and ARNs, in order, the composer last', () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5-5';
  expect(parseChain(` composer, bedrock:eu.anthropic.claude-sonnet-4-5-20250929-v1:0 ,bedrock:${arn},GROQ,`)).toEqual([
    { name: 'bedrock', model: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0' },
    { name: 'bedrock', model: arn },
    { name: 'groq', model: null },
    { name: 'composer', model: null },
  ]);
  expect(parseChain('openrouter:anthropic/claude-sonnet-5.5:free')[0]?.model).toBe('anthropic/claude-sonnet-5.5:free');
  expect(parseChain(DEFAULT_CHAIN)).toHaveLength(5);
});

test('names every fault', () => {
  expect(() => parseChain('bedrok,groq:,composer:x,gemini,gemini')).toThrow(
    /"bedrok" is not a provider.*"groq:" names no model.*composer has no models.*"gemini" is listed twice/,
  );
  expect(() => parseChain(' , ')).toThrow('names no provider');
  expect(() => parseChain('toString')).toThrow('not a provider');
});

test('links without credentials are shown with the reason and not asked', async () => {
  const links = buildLinks(DEFAULT_CHAIN, NOTHING, MAKERS);
  expect(links.map(({ name, provider, skipReason }) => [name, provider !== null, skipReason])).toEqual([
    ['bedrock', false, 'Bedrock is not configured (no AWS credentials or region)'],
    ['groq', false, 'GROQ_API_KEY is not set'],
    ['gemini', false, 'GEMINI_API_KEY is not set'],
    ['openrouter', false, 'OPENROUTER_API_KEY is not set'],
    ['composer', true, null],
  ]);
});

test('models come from the list, then from the settings, then by default; a region from an ARN', () => {
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5-5';
  const links = buildLinks(`bedrock,bedrock:${arn},groq:openai/gpt-oss-20b,gemini,openrouter`, KEYS, MAKERS);
  expect(links.map(({ model, region }) => [model, region])).toEqual([
    ['eu.anthropic.claude-sonnet-5-5', 'eu-west-1'],
    [arn, 'us-east-1'],
    ['openai/gpt-oss-20b', null],
    ['gemini-3.5-flash', null],
    ['anthropic/claude-sonnet-5.5', null],
  ]);
  for (const link of links)
    expect(link.provider).toMatchObject({ name: link.name, model: link.model, region: link.region });
});

test('a key is trimmed, and one that cannot be a header is not used', () => {
  const [trimmed, broken] = ['  k-1\n', 'k\n1'].map(
    (apiKey) => buildLinks('groq', { ...KEYS, groq: { apiKey } }, MAKERS)[0],
  );
  expect(trimmed?.skipReason).toBeNull();
  expect(broken).toMatchObject({ provider: null, skipReason: 'GROQ_API_KEY holds characters that no key has' });
});

test('a bare machine answers at once through the composer, and tells who was passed by', async () => {
  const chain = buildChain(
    {
      chain: DEFAULT_CHAIN,
      settings: NOTHING,
      timeouts: { connectMs: 1_000, firstTokenMs: 1_000, idleMs: 1_000, totalMs: 5_000 },
      prices: LIST_PRICES,
      breakers: createBreakers(),
    },
    MAKERS,
  );
  const { events } = await observe(chain);
  const skipped = events.flatMap((event) => (event.type === 'record' ? [event.record.skipReason] : []));
  expect(skipped.filter((reason) => reason !== null)).toHaveLength(4);
  expect(events.at(-1)).toMatchObject({ type: 'finish', provider: 'composer', model: 'composer-1', costUsd: 0 });
  expect(chain.state().map(({ available }) => available)).toEqual([false, false, false, false, true]);
});
