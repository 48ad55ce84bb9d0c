import type { CoverageOutcome } from './coverage.ts';

/** What a failed AWS call amounts to. `detail` is a clause of ours, never AWS's text, which is kept nowhere. */
export interface AwsFailure {
  outcome: Exclude<CoverageOutcome, 'ok' | 'partial'>;
  /** AWS's own error name, or one of ours: `TimeoutError`, `NetworkError`, `DeadlineExceeded`, `MalformedResponse`. */
  errorCode: string;
  detail: string;
}

/** Where the call went; `region` is an AWS region or `global`. `notEnabled` names the service's own opt-out codes. */
export interface AwsFailureContext {
  region?: string;
  notEnabled?: readonly string[];
}

/**
 * Classifies anything that an AWS SDK v3 call can throw. The class comes from the error's name and HTTP status; the
 * message is read for one thing only, an organisation's denial, because AWS says that nowhere else.
 */
export function classifyAwsError(error: unknown, context: AwsFailureContext = {}): AwsFailure {
  const seen = asSeen(error);
  const errorCode = safeCode(seen);
  const as = (outcome: AwsFailure['outcome'], detail: string, code = errorCode): AwsFailure => ({
    outcome,
    errorCode: code,
    detail,
  });

  if (seen.name === 'DeadlineExceeded') return as('error', 'the time set for this read ran out', 'DeadlineExceeded');
  // The SDK throws a TypeError or RangeError for a time or number of an answer that it cannot read.
  const unreadable = UNREADABLE.has(seen.name) && seen.hasResponse && (seen.status ?? 200) < 300;
  if (seen.name === 'MalformedResponse' || unreadable)
    return as('error', 'the answer could not be understood', 'MalformedResponse');
  if (seen.name === 'SessionError')
    return as('error', 'the role of this account could not be assumed again', 'AssumeRoleFailed');
  if (seen.name === 'AbortError') return as('error', 'the read was stopped', 'Aborted');
  // The SDK names resets and broken pipes `TimeoutError` too: the socket's code is asked first.
  if (seen.status === undefined && NETWORK_CODES.has(seen.code ?? ''))
    return as('error', `the network failed (${seen.code})`, 'NetworkError');
  if (seen.name === 'TimeoutError' || TIMEOUT_CODES.has(seen.code ?? ''))
    return as('error', 'AWS did not answer in time', 'TimeoutError');
  if (seen.name === 'CredentialsProviderError')
    return as('error', 'no AWS credentials were found', 'CredentialsProviderError');

  if (context.notEnabled?.includes(errorCode) || NOT_ENABLED.has(errorCode))
    return as('not_enabled', 'the service is not enabled there');
  if (EXPIRED.has(errorCode)) return as('error', 'our AWS credentials have expired');
  if (THROTTLED.has(errorCode) || seen.status === 429)
    return as('throttled', 'AWS kept throttling the call, and every retry was used up');
  if (REGION_DISABLED.has(errorCode)) return regionOrCredentials(as, context.region);
  if (DENIED.has(errorCode) || seen.status === 403 || seen.status === 401) {
    return ORGANISATION_DENIAL.test(seen.message)
      ? as('scp_denied', 'a policy of the AWS organisation (service or resource control policy) denies it')
      : as('denied', 'our role is not permitted to make the call');
  }
  if (seen.status !== undefined && seen.status >= 500) return as('error', 'AWS answered with a server error');
  if (errorCode === 'UnknownError' && seen.hasResponse && (seen.status ?? 200) < 300)
    return as('error', 'the answer could not be understood', 'MalformedResponse');
  return as('error', 'AWS rejected the call');
}

/**
 * Whether a read that failed so may succeed when it is tried again soon: throttled, unreachable, cut, out of time, a fault
 * of AWS, credentials that have expired or are gone. A refusal and a request that AWS finds wrong stay what they are.
 */
export function mayPass({ outcome, errorCode = '' }: { outcome: CoverageOutcome; errorCode?: string }): boolean {
  if (outcome === 'throttled') return true;
  if (outcome !== 'error' && outcome !== 'partial') return false;
  if (errorCode === '' || DENIED.has(errorCode) || NOT_ENABLED.has(errorCode)) return false;
  return !WRONG_REQUEST.test(errorCode);
}

/** Whether all that failed of a read is what AWS does not let us do there. */
export function isRefusal({ outcome, errorCode = '' }: { outcome: CoverageOutcome; errorCode?: string }): boolean {
  if (outcome === 'partial') return DENIED.has(errorCode);
  return outcome === 'denied' || outcome === 'scp_denied' || outcome === 'region_disabled';
}

/** AWS's error name of a thrown value, made safe to store and show, e.g. `NoSuchEntity`; `UnknownError` if none. */
export function awsErrorCode(error: unknown): string {
  return safeCode(asSeen(error));
}

interface Seen {
  name: string;
  code: string | undefined;
  message: string;
  status: number | undefined;
  hasResponse: boolean;
}

function asSeen(error: unknown): Seen {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const metadata = (thrown['$metadata'] ?? {}) as Record<string, unknown>;
  const response = (thrown['$response'] ?? {}) as Record<string, unknown>;
  const status = metadata['httpStatusCode'] ?? response['statusCode'];
  const code = thrown['code'] ?? thrown['Code'];
  return {
    name: typeof thrown['name'] === 'string' ? thrown['name'] : '',
    code: typeof code === 'string' ? code : undefined,
    message: typeof thrown['message'] === 'string' ? thrown['message'] : '',
    status: typeof status === 'number' ? status : undefined,
    hasResponse: '$response' in thrown || '$metadata' in thrown,
  };
}

/** Modelled errors are named `ThrottlingException`, unmodelled ones by the wire code; EC2 and S3 use the code alone. */
function safeCode({ name, code }: Seen): string {
  const candidate = name === '' || name === 'Error' || name === 'Unknown' ? (code ?? name) : name;
  if (candidate === '' || candidate === 'Error' || candidate === 'Unknown' || candidate === 'SyntaxError')
    return 'UnknownError';
  return /^[A-Za-z0-9_.:-]{1,100}$/.test(candidate) ? candidate : 'UnknownError';
}

/**
 * A region that is not opted in answers as if the credentials were unknown. Global services and the regions that can
 * never be switched off mean it literally. Source: AWS Account Management, "Enable or disable AWS Regions".
 */
function regionOrCredentials(
  as: (outcome: AwsFailure['outcome'], detail: string) => AwsFailure,
  region: string | undefined,
): AwsFailure {
  if (region === undefined || region === 'global' || ALWAYS_ON.has(region))
    return as('error', 'AWS did not accept our credentials');
  return as('region_disabled', `AWS did not accept our credentials in ${region}, as in a region that is not enabled`);
}

const ALWAYS_ON = new Set(['us-east-1', 'us-gov-west-1', 'cn-north-1']);

const REGION_DISABLED = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'UnrecognizedClient',
  'AuthFailure',
  'OptInRequired',
  'InvalidAccessKeyId',
  'RegionDisabledException',
]);

const NOT_ENABLED = new Set(['SubscriptionRequiredException', 'NotSignedUp', 'SubscriptionRequired']);

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'InvalidToken',
]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnauthorizedAccess',
  'NotAuthorized',
  'AuthorizationError',
  'AllAccessDisabled',
]);

/** Throttling comes as HTTP 400 from most services, 429 from some, 503 from EC2 and S3: the name decides. */
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'BandwidthLimitExceeded',
  'PriorRequestNotComplete',
  'SlowDown',
  'LimitExceededException',
  'EC2ThrottledException',
]);

const UNREADABLE = new Set(['TypeError', 'RangeError']);

/** Names of requests that AWS will find wrong again, and lists that we ended ourselves. */
const WRONG_REQUEST =
  /^(Validation|Invalid(?!ClientTokenId|AccessKeyId|Token)|Malformed(?!Response)|Missing|BadRequest|NoSuch|Unsupported|Unknown(?!Error)|MethodNotAllowed|Forbidden|RepeatedPageToken|TooManyPages|RecordsRefused)|NotFound|NotSupported|DataUnavailable/;

const TIMEOUT_CODES = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);

const NETWORK_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HPE_INVALID_CONSTANT',
]);

const ORGANISATION_DENIAL = /(service|resource) control polic/i;
