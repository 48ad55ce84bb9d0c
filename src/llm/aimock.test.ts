/** An outside opinion of each provider's protocol: the four SDKs against a mock server that is not ours. */
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBreakers } from './breaker.ts';
import { createChain } from './chain.ts';
import { observe } from '../test/providers/observe.ts';
import { createProviderAt, linkTo } from '../test/providers/providers.ts';
import { WIRE_KINDS } from '../test/providers/wire.ts';

const TEXT = 'Two users have no second factor: alice and svc-legacy-backup, größer ≥ 2 🔒.';
const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 7, logLevel: 'silent' });

beforeAll(async () => {
  mock.onMessage(/MFA/, { content: TEXT });
  await mock.start();
});
afterAll(() => mock.stop());

test.each(WIRE_KINDS)('%s reads it whole', async (kind) => {
  const chain = createChain({
    providers: [linkTo(createProviderAt(kind, mock.url))],
    timeouts: { connectMs: 5_000, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000 },
    breakers: createBreakers(),
    prices: [],
  });
  const { terminal, text, disorder } = await observe(chain);
  expect(terminal).toMatchObject({ type: 'finish', provider: kind, truncated: false });
  // Groq itself counts in `x_groq`, which the mock does not send.
  expect([kind, typeof Object(terminal).outputTokens]).toEqual([kind, kind === 'groq' ? 'object' : 'number']);
  expect(text).toBe(TEXT);
  expect(disorder).toEqual([]);
});

test.each(WIRE_KINDS)('%s falls to the next when it refuses', async (kind) => {
  mock.nextRequestError(503, { message: 'no capacity', type: 'server_error' });
  const chain = createChain({
    providers: ['first', 'second'].map((model) => linkTo(createProviderAt(kind, mock.url, model))),
    timeouts: { connectMs: 5_000, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000 },
    breakers: createBreakers(),
    prices: [],
  });
  const { terminal, records } = await observe(chain);
  expect(terminal).toMatchObject({ type: 'finish', model: 'second' });
  expect(records[0]).toMatchObject({ model: 'first', outcome: 'failed', errorClass: 'server', httpStatus: 503 });
});
