import { errorReply, type Protocol, type Reply } from './wire.ts';

/** Ways in which AWS fails. `hang` never answers; `reset` cuts the connection; `garbage` answers 200 with HTML, `empty` with nothing. */
export type FaultKind =
  | 'throttle'
  | 'server_error'
  | 'access_denied'
  | 'scp_denied'
  | 'expired_token'
  | 'region_disabled'
  | 'garbage'
  | 'empty'
  | 'hang'
  | 'reset';

/** What fails where. An absent field matches everything. */
export interface Fault {
  kind: FaultKind;
  service?: string;
  operation?: string;
  region?: string;
  account?: string;
  /** How many matching calls fail before the rest succeed; default: all. */
  times?: number;
  /** Only requests that carry a page token: the first page is served. */
  afterFirstPage?: boolean;
}

/** A call as faults see it. */
export interface FaultedCall {
  service: string;
  operation: string;
  region: string;
  accountUid: string;
  protocol: Protocol;
  hasPageToken: boolean;
}

/** The faults in force. The first that matches decides. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The answer to give instead of the real one; null when nothing is wrong. */
  take(call: FaultedCall): Reply | 'hang' | 'reset' | null;
}

/** Faults, none at first. */
export function createFaults(): Faults {
  let faults: (Fault & { left: number })[] = [];
  return {
    add: (fault) => void faults.push({ ...fault, left: fault.times ?? Infinity }),
    clear: () => void (faults = []),
    take(call) {
      const fault = faults.find((candidate) => matches(candidate, call));
      if (!fault) return null;
      fault.left -= 1;
      return faultReply(fault.kind, call);
    },
  };
}

function matches(fault: Fault & { left: number }, call: FaultedCall): boolean {
  return (
    fault.left > 0 &&
    (fault.service === undefined || fault.service === call.service) &&
    (fault.operation === undefined || fault.operation === call.operation) &&
    (fault.region === undefined || fault.region === call.region) &&
    (fault.account === undefined || fault.account === call.accountUid) &&
    (!fault.afterFirstPage || call.hasPageToken)
  );
}

/** What a service answers under one kind of fault, in its own protocol and codes. */
export function faultReply(kind: FaultKind, call: FaultedCall): Reply | 'hang' | 'reset' {
  const { protocol } = call;
  const error = (code: string, message: string, status: number) => errorReply(protocol, code, message, status);
  switch (kind) {
    case 'hang':
    case 'reset':
      return kind;
    case 'garbage':
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>proxy sign-in</body></html>' };
    case 'empty':
      return { status: 200, headers: { 'content-length': '0' } };
    case 'server_error':
      return protocol === 'rest-xml'
        ? error('InternalError', 'We encountered an internal error. Please try again.', 500)
        : error(
            protocol === 'ec2' ? 'InternalError' : 'InternalFailure',
            'The request processing has failed because of an unknown error.',
            500,
          );
    case 'throttle':
      return throttled(call, error);
    case 'access_denied':
    case 'scp_denied':
      return denied(call, kind === 'scp_denied', error);
    case 'expired_token':
      return error(
        ...((protocol === 'ec2'
          ? ['RequestExpired', 'Request has expired.', 400]
          : protocol === 'query' || protocol === 'rest-xml'
            ? ['ExpiredToken', 'The security token included in the request is expired', 403]
            : ['ExpiredTokenException', 'The security token included in the request is expired', 400]) as [
          string,
          string,
          number,
        ]),
      );
    case 'region_disabled':
      return regionDisabled(protocol, error);
  }
}

type MakeError = (code: string, message: string, status: number) => Reply;

/** Every service throttles in its own words, often as HTTP 400. */
function throttled({ service, protocol }: FaultedCall, error: MakeError): Reply {
  if (protocol === 'ec2') return error('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (protocol === 'rest-xml') return error('SlowDown', 'Please reduce your request rate.', 503);
  if (protocol === 'query') return error('Throttling', 'Rate exceeded', 400);
  if (protocol === 'rest-json') return error('TooManyRequestsException', 'Too Many Requests', 429);
  if (service === 'ce') return error('LimitExceededException', 'Rate exceeded', 400);
  return error('ThrottlingException', 'Rate exceeded', 400);
}

function denied(
  { service, operation, accountUid, protocol }: FaultedCall,
  byOrganisation: boolean,
  error: MakeError,
): Reply {
  const reason = byOrganisation
    ? 'with an explicit deny in a service control policy'
    : 'because no identity-based policy allows the action';
  const user = `User: arn:aws:sts::${accountUid}:assumed-role/AssayReadOnly/assay is not authorized to perform: ${service}:${operation} ${reason}`;
  if (protocol === 'ec2')
    return error('UnauthorizedOperation', `You are not authorized to perform this operation. ${user}`, 403);
  if (protocol === 'query' || protocol === 'rest-xml') return error('AccessDenied', user, 403);
  return error('AccessDeniedException', user, 400);
}

function regionDisabled(protocol: Protocol, error: MakeError): Reply {
  if (protocol === 'ec2')
    return error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  if (protocol === 'query' || protocol === 'rest-xml')
    return error('InvalidClientTokenId', 'The security token included in the request is invalid', 403);
  return error('UnrecognizedClientException', 'The security token included in the request is invalid.', 400);
}
