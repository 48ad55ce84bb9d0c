/** How Bedrock fails: HTTP errors named in a header, exceptions inside the binary stream, and streams that just end. */
import type { ErrorClass } from '../../llm/provider.ts';
import { always, failsBeforeTheEnd, LOUD } from './fault.ts';
import type { Fault, FaultOutcome } from './fault.ts';
import { healthyScript, response, scriptUpTo, streamHead } from './steps.ts';
import type { Position, Script } from './steps.ts';
import { answerChunks } from './wire.ts';
import { corruptFrame, errorFrame, eventFrame, exceptionFrame, textFrame } from './wire-bedrock.ts';

const KINDS = ['bedrock'] as const;
const IN_STREAM: readonly Position[] = ['P1', 'P2', 'P3', 'P4'];

function http(
  id: string,
  status: number,
  name: string,
  message: string,
  errorClass: ErrorClass,
  more: object = {},
): Fault {
  return {
    id: `bedrock ${id}`,
    kinds: KINDS,
    positions: ['P0'],
    outcome: always(errorClass === 'content_blocked' ? 'blocked' : 'fails'),
    classes: [errorClass],
    script: () =>
      response(
        status,
        { message: `${message} ${LOUD}`, ...more },
        { 'x-amzn-errortype': `${name}:http://internal.amazon.com/` },
      ),
  };
}

function exception(type: string, errorClass: ErrorClass, more: object = {}): Fault {
  return inStream(`exception ${type}`, [errorClass], () => exceptionFrame(type, { message: LOUD, ...more }));
}

function inStream(id: string, classes: ErrorClass[], frame: () => Buffer): Fault {
  return {
    id: `bedrock ${id}`,
    kinds: KINDS,
    positions: IN_STREAM,
    outcome: failsBeforeTheEnd,
    classes,
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: frame() },
      { do: 'end' },
    ],
  };
}

function stopsWith(stopReason: string, outcome: FaultOutcome, errorClass: ErrorClass): Fault {
  return {
    id: `bedrock stopReason ${stopReason}`,
    kinds: KINDS,
    positions: ['P4'],
    outcome: always(outcome),
    classes: [errorClass],
    script: (kind, _position, answer) => healthyScript(kind, { ...answer, finish: stopReason }),
  };
}

const subscribe = (minutes: number) =>
  `Model access is denied: the principal is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe). Try again after ${minutes} minutes.`;

export const BEDROCK_FAULTS: readonly Fault[] = [
  http('AccessDenied', 403, 'AccessDeniedException', 'You do not have access to the model.', 'access_not_granted'),
  http('Marketplace, 2 minutes', 403, 'AccessDeniedException', subscribe(2), 'access_not_granted'),
  http('Marketplace, 5 minutes', 403, 'AccessDeniedException', subscribe(5), 'access_not_granted'),
  http(
    'payment',
    403,
    'AccessDeniedException',
    'INVALID_PAYMENT_INSTRUMENT: a valid payment instrument must be provided.',
    'quota_exhausted',
  ),
  http('use case form', 404, 'FTUFormNotFilled', 'Submit the use case details first.', 'access_not_granted'),
  http(
    'use case form by another name',
    404,
    'ResourceNotFoundException',
    'Model use case details have not been submitted.',
    'access_not_granted',
  ),
  http('expired token', 403, 'ExpiredTokenException', 'The security token included in the request is expired', 'auth'),
  http(
    'unknown token',
    403,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    'auth',
  ),
  http('throttling', 429, 'ThrottlingException', 'Too many requests, please wait.', 'throttled'),
  http('model not ready', 429, 'ModelNotReadyException', 'The model is not ready.', 'throttled'),
  http('model timeout', 408, 'ModelTimeoutException', 'The model took too long.', 'server'),
  http('model error', 424, 'ModelErrorException', 'The model failed.', 'server', {
    originalStatusCode: 500,
    resourceName: 'm',
  }),
  http('internal', 500, 'InternalServerException', 'Internal failure.', 'server'),
  http('unavailable', 503, 'ServiceUnavailableException', 'Try again.', 'server'),
  http('service quota', 400, 'ServiceQuotaExceededException', 'Quota reached.', 'quota_exhausted'),
  http(
    'end of life',
    404,
    'ResourceNotFoundException',
    'This model version has reached the end of its life.',
    'model_not_found',
  ),
  http(
    'needs a profile',
    400,
    'ValidationException',
    'Invocation of model ID m with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    'model_not_found',
  ),
  http('bad identifier', 400, 'ValidationException', 'The provided model identifier is invalid.', 'model_not_found'),
  http('too long', 400, 'ValidationException', 'Input is too long for requested model.', 'context_too_long'),
  http('other validation', 400, 'ValidationException', 'Malformed input request.', 'invalid_request'),
  {
    id: 'bedrock a page with 503',
    kinds: KINDS,
    positions: ['P0'],
    outcome: always('fails'),
    classes: ['server'],
    script: () => response(503, `<html><body>${LOUD}</body></html>`, { 'content-type': 'text/html' }),
  },
  exception('internalServerException', 'server'),
  exception('modelStreamErrorException', 'server', { originalStatusCode: 424, originalMessage: LOUD }),
  exception('validationException', 'invalid_request'),
  exception('throttlingException', 'throttled'),
  exception('serviceUnavailableException', 'server'),
  exception('somethingNobodyKnowsException', 'server'),
  inStream('error message', ['server', 'malformed'], () => errorFrame('InternalFailure', LOUD)),
  inStream('bad checksum', ['malformed'], () => corruptFrame(textFrame('these words must never be shown'))),
  inStream('half a frame', ['malformed', 'truncated'], () =>
    textFrame('half a frame is no frame at all').subarray(0, 40),
  ),
  inStream('a length of two gigabytes', ['malformed', 'truncated', 'timeout_idle', 'timeout_first_token'], () =>
    Buffer.from('800000100000000012345678', 'hex'),
  ),
  {
    id: 'bedrock no messageStop',
    kinds: KINDS,
    positions: IN_STREAM,
    outcome: always('fails'),
    classes: ['truncated'],
    script: (kind, position, answer) => [...scriptUpTo(kind, position, answer), { do: 'end' }],
  },
  {
    id: 'bedrock metadata, but no messageStop',
    kinds: KINDS,
    positions: ['P4'],
    outcome: always('fails'),
    classes: ['truncated'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: eventFrame('metadata', { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } }) },
      { do: 'end' },
    ],
  },
  stopsWith('max_tokens', 'cut', 'truncated'),
  stopsWith('model_context_window_exceeded', 'cut', 'truncated'),
  stopsWith('refusal', 'blocked', 'content_blocked'),
  stopsWith('guardrail_intervened', 'blocked', 'content_blocked'),
  stopsWith('content_filtered', 'blocked', 'content_blocked'),
  stopsWith('tool_use', 'fails', 'malformed'),
  stopsWith('something_new', 'fails', 'malformed'),
  {
    id: 'bedrock end_turn without a word',
    kinds: KINDS,
    positions: ['P1'],
    outcome: always('fails'),
    classes: ['malformed'],
    script: (kind): Script => [
      streamHead(kind),
      ...answerChunks(kind, { pieces: [] }).map(({ bytes }) => ({ do: 'send' as const, bytes })),
      { do: 'end' },
    ],
  },
];
