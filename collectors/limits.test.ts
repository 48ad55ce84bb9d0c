import { describe, expect, it } from 'vitest';
import { createRateLimiter, mapWithLimit, sleep } from './limits.ts';

describe('mapWithLimit', () => {
  it('keeps the order and never runs more than so many at once', async () => {
    let running = 0;
    let most = 0;
    const results = await mapWithLimit([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('starts nothing new after a rejection', async () => {
    const started: number[] = [];
    const run = mapWithLimit([1, 2, 3, 4], 1, (item) => {
      started.push(item);
      return item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(item);
    });
    await expect(run).rejects.toThrow('no');
    expect(started).toEqual([1, 2]);
  });

  it('does nothing with nothing', async () => {
    expect(await mapWithLimit([], 4, () => Promise.reject(new Error('no')))).toEqual([]);
  });
});

describe('createRateLimiter', () => {
  it('lets calls start no closer together than the rate allows, however late or early they are woken', async () => {
    let nowMs = 5;
    const wakes = [-1, 25, 0, 3, -1, 40];
    const clock = {
      now: () => nowMs,
      sleep: async (delayMs: number) => {
        await new Promise((resolve) => setImmediate(resolve));
        nowMs += Math.max(0.5, delayMs + (wakes.shift() ?? 0));
      },
    };
    const limiter = createRateLimiter({ perSecond: 100, clock });
    const { signal } = new AbortController();
    const starts: { call: number; atMs: number }[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (call) => {
        await limiter.wait(signal);
        starts.push({ call, atMs: nowMs });
      }),
    );
    expect(starts.map(({ call }) => call)).toEqual([1, 2, 3, 4, 5]);
    const gaps = starts.slice(1).map(({ atMs }, index) => atMs - starts[index]!.atMs);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  });

  it('gives the turn of one that was stopped to the next', async () => {
    const limiter = createRateLimiter({ perSecond: 1 / 3600 });
    const { signal } = new AbortController();
    await limiter.wait(signal);
    const stop = new AbortController();
    const stopped = limiter.wait(stop.signal);
    const alsoStopped = limiter.wait(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    await expect(alsoStopped).rejects.toThrow('stopped');
  });
});

it('sleep ends at once when it is aborted', async () => {
  const stop = new AbortController();
  const sleeping = sleep(1_000_000, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(sleeping).rejects.toThrow('stopped');
  await expect(sleep(1_000_000, stop.signal)).rejects.toThrow('stopped');
});
