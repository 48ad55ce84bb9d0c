import { expect, test } from 'vitest';
import { Readable } from 'node:stream';
import { LARGEST_EVENT, readSse } from './sse.ts';
import type { SseItem } from './sse.ts';

async function all(body: Readable): Promise<SseItem[]> {
  const found: SseItem[] = [];
  await readSse(body, (item) => found.push(item));
  return found;
}

function* cut(bytes: Buffer, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Buffer, size = 1_000_000): Promise<SseItem[]> {
  return all(Readable.from(cut(Buffer.from(text as string), size), { objectMode: false }));
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

test('whole events read the same among pieces that are none', async () => {
  const whole = 'data: {"a":"größer"}\n\n';
  const pieces = [
    [whole],
    [':', whole, whole],
    ['event: delta\n', whole],
    ['id: 7\n', whole],
    ['data: x\n', whole],
    ['data: x\r', whole],
    ['data: x\r\n\r\n', whole],
    [whole, 'data: x', whole, whole],
    [whole, '\n', whole, 'data: half'],
  ];
  for (const cuts of pieces) {
    const asCut = await all(Readable.from(cuts.map((cut) => Buffer.from(cut))));
    const byteByByte = await read(cuts.join(''), 1);
    const said = (items: SseItem[]) => items.map((item) => ({ ...item, bytes: 0 }));
    expect(said(asCut)).toEqual(said(byteByByte));
    expect(asCut.length).toBeGreaterThan(0);
  }
});

test.each([
  ['within it', [Buffer.from('data: a\xff\n\n', 'latin1')]],
  ['before it, cut in half', [Buffer.from([0xe2]), Buffer.from('data: a\n\n')]],
])('a whole event with invalid UTF-8 %s is malformed', async (_where, pieces) => {
  await expect(all(Readable.from(pieces))).rejects.toMatchObject({ errorClass: 'malformed' });
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
    await expect(all(Readable.from(endless(piece), { objectMode: false }))).rejects.toMatchObject({
      errorClass: 'malformed',
    });
    expect(sent).toBeLessThan(LARGEST_EVENT * 2);
  }
});

test('what came before a fault is told before it', async () => {
  const body = new Readable({ read: () => undefined });
  const told: SseItem[] = [];
  const reading = readSse(body, (item) => told.push(item));
  body.push('data: a\n\n');
  body.push(Buffer.from([0xff, 0x0a]));
  await expect(reading).rejects.toMatchObject({ errorClass: 'malformed' });
  expect(told).toMatchObject([{ data: 'a' }]);
  expect(body.destroyed).toBe(true);
});

test('who cannot take an item is told no more, and the body is given up', async () => {
  let told = 0;
  const fault = new Error('enough');
  function* endless(): Generator<Buffer> {
    for (;;) yield Buffer.from('data: a\n\n');
  }
  const body = Readable.from(endless(), { objectMode: false });
  const reading = readSse(body, () => {
    told += 1;
    throw fault;
  });
  await expect(reading).rejects.toBe(fault);
  expect([told, body.destroyed]).toEqual([1, true]);
});

test('a body that is given up ends', async () => {
  const body = new Readable({ read: () => undefined });
  const reading = readSse(body, () => undefined);
  body.destroy();
  await expect(reading).resolves.toBeUndefined();
});

test('a body that breaks passes its own error on', async () => {
  const body = new Readable({ read: () => undefined });
  const reading = readSse(body, () => undefined);
  body.destroy(new Error('socket hang up'));
  await expect(reading).rejects.toThrow('socket hang up');
});
