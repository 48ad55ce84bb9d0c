/**
 * Amazon Titan Text Embeddings V2 through Bedrock. One text per call is all that the model takes, so several calls run at
 * once. HTTP/1.1 and no hidden retries: our own backoff is the only one, and an abort ends it at once.
 */
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { systemErrorCode } from '../errors.ts';
import { DIMENSIONS, type Embedder, EmbedderError, type EmbedderFault, toUnitLength } from './embedder.ts';

export const TITAN_MODEL = 'amazon.titan-embed-text-v2:0';

/**
 * The model takes 8,192 tokens or 50,000 characters (Bedrock user guide, "Amazon Titan Text Embeddings models"). Ids and
 * ARNs give about three characters a token, so this stays below the token limit.
 */
export const TITAN_MAX_CHARACTERS = 24_000;

export interface TitanOptions {
  region: string;
  /** Another model id or an inference profile; default TITAN_MODEL. */
  modelId?: string | null;
  /** Another address than Bedrock's own. Default: the SDK's rules, `AWS_ENDPOINT_URL[_BEDROCK_RUNTIME]` among them. */
  baseUrl?: string | null | undefined;
  /** Calls at once within one `embed`. */
  concurrency?: number;
  /** Tries per text, the first included. */
  attempts?: number;
  connectTimeoutMs?: number;
  /** One call, answer included. */
  requestTimeoutMs?: number;
  /** Default: the SDK's own chain. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Waiting between tries; tests pass their own. Rejects when the signal aborts. */
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** For the jitter, 0 to 1. */
  random?: () => number;
}

export interface TitanEmbedder extends Embedder {
  /** Closes idle connections. */
  close(): void;
}

/** Makes the embedder; nothing is sent before the first `embed`. */
export function createTitanEmbedder(options: TitanOptions): TitanEmbedder {
  const model = options.modelId ?? TITAN_MODEL;
  const { concurrency = 8, attempts = 4, requestTimeoutMs = 10_000, connectTimeoutMs = 3_000 } = options;
  const { sleep = pause, random = Math.random } = options;
  const client = new BedrockRuntimeClient({
    region: options.region,
    maxAttempts: 1,
    ...(options.baseUrl ? { endpoint: options.baseUrl } : {}),
    ...(options.credentials ? { credentials: options.credentials } : {}),
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectTimeoutMs, socketTimeout: requestTimeoutMs }),
  });

  const embedOnce = async (text: string, signal: AbortSignal | undefined): Promise<Float32Array> => {
    const timeout = AbortSignal.timeout(requestTimeoutMs);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      return readVector((await client.send(commandFor(model, text), { abortSignal: either })).body);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (timeout.aborted) throw new EmbedderError('timeout', { cause: error });
      throw classify(error);
    }
  };

  const embedPatiently = async (text: string, signal: AbortSignal | undefined): Promise<Float32Array> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await embedOnce(text, signal);
      } catch (error) {
        if (!(error instanceof EmbedderError) || !error.isRetryable || attempt >= attempts) throw error;
        await sleep(backoffMs(attempt, random()), signal);
      }
    }
  };

  return {
    name: 'titan',
    model,
    dimensions: DIMENSIONS,
    embed: (texts, signal) => runSeveral(texts, concurrency, signal, embedPatiently),
    close: () => client.destroy(),
  };
}

/** Half of 200, 400, 800 … ms (5 s at most), and up to as much again by chance, so that callers spread out. */
function backoffMs(attempt: number, chance: number): number {
  const ceiling = Math.min(5_000, 200 * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * chance;
}

function commandFor(modelId: string, text: string): InvokeModelCommand {
  return new InvokeModelCommand({
    modelId,
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({ inputText: fitting(text), dimensions: DIMENSIONS, normalize: true }),
  });
}

/** The model refuses empty text; half a surrogate pair would not survive as JSON in UTF-8. */
function fitting(text: string): string {
  return text.slice(0, TITAN_MAX_CHARACTERS).toWellFormed().trim() || '-';
}

function readVector(body: Uint8Array): Float32Array {
  const { embedding } = JSON.parse(new TextDecoder().decode(body)) as { embedding?: unknown };
  const valid = Array.isArray(embedding) && embedding.length === DIMENSIONS && embedding.every(Number.isFinite);
  if (!valid) throw new EmbedderError('malformed');
  return toUnitLength(Float32Array.from(embedding as number[]));
}

/** Runs `work` over the texts, `concurrency` at a time, results in order. The first failure stops the others. */
async function runSeveral(
  texts: string[],
  concurrency: number,
  signal: AbortSignal | undefined,
  work: (text: string, signal: AbortSignal) => Promise<Float32Array>,
): Promise<Float32Array[]> {
  signal?.throwIfAborted();
  const failed = new AbortController();
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const results = Array.from<Float32Array>({ length: texts.length });
  const queue = texts.entries();
  const worker = async () => {
    for (const [index, text] of queue) {
      either.throwIfAborted();
      results[index] = await work(text, either);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, texts.length) }, worker));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
  return results;
}

function classify(error: unknown): EmbedderError {
  if (error instanceof EmbedderError) return error;
  if (error instanceof SyntaxError) return new EmbedderError('malformed', { cause: error });
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const fault = BY_NAME[name ?? ''] ?? byStatus($metadata?.httpStatusCode, error);
  return new EmbedderError(fault, { cause: error });
}

/** Bedrock runtime's errors by name (InvokeModel, API reference), and those of the SDK's own credential chain. */
const BY_NAME: Record<string, EmbedderFault> = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ServiceQuotaExceededException: 'throttled',
  ModelNotReadyException: 'throttled',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidSignatureException: 'denied',
  ExpiredTokenException: 'denied',
  CredentialsProviderError: 'denied',
  TokenProviderError: 'denied',
  ResourceNotFoundException: 'model_not_found',
  ValidationException: 'invalid_request',
  ModelTimeoutException: 'timeout',
  TimeoutError: 'timeout',
  ModelErrorException: 'server',
  InternalServerException: 'server',
  ServiceUnavailableException: 'server',
};

function byStatus(status: number | undefined, error: unknown): EmbedderFault {
  if (status === undefined) return systemErrorCode(error) === 'ETIMEDOUT' ? 'timeout' : 'network';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'model_not_found';
  if (status === 429) return 'throttled';
  if (status === 408) return 'timeout';
  if (status >= 500) return 'server';
  return status >= 400 ? 'invalid_request' : 'malformed';
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(ms, undefined, signal ? { signal } : {});
}
