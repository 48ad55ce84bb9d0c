import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Keeps 60 MB alive, makes garbage that outlives V8's new space, and answers the most that the heap held, MB. */
const MEASURE = `
  const { withTightHeap } = await import(${JSON.stringify(new URL('tight-heap.ts', import.meta.url).href)});
  globalThis.alive = Array.from({ length: 400_000 }, (_, index) => ({ index, text: 'item ' + index }));
  const peak = async () => {
    let most = 0;
    let kept = [];
    for (let round = 0; round < 300; round++) {
      kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
      if (kept.length > 20) kept = kept.slice(10);
      most = Math.max(most, process.memoryUsage().heapUsed / 2 ** 20);
      if (round % 20 === 0) await new Promise(setImmediate);
    }
    return most;
  };
  // The inner one's end must not loosen the outer one's.
  const tight = await withTightHeap(() => withTightHeap(async () => undefined).then(peak));
  const loose = await peak();
  console.log(JSON.stringify({ tight, loose }));
`;

it('keeps the heap near what is alive while the work lasts, and gives V8 its own rule back', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=4096',
    '--input-type=module',
    '--eval',
    MEASURE,
  ]);
  const { tight, loose } = JSON.parse(stdout) as { tight: number; loose: number };
  expect(loose / tight).toBeGreaterThan(1.3);
});
