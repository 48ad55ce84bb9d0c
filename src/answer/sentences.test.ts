/** A growing text is read piece by piece: at every length it must say what reading it whole says. */
import { describe, expect, it } from 'vitest';
import { createSentenceReader, sentencesOf } from './sentences.ts';

const PIECES = [
  'Of 45 users 24 have no MFA [Q1].',
  ' Next, **look.** Then ask!',
  '\n- A point. Another one [F-3k7q]. [Q2] And more',
  '\n1. First. Second',
  '\n12) Twelfth. 3. third',
  '\n# A heading. No claim',
  '\n| a cell. Here | 12 |\n|---|---|\n',
  '\n```\ncode. Not a claim\n',
  '```\n',
  '  ```sh\nls. Nothing',
  ' It costs 1.5 USD e.g. Monday. "Quoted." (In brackets.) `x. Y` __Z.__ W? ',
  ' i-0abc. é. É. Ä',
  '. A',
  '|',
  '***\n',
  '\r\n',
];

describe('reading a growing text', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('says at every length what the whole says: %i', (seed) => {
    const random = generator(seed + 1);
    const read = createSentenceReader();
    let text = '';
    const settled: string[] = [];
    for (let count = 0; count < 14; count += 1) {
      const piece = PIECES[Math.floor(random() * PIECES.length)]!;
      for (let at = 0; at < piece.length; ) {
        const step = 1 + Math.floor(random() * 6);
        const more = piece.slice(at, at + step);
        text += more;
        at += step;
        const now = read(more);
        settled.push(...now.settled);
        expect([...settled, ...now.rest]).toEqual(sentencesOf(text));
      }
    }
  });
});

/** The same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
