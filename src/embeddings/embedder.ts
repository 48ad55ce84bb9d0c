/**
 * The contract of an embedder: text in, unit vectors out. Two embedders' vectors live in different spaces and are never
 * compared; `name` and `model` are stored with every vector so that nobody can mix them up.
 */

/** Both embedders give this many dimensions, so that one column holds either. */
export const DIMENSIONS = 1024;

export type EmbedderName = 'local' | 'titan';

export interface Embedder {
  name: EmbedderName;
  /** What made the vectors, exactly; a vector of another model is stale. */
  model: string;
  dimensions: typeof DIMENSIONS;
  /** One unit-length vector per text, in order. Throws EmbedderError, or the signal's reason when it aborts. */
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

export type EmbedderFault =
  | 'throttled'
  | 'denied' // credentials missing, wrong or expired, or no access to the model
  | 'model_not_found'
  | 'invalid_request'
  | 'timeout'
  | 'network'
  | 'malformed'
  | 'server';

/** A classed fault of a remote embedder. The message is ours and safe to show; upstream text stays in `cause`. */
export class EmbedderError extends Error {
  override name = 'EmbedderError';
  readonly fault: EmbedderFault;
  readonly isRetryable: boolean;

  constructor(fault: EmbedderFault, options: { cause?: unknown } = {}) {
    super(PLAIN_WORDS[fault], options);
    this.fault = fault;
    this.isRetryable = RETRYABLE.has(fault);
  }
}

const RETRYABLE: ReadonlySet<EmbedderFault> = new Set(['throttled', 'timeout', 'network', 'server']);

const PLAIN_WORDS: Record<EmbedderFault, string> = {
  throttled: 'Amazon Titan is throttling our requests',
  denied: 'Amazon Titan refused our credentials or the model is not enabled for this account',
  model_not_found: 'the Titan model is not offered in this region',
  invalid_request: 'Amazon Titan did not accept the text',
  timeout: 'Amazon Titan did not answer in time',
  network: 'Amazon Titan could not be reached',
  malformed: 'Amazon Titan sent an answer that is not an embedding',
  server: 'Amazon Titan had an internal error',
};

/** Scales to unit length in place and returns it. A zero vector becomes the first axis: cosine must stay defined. */
export function toUnitLength(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) {
    vector[0] = 1;
    return vector;
  }
  const scale = 1 / Math.sqrt(sum);
  for (let index = 0; index < vector.length; index++) vector[index]! *= scale;
  return vector;
}
