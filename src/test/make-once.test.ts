import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOnce } from './make-once.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-once-'));
  path = join(folder, 'made');
});
afterEach(() => rm(folder, { recursive: true }));

it('is made by one of many who ask at once, while the others wait', async () => {
  const gate = Promise.withResolvers<void>();
  let makers = 0;
  let served = 0;
  const asking = Array.from({ length: 5 }, async () => {
    await makeOnce(path, async () => {
      makers += 1;
      await gate.promise;
      await writeFile(path, '');
    });
    served += 1;
  });
  await expect.poll(() => makers).toBe(1);
  expect(served).toBe(0);
  gate.resolve();
  await Promise.all(asking);
  await makeOnce(path, () => Promise.reject(new Error('it is there')));
  expect([makers, served]).toEqual([1, 5]);
});

it('is made by the next when the first fails', async () => {
  await expect(makeOnce(path, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  await makeOnce(path, () => writeFile(path, ''));
});
