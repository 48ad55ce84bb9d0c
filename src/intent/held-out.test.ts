/** Accuracy on questions labelled by someone else before the rules were written. Prints counts only: their text must not steer the rules. */
import { expect, test } from 'vitest';
import { HELD_OUT } from './held-out.ts';
import { FIELDS, score, scoreLines } from './scoring.ts';

test('held-out questions: kind at least 95 %, every other field at least 90 %', () => {
  const scores = score(HELD_OUT);
  console.log(`held-out (${scores.total} questions)\n${scoreLines(scores).join('\n')}`);
  const shortfall = FIELDS.filter((field) => scores.right[field] / scores.total < (field === 'kind' ? 0.95 : 0.9));
  expect(shortfall).toEqual([]);
});
