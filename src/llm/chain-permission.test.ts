/** Whom the chain may not ask, and says so: blocked content, allow-lists, questions that need no model; and checks. */
import { afterEach, describe, expect, test } from 'vitest';
import { createComposer } from './composer.ts';
import type { Provider, ProviderRequest } from './provider.ts';
import { chainOf, createStandIns } from '../test/providers/chains.ts';
import { UPSTREAM_WORDS } from '../test/providers/fault.ts';
import { observe } from '../test/providers/observe.ts';
import { healthyScript, response } from '../test/providers/steps.ts';

const { standIn, close } = createStandIns();
afterEach(close);

function composer(seen: ProviderRequest[] = []): Provider {
  return {
    name: 'composer',
    model: 'composer',
    region: null,
    async stream(request, _signal, tell) {
      seen.push(request);
      tell({ type: 'text-delta', text: 'Composed.' });
      tell({ type: 'finish', reason: 'stop' });
    },
  };
}

describe('blocked content', () => {
  const blocked = response(400, { error: { message: UPSTREAM_WORDS, code: 'content_policy_violation' } });

  test('is not offered to another model', async () => {
    const next = await standIn('gemini');
    const seen = await observe(chainOf([await standIn('groq', blocked), next]));
    expect(seen.terminal).toEqual({ type: 'error', errorClass: 'content_blocked', blockReason: 'policy' });
    expect(JSON.stringify(seen.events.filter(({ type }) => type !== 'record'))).not.toContain(UPSTREAM_WORDS);
    expect(next.attempts()).toBe(0);
    expect(seen.records[1]).toMatchObject({
      outcome: 'skipped',
      skipReason: expect.stringContaining('content was blocked'),
    });
  });

  test('may be answered by the composer, which is told why', async () => {
    const asked: ProviderRequest[] = [];
    const seen = await observe(
      chainOf([await standIn('groq', blocked), await standIn('gemini')], {}, [composer(asked)]),
    );
    expect(seen.terminal).toMatchObject({ type: 'finish', provider: 'composer' });
    expect(asked[0]).toMatchObject({ precededBy: 'content_blocked', blockReason: 'policy' });
  });

  test('has the real composer say so, in our words', async () => {
    const blockedBy = (finish: string) => healthyScript('gemini', { pieces: [], finish });
    const seen = await observe(chainOf([await standIn('gemini', blockedBy('SPII'))], {}, [createComposer()]));
    expect(seen.text).toMatch(/^_The language model refused this question under its content policy \(personal data\)/);
  });

  test.each([
    ['gemini', healthyScript('gemini', { pieces: [], finish: 'SAFETY' }), 'safety'],
    ['gemini', healthyScript('gemini', { pieces: ['Some '], finish: 'RECITATION' }), 'recitation'],
    ['gemini', healthyScript('gemini', { pieces: [], finish: 'PROHIBITED_CONTENT' }), 'prohibited'],
    ['gemini', healthyScript('gemini', { pieces: [], finish: 'BLOCKLIST' }), 'blocklist'],
    ['bedrock', healthyScript('bedrock', { pieces: [], finish: 'guardrail_intervened' }), 'guardrail'],
    ['bedrock', healthyScript('bedrock', { pieces: [], finish: 'content_filtered' }), 'content_filter'],
    ['bedrock', healthyScript('bedrock', { pieces: [], finish: 'refusal' }), 'refusal'],
    ['groq', healthyScript('groq', { pieces: [], finish: 'content_filter' }), 'content_filter'],
    [
      'openrouter',
      response(403, { error: { code: 403, message: UPSTREAM_WORDS, metadata: { reasons: ['violence'] } } }),
      'moderation',
    ],
  ] as const)('by %s names what of its policy it was: %#', async (kind, script, blockReason) => {
    const seen = await observe(chainOf([await standIn(kind, script)]));
    expect(seen.terminal).toEqual({ type: 'error', errorClass: 'content_blocked', blockReason });
    expect(seen.records[0]).toMatchObject({ errorClass: 'content_blocked', blockReason });
    const failed = seen.events.find((event) => event.type === 'attempt' && event.state === 'failed');
    expect(failed).toMatchObject({ blockReason });
  });
});

describe('a tenant that allows some providers only', () => {
  test('has the others skipped, but not the composer', async () => {
    const servers = [await standIn('bedrock', response(503, {})), await standIn('groq')];
    const chain = chainOf(servers, {}, [composer()]);
    const { events } = await observe(chain, undefined, { allowed: ['bedrock'] });
    expect(events.at(-1)).toMatchObject({ type: 'finish', provider: 'composer' });
    expect(servers[1]?.attempts()).toBe(0);
    expect(events).toContainEqual({
      type: 'record',
      record: expect.objectContaining({
        provider: 'groq',
        outcome: 'skipped',
        skipKind: 'not_allowed',
        skipReason: 'not allowed to leave AWS',
      }),
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'attempt', provider: 'groq', state: 'skipped', skipKind: 'not_allowed' }),
    );
  });

  test.each([
    [['bedrock', 'composer'], 'not allowed to leave AWS'],
    [['bedrock', 'gemini'], 'not allowed: questions may go to bedrock, gemini only'],
    [[], 'not allowed: questions may go to no language model'],
  ] as const)('that allows %o: %s', async (allowed, words) => {
    const server = await standIn('groq');
    const { events } = await observe(chainOf([server]), undefined, { allowed });
    expect(events.at(-1)).toEqual({ type: 'error', errorClass: 'access_not_granted' });
    expect(events.find(({ type }) => type === 'record')).toMatchObject({ record: { skipReason: words } });
    expect(server.attempts()).toBe(0);
  });
});

describe('a question that needs no language model', () => {
  test('is answered by the composer alone, and nobody is told of the others', async () => {
    const server = await standIn('groq');
    const { events } = await observe(chainOf([server], {}, [composer()]), undefined, { localOnly: true });
    expect(events.at(-1)).toMatchObject({ type: 'finish', provider: 'composer' });
    expect(events[0]).toMatchObject({ type: 'record', record: { outcome: 'skipped', skipKind: 'not_needed' } });
    expect(server.attempts()).toBe(0);
  });
});

describe('a check of a link', () => {
  test('asks it whatever its breaker says, and closes that when it answers', async () => {
    const server = await standIn('groq', response(401, { error: { message: 'x', code: 'invalid_api_key' } }));
    const chain = chainOf([server]);
    await observe(chain);
    expect(chain.state()[0]).toMatchObject({ state: 'open', errorClass: 'auth' });
    expect(await chain.check(0)).toMatchObject({ ok: false, errorClass: 'auth', costUsd: null });
    expect(chain.state()[0]).toMatchObject({ state: 'open' });
    server.script();
    expect(await chain.check(0)).toMatchObject({ ok: true, inputTokens: 40, outputTokens: 12, costUsd: 0.0002 });
    expect(chain.state()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0, nextProbeAt: null });
    expect((await observe(chain)).terminal).toMatchObject({ type: 'finish', provider: 'groq' });
  });
});
