/** A fixed sample of the fault matrix; `npm run soak` runs all of it. */
import { describe, expect, test } from 'vitest';
import { CATALOGUE, faultsOf } from '../test/providers/catalogue.ts';
import type { CatalogueLine } from '../test/providers/catalogue.ts';
import { allCells } from '../test/providers/cells.ts';
import { FAULTS } from '../test/providers/faults.ts';
import { printMatrix, runMatrix } from '../test/providers/matrix.ts';
import { WIRE_KINDS } from '../test/providers/wire.ts';

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

describe('the list of how providers fail', () => {
  const kindsOf = ({ provider }: CatalogueLine) => (provider === 'each' ? WIRE_KINDS : [provider]);

  test('has a fault in the matrix for each line', () => {
    const missing = CATALOGUE.flatMap((line) =>
      kindsOf(line).flatMap((kind) =>
        line.faults.filter((entry) => faultsOf(kind, entry).length === 0).map((entry) => `${kind}: ${entry}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('knows every fault of the matrix', () => {
    const listed = new Set(
      CATALOGUE.flatMap((line) => kindsOf(line).flatMap((kind) => line.faults.flatMap((each) => faultsOf(kind, each)))),
    );
    expect(FAULTS.map(({ id }) => id).filter((id) => !listed.has(id))).toEqual([]);
  });
});
