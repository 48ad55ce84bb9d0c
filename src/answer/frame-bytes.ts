/**
 * The frames of one running answer as they are sent: bytes outside of V8's heap. As text, each token of each answer would
 * be carried through its collections until the answer ends, and hundreds of answers would wait for them.
 */

export interface FrameBytes {
  /** Frames so far. */
  count(): number;
  append(frame: string): void;
  /** Bytes of the frames at `from` up to `to`, which is left out. */
  sizeOf(from: number, to: number): number;
  /** Copies them to `target` at `at`; how many bytes. */
  copy(target: Buffer, at: number, from: number, to: number): number;
  /**
   * What a reader at `from` is given at once, and where it goes on: one far behind gets several pieces. Not copied, and never
   * changed later.
   */
  piece(from: number): { bytes: Buffer; next: number };
}

/** Most of what a reader that lags is given at once, bytes; a single longer frame still goes whole. */
const MOST_AT_ONCE = 65_536;

const SIZE_AT_FIRST = 16 * 1024;

export function createFrameBytes(): FrameBytes {
  let bytes = Buffer.allocUnsafeSlow(SIZE_AT_FIRST);
  /** Where each frame ends. */
  const ends: number[] = [];

  const startOf = (frame: number): number => (frame === 0 ? 0 : ends[frame - 1]!);

  return {
    count: () => ends.length,
    append(frame) {
      const start = startOf(ends.length);
      // A character of UTF-16 takes at most three bytes.
      const longest = start + frame.length * 3;
      if (longest > bytes.length) {
        // The old piece stays as it is for who is still being sent it.
        const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, longest));
        bytes.copy(larger, 0, 0, start);
        bytes = larger;
      }
      ends.push(start + bytes.write(frame, start));
    },
    sizeOf: (from, to) => startOf(to) - startOf(from),
    copy: (target, at, from, to) => bytes.copy(target, at, startOf(from), startOf(to)),
    piece(from) {
      const start = startOf(from);
      let next = from + 1;
      while (next < ends.length && ends[next]! - start <= MOST_AT_ONCE) next += 1;
      return { bytes: bytes.subarray(start, startOf(next)), next };
    },
  };
}
