/** Errors in OpenAI's shape (Groq, OpenRouter), as an HTTP error of the SDKs or as a payload inside a 200 stream. */
import { classifyNetwork, messageOf } from './classify-network.ts';
import { ProviderError } from './provider.ts';
import type { BlockReason, ErrorClass } from './provider.ts';
import { redactUpstream } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';

/** `error.code` and `error.type` as documented by Groq, OpenAI and OpenRouter. A code outranks the HTTP status. */
const BY_CODE: Record<string, ErrorClass> = {
  context_length_exceeded: 'context_too_long',
  string_above_max_length: 'context_too_long',
  request_too_large: 'context_too_long',
  content_policy_violation: 'content_blocked',
  content_filter: 'content_blocked',
  moderation_blocked: 'content_blocked',
  insufficient_quota: 'quota_exhausted',
  insufficient_credits: 'quota_exhausted',
  billing_hard_limit_reached: 'quota_exhausted',
  billing_not_active: 'quota_exhausted',
  invalid_api_key: 'auth',
  account_deactivated: 'auth',
  model_not_found: 'model_not_found',
  model_decommissioned: 'model_not_found',
  model_terms_required: 'access_not_granted',
  model_permission_blocked_org: 'access_not_granted',
  model_permission_blocked_project: 'access_not_granted',
  rate_limit_exceeded: 'throttled',
  capacity_exceeded: 'throttled',
  overloaded: 'server',
  server_error: 'server',
  internal_server_error: 'server',
  service_unavailable: 'server',
};

/** Broader than a code: asked only when neither code nor status decides. */
const BY_TYPE: Record<string, ErrorClass> = {
  authentication_error: 'auth',
  permission_error: 'access_not_granted',
  not_found_error: 'model_not_found',
  rate_limit_error: 'throttled',
  tokens: 'throttled',
  requests: 'throttled',
  invalid_request_error: 'invalid_request',
  overloaded_error: 'server',
  api_error: 'server',
  server_error: 'server',
};

const BY_STATUS: Record<number, ErrorClass> = {
  400: 'invalid_request',
  401: 'auth',
  402: 'quota_exhausted',
  403: 'access_not_granted',
  404: 'model_not_found',
  408: 'server',
  410: 'model_not_found',
  413: 'context_too_long',
  422: 'invalid_request',
  424: 'server',
  429: 'throttled',
  498: 'throttled', // Groq: flex tier at capacity
  499: 'server', // closed by their side, not by ours
};

interface Payload {
  message?: unknown;
  code?: unknown;
  type?: unknown;
  metadata?: unknown;
}

/**
 * Classes what `groq-sdk` or `openai` threw: network faults by code, HTTP errors by `error.code`, then status, then type.
 * An error without any of them is `malformed`.
 */
export function classifyOpenAiError(error: unknown, nowMs: number): ProviderError {
  if (error instanceof ProviderError) return error;
  const { status, headers, error: body } = Object(error) as { status?: unknown; headers?: Headers; error?: unknown };
  if (typeof status !== 'number') {
    return (
      classifyNetwork(error) ??
      new ProviderError('malformed', { upstream: redactUpstream(messageOf(error)), cause: error })
    );
  }
  return classifyPayload(body ?? messageOf(error), { status, headers, nowMs, cause: error });
}

export interface PayloadContext {
  /** HTTP status; null inside a 200 stream, where the payload's own numeric code stands for it. */
  status: number | null;
  headers?: Headers | null | undefined;
  nowMs: number;
  cause?: unknown;
}

/** Classes an error payload: an object, one wrapped in `error` or in an array, JSON in a string, or a bare string. */
export function classifyPayload(body: unknown, { status, headers, nowMs, cause }: PayloadContext): ProviderError {
  const payload = unwrap(body);
  const httpStatus = status ?? statusOf(payload);
  const retryAfterMs = parseRetryAfter(headers, nowMs);
  return new ProviderError(classOf(payload, httpStatus, retryAfterMs), {
    httpStatus,
    retryAfterMs,
    upstream: redactUpstream(describe(payload)),
    blockReason: blockReasonOf(payload),
    cause,
  });
}

function classOf(payload: Payload, status: number | null, retryAfterMs: number | null): ErrorClass {
  // Groq sends a request too large for its tokens-per-minute limit as 413 with code rate_limit_exceeded (elizaOS #4040).
  if (status === 413) return 'context_too_long';
  const byCode = typeof payload.code === 'string' ? BY_CODE[payload.code] : undefined;
  if (byCode) return byCode;
  if (status === 403 && hasModerationReasons(payload)) return 'content_blocked';
  // OpenRouter: 402 with Retry-After is a budget in flight, freed in seconds; without it the credits are gone.
  if (status === 402 && retryAfterMs !== null) return 'throttled';
  if (status !== null) {
    const byStatus = BY_STATUS[status];
    if (byStatus) return byStatus;
    if (status >= 500) return 'server';
    if (status >= 400) return 'invalid_request';
    return 'malformed';
  }
  return (typeof payload.type === 'string' ? BY_TYPE[payload.type] : undefined) ?? 'server';
}

/** Of a payload that is classed as blocked. */
function blockReasonOf(payload: Payload): BlockReason {
  if (payload.code === 'content_filter') return 'content_filter';
  return payload.code === 'moderation_blocked' || hasModerationReasons(payload) ? 'moderation' : 'policy';
}

function hasModerationReasons(payload: Payload): boolean {
  const { reasons } = Object(payload.metadata) as { reasons?: unknown };
  return Array.isArray(reasons);
}

function statusOf(payload: Payload): number | null {
  const code = typeof payload.code === 'string' && /^\d{3}$/.test(payload.code) ? Number(payload.code) : payload.code;
  return typeof code === 'number' && code >= 400 && code <= 599 ? code : null;
}

function unwrap(body: unknown, depth = 0): Payload {
  if (depth > 4) return {};
  if (Array.isArray(body)) return unwrap(body[0], depth + 1);
  if (typeof body === 'string') {
    const parsed = body.trimStart().startsWith('{') || body.trimStart().startsWith('[') ? parseJson(body) : undefined;
    return parsed === undefined ? { message: body } : unwrap(parsed, depth + 1);
  }
  if (typeof body !== 'object' || body === null) return {};
  const { error } = body as { error?: unknown };
  return error === undefined || error === null ? (body as Payload) : unwrap(error, depth + 1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(payload: Payload): string {
  const parts = [payload.code, payload.type, payload.message].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  );
  return parts.join(' · ');
}
