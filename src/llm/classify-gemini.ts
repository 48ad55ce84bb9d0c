/** Errors of the Gemini API. https://ai.google.dev/gemini-api/docs/troubleshooting and google.rpc error details. */
import { classifyNetwork, messageOf } from './classify-network.ts';
import { ProviderError } from './provider.ts';
import type { ErrorClass } from './provider.ts';
import { redactUpstream } from './redact.ts';
import { parseDuration, parseRetryAfter } from './retry-after.ts';

/** What the SDK does not hand out of a failed response, seen beside it. */
export interface GeminiContext {
  nowMs: number;
  headers?: Headers | null;
  /** The body of a refusal. */
  body?: string;
  networkCode?: string | null;
}

const BY_STATUS: Record<number, ErrorClass> = {
  400: 'invalid_request',
  401: 'auth',
  402: 'quota_exhausted',
  403: 'access_not_granted',
  404: 'model_not_found',
  408: 'server',
  413: 'context_too_long',
  422: 'invalid_request',
  429: 'throttled',
};

/** `google.rpc.Code` names, for errors inside a stream that carry no number. */
const BY_NAME: Record<string, ErrorClass> = {
  INVALID_ARGUMENT: 'invalid_request',
  FAILED_PRECONDITION: 'access_not_granted',
  UNAUTHENTICATED: 'auth',
  PERMISSION_DENIED: 'access_not_granted',
  NOT_FOUND: 'model_not_found',
  RESOURCE_EXHAUSTED: 'throttled',
};

/** `google.rpc.ErrorInfo.reason` of keys that are wrong; they come as 400. */
const BAD_KEY_REASONS = new Set(['API_KEY_INVALID', 'API_KEY_EXPIRED', 'ACCESS_TOKEN_EXPIRED', 'CREDENTIALS_MISSING']);

interface RpcError {
  code?: unknown;
  status?: unknown;
  message?: unknown;
  details?: unknown;
}

/** Classes what `@google/generative-ai` threw. An error without status and without network code is `malformed`. */
export function classifyGeminiError(error: unknown, context: GeminiContext): ProviderError {
  if (error instanceof ProviderError) return error;
  const { status, errorDetails } = Object(error) as { status?: unknown; errorDetails?: unknown };
  if (typeof status === 'number') {
    // The SDK drops the name of the status, and all of an error that comes in an array, as some do.
    const body = parseJson(context.body ?? '');
    const { code: _code, ...said } = body === undefined ? {} : rpcErrorOf(body);
    const given = { message: messageOf(error), details: errorDetails, ...said, code: status };
    return classifyRpcError(given, context, error);
  }
  // The SDK drops the cause of a failed fetch, so its code comes from the connection watch.
  const network = classifyNetwork(context.networkCode ? { code: context.networkCode } : error);
  return network ?? new ProviderError('malformed', { upstream: redactUpstream(messageOf(error)), cause: error });
}

/** Classes an `error` object of the API, alone or wrapped in an array (gemini-cli #6454), from a body or from a stream. */
export function classifyRpcError(body: unknown, context: GeminiContext, cause?: unknown): ProviderError {
  const error = rpcErrorOf(body);
  const httpStatus = typeof error.code === 'number' ? error.code : null;
  const details = Array.isArray(error.details) ? (error.details as Record<string, unknown>[]) : [];
  const errorClass = classOf(error, httpStatus, details);
  const retryDelay = details.map((detail) => parseDuration(detail.retryDelay)).find((ms) => ms !== null);
  return new ProviderError(errorClass, {
    httpStatus,
    // A used-up daily quota comes with a retryDelay of seconds (OmniRoute #9504): it is not to be believed.
    retryAfterMs:
      errorClass === 'quota_exhausted' ? null : (retryDelay ?? parseRetryAfter(context.headers, context.nowMs)),
    upstream: redactUpstream(typeof error.message === 'string' ? error.message : ''),
    cause,
  });
}

/** The error itself, out of an array and out of `{ error }`. */
function rpcErrorOf(body: unknown): RpcError {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  return Object((Object(first) as { error?: unknown }).error ?? first) as RpcError;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function classOf(error: RpcError, status: number | null, details: Record<string, unknown>[]): ErrorClass {
  if (details.some((detail) => typeof detail.reason === 'string' && BAD_KEY_REASONS.has(detail.reason))) return 'auth';
  if (details.some(isDailyQuota)) return 'quota_exhausted';
  if (error.status === 'FAILED_PRECONDITION') return 'access_not_granted';
  const invalid = status === 400 || error.status === 'INVALID_ARGUMENT';
  if (
    invalid &&
    typeof error.message === 'string' &&
    /token count|exceeds the maximum number of tokens/i.test(error.message)
  ) {
    return 'context_too_long';
  }
  if (status !== null) return BY_STATUS[status] ?? (status >= 500 ? 'server' : 'invalid_request');
  return (typeof error.status === 'string' ? BY_NAME[error.status] : undefined) ?? 'server';
}

/** `google.rpc.QuotaFailure` that names a quota per day. */
function isDailyQuota(detail: Record<string, unknown>): boolean {
  if (!Array.isArray(detail.violations)) return false;
  return detail.violations.some((violation) => {
    const { quotaId, quotaMetric } = Object(violation) as { quotaId?: unknown; quotaMetric?: unknown };
    return [quotaId, quotaMetric].some((name) => typeof name === 'string' && /per_?day|daily/i.test(name));
  });
}
