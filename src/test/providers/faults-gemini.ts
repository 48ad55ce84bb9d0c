/** How Gemini fails: `google.rpc` errors, errors inside a 200 stream, blocked prompts and blocked answers. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ErrorClass } from '../../llm/provider.ts';
import { always, failsBeforeTheEnd, LOUD } from './fault.ts';
import type { Fault, FaultOutcome } from './fault.ts';
import { healthyScript, response, scriptUpTo } from './steps.ts';
import type { Position } from './steps.ts';
import { geminiChunk } from './wire-gemini.ts';
import { sseData } from './wire-openai.ts';

const KINDS = ['gemini'] as const;
const IN_STREAM: readonly Position[] = ['P1', 'P2', 'P3', 'P4'];

const DAILY = [
  {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '250' }],
  },
  { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36s' },
];
const MINUTE = [
  {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }],
  },
  { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' },
];
const BAD_KEY = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];

function rpcError(code: number, status: string, details?: object[], message = LOUD): object {
  return { error: { code, message, status, ...(details ? { details } : {}) } };
}

function http(id: string, body: object, status: number, classes: ErrorClass[]): Fault {
  return {
    id: `gemini ${id}`,
    kinds: KINDS,
    positions: ['P0'],
    outcome: always('fails'),
    classes,
    script: () => response(status, body),
  };
}

function inStream(id: string, payload: unknown, classes: ErrorClass[]): Fault {
  return {
    id: `gemini ${id}`,
    kinds: KINDS,
    positions: IN_STREAM,
    outcome: failsBeforeTheEnd,
    classes,
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: sseData(payload) },
      { do: 'end' },
    ],
  };
}

/** A used-up day in an array, compressed as the API does for who accepts it. */
function compressed(encoding: keyof typeof ENCODERS): Fault {
  const body = ENCODERS[encoding](Buffer.from(JSON.stringify([rpcError(429, 'RESOURCE_EXHAUSTED', DAILY)])));
  return {
    ...http(`429 per day in an array, ${encoding}`, [], 429, ['quota_exhausted']),
    script: () => [
      { do: 'head', status: 429, headers: { 'content-type': 'application/json', 'content-encoding': encoding } },
      { do: 'send', bytes: body.subarray(0, 40) },
      { do: 'send', bytes: body.subarray(40) },
      { do: 'end' },
    ],
  };
}

const ENCODERS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };

/** A part that holds a signature of hidden thoughts and no word. */
const SIGNATURE_ONLY = { content: { role: 'model', parts: [{ thoughtSignature: 'c2lnbmF0dXJl' }] } };

/** A finish without content, first or after some text. */
function finishesWith(reason: string, outcome: FaultOutcome, errorClass: ErrorClass): Fault {
  return {
    id: `gemini finishReason ${reason}`,
    kinds: KINDS,
    positions: ['P1', 'P3'],
    outcome: always(outcome),
    classes: [errorClass],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: geminiChunk({ finishReason: reason, finishMessage: LOUD }) },
      { do: 'end' },
    ],
  };
}

export const GEMINI_FAULTS: readonly Fault[] = [
  http('400', rpcError(400, 'INVALID_ARGUMENT'), 400, ['invalid_request']),
  http('400 key', rpcError(400, 'INVALID_ARGUMENT', BAD_KEY), 400, ['auth']),
  http(
    '400 too long',
    rpcError(
      400,
      'INVALID_ARGUMENT',
      undefined,
      'The input token count (2000000) exceeds the maximum number of tokens allowed.',
    ),
    400,
    ['context_too_long'],
  ),
  http('400 precondition', rpcError(400, 'FAILED_PRECONDITION'), 400, ['access_not_granted']),
  http('403', rpcError(403, 'PERMISSION_DENIED'), 403, ['access_not_granted']),
  http('404', rpcError(404, 'NOT_FOUND'), 404, ['model_not_found']),
  http('429', rpcError(429, 'RESOURCE_EXHAUSTED'), 429, ['throttled']),
  http('429 per minute', rpcError(429, 'RESOURCE_EXHAUSTED', MINUTE), 429, ['throttled']),
  http('429 per day', rpcError(429, 'RESOURCE_EXHAUSTED', DAILY), 429, ['quota_exhausted']),
  http('429 in an array', [rpcError(429, 'RESOURCE_EXHAUSTED')], 429, ['throttled']),
  http('429 per day in an array', [rpcError(429, 'RESOURCE_EXHAUSTED', DAILY)], 429, ['quota_exhausted']),
  ...(['gzip', 'br', 'deflate'] as const).map((encoding) => compressed(encoding)),
  http('400 key in an array', [rpcError(400, 'INVALID_ARGUMENT', BAD_KEY)], 400, ['auth']),
  http('503 in an array', [rpcError(503, 'UNAVAILABLE')], 503, ['server']),
  http('500', rpcError(500, 'INTERNAL'), 500, ['server']),
  http('503', rpcError(503, 'UNAVAILABLE'), 503, ['server']),
  http('504', rpcError(504, 'DEADLINE_EXCEEDED'), 504, ['server']),
  inStream('503 in the stream', rpcError(503, 'UNAVAILABLE'), ['server']),
  inStream('429 in the stream, in an array', [rpcError(429, 'RESOURCE_EXHAUSTED')], ['throttled']),
  inStream('an error without a number', { error: { status: 'UNAVAILABLE', message: LOUD } }, ['server']),
  inStream('invalid JSON', '{"candidates":[{"content', ['malformed']),
  {
    id: 'gemini prompt blocked',
    kinds: KINDS,
    positions: ['P1'],
    outcome: always('blocked'),
    classes: ['content_blocked'],
    script: (kind) => {
      const [head] = healthyScript(kind, { pieces: [] });
      const bytes = sseData({
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 9 },
      });
      return head ? [head, { do: 'send', bytes }, { do: 'end' }] : [];
    },
  },
  ...['SAFETY', 'RECITATION', 'PROHIBITED_CONTENT', 'SPII', 'BLOCKLIST'].map((reason) =>
    finishesWith(reason, 'blocked', 'content_blocked'),
  ),
  ...['LANGUAGE', 'MALFORMED_FUNCTION_CALL', 'OTHER', 'SOMETHING_NEW'].map((reason) =>
    finishesWith(reason, 'fails', 'malformed'),
  ),
  {
    id: 'gemini finishReason MAX_TOKENS',
    kinds: KINDS,
    positions: ['P4'],
    outcome: always('cut'),
    classes: ['truncated'],
    script: (kind, _position, answer) => healthyScript(kind, { ...answer, finish: 'MAX_TOKENS' }),
  },
  {
    id: 'gemini ends without finishReason',
    kinds: KINDS,
    positions: IN_STREAM,
    outcome: always('fails'),
    classes: ['truncated'],
    script: (kind, position, answer) => [...scriptUpTo(kind, position, answer), { do: 'end' }],
  },
  {
    id: 'gemini a signature only, between words and at the end',
    kinds: KINDS,
    positions: ['P1'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => {
      const usageMetadata = { promptTokenCount: 40, candidatesTokenCount: 12 };
      return [
        ...scriptUpTo(kind, 'P3', answer),
        { do: 'send', bytes: geminiChunk(SIGNATURE_ONLY) },
        ...scriptUpTo(kind, 'P4', answer).slice(scriptUpTo(kind, 'P3', answer).length),
        { do: 'send', bytes: geminiChunk({ ...SIGNATURE_ONLY, finishReason: 'STOP' }, { usageMetadata }) },
        { do: 'end' },
      ];
    },
  },
  {
    id: 'gemini a signature and nothing else',
    kinds: KINDS,
    positions: ['P1'],
    outcome: always('fails'),
    classes: ['malformed'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: geminiChunk({ ...SIGNATURE_ONLY, finishReason: 'STOP' }) },
      { do: 'end' },
    ],
  },
  {
    id: 'gemini stop without a word',
    kinds: KINDS,
    positions: ['P1'],
    outcome: always('fails'),
    classes: ['malformed'],
    script: (kind) => healthyScript(kind, { pieces: [] }),
  },
];
