/**
 * The frames of one running answer as they are sent: bytes outside of V8's heap. As text, each token of each answer would
 * be carried through its collections until the answer ends, and hundreds of answers would wait for them.
 */

export interface FrameBytes {
  /** Frames so far. */
  count(): number;
  append(frame: string): void;
  /**
   * What a reader at `from` is given at once, and where it goes on: one that is behind gets several pieces. Not copied, and
   * never changed later.
   */
  piece(from: number): { bytes: Buffer; next: number };
}

/** Size of a block, bytes; a longer frame has one of its own. Growing by copying would leave as much behind as it holds. */
const BLOCK_BYTES = 16 * 1024;

/** Frames that an answer has room for at first. */
const FRAMES = 256;

/** Whole frames one after the other: from `firstFrame`, which begins at `offset` among all bytes. */
interface Block {
  bytes: Buffer;
  firstFrame: number;
  offset: number;
}

export function createFrameBytes(): FrameBytes {
  const blocks: Block[] = [];
  /** Where each frame ends among all bytes. */
  let ends = new Uint32Array(FRAMES);
  let count = 0;

  const startOf = (frame: number): number => (frame === 0 ? 0 : ends[frame - 1]!);

  const addEnd = (end: number): void => {
    if (count === ends.length) {
      const longer = new Uint32Array(count * 2);
      longer.set(ends);
      ends = longer;
    }
    ends[count++] = end;
  };

  /** The block that holds a frame. Who reads is mostly at the end. */
  const indexOf = (frame: number): number => {
    let index = blocks.length - 1;
    while (blocks[index]!.firstFrame > frame) index -= 1;
    return index;
  };

  /** The frame after the last of a block. */
  const endOf = (index: number): number => blocks[index + 1]?.firstFrame ?? count;

  const between = (index: number, from: number, to: number): Buffer => {
    const { bytes, offset } = blocks[index]!;
    return bytes.subarray(startOf(from) - offset, startOf(to) - offset);
  };

  return {
    count: () => count,
    append(frame) {
      const start = startOf(count);
      // A character of UTF-16 takes at most three bytes.
      const longest = frame.length * 3;
      let block = blocks.at(-1);
      if (!block || start - block.offset + longest > block.bytes.length) {
        const bytes = Buffer.allocUnsafeSlow(longest > BLOCK_BYTES ? Buffer.byteLength(frame) : BLOCK_BYTES);
        block = { bytes, firstFrame: count, offset: start };
        blocks.push(block);
      }
      addEnd(start + block.bytes.write(frame, start - block.offset));
    },
    piece(from) {
      const index = indexOf(from);
      const next = endOf(index);
      return { bytes: between(index, from, next), next };
    },
  };
}
