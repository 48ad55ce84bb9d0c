import { expect, it } from 'vitest';
import { createGrowingText } from './growing-text.ts';

it('is all that was added, whenever it is read', () => {
  const text = createGrowingText();
  expect([text.isEmpty(), text.toString()]).toEqual([true, '']);
  let all = '';
  for (let index = 0; index < 100; index += 1) {
    const more = index % 7 === 0 ? '' : ` word ${index} \ud83d`;
    text.add(more);
    all += more;
    if (index % 29 === 0) expect(text.toString()).toBe(all);
  }
  expect([text.isEmpty(), text.toString()]).toEqual([false, all]);
});
