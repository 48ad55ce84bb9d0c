/**
 * What one passage of text contributes to a local vector: concepts on axes of their own, and words, word pairs, compounds
 * and character trigrams hashed with a sign onto the rest (feature hashing, Weinberger et al. 2009).
 */
import { type ConceptIndex, findConcepts } from './concepts.ts';
import { DIMENSIONS } from './embedder.ts';
import { conceptRarity, rarity } from './rarity.ts';
import { CONCEPTS } from './synonyms.ts';
import { tokenize } from './tokens.ts';

/** Relative strengths, chosen on the tuning questions of `labelled.ts`. */
export const STRENGTH = { concept: 1.6, word: 1, pair: 0.5, compound: 1.2, trigram: 0.25 };

const CONCEPT_NAMES = Object.keys(CONCEPTS);
/** Axes below this one belong to concepts, one each; the table may grow to here. */
const HASHED_FROM = 160;
/** Each hashed feature lies on this many axes, so that one collision costs a part of it only. */
const AXES_PER_FEATURE = 3;

/** Adds the passage's features onto a fresh vector. Not normalised; all zero for text that says nothing. */
export function passageVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const { words, compounds } = tokenize(text);
  addConcepts(vector, findConcepts(words, compounds));
  addWords(vector, words);
  addPairs(vector, words);
  addCounted(vector, compounds, (compound) => ({ feature: `c ${compound}`, weight: STRENGTH.compound }));
  return vector;
}

function addConcepts(vector: Float32Array, concepts: ConceptIndex[]): void {
  for (const [concept, times] of countOf(concepts)) {
    vector[concept]! += STRENGTH.concept * conceptRarity(CONCEPT_NAMES[concept]!) * dampened(times);
  }
}

function addWords(vector: Float32Array, words: string[]): void {
  for (const [word, times] of countOf(words)) {
    const weight = rarity(word) * dampened(times);
    if (weight === 0) continue;
    addHashed(vector, `w ${word}`, weight * STRENGTH.word);
    addTrigrams(vector, word, weight);
  }
}

/** Neighbours once words that say nothing are left out: "logs are encrypted" pairs logs with encrypted. */
function addPairs(vector: Float32Array, words: string[]): void {
  const telling = words.filter((word) => rarity(word) > 0);
  const pairs = telling.slice(1).map((word, index) => `${telling[index]!} ${word}`);
  addCounted(vector, pairs, (pair) => {
    const [left, right] = pair.split(' ') as [string, string];
    return { feature: `p ${pair}`, weight: STRENGTH.pair * Math.sqrt(rarity(left) * rarity(right)) };
  });
}

/** Trigrams forgive typing errors. A word's trigrams together weigh a fixed share of the word, however long it is. */
function addTrigrams(vector: Float32Array, word: string, weight: number): void {
  if (word.length < 4) return;
  const padded = `^${word}$`;
  const each = (STRENGTH.trigram * weight) / Math.sqrt(padded.length - 2);
  for (let at = 0; at + 3 <= padded.length; at++) addHashed(vector, padded.slice(at, at + 3), each);
}

function addCounted(
  vector: Float32Array,
  items: string[],
  weigh: (item: string) => { feature: string; weight: number },
): void {
  for (const [item, times] of countOf(items)) {
    const { feature, weight } = weigh(item);
    if (weight > 0) addHashed(vector, feature, weight * dampened(times));
  }
}

function addHashed(vector: Float32Array, feature: string, weight: number): void {
  const each = weight / Math.sqrt(AXES_PER_FEATURE);
  let hash = hashOf(feature);
  for (let axis = 0; axis < AXES_PER_FEATURE; axis++) {
    const index = HASHED_FROM + (hash % (DIMENSIONS - HASHED_FROM));
    vector[index]! += (hash & 0x80000000) === 0 ? each : -each;
    hash = scramble(hash + 0x9e3779b9);
  }
}

/** FNV-1a over UTF-16 units, then scrambled: FNV's low bits alone are too regular for short strings. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return scramble(hash);
}

/** The 32-bit finaliser of MurmurHash3 (Appleby, public domain). */
function scramble(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Saying it three times is not three times as much. */
function dampened(times: number): number {
  return 1 + Math.log(times);
}

function countOf<T>(items: T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
