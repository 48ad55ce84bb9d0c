/** pgvector's text form, six decimals: half the bytes of the full float, and no cosine moves by more than 0.0001. */
export function vectorText(vector: Float32Array): string {
  return `[${Array.from(vector, (value) => Math.round(value * 1e6) / 1e6).join(',')}]`;
}
