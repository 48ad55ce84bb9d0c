/**
 * The local embedder: no network, no weights, the same vector for the same text on every machine. A finding's vector is
 * the weighted sum of its fields' vectors, so what thousands of findings of one check share is computed once.
 */
import { DIMENSIONS, type Embedder, toUnitLength } from './embedder.ts';
import { passageVector } from './features.ts';
import { type Field, passagesOf } from './finding-text.ts';

/** Raise it with any change of tokens, concepts, rarity, strengths or fields: stored vectors are then made anew. */
export const LOCAL_MODEL = 'assay-local-1';

/** How much each field counts; chosen on the tuning questions of `labelled.ts`. */
export const FIELD_WEIGHT: Record<Field, number> = {
  title: 1,
  check: 0.6,
  resource: 0.5,
  place: 0.15,
  tags: 0.3,
  state: 0.6,
  about: 0.9,
  risk: 0.45,
  consequence: 0.3,
  topic: 0.25,
};

/** Passages kept between calls: 4 kB each. Catalogue texts recur, so this is far more than one estate's checks. */
const MAX_REMEMBERED = 1_000;
/** Shorter passages are cheap, and are mostly names that never come again. */
const WORTH_REMEMBERING = 60;

export function createLocalEmbedder(): Embedder {
  const remembered = new Map<string, Float32Array>();
  const unitPassage = (text: string): Float32Array => {
    const known = remembered.get(text);
    if (known) return known;
    const vector = scaledToUnit(passageVector(text));
    if (text.length >= WORTH_REMEMBERING) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(text, vector);
    }
    return vector;
  };
  return {
    name: 'local',
    model: LOCAL_MODEL,
    dimensions: DIMENSIONS,
    embed: (texts) => Promise.resolve(texts.map((text) => embedPassages(text, unitPassage))),
  };
}

function embedPassages(text: string, unitPassage: (text: string) => Float32Array): Float32Array {
  const sum = new Float32Array(DIMENSIONS);
  for (const { field, text: passage } of passagesOf(text)) {
    const vector = unitPassage(passage);
    const weight = FIELD_WEIGHT[field];
    for (let axis = 0; axis < DIMENSIONS; axis++) sum[axis]! += weight * vector[axis]!;
  }
  return rotated(toUnitLength(sum));
}

/** Like `toUnitLength`, but a passage that says nothing stays zero and adds nothing. */
function scaledToUnit(vector: Float32Array): Float32Array {
  return vector.every(isZero) ? vector : toUnitLength(vector);
}

const isZero = (value: number): boolean => value === 0;

/**
 * A fixed rotation: random signs, then the Walsh–Hadamard transform. It changes no cosine, and it spreads a short
 * question's few features over all axes, without which one sign bit per axis (the embedded database's index) finds nothing.
 */
function rotated(vector: Float32Array): Float32Array {
  let state = 1;
  for (let axis = 0; axis < DIMENSIONS; axis++) {
    state = Math.imul(state, 1664525) + 1013904223;
    if (state < 0) vector[axis]! *= -1;
  }
  for (let half = 1; half < DIMENSIONS; half *= 2) {
    for (let start = 0; start < DIMENSIONS; start += half * 2) {
      for (let axis = start; axis < start + half; axis++) {
        const left = vector[axis]!;
        const right = vector[axis + half]!;
        vector[axis] = left + right;
        vector[axis + half] = left - right;
      }
    }
  }
  return toUnitLength(vector);
}
