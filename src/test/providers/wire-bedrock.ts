/**
 * Amazon's binary event stream: length, header length, CRC of both, headers, payload, CRC of all.
 * https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
import { crc32 } from 'node:zlib';
import type { AnswerOptions, WireChunk } from './wire.ts';

const STRING_HEADER = 7;

/** One frame with string headers. */
export function encodeFrame(headers: Record<string, string>, payload: Buffer): Buffer {
  const encoded = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const frame = Buffer.alloc(16 + encoded.length + payload.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(encoded.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  encoded.copy(frame, 12);
  payload.copy(frame, 12 + encoded.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

function encodeHeader(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const head = Buffer.alloc(1 + name.length + 3);
  head.writeUInt8(name.length, 0);
  head.write(name, 1, 'latin1');
  head.writeUInt8(STRING_HEADER, 1 + name.length);
  head.writeUInt16BE(text.length, 2 + name.length);
  return Buffer.concat([head, text]);
}

/** An event of ConverseStream, as `messageStart` or `contentBlockDelta`. */
export function eventFrame(type: string, body: object): Buffer {
  return encodeFrame(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify(body)),
  );
}

/** A modelled exception inside the stream, as `throttlingException`. */
export function exceptionFrame(type: string, body: object): Buffer {
  return encodeFrame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify(body)),
  );
}

/** An unmodelled error inside the stream. */
export function errorFrame(code: string, message: string): Buffer {
  return encodeFrame({ ':error-code': code, ':error-message': message, ':message-type': 'error' }, Buffer.alloc(0));
}

export function textFrame(text: string): Buffer {
  return eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
}

/** The same frame with one bit of its payload flipped, so that its checksum is wrong. */
export function corruptFrame(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  const at = copy.length - 8;
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

/** A whole ConverseStream answer. */
export function bedrockAnswer({
  pieces,
  finish = 'end_turn',
  inputTokens = 40,
  outputTokens = 12,
}: AnswerOptions): WireChunk[] {
  const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
  return [
    { part: 'preamble', bytes: eventFrame('messageStart', { role: 'assistant' }) },
    ...pieces.map((text) => ({ part: 'text' as const, bytes: textFrame(text) })),
    { part: 'text', bytes: eventFrame('contentBlockStop', { contentBlockIndex: 0 }) },
    { part: 'terminal', bytes: eventFrame('messageStop', { stopReason: finish }) },
    { part: 'trailer', bytes: eventFrame('metadata', { usage, metrics: { latencyMs: 5 } }) },
  ];
}
