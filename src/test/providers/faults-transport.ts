/** Faults below the provider's protocol (`faults.md`, T01 to T20, as far as HTTP/1.1 has them), the same for all four. */
import { gzipSync } from 'node:zlib';
import { always, failsBeforeTheEnd, LOUD } from './fault.ts';
import type { Fault } from './fault.ts';
import { healthyScript, response, scriptUpTo, splitSends, streamHead } from './steps.ts';
import type { Position, Script, Step } from './steps.ts';
import { answerChunks, WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';
import { textFrame } from './wire-bedrock.ts';
import { geminiText } from './wire-gemini.ts';
import { openAiChunk, sseComment } from './wire-openai.ts';

const SSE: readonly WireKind[] = ['groq', 'gemini', 'openrouter'];
const IN_STREAM: readonly Position[] = ['P1', 'P2', 'P3', 'P4', 'P5'];
const BEFORE_END: readonly Position[] = ['P1', 'P2', 'P3', 'P4'];

/** A text event of a provider. */
export function textBytes(kind: WireKind, text: string): Buffer {
  if (kind === 'bedrock') return textFrame(text);
  return kind === 'gemini' ? geminiText(text) : openAiChunk({ content: text });
}

/** What a provider sends to keep a connection warm. Bedrock has no comments: an empty delta. */
export function keepAliveBytes(kind: WireKind): Buffer {
  return kind === 'bedrock' ? textFrame('') : sseComment('OPENROUTER PROCESSING');
}

function breaks(id: string, end: Step, framing: 'chunked' | 'close'): Fault {
  return {
    id,
    kinds: WIRE_KINDS,
    positions: IN_STREAM,
    outcome: failsBeforeTheEnd,
    classes: ['network', 'truncated', 'malformed'],
    script: (kind, position, answer) => [...scriptUpTo(kind, position, answer, streamHead(kind, {}, framing)), end],
  };
}

function unreachable(id: string, address: NonNullable<Fault['address']>): Fault {
  return {
    id,
    kinds: WIRE_KINDS,
    positions: ['P0'],
    outcome: always('fails'),
    classes: ['network', 'timeout_connect'],
    script: () => [],
    address,
  };
}

function atStart(id: string, classes: Fault['classes'], script: (kind: WireKind) => Script): Fault {
  return { id, kinds: WIRE_KINDS, positions: ['P0'], outcome: always('fails'), classes, script };
}

/** Cuts in one script; `splits.test.ts` cuts at every byte. */
const MOST_CUTS = 40;

function split(id: string, size: number): Fault {
  return {
    id,
    kinds: WIRE_KINDS,
    positions: ['P1'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => splitSends(healthyScript(kind, answer), size, MOST_CUTS),
  };
}

export const TRANSPORT_FAULTS: readonly Fault[] = [
  unreachable('T01 unknown host', 'unknown-host'),
  unreachable('T02 connection refused', 'closed-port'),
  unreachable('T03 no TLS there', 'not-tls'),
  { ...unreachable('T03 TLS never answers', 'silent-tls'), classes: ['timeout_connect'] },
  atStart('T04 reset before headers', ['network'], () => [{ do: 'rst' }]),
  atStart('T05 closed before headers', ['network'], () => [{ do: 'fin' }]),
  atStart('T06 never answers', ['timeout_first_token'], () => [{ do: 'hang' }]),
  {
    ...atStart('T07 headers, then silence', ['timeout_first_token'], (kind) => [streamHead(kind), { do: 'hang' }]),
    positions: ['P1'],
  },
  breaks('T08 reset in mid-stream', { do: 'rst' }, 'chunked'),
  breaks('T09 closed without terminator', { do: 'fin' }, 'chunked'),
  breaks('T10 closed, body without length', { do: 'fin' }, 'close'),
  breaks('T11 reset, body without length', { do: 'rst' }, 'close'),
  {
    id: 'T13 stalls',
    kinds: WIRE_KINDS,
    positions: IN_STREAM,
    outcome: failsBeforeTheEnd,
    classes: ['timeout_first_token', 'timeout_idle'],
    script: (kind, position, answer) => [...scriptUpTo(kind, position, answer), { do: 'hang' }],
  },
  {
    id: 'T14 keep-alive only',
    kinds: WIRE_KINDS,
    positions: BEFORE_END,
    outcome: always('fails'),
    classes: ['timeout_first_token', 'timeout_idle', 'malformed'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'repeat', bytes: keepAliveBytes(kind), everyMs: 40 },
    ],
  },
  {
    id: 'T15 slow drip',
    kinds: WIRE_KINDS,
    positions: ['P2', 'P3'],
    outcome: always('fails'),
    classes: ['timeout_idle'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'repeat', bytes: textBytes(kind, '.'), everyMs: 150 },
    ],
  },
  split('T16 split in forty places', 1),
  split('T16 split in forty other places', 7),
  split('T16 split in forty more places', 13),
  {
    id: 'T16 lines end with CRLF',
    kinds: SSE,
    positions: ['P1'],
    outcome: always('serves'),
    classes: [],
    script: (kind, _position, answer) => splitSends(healthyScript(kind, answer).map(withCrLf), 1, MOST_CUTS),
  },
  atStart('T17 a web page', ['malformed', 'truncated'], () =>
    response(200, `<!doctype html><title>Sign in</title>${LOUD}`, { 'content-type': 'text/html' }),
  ),
  atStart('T18 an error as 200', ['server', 'malformed', 'truncated'], () =>
    response(200, { error: { message: LOUD, type: 'server_error', code: 503, status: 'UNAVAILABLE' } }),
  ),
  atStart('T19 empty 200', ['truncated', 'malformed'], (kind) => [streamHead(kind), { do: 'end' }]),
  atStart('T19 empty 200 without type', ['truncated', 'malformed'], () => [{ do: 'head', status: 200 }, { do: 'end' }]),
  {
    id: 'T20 corrupt compression',
    kinds: WIRE_KINDS,
    positions: ['P1', 'P3'],
    outcome: always('fails'),
    classes: ['malformed', 'network', 'truncated', 'timeout_first_token'],
    script: corruptGzip,
  },
  {
    id: 'T21 a text event of 1 MiB',
    kinds: WIRE_KINDS,
    positions: ['P1', 'P3'],
    outcome: always('fails'),
    classes: ['malformed', 'timeout_first_token', 'timeout_idle'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: textBytes(kind, 'x'.repeat(1024 * 1024)) },
      { do: 'end' },
    ],
  },
  {
    id: 'T22 a preamble of 1 MiB',
    kinds: ['groq', 'openrouter'],
    positions: ['P1'],
    outcome: always('fails'),
    classes: ['malformed', 'timeout_first_token', 'timeout_idle'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: sseComment('x'.repeat(1024 * 1024)) },
      { do: 'hang' },
    ],
  },
  {
    id: 'T23 invalid UTF-8',
    kinds: SSE,
    positions: BEFORE_END,
    outcome: always('fails'),
    classes: ['malformed', 'truncated'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'send', bytes: Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0x20, 0xff, 0xfe, 0x80, 0x0a, 0x0a]) },
      { do: 'end' },
    ],
  },
  {
    id: 'T24 endless text',
    kinds: WIRE_KINDS,
    positions: ['P2'],
    outcome: always('fails'),
    classes: ['malformed', 'timeout_total'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'repeat', bytes: textBytes(kind, 'lorem ipsum dolor sit amet '.repeat(150)), everyMs: 1 },
    ],
  },
  {
    id: 'T25 endless comments, fast',
    kinds: ['groq', 'openrouter'],
    positions: ['P1', 'P3'],
    outcome: always('fails'),
    classes: ['malformed', 'timeout_idle', 'timeout_first_token'],
    script: (kind, position, answer) => [
      ...scriptUpTo(kind, position, answer),
      { do: 'repeat', bytes: sseComment('.'.repeat(900)), everyMs: 1 },
    ],
  },
];

function withCrLf(step: Step): Step {
  return step.do === 'send' ? { do: 'send', bytes: Buffer.from(step.bytes.toString().replaceAll('\n', '\r\n')) } : step;
}

/** Compressed bytes that are none (P1), or that stop being some half-way (P3). */
function corruptGzip(kind: WireKind, position: Position, answer: Parameters<Fault['script']>[2]): Script {
  const head = streamHead(kind, { 'content-encoding': 'gzip' });
  const garbage = Buffer.from('this was never compressed at all, whatever the header says');
  if (position === 'P1') return [head, { do: 'send', bytes: garbage }, { do: 'end' }];
  const whole = gzipSync(Buffer.concat(answerChunks(kind, answer).map((chunk) => chunk.bytes)));
  return [
    head,
    { do: 'send', bytes: whole.subarray(0, whole.length / 2) },
    { do: 'send', bytes: garbage },
    { do: 'end' },
  ];
}
