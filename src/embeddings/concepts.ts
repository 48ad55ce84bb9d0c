/** Finds the concepts of the synonym table in a run of stems: longest phrase first, no stem counted twice. */
import { CONCEPTS } from './synonyms.ts';
import { tokenize } from './tokens.ts';

/** Position of a concept in the table; also its own axis in a local vector. */
export type ConceptIndex = number;

interface PhraseBook {
  /** Stems joined by a blank → concepts. */
  phrases: Map<string, ConceptIndex[]>;
  /** First stem → stems in the longest phrase that begins with it. */
  longest: Map<string, number>;
}

let book: PhraseBook | null = null;

/** Concepts in reading order. `*:*` and `0.0.0.0/0`, which have no stems, are found among the compounds. */
export function findConcepts(words: string[], compounds: string[]): ConceptIndex[] {
  book ??= buildBook();
  const found: ConceptIndex[] = [];
  for (let at = 0; at < words.length; ) at += Math.max(1, matchAt(book, words, at, found));
  for (const compound of compounds) found.push(...(book.phrases.get(compound) ?? []));
  return found;
}

/** Adds the concepts of the longest phrase that begins at `at`; answers its length in stems, 0 when none does. */
function matchAt({ phrases, longest }: PhraseBook, words: string[], at: number, found: ConceptIndex[]): number {
  for (let length = Math.min(longest.get(words[at]!) ?? 0, words.length - at); length > 0; length--) {
    const key = length === 1 ? words[at]! : words.slice(at, at + length).join(' ');
    const concepts = phrases.get(key);
    if (!concepts) continue;
    found.push(...concepts);
    return length;
  }
  return 0;
}

function buildBook(): PhraseBook {
  const phrases = new Map<string, ConceptIndex[]>();
  const longest = new Map<string, number>();
  Object.values(CONCEPTS).forEach((line, concept) => {
    for (const phrase of line.split(' | ')) {
      const { words, compounds } = tokenize(phrase);
      const key = words.length > 0 ? words.join(' ') : (compounds[0] ?? phrase);
      const concepts = phrases.get(key) ?? [];
      if (!concepts.includes(concept)) concepts.push(concept);
      phrases.set(key, concepts);
      const first = words[0] ?? key;
      longest.set(first, Math.max(longest.get(first) ?? 0, words.length));
    }
  });
  return { phrases, longest };
}
