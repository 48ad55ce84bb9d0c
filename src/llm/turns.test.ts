import { expect, test } from 'vitest';
import { alternatingTurns } from './turns.ts';

test('joins, drops the empty, begins and ends with the user', () => {
  const turns = alternatingTurns([
    { role: 'assistant', content: 'Welcome.' },
    { role: 'user', content: 'Which users?' },
    { role: 'user', content: 'In production.' },
    { role: 'assistant', content: ' ' },
    { role: 'assistant', content: 'Two.' },
    { role: 'user', content: 'And roles?' },
    { role: 'assistant', content: 'Three, nam' },
  ]);
  expect(turns).toEqual([
    { role: 'user', content: 'Which users?\n\nIn production.' },
    { role: 'assistant', content: 'Two.' },
    { role: 'user', content: 'And roles?' },
  ]);
});

test('leaves the given turns as they are', () => {
  const given = [
    { role: 'user' as const, content: 'a' },
    { role: 'user' as const, content: 'b' },
  ];
  alternatingTurns(given);
  expect(given).toEqual([
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
  ]);
});
