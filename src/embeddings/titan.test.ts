import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pseudoRandomVector, startTitan, type TitanStandIn } from '../test/aws/titan.ts';
import { EmbedderError } from './embedder.ts';
import {
  createTitanEmbedder,
  TITAN_MAX_CHARACTERS,
  TITAN_MODEL,
  type TitanEmbedder,
  type TitanOptions,
} from './titan.ts';

let server: TitanStandIn;
let waits: number[];
let embedder: TitanEmbedder;
const VARIABLE = 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME';
const before = process.env[VARIABLE];

const make = (options: Partial<TitanOptions> = {}) =>
  createTitanEmbedder({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    sleep: (ms, signal) => {
      waits.push(ms);
      signal?.throwIfAborted();
      return Promise.resolve();
    },
    random: () => 0.5,
    ...options,
  });

beforeEach(async () => {
  server = await startTitan();
  process.env[VARIABLE] = server.url;
  waits = [];
  embedder = make();
});
afterEach(async () => {
  embedder.close();
  await server.close();
  if (before === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = before;
});

const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof EmbedderError ? error.fault : `not classed: ${String(error)}`),
  );

describe('embedding', () => {
  it('asks for 1,024 normalised dimensions, one text a call, and gives unit vectors in order', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const vectors = await embedder.embed(texts);
    expect(server.requests[0]).toMatchObject({ modelId: TITAN_MODEL, dimensions: 1024, normalize: true });
    expect(server.requests.map((request) => request.inputText).toSorted()).toEqual(texts.toSorted());
    const expected = pseudoRandomVector('text 7');
    const length = Math.hypot(...expected);
    expect(Math.hypot(...vectors[7]!)).toBeCloseTo(1, 5);
    expect(vectors[7]![3]).toBeCloseTo(expected[3]! / length, 5);
  });

  it('keeps to its number of calls at once', async () => {
    embedder.close();
    embedder = make({ concurrency: 3 });
    server.delayMs = 5;
    await embedder.embed(Array.from({ length: 12 }, (_, index) => `text ${index}`));
    expect(server.peak).toBe(3);
  });

  it('cuts a text to the limit without halving a character, and never sends nothing', async () => {
    await embedder.embed([`${'a'.repeat(TITAN_MAX_CHARACTERS - 1)}😀😀`, '  ']);
    const [long, blank] = server.requests.map((request) => request.inputText).toSorted((a, b) => b.length - a.length);
    expect(long!.length).toBe(TITAN_MAX_CHARACTERS);
    expect(long!.isWellFormed()).toBe(true);
    expect(blank).toBe('-');
  });
});

describe('faults', () => {
  it('backs off on throttling and then succeeds', async () => {
    server.faults = [throttling, throttling];
    await embedder.embed(['text']);
    expect(server.requests).toHaveLength(3);
    expect(waits).toEqual([150, 300]);
  });

  it('gives up after its tries', async () => {
    server.always = throttling;
    expect(await faultOf(embedder.embed(['text']))).toBe('throttled');
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    ['AccessDeniedException', 403, 'denied'],
    ['ExpiredTokenException', 403, 'denied'],
    ['SomethingNew', 403, 'denied'],
    ['ResourceNotFoundException', 404, 'model_not_found'],
    ['ValidationException', 400, 'invalid_request'],
  ])('does not try again on %s', async (name, status, fault) => {
    server.always = { kind: 'error', status, name };
    expect(await faultOf(embedder.embed(['text']))).toBe(fault);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['InternalServerException', 500, 'server'],
    ['ModelTimeoutException', 408, 'timeout'],
    ['SomethingNew', 502, 'server'],
  ])('tries again on %s', async (name, status, fault) => {
    server.always = { kind: 'error', status, name };
    expect(await faultOf(embedder.embed(['text']))).toBe(fault);
    expect(server.requests).toHaveLength(4);
  });

  it('tries again on a reset connection', async () => {
    server.faults = [{ kind: 'reset' }];
    await embedder.embed(['text']);
    expect(server.requests).toHaveLength(2);
  });

  it('says network when nothing listens', async () => {
    await server.close();
    expect(await faultOf(embedder.embed(['text']))).toBe('network');
  });

  it.each([
    ['too few numbers', '{"embedding":[0.1]}'],
    ['not JSON', 'ok'],
    ['text among numbers', JSON.stringify({ embedding: Array.from({ length: 1024 }, () => 'x') })],
    ['no embedding', '{}'],
  ])('refuses a 200 with %s', async (_what, body) => {
    server.always = { kind: 'body', body };
    expect(await faultOf(embedder.embed(['text']))).toBe('malformed');
    expect(server.requests).toHaveLength(1);
  });

  it.each(['hang', 'stall'] as const)('ends a call that does %s', async (kind) => {
    embedder.close();
    embedder = make({ requestTimeoutMs: 60, attempts: 2 });
    server.always = { kind };
    expect(await faultOf(embedder.embed(['text']))).toBe('timeout');
    expect(server.requests).toHaveLength(2);
  });
});

describe('the signal', () => {
  it.each(['hang', 'stall'] as const)('ends everything at once during %s, with its own reason', async (kind) => {
    server.always = { kind };
    const controller = new AbortController();
    const pending = embedder.embed(['one', 'two'], controller.signal);
    const reason = new Error('enough');
    await Promise.race([pending, untilAnswering(server, 2)]);
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('makes no call when it is aborted already', async () => {
    await expect(embedder.embed(['text'], AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(server.requests).toHaveLength(0);
  });

  it('stops the other texts when one fails for good', async () => {
    embedder.close();
    embedder = make({ concurrency: 1 });
    server.faults = [{ kind: 'error', status: 400, name: 'ValidationException' }];
    expect(await faultOf(embedder.embed(['bad', 'never sent', 'never sent']))).toBe('invalid_request');
    expect(server.requests).toHaveLength(1);
  });
});

const throttling = { kind: 'error', status: 429, name: 'ThrottlingException' } as const;

/** Until that many requests are in, and the client has had the time to read the beginning of an answer. */
async function untilAnswering(standIn: TitanStandIn, count: number): Promise<void> {
  while (standIn.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  await new Promise((resolve) => setTimeout(resolve, 20));
}
