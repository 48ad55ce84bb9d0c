import { describe, expect, it } from 'vitest';
import { awsErrorCode, classifyAwsError, mayPass } from './aws-errors.ts';

/** An SDK error as it is thrown. */
function aws(name: string, status?: number, message = '', more: object = {}): Error {
  return Object.assign(new Error(message), {
    name,
    ...(status ? { $metadata: { httpStatusCode: status } } : {}),
    ...more,
  });
}

describe('classifyAwsError', () => {
  it.each<[string, unknown, string, string]>([
    ['a time that is none', aws('TypeError', 200, 'Invalid RFC-3339 date-time value'), 'error', 'MalformedResponse'],
    ['a fault of ours', new TypeError('x is not a function'), 'error', 'TypeError'],
    ['plain denial', aws('AccessDenied', 403, 'not authorized'), 'denied', 'AccessDenied'],
    ['denial as 400', aws('AccessDeniedException', 400), 'denied', 'AccessDeniedException'],
    ['EC2 denial', aws('UnauthorizedOperation', 403), 'denied', 'UnauthorizedOperation'],
    ['denial without a name', aws('Unknown', 403), 'denied', 'UnknownError'],
    [
      'service control policy',
      aws('AccessDenied', 403, 'with an explicit deny in a service control policy'),
      'scp_denied',
      'AccessDenied',
    ],
    [
      'resource control policy',
      aws('AccessDenied', 403, 'with an explicit deny in a resource control policy'),
      'scp_denied',
      'AccessDenied',
    ],
    [
      'no service control policy allows',
      aws('UnauthorizedOperation', 403, 'because no service control policy allows the ec2:X action'),
      'scp_denied',
      'UnauthorizedOperation',
    ],
    ['throttling as 400', aws('ThrottlingException', 400), 'throttled', 'ThrottlingException'],
    ['IAM throttling', aws('Throttling', 400), 'throttled', 'Throttling'],
    ['EC2 throttling', aws('RequestLimitExceeded', 503), 'throttled', 'RequestLimitExceeded'],
    ['S3 throttling', aws('SlowDown', 503), 'throttled', 'SlowDown'],
    ['Cost Explorer throttling', aws('LimitExceededException', 400), 'throttled', 'LimitExceededException'],
    ['429 of any name', aws('Strange', 429), 'throttled', 'Strange'],
    ['expired token', aws('ExpiredToken', 403), 'error', 'ExpiredToken'],
    ['EC2 expired token', aws('RequestExpired', 400), 'error', 'RequestExpired'],
    ['not subscribed', aws('SubscriptionRequiredException', 403), 'not_enabled', 'SubscriptionRequiredException'],
    ['server error', aws('InternalFailure', 500), 'error', 'InternalFailure'],
    ['HTML 503', aws('Unknown', 503), 'error', 'UnknownError'],
    ['bad input', aws('ValidationException', 400), 'error', 'ValidationException'],
    ['time-out', aws('TimeoutError'), 'error', 'TimeoutError'],
    ['reset, as the SDK names it', aws('TimeoutError', undefined, '', { code: 'ECONNRESET' }), 'error', 'NetworkError'],
    ['refused', aws('Error', undefined, '', { code: 'ECONNREFUSED' }), 'error', 'NetworkError'],
    ['no name', aws('Error', undefined, '', { code: 'ENOTFOUND' }), 'error', 'NetworkError'],
    ['no credentials', aws('CredentialsProviderError'), 'error', 'CredentialsProviderError'],
    ['half an answer', aws('SyntaxError', 200), 'error', 'MalformedResponse'],
    ['a role lost on the way', aws('SessionError'), 'error', 'AssumeRoleFailed'],
    ['aborted', aws('AbortError'), 'error', 'Aborted'],
    ['a string', 'boom', 'error', 'UnknownError'],
    ['undefined', undefined, 'error', 'UnknownError'],
    ['null', null, 'error', 'UnknownError'],
  ])('%s', (_, error, outcome, errorCode) => {
    expect(classifyAwsError(error, { region: 'eu-west-1' })).toMatchObject({ outcome, errorCode });
  });

  it.each([
    ['InvalidClientTokenId', 403],
    ['UnrecognizedClientException', 400],
    ['AuthFailure', 401],
    ['OptInRequired', 401],
  ])('%s means a disabled region, except where a region cannot be disabled', (name, status) => {
    expect(classifyAwsError(aws(name, status), { region: 'me-south-1' }).outcome).toBe('region_disabled');
    expect(classifyAwsError(aws(name, status), { region: 'us-east-1' }).outcome).toBe('error');
    expect(classifyAwsError(aws(name, status), { region: 'global' }).outcome).toBe('error');
  });

  it('takes a service’s own code for not enabled when told', () => {
    const error = aws('InsightNotEnabledException', 400);
    expect(classifyAwsError(error).outcome).toBe('error');
    expect(classifyAwsError(error, { notEnabled: ['InsightNotEnabledException'] }).outcome).toBe('not_enabled');
  });

  it('never repeats AWS’s text, and takes no name that is not a name', () => {
    const hostile = aws('<img src=x onerror=alert(1)>', 400, 'AKIASECRET arn:aws:iam::1:user/x');
    const failure = classifyAwsError(hostile);
    expect(failure.errorCode).toBe('UnknownError');
    expect(JSON.stringify(failure)).not.toMatch(/AKIASECRET|onerror/);
    expect(awsErrorCode(hostile)).toBe('UnknownError');
  });
});

describe('what another try may mend', () => {
  it.each([
    ['throttled', 'Throttling'],
    ['error', 'TimeoutError'],
    ['error', 'NetworkError'],
    ['error', 'DeadlineExceeded'],
    ['error', 'InternalFailure'],
    ['error', 'UnknownError'],
    ['error', 'ExpiredToken'],
    ['error', 'InvalidClientTokenId'],
    ['partial', 'SlowDown'],
    ['partial', 'ServiceUnavailable'],
  ] as const)('%s with %s', (outcome, errorCode) => expect(mayPass({ outcome, errorCode })).toBe(true));

  it.each([
    ['ok', 'RecordsRefused'],
    ['denied', 'AccessDenied'],
    ['scp_denied', 'AccessDenied'],
    ['not_enabled', 'SubscriptionRequiredException'],
    ['region_disabled', 'AuthFailure'],
    ['partial', 'AccessDenied'],
    ['partial', 'UnauthorizedOperation'],
    ['partial', 'TooManyPages'],
    ['error', 'ValidationException'],
    ['error', 'InvalidParameterValue'],
    ['error', 'NoSuchBucket'],
    ['error', 'DataUnavailableException'],
  ] as const)('not %s with %s', (outcome, errorCode) => expect(mayPass({ outcome, errorCode })).toBe(false));
});
