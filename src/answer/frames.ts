/** The wire form of a stream: server-sent events whose id names the answer and the position in it. */
import type { StreamPart } from '../http/api.ts';

/** `id: <messageId>.<seq>` and the part as JSON, which holds no line break. */
export function encodeFrame(messageId: string, seq: number, part: StreamPart): string {
  return frameOf(messageId, seq, encodePart(part));
}

/** The same of a part that is JSON already. */
export function frameOf(messageId: string, seq: number, json: string): string {
  return `id: ${messageId}.${seq}\ndata: ${json}\n\n`;
}

/** A part as JSON. What comes with every token is put together by hand; the rest is rare. */
export function encodePart(part: StreamPart): string {
  if (part.type !== 'text-delta') return JSON.stringify(part);
  return `{"type":"text-delta","id":${JSON.stringify(part.id)},"delta":${JSON.stringify(part.delta)}}`;
}

/** The end of every stream, whichever way the answer ended. */
export const DONE_FRAME = 'data: [DONE]\n\n';

/** A comment, so that proxies do not close a silent connection. */
export const HEARTBEAT = ': heartbeat\n\n';

/** The answer and the position that an event id names; null for what is none of ours. */
export function positionOfEventId(eventId: string | null): { messageId: string; seq: number } | null {
  const match = eventId === null ? null : /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})$/.exec(eventId);
  return match ? { messageId: match[1]!, seq: Number(match[2]) } : null;
}

/** Where a reader was: null for an id that is not of this answer, so that it is told everything again. */
export function seqOfEventId(messageId: string, eventId: string | null): number | null {
  const at = positionOfEventId(eventId);
  return at?.messageId === messageId ? at.seq : null;
}

/** Splits sent frames and reads their parts back. */
export function decodeFrames(text: string): { seq: number; part: StreamPart; text: string }[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [idLine, dataLine] = frame.split('\n', 2) as [string, string];
      return {
        seq: Number(idLine.slice(idLine.lastIndexOf('.') + 1)),
        part: JSON.parse(dataLine.slice('data: '.length)) as StreamPart,
        text: `${frame}\n\n`,
      };
    });
}
