/** Whatever is typed or pasted gets an intent: no throw, no dependence on anything but the input, no work beyond the bound. */
import { describe, expect, test } from 'vitest';
import { OWN_CASES } from './cases/all.ts';
import { NOW } from './cases/label.ts';
import { classify } from './classify.ts';
import type { Intent } from './intent.ts';
import { MAX_CHARACTERS, cleanText } from './language/reading.ts';

const CONTROL = String.fromCharCode(
  ...Array.from({ length: 32 }, (_, code) => code),
  127,
  0x85,
  0x2028,
  0xfeff,
  0xfffd,
);

describe('bad input', () => {
  test.each([
    ['empty', ''],
    ['spaces', ' \t\n '],
    ['punctuation', '??? !!! ...'],
    ['control characters', CONTROL],
    ['digits', '4711'],
    ['emoji', '\u{1f525}\u{1f525}'],
  ])('%s: helps instead of guessing', (_, question) => {
    const intent = classify(question, NOW);
    expect(intent.kind).toBe('help');
    expect(intent.reason).toMatch(/\.$/);
  });

  test.each(['asdf qwer zxcv', 'lorem ipsum dolor sit amet', '\u4f60\u597d\u5417 hello world'])(
    '%s is not about the estate',
    (question) => {
      expect(['out_of_scope', 'help']).toContain(classify(question, NOW).kind);
    },
  );

  test('control characters inside a question change nothing', () => {
    const noisy = `which${CONTROL} users\u0000 have\u200b no${CONTROL} MFA`;
    expect(classify(noisy, NOW)).toEqual(classify('which users have no MFA', NOW));
  });

  test('curly quotes and long dashes read like plain ones', () => {
    expect(classify('which users don\u2019t have MFA', NOW)).toEqual(classify("which users don't have MFA", NOW));
    expect(classify('spend 1\u20137 November', NOW).timeRange).toEqual(classify('spend 1-7 November', NOW).timeRange);
  });

  test('an unreadable clock gives no period, and no error', () => {
    expect(classify('what changed since Monday', 'not a date')).toMatchObject({ kind: 'change', timeRange: null });
  });
});

describe('100 kB', () => {
  const pieces = [
    'all ',
    'who has ',
    'when was the ',
    'no ',
    'non-aaaa',
    '(',
    'a',
    '1',
    '1-',
    'monday ',
    '"',
    "'",
    '@',
    'a-b ',
    'arn:aws:',
    '\u0130',
    '\u{1f525}',
    'by account and ',
  ];

  test.each(pieces)('of %j is read no further than the bound', (piece) => {
    const huge = piece.repeat(Math.ceil(100_000 / piece.length));
    expect(cleanText(huge).length).toBeLessThanOrEqual(MAX_CHARACTERS);
    expect(classify(huge, NOW)).toEqual(classify(huge.slice(0, MAX_CHARACTERS * 2), NOW));
  });

  test('a question before pasted matter is still heard', () => {
    const pasted = `which users have no MFA? ${'x9f '.repeat(25_000)}`;
    expect(classify(pasted, NOW)).toMatchObject({ kind: 'list', subject: 'user', topics: ['mfa'], negated: true });
  });
});

describe('any mixture of words', () => {
  const random = seeded(20261118);
  const words = OWN_CASES.flatMap(({ question }) => question.split(' ')).concat([
    CONTROL,
    '\u0130',
    '\ud800',
    '*',
    '\\',
    '${x}',
    '`',
    '"',
  ]);
  const mixtures = Array.from({ length: 400 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 14) }, () => pick(words, random)).join(' '),
  );

  test('never throws, is the same twice, and leaves its input alone', () => {
    let previous: Intent[] = [];
    for (const question of mixtures) {
      const before = JSON.stringify(previous);
      const first = classify(question, NOW, previous);
      expect(classify(question, NOW, previous)).toEqual(first);
      expect(JSON.stringify(previous)).toBe(before);
      previous = [...previous, first].slice(-3);
    }
  });

  test('periods are ordered, and an earlier one is earlier', () => {
    const instants = mixtures.map((question) => {
      const { timeRange, comparedWith } = classify(question, NOW);
      return { from: timeRange?.from ?? '1', to: timeRange?.to ?? '2', earlier: comparedWith?.from ?? '0' };
    });
    expect(instants.filter(({ from, to, earlier }) => from >= to || earlier > from)).toEqual([]);
  });

  test('lists hold nothing twice', () => {
    const lists = mixtures.flatMap((question) => {
      const { services, topics, states, severities, groupBy, entities } = classify(question, NOW);
      return [services, topics, states, severities, groupBy, entities.map(({ type, value }) => `${type} ${value}`)];
    });
    expect(lists.filter((list) => new Set<string>(list).size < list.length)).toEqual([]);
  });
});

/** A small deterministic generator (mulberry32), so that a failure repeats. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(items: T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}
