/** Mends misspelt words of the domain, and leaves everything else alone. */
import { DOMAIN_WORDS, ORDINARY_WORDS } from './vocabulary.ts';

/**
 * The domain word that a lower-case token most likely means, or the token itself. One slip is forgiven from four
 * letters on, two from eight; ordinary English words are never touched.
 */
export function mendSpelling(word: string): string {
  if (word.length < 4 || word.length > 20 || isKnownWord(word)) return word;
  let best = word;
  let bestDistance = word.length >= 8 ? 2 : 1;
  let found = false;
  for (let length = word.length - bestDistance; length <= word.length + bestDistance; length++) {
    for (const candidate of BY_LENGTH[length] ?? []) {
      if (!startsAlike(word, candidate) || isOtherShortWord(word, candidate)) continue;
      const distance = editDistance(word, candidate, bestDistance);
      if (distance < bestDistance || (distance === bestDistance && !found)) {
        best = candidate;
        bestDistance = distance;
        found = true;
      }
    }
  }
  return best;
}

/** A word of the domain or an ordinary one, exactly as listed. */
export function isListedWord(word: string): boolean {
  return DOMAIN_WORDS.has(word) || ORDINARY_WORDS.has(word);
}

/** A word of the domain, an ordinary word, or a plain inflection of one. */
export function isKnownWord(word: string): boolean {
  return (
    isListedWord(word) || ENDINGS.some((ending) => word.endsWith(ending) && isListedWord(word.slice(0, -ending.length)))
  );
}

const ENDINGS = ["'s", 's', 'd', 'ed', 'ing', 'ly', 'er', 'es'];

const BY_LENGTH: string[][] = [];
for (const word of DOMAIN_WORDS) (BY_LENGTH[word.length] ??= []).push(word);

/** People rarely get the first letter wrong: same first letter, or the first two swapped. */
function startsAlike(word: string, candidate: string): boolean {
  return word[0] === candidate[0] || (word[0] === candidate[1] && word[1] === candidate[0]);
}

/** Among short words one exchanged letter makes another word ("post", "port"); only swapped or lost letters are slips. */
function isOtherShortWord(word: string, candidate: string): boolean {
  return word.length < 6 && word.length === candidate.length && lettersOf(word) !== lettersOf(candidate);
}

function lettersOf(word: string): string {
  return word.split('').toSorted().join('');
}

/** Optimal string alignment distance (swaps of neighbours count one), or `limit + 1` when it is more than `limit`. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        cost = Math.min(cost, older[j - 2]! + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    older = previous;
    previous = row;
  }
  return previous[right.length]!;
}
