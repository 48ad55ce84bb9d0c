import { expect, test } from 'vitest';
import { LARGEST_EVENT, readSse } from './sse.ts';
import type { SseItem } from './sse.ts';

function bodyOf(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces) as ReadableStream<Uint8Array>;
}

function* cut(bytes: Buffer, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Buffer, size = 1_000_000): Promise<SseItem[]> {
  return Array.fromAsync(readSse(bodyOf(cut(Buffer.from(text as string), size))));
}

const SAMPLE =
  ': warm\n\nevent: delta\ndata: {"a":"größer 🔒"}\n\ndata: one\ndata: two\n\nid: 7\nretry: 3\n\ndata:tight\n\n';

test.each([1, 2, 3, 7, 1_000])('reads the same whether cut each %i bytes', async (size) => {
  for (const text of [SAMPLE, SAMPLE.replaceAll('\n', '\r\n'), SAMPLE.replaceAll('\n', '\r')]) {
    const items = await read(text, size);
    expect(items.map((item) => (item.type === 'event' ? [item.name, item.data] : item.type))).toEqual([
      'comment',
      ['delta', '{"a":"größer 🔒"}'],
      ['', 'one\ntwo'],
      ['', 'tight'],
    ]);
  }
});

test('an event that the end cut off is marked', async () => {
  const [whole, half] = await read('data: a\n\ndata: {"b');
  expect(whole).toMatchObject({ data: 'a', complete: true });
  expect(half).toMatchObject({ data: '{"b', complete: false });
});

test('a byte order mark is no text', async () => {
  expect(await read('\uFEFFdata: a\n\n')).toMatchObject([{ data: 'a' }]);
});

test('invalid UTF-8 is malformed', async () => {
  await expect(read(Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0xfe, 0x0a, 0x0a]))).rejects.toMatchObject({
    errorClass: 'malformed',
  });
});

test('an endless event ends at the limit, with and without lines', async () => {
  let sent = 0;
  function* endless(piece: string): Generator<Uint8Array> {
    for (;;) {
      sent += piece.length;
      yield Buffer.from(piece);
    }
  }
  for (const piece of ['x'.repeat(64 * 1024), `data: ${'x'.repeat(64 * 1024)}\n`]) {
    sent = 0;
    await expect(Array.fromAsync(readSse(bodyOf(endless(piece))))).rejects.toMatchObject({ errorClass: 'malformed' });
    expect(sent).toBeLessThan(LARGEST_EVENT * 2);
  }
});

test('cancels the body when the reader leaves', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(Buffer.from('data: a\n\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const item of readSse(body)) if (item) break;
  expect(cancelled).toBe(true);
});
