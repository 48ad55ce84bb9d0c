/** Tokens of the stream bench: words that hold their place in the answer and the instant at which they were sent. */

const LETTERS = 26;
const PLACE_LENGTH = 3;
const TIME_LENGTH = 6;
const TIME_SPAN = LETTERS ** TIME_LENGTH;
const WORDS_A_SENTENCE = 12;

/** The machine's monotonic clock, the same in every process, ms. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One token: letters only, so that it reads as prose and no number in it wants checking; twelve make a sentence. */
export function encodeToken(place: number, atMs: number): string {
  const word = letters(place, PLACE_LENGTH) + letters(Math.floor(atMs * 10) % TIME_SPAN, TIME_LENGTH);
  const at = place % WORDS_A_SENTENCE;
  if (at === 0) return ` ${word[0]!.toUpperCase()}${word.slice(1)}`;
  return at === WORDS_A_SENTENCE - 1 ? ` ${word}.` : ` ${word}`;
}

/** The tokens of a text, in order: their place, and how long ago each was sent, ms. Anything else in it is ignored. */
export function decodeTokens(text: string, nowMs: number): { place: number; ageMs: number }[] {
  return [...text.toLowerCase().matchAll(/[a-z]{9}/g)].map(([word]) => {
    const age = (Math.floor(nowMs * 10) % TIME_SPAN) - numberOf(word.slice(PLACE_LENGTH));
    return { place: numberOf(word.slice(0, PLACE_LENGTH)), ageMs: (age < 0 ? age + TIME_SPAN : age) / 10 };
  });
}

function letters(value: number, length: number): string {
  let word = '';
  for (let left = value; word.length < length; left = Math.floor(left / LETTERS))
    word = String.fromCodePoint(97 + (left % LETTERS)) + word;
  return word;
}

function numberOf(word: string): number {
  let value = 0;
  for (const letter of word) value = value * LETTERS + letter.codePointAt(0)! - 97;
  return value;
}
