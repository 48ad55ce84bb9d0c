import { expect, test } from 'vitest';
import { createHold, HOLD_BYTES, HOLD_EVENTS } from './hold.ts';

test('keeps white space back until a word comes, and loses none of it', () => {
  const hold = createHold();
  expect(hold.take({ type: 'activity', phase: 'headers' })).toBeNull();
  expect(hold.take({ type: 'text-delta', text: '\n' })).toBeNull();
  expect(hold.take({ type: 'text-delta', text: '  ' })).toBeNull();
  expect(hold.open()).toBe(false);
  expect(hold.take({ type: 'text-delta', text: 'Two' })).toBe('\n  Two');
  expect(hold.take({ type: 'text-delta', text: ' ' })).toBe(' ');
  expect(hold.open()).toBe(true);
});

test(`gives up after ${HOLD_EVENTS} events of preamble`, () => {
  const hold = createHold();
  for (let index = 0; index < HOLD_EVENTS; index += 1) hold.take({ type: 'activity', phase: 'preamble', bytes: 10 });
  expect(() => hold.take({ type: 'activity' })).toThrow('malformed');
});

test('a model may think in many events, but not in many bytes', () => {
  const hold = createHold();
  const thought = { type: 'activity', phase: 'thinking', bytes: 1_000 } as const;
  for (let index = 0; index < Math.floor(HOLD_BYTES / 1_000); index += 1) hold.take(thought);
  expect(() => hold.take(thought)).toThrow('malformed');
});

test('counts nothing any more once a word has come', () => {
  const hold = createHold();
  hold.take({ type: 'text-delta', text: 'x' });
  for (let index = 0; index < 1_000; index += 1) hold.take({ type: 'activity', bytes: HOLD_BYTES });
  expect(hold.take({ type: 'text-delta', text: 'y' })).toBe('y');
});
