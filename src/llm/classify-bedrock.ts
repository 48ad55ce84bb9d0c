/**
 * Errors of Bedrock's runtime, by exception name. AWS tells some cases apart only in the message; it is read there
 * only beside the name, and only for words that are codes or that AWS does not typeset (it writes "isn’t" with U+2019).
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
import { classifyNetwork, messageOf } from './classify-network.ts';
import { ProviderError } from './provider.ts';
import type { ErrorClass } from './provider.ts';
import { redactUpstream } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';

const BY_NAME: Record<string, ErrorClass> = {
  AccessDeniedException: 'access_not_granted',
  UnauthorizedException: 'access_not_granted',
  FTUFormNotFilled: 'access_not_granted',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ModelNotReadyException: 'throttled',
  ServiceQuotaExceededException: 'quota_exhausted',
  ModelTimeoutException: 'server',
  ModelErrorException: 'server',
  ModelStreamErrorException: 'server',
  InternalServerException: 'server',
  InternalFailure: 'server',
  ServiceUnavailableException: 'server',
  ServiceUnavailable: 'server',
  ResourceNotFoundException: 'model_not_found',
  ConflictException: 'invalid_request',
  ValidationException: 'invalid_request',
  // Signatures and credentials, of Bedrock, of STS and of the SDK's own credential chain.
  ExpiredTokenException: 'auth',
  ExpiredToken: 'auth',
  UnrecognizedClientException: 'auth',
  InvalidClientTokenId: 'auth',
  InvalidSignatureException: 'auth',
  SignatureDoesNotMatch: 'auth',
  IncompleteSignature: 'auth',
  MissingAuthenticationTokenException: 'auth',
  RequestExpired: 'auth',
  CredentialsProviderError: 'auth',
  TokenProviderError: 'auth',
};

/** AWS says a new Marketplace subscription may need two or five minutes before the model answers, ms. */
const MARKETPLACE_WAIT_MS = 2 * 60_000;

function marketplaceWait(message: string): number {
  const minutes = Number(/(\d{1,2}) minutes?/.exec(message)?.[1]);
  return minutes >= 1 ? minutes * 60_000 : MARKETPLACE_WAIT_MS;
}

interface AwsError {
  name?: unknown;
  $metadata?: { httpStatusCode?: unknown };
  $response?: { statusCode?: unknown; headers?: Record<string, string> };
  $fault?: unknown;
  originalStatusCode?: unknown;
}

/** Classes what the AWS SDK threw, before or inside the event stream. Anything it does not name is `malformed`. */
export function classifyBedrockError(error: unknown, nowMs: number): ProviderError {
  if (error instanceof ProviderError) return error;
  const aws = Object(error) as AwsError;
  const name = canonicalName(aws.name);
  const errorClass = name === null ? undefined : refine(name, messageOf(error));
  if (errorClass === undefined) {
    // The SDK renames a reset to TimeoutError, so the system's code goes before the name.
    const network = classifyNetwork(error);
    if (network) return network;
  }
  const httpStatus = statusOf(aws);
  const marketplace = errorClass === 'access_not_granted' && messageOf(error).includes('aws-marketplace:');
  return new ProviderError(errorClass ?? classOfStatus(httpStatus, name), {
    httpStatus,
    retryAfterMs: marketplace ? marketplaceWait(messageOf(error)) : parseRetryAfter(aws.$response?.headers, nowMs),
    upstream: redactUpstream(`${name ?? ''} ${messageOf(error)}`),
    blockReason: /guardrail/i.test(messageOf(error)) ? 'guardrail' : 'content_filter',
    cause: error,
  });
}

function refine(name: string, message: string): ErrorClass | undefined {
  const errorClass = BY_NAME[name];
  if (name === 'AccessDeniedException' && message.includes('INVALID_PAYMENT_INSTRUMENT')) return 'quota_exhausted';
  if (name === 'ResourceNotFoundException' && /use case details/i.test(message)) return 'access_not_granted';
  if (name !== 'ValidationException') return errorClass;
  if (/inference profile|model identifier|model id/i.test(message)) return 'model_not_found';
  if (
    /too long|too many (?:input )?tokens|context (?:length|window|limit)|maximum (?:context|number of tokens)/i.test(
      message,
    )
  ) {
    return 'context_too_long';
  }
  if (/content filter|guardrail/i.test(message)) return 'content_blocked';
  if (/security token|payment instrument/i.test(message)) return 'access_not_granted';
  return errorClass;
}

/** `throttlingException` (event stream) and `ThrottlingException` (HTTP) are one; so is `…Exception:http://…`. */
function canonicalName(name: unknown): string | null {
  if (typeof name !== 'string' || name === '' || name === 'Error' || name === 'TimeoutError') return null;
  const bare = name.split(':')[0] ?? name;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

function statusOf(error: AwsError): number | null {
  const status = error.$response?.statusCode ?? error.$metadata?.httpStatusCode;
  return typeof status === 'number' && status >= 300 ? status : null;
}

/** For names we do not know: the status decides. Without status it came from inside the stream or from its decoder. */
function classOfStatus(status: number | null, name: string | null): ErrorClass {
  if (status === null) return name === null ? 'malformed' : 'server';
  if (status === 401) return 'auth';
  if (status === 403) return 'access_not_granted';
  if (status === 404) return 'model_not_found';
  if (status === 429) return 'throttled';
  return status >= 500 || status === 408 || status === 424 ? 'server' : 'invalid_request';
}
