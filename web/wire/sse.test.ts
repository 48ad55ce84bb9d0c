import { describe, expect, it } from 'vitest';
import { createSseParser, readEvents, type ServerSentEvent, SilentStreamError } from './sse.ts';

const EXPECTED: ServerSentEvent[] = [
  { id: '1', data: '{"type":"text-delta","delta":"7 of 45 – 雪 👩‍💻"}' },
  { id: '1', data: 'two\nlines' },
  { id: '7', data: ' leading space kept' },
  { id: '7', data: '' },
  { id: '', data: '[DONE]' },
];

/** The same stream with each line ending that the specification allows, and with a mixture. */
function streamWith(end: string): string {
  return [
    '\ufeff: heartbeat',
    '',
    'id: 1',
    'event: message',
    'data: {"type":"text-delta","delta":"7 of 45 – 雪 👩‍💻"}',
    '',
    'data: two',
    'data:lines',
    ':comment between',
    '',
    '',
    'id',
    'id: 7',
    'id: no\0nulls',
    'data:  leading space kept',
    'retry: 10',
    '',
    'data',
    '',
    'id:',
    'data: [DONE]',
    '',
    'data: unfinished',
  ].join(end);
}

function eventsOf(chunks: string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = createSseParser((event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return events;
}

describe('createSseParser', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads the same events however %s text is cut in three', (_, end) => {
    const text = streamWith(end);
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 7) {
        expect(eventsOf([text.slice(0, first), text.slice(first, second), text.slice(second)])).toEqual(EXPECTED);
      }
    }
  });

  it('reads the same events one character at a time', () => {
    for (const end of ['\n', '\r\n', '\r']) expect(eventsOf(streamWith(end).split(''))).toEqual(EXPECTED);
  });
});

describe('readEvents', () => {
  it('reads the same events at every cut of the bytes, inside characters too', async () => {
    const bytes = new TextEncoder().encode(streamWith('\n'));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await collect([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(EXPECTED);
    }
  });

  it('gives up on a stream that says nothing at all', async () => {
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    await expect(readEvents(silent, 10).next()).rejects.toBeInstanceOf(SilentStreamError);
  });

  it('lets go of the connection when its reader leaves early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => void (cancelled = true),
    });
    for await (const events of readEvents(body, 1000)) {
      expect(events).toHaveLength(1);
      break;
    }
    expect(cancelled).toBe(true);
  });
});

async function collect(chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const all: ServerSentEvent[] = [];
  for await (const events of readEvents(body, 1000)) all.push(...events);
  return all;
}
