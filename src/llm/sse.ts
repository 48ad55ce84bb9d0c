/** Server-sent events, read from bytes. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
import { ProviderError } from './provider.ts';

export type SseItem =
  | { type: 'comment'; bytes: number }
  /** `complete` is false for what was left over when the stream ended in mid-event. */
  | { type: 'event'; name: string; data: string; bytes: number; complete: boolean };

/** The largest single event read, in UTF-16 units. Above it the sender is broken or hostile. */
export const LARGEST_EVENT = 4 * 1024 * 1024;

export interface SseReader {
  /** What the next piece of the body completes: often one event, sometimes none. Null at the end of the body. */
  next(): Promise<SseItem[] | null>;
  /** Gives the body up, once a read under way is over: only aborting the request ends that. */
  close(): Promise<void>;
}

/**
 * Reads events and comments out of a body, however its bytes are split. Throws ProviderError `malformed` on invalid
 * UTF-8 and on an event above `LARGEST_EVENT`; errors of the body itself pass through.
 */
export function createSseReader(body: ReadableStream<Uint8Array>): SseReader {
  const reader = body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const lines = lineSplitter();
  let event = emptyEvent();
  let reading: Promise<unknown> | null = null;
  let ended = false;
  let tooLarge = false;

  const take = (text: string): SseItem[] => {
    const items: SseItem[] = [];
    for (const line of lines.push(text, ended)) {
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
  };

  return {
    async next() {
      if (tooLarge) throw new ProviderError('malformed', { upstream: 'event too large' });
      if (ended) return null;
      const read = reader.read();
      reading = read;
      const { value, done } = await read;
      ended = done;
      return take(decode(decoder, value, done));
    },
    async close() {
      try {
        await reading;
        if (!ended) await reader.cancel();
      } catch {
        // A body that failed needs no closing.
      }
    },
  };
}

/** The items one by one. Cancels the body when left early. */
export async function* readSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseItem, void, undefined> {
  const reader = createSseReader(body);
  try {
    for (let items = await reader.next(); items; items = await reader.next()) yield* items;
  } finally {
    await reader.close();
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, value: Uint8Array | undefined, done: boolean): string {
  try {
    return value ? decoder.decode(value, { stream: true }) : done ? decoder.decode() : '';
  } catch (cause) {
    // At the end of the body this is a character cut in half: the stream was truncated, which the caller finds out.
    if (done) return '';
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
