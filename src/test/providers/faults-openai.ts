/** How Groq and OpenRouter fail: error objects by status, and errors inside a stream that began with 200. */
import type { ErrorClass } from '../../llm/provider.ts';
import { always, failsBeforeTheEnd, LOUD } from './fault.ts';
import type { Fault, FaultOutcome } from './fault.ts';
import { healthyScript, response, scriptUpTo } from './steps.ts';
import type { Position, Script, Step } from './steps.ts';
import type { WireKind } from './wire.ts';
import { openAiChunk, sseComment, sseData } from './wire-openai.ts';

const GROQ: readonly WireKind[] = ['groq'];
const OPENROUTER: readonly WireKind[] = ['openrouter'];
const BOTH: readonly WireKind[] = ['groq', 'openrouter'];
const IN_STREAM: readonly Position[] = ['P1', 'P2', 'P3', 'P4'];

function http(
  kinds: readonly WireKind[],
  id: string,
  status: number,
  error: object,
  errorClass: ErrorClass,
  headers: Record<string, string> = {},
): Fault {
  return {
    id: `${kinds.join('+')} ${id}`,
    kinds,
    positions: ['P0'],
    outcome: always(errorClass === 'content_blocked' ? 'blocked' : 'fails'),
    classes: [errorClass],
    script: () => response(status, { error: { message: LOUD, ...error } }, headers),
  };
}

function inStream(
  kinds: readonly WireKind[],
  id: string,
  errorClass: ErrorClass,
  bytes: Buffer,
  then: Script = [{ do: 'end' }],
): Fault {
  return {
    id: `${kinds.join('+')} ${id}`,
    kinds,
    positions: IN_STREAM,
    outcome: failsBeforeTheEnd,
    classes: [errorClass],
    script: (kind, position, answer) => [...scriptUpTo(kind, position, answer), { do: 'send', bytes }, ...then],
  };
}

function finishesWith(reason: string, outcome: FaultOutcome, errorClass: ErrorClass): Fault {
  return {
    id: `groq+openrouter finish_reason ${reason}`,
    kinds: BOTH,
    positions: ['P4'],
    outcome: always(outcome),
    classes: [errorClass],
    script: (kind, _position, answer) => healthyScript(kind, { ...answer, finish: reason }),
  };
}

/** Cuts the last `count` sends of a healthy answer: `[DONE]`, or usage and `[DONE]`. */
function withoutTrailer(id: string, drop: (text: string) => boolean, end: Script): Fault {
  return {
    id: `groq+openrouter ${id}`,
    kinds: BOTH,
    positions: ['P5'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => [
      ...healthyScript(kind, answer).filter(
        (step) => step.do !== 'end' && (step.do !== 'send' || !drop(step.bytes.toString())),
      ),
      ...end,
    ],
  };
}

export const OPENAI_FAULTS: readonly Fault[] = [
  http(GROQ, '400', 400, { type: 'invalid_request_error' }, 'invalid_request'),
  http(
    BOTH,
    '400 context',
    400,
    { type: 'invalid_request_error', code: 'context_length_exceeded' },
    'context_too_long',
  ),
  http(
    BOTH,
    '400 content policy',
    400,
    { type: 'invalid_request_error', code: 'content_policy_violation' },
    'content_blocked',
  ),
  http(BOTH, '401', 401, { type: 'invalid_request_error', code: 'invalid_api_key' }, 'auth'),
  http(GROQ, '403', 403, { type: 'permissions_error', code: 'model_permission_blocked_org' }, 'access_not_granted'),
  http(GROQ, '404', 404, { type: 'invalid_request_error', code: 'model_not_found' }, 'model_not_found'),
  http(GROQ, '404 without a code', 404, {}, 'model_not_found'),
  http(
    GROQ,
    '400 retired model',
    400,
    { type: 'invalid_request_error', code: 'model_decommissioned' },
    'model_not_found',
  ),
  http(GROQ, '413 tokens per minute', 413, { type: 'tokens', code: 'rate_limit_exceeded' }, 'context_too_long'),
  http(GROQ, '422', 422, { type: 'invalid_request_error' }, 'invalid_request'),
  http(GROQ, '424', 424, {}, 'server'),
  http(GROQ, '429', 429, { type: 'tokens', code: 'rate_limit_exceeded' }, 'throttled', { 'retry-after': '2' }),
  http(GROQ, '498', 498, { code: 'capacity_exceeded' }, 'throttled'),
  http(GROQ, '499', 499, {}, 'server'),
  http(BOTH, '500', 500, { type: 'internal_server_error' }, 'server'),
  http(BOTH, '502', 502, {}, 'server'),
  http(BOTH, '503', 503, {}, 'server'),
  http(OPENROUTER, '400', 400, { code: 400 }, 'invalid_request'),
  http(OPENROUTER, '402', 402, { code: 402 }, 'quota_exhausted'),
  http(OPENROUTER, '402 budget in flight', 402, { code: 402 }, 'throttled', { 'retry-after': '1' }),
  http(
    OPENROUTER,
    '403 moderation',
    403,
    { code: 403, metadata: { reasons: ['violence'], flagged_input: LOUD } },
    'content_blocked',
  ),
  http(OPENROUTER, '408', 408, { code: 408 }, 'server'),
  http(OPENROUTER, '429', 429, { code: 429 }, 'throttled'),
  {
    ...http(BOTH, 'a page with 502', 502, {}, 'server'),
    script: () => response(502, `<html>${LOUD}</html>`, { 'content-type': 'text/html' }),
  },
  inStream(BOTH, 'error at the top', 'server', sseData({ error: { message: LOUD, type: 'server_error' } })),
  inStream(
    BOTH,
    'event: error',
    'server',
    Buffer.from(`event: error\ndata: ${JSON.stringify({ error: { message: LOUD } })}\n\n`),
  ),
  inStream(BOTH, 'event: error with words', 'server', Buffer.from(`event: error\ndata: ${LOUD}\n\n`)),
  inStream(BOTH, 'error as a string', 'server', sseData({ error: LOUD })),
  inStream(BOTH, 'error in an error', 'throttled', sseData({ error: { error: { message: LOUD, code: 429 } } })),
  inStream(GROQ, 'error beside its request id', 'server', openAiChunk({}, null, { x_groq: { id: 'r', error: LOUD } })),
  inStream(BOTH, 'choices empty, then the end', 'truncated', sseData({ choices: [], id: 'x' })),
  inStream(BOTH, 'invalid JSON', 'malformed', sseData('{"choices":[{"delta":{"content":"x'), [{ do: 'hang' }]),
  inStream(BOTH, '[DONE] without a finish', 'truncated', sseData('[DONE]')),
  inStream(
    OPENROUTER,
    'error and finish_reason error',
    'server',
    openAiChunk({ content: '' }, 'error', { error: { code: 502, message: LOUD } }),
  ),
  inStream(OPENROUTER, 'finish_reason error alone', 'server', openAiChunk({ content: '' }, 'error')),
  inStream(
    OPENROUTER,
    'error with empty choices',
    'throttled',
    sseData({ choices: [], error: { code: 429, message: LOUD } }),
  ),
  inStream(OPENROUTER, 'error without choices', 'quota_exhausted', sseData({ error: { code: '402', message: LOUD } })),
  {
    id: 'openrouter 200 without choices',
    kinds: OPENROUTER,
    positions: ['P0'],
    outcome: always('fails'),
    classes: ['malformed'],
    script: () => response(200, { id: 'gen-1', object: 'chat.completion' }),
  },
  {
    id: 'openrouter comments for ever',
    kinds: OPENROUTER,
    positions: ['P0'],
    outcome: always('fails'),
    classes: ['timeout_first_token', 'malformed'],
    script: (kind, _position, answer) => [
      ...scriptUpTo(kind, 'P1', answer),
      { do: 'repeat', bytes: sseComment('OPENROUTER PROCESSING'), everyMs: 60 },
    ],
  },
  finishesWith('length', 'cut', 'truncated'),
  finishesWith('content_filter', 'blocked', 'content_blocked'),
  finishesWith('tool_calls', 'fails', 'malformed'),
  finishesWith('something_new', 'fails', 'malformed'),
  withoutTrailer('no [DONE]', (text) => text === 'data: [DONE]\n\n', [{ do: 'end' }]),
  withoutTrailer('no [DONE], connection kept', (text) => text === 'data: [DONE]\n\n', [{ do: 'hang' }]),
  {
    id: 'groq+openrouter choices empty, then an answer',
    kinds: BOTH,
    positions: ['P1'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => {
      const [head, ...rest] = healthyScript(kind, answer);
      return head ? [head, { do: 'send', bytes: sseData({ choices: [], id: 'x' }) }, ...rest] : [];
    },
  },
  {
    id: 'openrouter comments between words',
    kinds: OPENROUTER,
    positions: ['P3'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) =>
      healthyScript(kind, answer).flatMap((step): Step[] =>
        step.do === 'send' ? [{ do: 'send', bytes: sseComment('OPENROUTER PROCESSING') }, step] : [step],
      ),
  },
  {
    id: 'openrouter an event without choices, then an answer',
    kinds: OPENROUTER,
    positions: ['P1'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => {
      const [head, ...rest] = healthyScript(kind, answer);
      return head ? [head, { do: 'send', bytes: sseData({ id: 'gen-1', provider: 'x' }) }, ...rest] : [];
    },
  },
  {
    id: 'groq+openrouter stop without a word',
    kinds: BOTH,
    positions: ['P1'],
    outcome: always('fails'),
    classes: ['malformed'],
    script: (kind) => healthyScript(kind, { pieces: [] }),
  },
];
