/** Server-sent events, read from bytes. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { ProviderError } from './provider.ts';

export type SseItem =
  | { type: 'comment'; bytes: number }
  /** `complete` is false for what was left over when the stream ended in mid-event. */
  | { type: 'event'; name: string; data: string; bytes: number; complete: boolean };

/** The largest single event read, in UTF-16 units. Above it the sender is broken or hostile. */
export const LARGEST_EVENT = 4 * 1024 * 1024;

/**
 * Tells the events and comments of a body as they come, however its bytes are split; resolves at its end. Rejects with
 * ProviderError `malformed` on invalid UTF-8 and on an event above `LARGEST_EVENT`, and with the body's own error; what
 * came before is told first. What `tell` throws gives the body up and is thrown.
 */
export function readSse(body: Readable, tell: (item: SseItem) => void): Promise<void> {
  const parser = createSseParser(tell);
  return new Promise((resolve, reject) => {
    let over = false;
    const take = (bytes: Uint8Array | null): void => {
      // A body that was given up may still hand on what it has read.
      if (over) return;
      try {
        parser.push(bytes);
      } catch (error) {
        over = true;
        reject(error as Error);
        body.destroy();
      }
    };
    body.on('data', take);
    body.once('end', () => {
      take(null);
      resolve();
    });
    body.on('error', reject);
    // A body that is destroyed without an error would else never end.
    body.once('close', resolve);
  });
}

interface SseParser {
  /** Tells what these bytes complete; null: there are no more. Throws ProviderError `malformed`. */
  push(bytes: Uint8Array | null): void;
}

function createSseParser(tell: (item: SseItem) => void): SseParser {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const lines = lineSplitter();
  let event = emptyEvent();
  let tooLarge = false;
  let atLineStart = true;

  return {
    push(bytes) {
      if (tooLarge) throw new ProviderError('malformed', { upstream: 'event too large' });
      if (bytes !== null && atLineStart && event.size === 0 && isOneEvent(bytes)) {
        // As nearly all tokens come: nothing before it, nothing after it.
        const data = bytes.toString('utf8', PREFIX.length, bytes.length - 2);
        return tell({ type: 'event', name: '', data, bytes: bytes.length, complete: true });
      }
      if (bytes !== null && bytes.length > 0) atLineStart = bytes.at(-1) === LINE_FEED;
      const ended = bytes === null;
      for (const line of lines.push(decode(decoder, bytes), ended)) {
        if (line === '') {
          if (event.hasData) tell(finishEvent(event, true));
          event = emptyEvent();
        } else if (line.startsWith(':')) {
          tell({ type: 'comment', bytes: line.length });
        } else {
          addField(event, line);
        }
      }
      tooLarge = event.size + lines.pending() > LARGEST_EVENT;
      if (ended && event.hasData && !tooLarge) tell(finishEvent(event, false));
    },
  };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PREFIX = Buffer.from('data: ');

/** `data: …`, one line, its blank line, and nothing else: no carriage return, no split character. */
function isOneEvent(bytes: Uint8Array): bytes is Buffer {
  if (!Buffer.isBuffer(bytes) || bytes.length > LARGEST_EVENT) return false;
  const end = bytes.length - 2;
  if (bytes.indexOf(LINE_FEED) !== end || bytes[end + 1] !== LINE_FEED || bytes.includes(CARRIAGE_RETURN)) return false;
  return PREFIX.compare(bytes, 0, PREFIX.length) === 0 && isUtf8(bytes);
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
