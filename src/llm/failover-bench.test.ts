/**
 * FailoverBench on all four legs, in a fifth of its time. The flaps run by a clock that the test moves; `npm run soak`
 * gives them their minute.
 */
import { expect, test } from 'vitest';
import { printFlaps, printScorecard, runFailoverBench, runFlaps } from '../test/providers/failover-bench.ts';
import { movedClock } from '../test/providers/scenario.ts';

test('required conduct is clean on every leg', { timeout: 180_000 }, async () => {
  const scenarios = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16];
  const rows = await runFailoverBench({ scale: 0.2, scenarios });
  expect(rows).toHaveLength(60);
  if (rows.some(({ violations }) => violations.length > 0)) throw new Error(printScorecard(rows));
});

test('a flap of a minute: all served, at most eight tries, back within ten seconds', { timeout: 120_000 }, async () => {
  const rows = await runFlaps({ scale: 1, clockOf: movedClock });
  expect(rows).toHaveLength(24);
  if (rows.some(({ violations }) => violations.length > 0)) throw new Error(printFlaps(rows));
});
