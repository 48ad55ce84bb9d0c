/** Steps per unit: a component is mostly below 0.1, and halfvec keeps eleven bits anyway. */
const SCALE = 20_000;

/**
 * pgvector's text form of a unit vector, scaled to whole numbers: a third of the text, and twice as quick to write and to
 * read. Only cosine is ever asked of stored vectors, which no scale changes; rounding moves it by less than 0.001.
 */
export function vectorText(vector: Float32Array): string {
  let text = '';
  for (let axis = 0; axis < vector.length; axis++) {
    text += `${axis === 0 ? '[' : ','}${Math.round(vector[axis]! * SCALE)}`;
  }
  return `${text}]`;
}
