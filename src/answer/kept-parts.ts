/**
 * How the log keeps parts: a line of JSON each, in the order of their positions. Words are nearly all there is, so what
 * repeats with each is left out: a line that is a text goes on with the text named before it in the same row.
 */
import type { StreamPart } from '../http/api.ts';
import { encodePart, frameOf } from './frames.ts';

/** The line of a part; `named` is the text that the last word in the same row belongs to, null before the first. */
export function keptLine(part: StreamPart, named: string | null): string {
  if (part.type !== 'text-delta') return `${encodePart(part)}\n`;
  const delta = JSON.stringify(part.delta);
  return part.id === named ? `${delta}\n` : `[${JSON.stringify(part.id)},${delta}]\n`;
}

/** The parts of a row as JSON, as they were told. */
export function jsonOfRow(lines: string): string[] {
  let named = '';
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (line.startsWith('{')) return line;
      const word: unknown = JSON.parse(line);
      const [id, delta] = Array.isArray(word) ? (word as [string, string]) : [named, word as string];
      named = id;
      return encodePart({ type: 'text-delta', id, delta });
    });
}

/** The parts of a row. */
export function partsOfRow(lines: string): StreamPart[] {
  return jsonOfRow(lines).map((json) => JSON.parse(json) as StreamPart);
}

/** The frames of a row that begins at `seq`, byte for byte as they were sent, from position `from` on. */
export function framesOfRow(messageId: string, { seq, parts }: { seq: number; parts: string }, from: number): string {
  return jsonOfRow(parts)
    .map((json, index) => frameOf(messageId, seq + index, json))
    .slice(Math.max(0, from - seq))
    .join('');
}
