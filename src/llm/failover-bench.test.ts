/** FailoverBench on all four legs, in a fifth of its time. The flap (15) takes its minute in `npm run soak`. */
import { expect, test } from 'vitest';
import { printScorecard, runFailoverBench } from '../test/providers/failover-bench.ts';

test('required conduct is clean on every leg', { timeout: 180_000 }, async () => {
  const scenarios = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16];
  const rows = await runFailoverBench({ scale: 0.2, scenarios });
  expect(rows).toHaveLength(60);
  if (rows.some(({ violations }) => violations.length > 0)) throw new Error(printScorecard(rows));
});
