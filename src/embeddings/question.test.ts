import { describe, expect, it } from 'vitest';
import { DIMENSIONS, type Embedder, EmbedderError } from './embedder.ts';
import { createLocalEmbedder } from './local.ts';
import { createQuestionEmbedder } from './question.ts';

const local = createLocalEmbedder();
const vector = new Float32Array(DIMENSIONS).fill(1 / 32);

function fakeTitan(answer: () => Promise<Float32Array[]>): Embedder & { calls: number } {
  const titan: Embedder & { calls: number } = {
    name: 'titan',
    model: 'test-titan',
    dimensions: DIMENSIONS,
    calls: 0,
    embed: () => {
      titan.calls += 1;
      return answer();
    },
  };
  return titan;
}
const forever = () => new Promise<Float32Array[]>(() => undefined);
const ask = { titanTimeoutMs: 20 };

describe('a question', () => {
  it('gets the local vector alone when Titan is not configured, and no reason', async () => {
    const embedder = createQuestionEmbedder({ local, titan: null });
    const vectors = await embedder.embed('text', ask);
    expect(vectors).toMatchObject({ titan: null, fallbackReason: null });
    expect(vectors.local).toEqual((await local.embed(['text']))[0]);
  });

  it('gets both when Titan is quick', async () => {
    const embedder = createQuestionEmbedder({ local, titan: fakeTitan(() => Promise.resolve([vector])) });
    expect(await embedder.embed('text', ask)).toMatchObject({ titan: vector, fallbackReason: null });
  });

  it('goes on without Titan when it is late, and says so', async () => {
    const embedder = createQuestionEmbedder({ local, titan: fakeTitan(forever) });
    const vectors = await embedder.embed('text', ask);
    expect(vectors.titan).toBeNull();
    expect(vectors.fallbackReason).toBe('Amazon Titan took longer than 20 ms');
  });

  it('ends with the signal, whatever Titan does', async () => {
    const embedder = createQuestionEmbedder({ local, titan: fakeTitan(forever) });
    const controller = new AbortController();
    const pending = embedder.embed('text', { titanTimeoutMs: 60_000, signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });
});

describe('a Titan that fails', () => {
  it('is left alone for five minutes when it refuses, then asked again', async () => {
    let now = 0;
    const titan = fakeTitan(() => Promise.reject(new EmbedderError('denied')));
    const embedder = createQuestionEmbedder({ local, titan, now: () => now });
    expect((await embedder.embed('text', ask)).fallbackReason).toMatch(/refused our credentials/);
    now = 299_000;
    expect((await embedder.embed('text', ask)).fallbackReason).toMatch(/asked again later/);
    expect(titan.calls).toBe(1);
    now = 301_000;
    await embedder.embed('text', ask);
    expect(titan.calls).toBe(2);
  });

  it('is left alone for seconds when it throttles', async () => {
    let now = 0;
    const titan = fakeTitan(() => Promise.reject(new EmbedderError('throttled')));
    const embedder = createQuestionEmbedder({ local, titan, now: () => now });
    await embedder.embed('text', ask);
    now = 21_000;
    await embedder.embed('text', ask);
    expect(titan.calls).toBe(2);
  });

  it('is left alone only after being late three times in a row: the first call opens a connection', async () => {
    const titan = fakeTitan(forever);
    const embedder = createQuestionEmbedder({ local, titan, now: () => 0 });
    for (let time = 0; time < 5; time++) await embedder.embed('text', ask);
    expect(titan.calls).toBe(3);
  });

  it('never shows what an unknown error says', async () => {
    const titan = fakeTitan(() => Promise.reject(new Error('secret AKIAEXAMPLE')));
    const embedder = createQuestionEmbedder({ local, titan });
    expect((await embedder.embed('text', ask)).fallbackReason).toBe('Amazon Titan could not be used');
  });
});
