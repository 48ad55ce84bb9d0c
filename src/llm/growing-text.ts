/**
 * A text that grows by words until it is read as a whole. Kept as pieces, or as one string added to, each word would stay
 * an object of its own that V8's collections carry along to the end of the answer; hundreds of answers would wait for them.
 */
export interface GrowingText {
  add(more: string): void;
  isEmpty(): boolean;
  toString(): string;
}

/** Words joined at once. */
const JOINED = 32;

export function createGrowingText(): GrowingText {
  let whole = '';
  let recent: string[] = [];
  const join = (): void => {
    whole += recent.join('');
    recent = [];
  };
  return {
    add: (more) => {
      if (recent.push(more) === JOINED) join();
    },
    isEmpty: () => whole === '' && recent.length === 0,
    toString: () => {
      join();
      return whole;
    },
  };
}
