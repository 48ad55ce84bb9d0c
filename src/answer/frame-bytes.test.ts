import { expect, it } from 'vitest';
import { createFrameBytes, type FrameBytes } from './frame-bytes.ts';

it('gives back what was appended, whatever its characters and however much it is', () => {
  const frames = createFrameBytes();
  const told = Array.from({ length: 3_000 }, (_, index) => `${index} größer 🔒 \u0000 ${'x'.repeat(index % 97)}\n\n`);
  const early: { bytes: Buffer; text: string }[] = [];
  for (const [index, frame] of told.entries()) {
    frames.append(frame);
    if (index % 500 === 0) early.push({ bytes: frames.piece(index).bytes, text: frame });
  }
  expect(frames.count()).toBe(told.length);
  expect(restFrom(frames, 0)).toBe(told.join(''));
  expect(restFrom(frames, 1_234)).toBe(told.slice(1_234).join(''));
  // What was given out before the memory grew is still what it was.
  for (const { bytes, text } of early) expect(bytes.toString()).toBe(text);
});

it('gives a reader far behind whole frames, a block of 16 KiB at once at most, and a longer one alone', () => {
  const frames = createFrameBytes();
  for (const length of [4_000, 1_000, 1_000, 6_000, 200_000, 1, 1]) frames.append('x'.repeat(length));
  const pieces: [number, number][] = [];
  for (let next = 0; next < frames.count(); ) {
    const piece = frames.piece(next);
    next = piece.next;
    pieces.push([piece.bytes.length, next]);
  }
  expect(pieces).toEqual([
    [6_000, 3],
    [6_000, 4],
    [200_000, 5],
    [2, 7],
  ]);
});

function restFrom(frames: FrameBytes, from: number): string {
  let text = '';
  for (let next = from; next < frames.count(); ) {
    const piece = frames.piece(next);
    next = piece.next;
    text += piece.bytes.toString();
  }
  return text;
}
