/** Cuts JSON into its records while it streams: a list's elements, a wrapper's list, or one document after another. */

/** A record's text; null when it is longer than allowed and was skipped. */
export interface ScannedRecord {
  text: string | null;
  /** True when the text ended before the record did. */
  cut?: boolean;
}

export interface JsonScanner {
  push(chunk: string): ScannedRecord[];
  end(): ScannedRecord[];
}

/** Keys of a wrapping object whose list holds the records: CloudTrail files, Security Hub's and LookupEvents' answers. */
const LIST_KEYS = new Set(['Records', 'records', 'Findings', 'findings', 'Events']);

/**
 * A scanner that holds one record at a time, so a file of any size takes the memory of its longest record, at most
 * `maxChars`. It counts brackets outside strings and leaves judging the text to JSON.parse.
 */
export function createJsonScanner(maxChars: number): JsonScanner {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Depth at which records begin: 0 for documents, 1 in a list, 2 in a wrapper's list. */
  let recordDepth = 0;
  let skippingWrapper = false;
  let parts: string[] = [];
  let held = 0;
  let open = false;
  let tooLong = false;
  /** In a document that may be a wrapper: the last string read at its first level. */
  let lastString = '';
  let readingKey = false;
  let wrapper = false;

  const keep = (text: string) => {
    if (tooLong || text === '') return;
    held += text.length;
    if (held <= maxChars) parts.push(text);
    else {
      tooLong = true;
      parts = [];
    }
  };
  const take = (cut = false): ScannedRecord => {
    const record = { text: tooLong ? null : parts.join(''), ...(cut ? { cut } : {}) };
    parts = [];
    held = 0;
    open = tooLong = false;
    return record;
  };

  function push(chunk: string): ScannedRecord[] {
    const found: ScannedRecord[] = [];
    let start = 0;
    let index = 0;
    let stringStart = 0;
    const close = (end: number) => {
      keep(chunk.slice(start, end));
      found.push(take());
    };
    const begin = () => {
      if (open || skippingWrapper || depth !== recordDepth) return;
      open = true;
      start = index;
    };
    while (index < chunk.length) {
      if (inString) {
        index = endOfString(chunk, index);
        if (index >= chunk.length) {
          if (readingKey) lastString += chunk.slice(stringStart);
          break;
        }
        if (readingKey) lastString += chunk.slice(stringStart, index);
        inString = readingKey = false;
        index++;
        continue;
      }
      const code = chunk.charCodeAt(index);
      if (code === QUOTE) {
        begin();
        inString = true;
        readingKey = wrapper && depth === 1 && recordDepth === 0;
        if (readingKey) lastString = '';
        stringStart = index + 1;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        const list = code === OPEN_BRACKET && !skippingWrapper;
        if (list && depth === 0 && !open) {
          recordDepth = depth = 1;
          index++;
          continue;
        }
        if (list && wrapper && depth === 1 && recordDepth === 0 && LIST_KEYS.has(lastString)) {
          take();
          recordDepth = depth = 2;
          index++;
          continue;
        }
        begin();
        if (depth === 0) wrapper = code === OPEN_BRACE;
        depth++;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        if (depth === 0) begin();
        else if (recordDepth > 0 && depth === recordDepth) {
          if (open) close(index);
          depth--;
          skippingWrapper = depth > 0;
          recordDepth = 0;
        } else {
          depth--;
          if (skippingWrapper && depth === 0) skippingWrapper = false;
          else if (open && depth === recordDepth) close(index + 1);
        }
      } else if (code === COMMA) {
        if (open && depth === recordDepth) close(index);
      } else if (code > SPACE) begin();
      else if (code === NEWLINE && open && depth === 0) close(index);
      index++;
    }
    if (open) keep(chunk.slice(start));
    return found;
  }

  /** Index of the closing quote, or the chunk's length; remembers a backslash at its end. */
  function endOfString(chunk: string, from: number): number {
    let index = from;
    if (escaped) {
      escaped = false;
      index++;
    }
    while (index < chunk.length) {
      const code = chunk.charCodeAt(index);
      if (code === QUOTE) return index;
      if (code === BACKSLASH) {
        index++;
        if (index >= chunk.length) escaped = true;
      }
      index++;
    }
    return chunk.length;
  }

  return {
    push,
    end: () => (open ? [take(depth > 0 || inString)] : depth > 0 ? [{ text: null, cut: true }] : []),
  };
}

/** One record a line, so that a broken line costs itself only. Blank lines count for nothing. */
export function createLineScanner(maxChars: number): JsonScanner {
  let rest = '';
  let tooLong = false;
  const line = (text: string): ScannedRecord[] => {
    const record = tooLong || text.length > maxChars ? [{ text: null }] : text.trim() === '' ? [] : [{ text }];
    tooLong = false;
    return record;
  };
  return {
    push(chunk) {
      const lines = chunk.split('\n');
      lines[0] = rest + lines[0];
      rest = lines.pop()!;
      const found = lines.flatMap(line);
      if (rest.length > maxChars) {
        tooLong = true;
        rest = '';
      }
      return found;
    },
    end: () => line(rest),
  };
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const SPACE = 32;
const NEWLINE = 10;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
