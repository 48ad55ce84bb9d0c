/** A fixed sample of the fault matrix; `npm run soak` runs all of it. */
import { expect, test } from 'vitest';
import { allCells } from '../test/providers/cells.ts';
import { printMatrix, runMatrix } from '../test/providers/matrix.ts';

test('no invariant is violated in a sample of the matrix', { timeout: 180_000 }, async () => {
  const report = await runMatrix({ seed: 20_261_120, sample: 110, random: 30, concurrency: 8 });
  if (report.violations.length > 0) throw new Error(printMatrix(report));
  expect(report.cells).toBe(140);
});

test('the whole matrix is as large as it should be', () => {
  const cells = allCells();
  expect(cells.length).toBeGreaterThanOrEqual(1_000);
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
});
