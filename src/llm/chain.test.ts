import { afterEach, describe, expect, test } from 'vitest';
import { createBreakers } from './breaker.ts';
import type { ChainEvent, Provider, ProviderRequest } from './provider.ts';
import { chainOf, createStandIns } from '../test/providers/chains.ts';
import { UPSTREAM_WORDS } from '../test/providers/fault.ts';
import { throttled } from '../test/providers/faults.ts';
import { observe } from '../test/providers/observe.ts';
import type { Observation } from '../test/providers/observe.ts';
import { sampleRequest } from '../test/providers/providers.ts';
import { DEFAULT_TEXT } from '../test/providers/stand-in.ts';
import { healthyScript, response, scriptUpTo } from '../test/providers/steps.ts';
import type { Script } from '../test/providers/steps.ts';
import { toPieces, WIRE_KINDS } from '../test/providers/wire.ts';
import type { WireKind } from '../test/providers/wire.ts';

const { standIn, close } = createStandIns();
afterEach(close);

const ANSWER = { pieces: toPieces('A partial answer that must never be taken for a whole one.') };

/** The states of all attempts, as `1 groq failed server`. */
function attemptsOf({ events }: Observation): string[] {
  return events.flatMap((event) =>
    event.type === 'attempt' && event.state !== 'started'
      ? [[event.attempt, event.provider, event.state, event.errorClass].filter(Boolean).join(' ')]
      : [],
  );
}

function typesOf(events: readonly ChainEvent[]): string[] {
  return events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
}

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

describe('a healthy provider', () => {
  test.each(WIRE_KINDS)('%s streams its text, counts its tokens and ends once', async (kind) => {
    const server = await standIn(kind);
    const seen = await observe(chainOf([server]));
    expect(seen.text).toBe(DEFAULT_TEXT);
    expect(typesOf(seen.events)).toEqual([
      'attempt',
      'text-start',
      'text-delta',
      'text-end',
      'attempt',
      'record',
      'finish',
    ]);
    expect(seen.terminal).toMatchObject({
      provider: kind,
      model: `stand-in-${kind}`,
      inputTokens: 40,
      outputTokens: 12,
    });
    expect(seen.terminal).toMatchObject({ costUsd: 0.0002, truncated: false });
    expect(seen.records).toMatchObject([
      { attempt: 1, position: 0, outcome: 'served', errorClass: null, skipReason: null },
    ]);
    expect(seen.records[0]?.connectMs).not.toBeNull();
    expect(server.attempts()).toBe(1);
  });

  test.each(WIRE_KINDS)('%s serves the next answer over the same connection', async (kind) => {
    const server = await standIn(kind);
    const chain = chainOf([server]);
    for (let round = 0; round < 5; round += 1) await observe(chain);
    // The pool may still be putting the first connection back when the second request comes.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('a failing provider', () => {
  test('before its first word goes unseen', async () => {
    const servers = [
      await standIn('groq', response(503, { error: { message: UPSTREAM_WORDS } })),
      await standIn('gemini'),
    ];
    const seen = await observe(chainOf(servers));
    expect(seen.events.some((event) => event.type === 'restart')).toBe(false);
    expect(seen.text).toBe(DEFAULT_TEXT);
    expect(attemptsOf(seen)).toEqual(['1 groq failed server', '2 gemini serving', '2 gemini done']);
    expect(seen.records[0]).toMatchObject({ outcome: 'failed', httpStatus: 503, errorClass: 'server' });
    expect(seen.records[0]?.upstream).toContain(UPSTREAM_WORDS);
  });

  test('after its first word is told to be dropped, when the next one writes', async () => {
    const cut: Script = [...scriptUpTo('bedrock', 'P3', ANSWER), { do: 'rst' }];
    const seen = await observe(chainOf([await standIn('bedrock', cut), await standIn('groq')]));
    const restart = seen.events.findIndex((event) => event.type === 'restart');
    expect(seen.events[restart]).toMatchObject({ textId: 'text-1', reason: 'network' });
    expect(typesOf(seen.events.slice(restart)).slice(0, 3)).toEqual(['restart', 'attempt', 'text-start']);
    expect(seen.text).toBe(DEFAULT_TEXT);
    expect(seen.disorder).toEqual([]);
  });

  test('leaves its words to the reader, marked as failed, when nobody else can write', async () => {
    const cut: Script = [...scriptUpTo('gemini', 'P3', ANSWER), { do: 'end' }];
    const seen = await observe(chainOf([await standIn('gemini', cut), await standIn('groq', [{ do: 'rst' }])]));
    expect(seen.terminal).toEqual({ type: 'error', errorClass: 'network' });
    expect(seen.events.some((event) => event.type === 'restart' || event.type === 'text-end')).toBe(false);
  });

  test.each([
    ['500', () => response(500, {})],
    ['502', () => response(502, {})],
    ['a reset before headers', (): Script => [{ do: 'rst' }]],
  ])('with %s is asked once more, at once', async (_name, fault) => {
    const server = await standIn('groq', (index) =>
      index === 0 ? fault() : healthyScript('groq', { pieces: ['Well again.'] }),
    );
    const next = await standIn('gemini');
    const seen = await observe(chainOf([server, next]));
    expect(seen.text).toBe('Well again.');
    expect(seen.records.map(({ outcome, position }) => [outcome, position])).toEqual([
      ['failed', 0],
      ['served', 0],
    ]);
    expect(next.attempts()).toBe(0);
  });

  test.each([503, 429, 400, 404])('with %i is not asked twice', async (status) => {
    const server = await standIn('groq', response(status, {}));
    const seen = await observe(chainOf([server, await standIn('openrouter')]));
    expect(server.attempts()).toBe(1);
    expect(seen.terminal).toMatchObject({ type: 'finish', provider: 'openrouter' });
  });

  test('that asks for a short wait is waited for when nobody else is left', async () => {
    const script = (index: number): Script =>
      index === 0 ? throttled('groq', { 'retry-after-ms': '300' }) : healthyScript('groq', { pieces: ['Here.'] });
    const server = await standIn('groq', script);
    const seen = await observe(chainOf([server, await standIn('gemini', response(503, {}))]));
    expect(seen.text).toBe('Here.');
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(300);
  });

  test('that asks for a long wait is not waited for, and skipped for the next reader', async () => {
    const server = await standIn('groq', throttled('groq', { 'retry-after': '86400' }));
    const chain = chainOf([server]);
    expect((await observe(chain)).terminal).toEqual({ type: 'error', errorClass: 'throttled' });
    const next = await observe(chain);
    expect(next.records).toMatchObject([
      { outcome: 'skipped', skipKind: 'resting', skipReason: expect.stringContaining('breaker open after throttled') },
    ]);
    expect(next.events[0]).toMatchObject({ type: 'attempt', state: 'skipped', skipKind: 'resting' });
    expect(next.terminal).toEqual({ type: 'error', errorClass: 'throttled' });
    expect(server.attempts()).toBe(1);
    expect(chain.state()[0]).toMatchObject({ state: 'open', errorClass: 'throttled', available: true });
  });
});

describe('an answer cut by the output limit', () => {
  const cut = (kind: WireKind, finish: string, text: string): Script =>
    healthyScript(kind, { pieces: toPieces(text), finish });

  test('is written anew by the next', async () => {
    const seen = await observe(
      chainOf([await standIn('groq', cut('groq', 'length', 'Half an')), await standIn('gemini')]),
    );
    expect(seen.text).toBe(DEFAULT_TEXT);
    expect(seen.terminal).toMatchObject({ type: 'finish', provider: 'gemini', truncated: false });
    expect(seen.records[0]).toMatchObject({
      outcome: 'failed',
      errorClass: 'truncated',
      outputTokens: 12,
      costUsd: 0.0002,
    });
  });

  test('is shown as cut when all are', async () => {
    const servers = [
      await standIn('groq', cut('groq', 'length', 'First half')),
      await standIn('bedrock', cut('bedrock', 'max_tokens', 'Second half')),
    ];
    const seen = await observe(chainOf(servers));
    expect(seen.disorder).toEqual([]);
    expect(seen.text).toBe('First half');
    expect(seen.terminal).toMatchObject({ type: 'finish', provider: 'groq', truncated: true });
  });

  test('stays where it is when the others never wrote', async () => {
    const servers = [
      await standIn('groq', cut('groq', 'length', 'First half')),
      await standIn('gemini', response(503, {})),
    ];
    const seen = await observe(chainOf(servers));
    expect(seen.text).toBe('First half');
    expect(seen.events.filter((event) => event.type === 'text-start')).toHaveLength(1);
    expect(seen.terminal).toMatchObject({ type: 'finish', truncated: true });
  });
});

describe('a reader who leaves', () => {
  test.each(WIRE_KINDS)('in mid-answer of %s closes its connection', async (kind) => {
    const server = await standIn(kind, [...scriptUpTo(kind, 'P3', ANSWER), { do: 'hang' }]);
    const controller = new AbortController();
    const events: ChainEvent[] = [];
    const chain = chainOf([server, await standIn('groq')]);
    await chain.run(sampleRequest(), { signal: controller.signal }, (event) => {
      events.push(event);
      if (event.type === 'text-delta') setTimeout(() => controller.abort(), 20);
    });
    expect(events.at(-1)).toEqual({ type: 'abort' });
    expect(events.filter((event) => event.type === 'record')).toMatchObject([{ record: { outcome: 'aborted' } }]);
    await expect.poll(() => server.openResponses(), { timeout: 1_000 }).toBe(0);
  });

  test('before anything was asked is told so, and nobody is asked', async () => {
    const server = await standIn('groq');
    const seen = await observe(chainOf([server]), AbortSignal.abort());
    expect(seen.events).toEqual([{ type: 'abort' }]);
    expect(server.attempts()).toBe(0);
  });

  test('by a fault of ours closes the connection too, and nobody else is asked or blamed', async () => {
    const server = await standIn('groq', [...scriptUpTo('groq', 'P3', ANSWER), { do: 'hang' }]);
    const next = await standIn('gemini');
    const chain = chainOf([server, next], { breakers: createBreakers({ failures: 1 }) });
    const fault = new Error('a fault of the reader');
    const run = chain.run(sampleRequest(), { signal: new AbortController().signal }, (event) => {
      if (event.type === 'text-delta') throw fault;
    });
    await expect(run).rejects.toBe(fault);
    await expect.poll(() => server.openResponses(), { timeout: 1_000 }).toBe(0);
    expect(next.attempts()).toBe(0);
    expect(chain.state()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
  });

  test('does not count against the provider', async () => {
    const server = await standIn('groq', [{ do: 'hang' }]);
    const chain = chainOf([server]);
    for (let round = 0; round < 3; round += 1) await observe(chain, AbortSignal.timeout(30));
    expect(chain.state()[0]).toMatchObject({ state: 'closed', consecutiveFailures: 0 });
  });
});

describe('time', () => {
  const SHORT = { connectMs: 300, firstTokenMs: 300, idleMs: 300, totalMs: 700 };

  test('used up by silent providers leaves the composer enough', async () => {
    const silent = await Promise.all(WIRE_KINDS.map((kind) => standIn(kind, [{ do: 'hang' }])));
    const seen = await observe(chainOf(silent, { timeouts: SHORT }, [composer()]));
    expect(seen.terminal).toMatchObject({ type: 'finish', provider: 'composer' });
    expect(seen.records.at(-2)).toMatchObject({
      outcome: 'skipped',
      skipReason: 'the time for this answer is used up',
    });
    expect(silent.at(-1)?.attempts()).toBe(0);
  });

  test('is not given to a silent provider twice: its probe is shorter', async () => {
    let now = 0;
    const server = await standIn('groq', [{ do: 'hang' }]);
    const breakers = createBreakers({}, () => now);
    const chain = chainOf([server], {
      timeouts: { ...SHORT, firstTokenMs: 2_000, connectMs: 2_000, totalMs: 9_000 },
      breakers,
    });
    for (let round = 0; round < 2; round += 1) await observe(chain);
    now += 6_000;
    const probe = await observe(chain);
    expect(probe.records[0]).toMatchObject({ outcome: 'failed', errorClass: 'timeout_first_token' });
    expect(probe.records[0]?.totalMs).toBeLessThan(1_900);
  });
});
