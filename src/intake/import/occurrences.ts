/** Counts how often each line of a file has come, in 24 bytes or so a line, so that a gigabyte bill fits in memory. */

/** The number of this hash before now (0 the first time). The hash has at least 8 bytes and is well mixed. */
export type Occurrences = (hash: Buffer) => number;

const FIRST_SIZE = 1 << 12;

/**
 * An open-addressing table over 64 bits of each hash. Two different lines share those bits with probability n²/2⁶⁵:
 * one in a hundred thousand for ten million lines, and then one of them is given the other's number, which loses nothing.
 */
export function createOccurrences(): Occurrences {
  let size = FIRST_SIZE;
  let filled = 0;
  let high = new Uint32Array(size);
  let low = new Uint32Array(size);
  let counts = new Uint32Array(size);

  function slotOf(a: number, b: number): number {
    let slot = (a ^ b) & (size - 1);
    while (counts[slot] !== 0 && (high[slot] !== a || low[slot] !== b)) slot = (slot + 1) & (size - 1);
    return slot;
  }

  function grow(): void {
    const [oldHigh, oldLow, oldCounts] = [high, low, counts];
    size *= 2;
    high = new Uint32Array(size);
    low = new Uint32Array(size);
    counts = new Uint32Array(size);
    for (let old = 0; old < oldCounts.length; old++) {
      if (oldCounts[old] === 0) continue;
      const slot = slotOf(oldHigh[old]!, oldLow[old]!);
      high[slot] = oldHigh[old]!;
      low[slot] = oldLow[old]!;
      counts[slot] = oldCounts[old]!;
    }
  }

  return (hash) => {
    if (filled * 2 >= size) grow();
    const a = hash.readUInt32LE(0);
    const b = hash.readUInt32LE(4);
    const slot = slotOf(a, b);
    const before = counts[slot]!;
    if (before === 0) {
      high[slot] = a;
      low[slot] = b;
      filled++;
    }
    counts[slot] = before + 1;
    return before;
  };
}
