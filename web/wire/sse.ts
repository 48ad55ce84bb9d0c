/** Server-sent events over `fetch`: a parser that does not care where the network cut the bytes. */

export interface ServerSentEvent {
  /** The last id seen, as the specification keeps it across events; null before the first. */
  id: string | null;
  data: string;
}

export interface SseParser {
  /** Takes the next piece of decoded text, and calls back once per complete event. */
  push(chunk: string): void;
}

/**
 * Follows https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream: CR, LF and CRLF end a
 * line wherever chunks fall, comments are skipped, an event without data is dropped, an unfinished last one too.
 */
export function createSseParser(onEvent: (event: ServerSentEvent) => void): SseParser {
  let line = '';
  let afterCarriageReturn = false;
  let first = true;
  let data: string[] = [];
  let lastId: string | null = null;

  function endLine(): void {
    const text = line;
    line = '';
    if (text === '') {
      if (data.length > 0) onEvent({ id: lastId, data: data.join('\n') });
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const rest = colon < 0 ? '' : text.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) lastId = value;
  }

  return {
    push(chunk) {
      if (chunk === '') return;
      let start = 0;
      if (first && chunk.charCodeAt(0) === 0xfeff) start = 1;
      first = false;
      for (let index = start; index < chunk.length; index += 1) {
        const code = chunk.charCodeAt(index);
        if (code !== 0x0a && code !== 0x0d) {
          afterCarriageReturn = false;
          continue;
        }
        const lineFeedOfPair = code === 0x0a && afterCarriageReturn;
        afterCarriageReturn = code === 0x0d;
        if (!lineFeedOfPair) {
          line += chunk.slice(start, index);
          endLine();
        }
        start = index + 1;
      }
      line += chunk.slice(start);
    },
  };
}

/** Thrown by `readEvents` when nothing at all, not even a heartbeat, came for `silenceMs`. */
export class SilentStreamError extends Error {
  override name = 'SilentStreamError';
}

/** The events of a response body as they come. Ends when the body ends; lets go of the connection when left early. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number,
): AsyncGenerator<ServerSentEvent[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let ready: ServerSentEvent[] = [];
  const parser = createSseParser((event) => ready.push(event));
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silenceMs);
      if (done) return;
      parser.push(decoder.decode(value, { stream: true }));
      if (ready.length > 0) yield ready;
      ready = [];
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<T>(read: Promise<T>, silenceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilentStreamError('nothing came from the server')), silenceMs);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}
