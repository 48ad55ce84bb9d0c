/** What a stand-in does with one request, step by step, down to how the connection ends. */
import { answerChunks, contentTypeOf } from './wire.ts';
import type { AnswerOptions, WireChunk, WireKind } from './wire.ts';

export type Step =
  /** Status line and headers. `framing` decides how the end of the body is told. */
  | { do: 'head'; status: number; headers?: Record<string, string>; framing?: 'chunked' | 'close' }
  | { do: 'send'; bytes: Buffer }
  | { do: 'wait'; ms: number }
  /** Something of the test's own between two sends: a gate to wait at, a note of the time. The script waits for it. */
  | { do: 'run'; work: () => void | Promise<void> }
  /** The proper end of the response. The connection then serves the next request, unless framed by closing. */
  | { do: 'end' }
  /** Closes the connection politely, wherever the response stands. */
  | { do: 'fin' }
  | { do: 'rst' }
  /** Says nothing more and keeps the connection. */
  | { do: 'hang' }
  /** Sends the same bytes over and over until the peer leaves. */
  | { do: 'repeat'; bytes: Buffer; everyMs: number };

export type Script = Step[];

/** Where a fault strikes (`faults.md`): before headers, before text, after the first text, in the middle, before and after the end. */
export type Position = 'P0' | 'P1' | 'P2' | 'P3' | 'P4' | 'P5';

export const POSITIONS: readonly Position[] = ['P0', 'P1', 'P2', 'P3', 'P4', 'P5'];

/** The head of a stream of a provider. */
export function streamHead(
  kind: WireKind,
  headers: Record<string, string> = {},
  framing: 'chunked' | 'close' = 'chunked',
): Step {
  return { do: 'head', status: 200, headers: { 'content-type': contentTypeOf(kind), ...headers }, framing };
}

/** A whole answer. */
export function healthyScript(kind: WireKind, options: AnswerOptions): Script {
  return [streamHead(kind), ...send(answerChunks(kind, options)), { do: 'end' }];
}

/** Everything a healthy provider would have sent before a position; nothing at P0. */
export function scriptUpTo(
  kind: WireKind,
  position: Position,
  options: AnswerOptions,
  head = streamHead(kind),
): Script {
  if (position === 'P0') return [];
  const chunks = answerChunks(kind, options);
  const textCount = chunks.filter((chunk) => chunk.part === 'text').length;
  const texts = { P1: 0, P2: 1, P3: Math.max(1, Math.floor(textCount / 2)), P4: textCount, P5: textCount }[position];
  let seen = 0;
  const before = chunks.filter((chunk) => {
    if (chunk.part === 'preamble') return true;
    if (chunk.part === 'text') return (seen += 1) <= texts;
    return position === 'P5' && chunk.part === 'terminal';
  });
  return [head, ...send(before)];
}

/** An HTTP response with a body, as an error or a page. */
export function response(status: number, body: string | object, headers: Record<string, string> = {}): Script {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return [
    { do: 'head', status, headers: { 'content-type': 'application/json', ...headers } },
    { do: 'send', bytes: Buffer.from(text) },
    { do: 'end' },
  ];
}

/**
 * Cuts the sends of a script at multiples of `size`, each piece in a packet of its own. With `most`, only so many cuts,
 * spread evenly: a packet costs a turn of the event loop, and a busy machine has few of those in a timer's time.
 */
export function splitSends(script: Script, size: number, most = Infinity): Script {
  const bytes = script.reduce((sum, step) => sum + (step.do === 'send' ? step.bytes.length : 0), 0);
  const each = Math.max(size, size * Math.ceil(bytes / size / most));
  return script.flatMap((step) => {
    if (step.do !== 'send') return [step];
    const pieces: Step[] = [];
    let from = 0;
    for (let at = each - size + 1; at < step.bytes.length; at += each) {
      pieces.push({ do: 'send', bytes: step.bytes.subarray(from, at) }, { do: 'wait', ms: 0 });
      from = at;
    }
    return [...pieces, { do: 'send', bytes: step.bytes.subarray(from) }];
  });
}

function send(chunks: readonly WireChunk[]): Step[] {
  return chunks.map(({ bytes }) => ({ do: 'send', bytes }));
}
