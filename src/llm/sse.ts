/** Server-sent events, read from bytes. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
import type { Readable } from 'node:stream';
import { ProviderError } from './provider.ts';

export type SseItem =
  | { type: 'comment'; bytes: number }
  /** `complete` is false for what was left over when the stream ended in mid-event. */
  | { type: 'event'; name: string; data: string; bytes: number; complete: boolean };

/** The largest single event read, in UTF-16 units. Above it the sender is broken or hostile. */
export const LARGEST_EVENT = 4 * 1024 * 1024;

/** Items that wait for their reader before the body is told to wait too. */
const MOST_WAITING = 256;

export interface SseReader {
  /** What has come since, one item at least; null at the end of the body. One call at a time. */
  next(): Promise<SseItem[] | null>;
  /** Gives the body up. */
  close(): void;
}

/**
 * Reads events and comments out of a body, however its bytes are split. Rejects with ProviderError `malformed` on invalid
 * UTF-8 and on an event above `LARGEST_EVENT`; errors of the body itself pass through. What came before is given first.
 */
export function createSseReader(body: Readable): SseReader {
  const parser = createSseParser();
  let ready: SseItem[] = [];
  let end: { error: unknown } | 'ended' | null = null;
  let waiting: PromiseWithResolvers<SseItem[] | null> | null = null;

  const tell = (): void => {
    if (!waiting || (ready.length === 0 && end === null)) return;
    const { resolve, reject } = waiting;
    waiting = null;
    if (ready.length === 0 && end !== null) return end === 'ended' ? resolve(null) : reject(end.error as Error);
    const items = ready;
    ready = [];
    if (body.isPaused()) body.resume();
    resolve(items);
  };

  const take = (bytes: Uint8Array | null): void => {
    try {
      const items = parser.push(bytes);
      ready = ready.length === 0 ? items : [...ready, ...items];
    } catch (error) {
      end ??= { error };
      body.destroy();
    }
    if (ready.length > MOST_WAITING) body.pause();
  };

  body.on('data', (bytes: Uint8Array) => {
    if (end === null) take(bytes);
    tell();
  });
  body.once('end', () => {
    take(null);
    end ??= 'ended';
    tell();
  });
  body.on('error', (error) => {
    end ??= { error };
    tell();
  });
  // A body that is destroyed without an error would else never end.
  body.once('close', () => {
    end ??= 'ended';
    tell();
  });

  return {
    next() {
      waiting = Promise.withResolvers();
      const { promise } = waiting;
      tell();
      return promise;
    },
    close: () => void body.destroy(),
  };
}

interface SseParser {
  /** What these bytes complete; null: there are no more. Throws ProviderError `malformed`. */
  push(bytes: Uint8Array | null): SseItem[];
}

function createSseParser(): SseParser {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const lines = lineSplitter();
  let event = emptyEvent();
  let tooLarge = false;

  return {
    push(bytes) {
      if (tooLarge) throw new ProviderError('malformed', { upstream: 'event too large' });
      const ended = bytes === null;
      const items: SseItem[] = [];
      for (const line of lines.push(decode(decoder, bytes), ended)) {
        if (line === '') {
          if (event.hasData) items.push(finishEvent(event, true));
          event = emptyEvent();
        } else if (line.startsWith(':')) {
          items.push({ type: 'comment', bytes: line.length });
        } else {
          addField(event, line);
        }
      }
      tooLarge = event.size + lines.pending() > LARGEST_EVENT;
      if (ended && event.hasData && !tooLarge) items.push(finishEvent(event, false));
      return items;
    },
  };
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | null): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    // At the end of the body this is a character cut in half: the stream was truncated, which the caller finds out.
    if (bytes === null) return '';
    throw new ProviderError('malformed', { upstream: 'invalid UTF-8', cause });
  }
}

interface PendingEvent {
  name: string;
  data: string[];
  hasData: boolean;
  size: number;
}

function emptyEvent(): PendingEvent {
  return { name: '', data: [], hasData: false, size: 0 };
}

function addField(event: PendingEvent, line: string): void {
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  const raw = colon < 0 ? '' : line.slice(colon + 1);
  const value = raw.startsWith(' ') ? raw.slice(1) : raw;
  event.size += line.length;
  if (field === 'event') event.name = value;
  if (field === 'data') {
    event.data.push(value);
    event.hasData = true;
  }
}

function finishEvent(event: PendingEvent, complete: boolean): SseItem {
  return { type: 'event', name: event.name, data: event.data.join('\n'), bytes: event.size, complete };
}

/** Splits at CR, LF and CRLF, also when CR and LF come in different pieces. Keeps parts unjoined until a line ends. */
function lineSplitter(): { push(text: string, done: boolean): string[]; pending(): number } {
  let parts: string[] = [];
  let length = 0;
  let afterCarriageReturn = false;

  const keepRest = (found: string[], text: string, start: number, done: boolean): string[] => {
    if (start < text.length) {
      parts.push(text.slice(start));
      length += text.length - start;
    }
    if (done && parts.length > 0) {
      found.push(parts.join(''));
      parts = [];
      length = 0;
    }
    return found;
  };

  return {
    push(text, done) {
      const found: string[] = [];
      let start = 0;
      if (!afterCarriageReturn && !text.includes('\r')) {
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
          found.push(parts.length > 0 ? parts.join('') + text.slice(start, end) : text.slice(start, end));
          parts = [];
          length = 0;
          start = end + 1;
        }
        return keepRest(found, text, start, done);
      }
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        if (code !== 10 && code !== 13) {
          afterCarriageReturn = false;
          continue;
        }
        if (code === 10 && afterCarriageReturn) {
          afterCarriageReturn = false;
          start = index + 1;
          continue;
        }
        found.push(parts.join('') + text.slice(start, index));
        parts = [];
        length = 0;
        start = index + 1;
        afterCarriageReturn = code === 13;
      }
      return keepRest(found, text, start, done);
    },
    pending: () => length,
  };
}
