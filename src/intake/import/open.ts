/** Opens a source as text: gunzips by content, not by name, and looks at the beginning to tell what it is. */
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Source } from './source.ts';

export interface OpenText {
  /** The beginning, enough to see a header or the first records. */
  head: string;
  /** The whole text, the beginning included. May throw, see `faultOf`. */
  chunks: AsyncIterable<string>;
}

/** A file that is not text, or holds nothing; the message goes after the file's name. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}

const HEAD_BYTES = 65_536;

/** Throws UnreadableFile for empty and binary files; `chunks` throws zlib's and the system's errors later. */
export async function openText(source: Source): Promise<OpenText> {
  const raw = (await source.open())[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const packed = await readHead(raw, 2);
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b;
  const bytes = isGzip ? gunzip(packed.all()) : packed.all();
  const { head, all } = await readHead(bytes[Symbol.asyncIterator](), HEAD_BYTES);
  const fault = binaryFault(head);
  if (fault) {
    for await (const _ of all()) break; // Closes the file.
    throw new UnreadableFile(fault);
  }
  return { head: decoderOf(head).decode(head, { stream: true }), chunks: decode(all(), decoderOf(head)) };
}

interface Head {
  head: Buffer;
  all(): AsyncGenerator<Buffer>;
}

/** Reads at least `bytes` (or to the end) and gives them back together with the rest. */
async function readHead(from: AsyncIterator<Buffer>, bytes: number): Promise<Head> {
  const parts: Buffer[] = [];
  let length = 0;
  let fault: unknown;
  while (length < bytes) {
    // A file that breaks off early still has its beginning: the fault comes when reading gets there.
    const next = await from.next().catch((error: unknown) => {
      fault = error ?? new Error('unknown');
      return { done: true as const, value: undefined };
    });
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return {
    head: Buffer.concat(parts),
    async *all() {
      try {
        yield* parts.splice(0);
        if (fault !== undefined) throw fault;
        for (let next = await from.next(); !next.done; next = await from.next()) yield next.value;
      } finally {
        await from.return?.();
      }
    },
  };
}

function gunzip(packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const unpacked = createGunzip({ chunkSize: 1 << 18 });
  pipeline(packed, unpacked, () => undefined); // Its errors come out of the iteration below.
  return unpacked;
}

function binaryFault(head: Buffer): string | null {
  if (head.length === 0) return 'is empty.';
  const magic = head.subarray(0, 4).toString('latin1');
  if (magic === 'PAR1') return 'is Parquet, which is not read here. Export it as CSV or JSON.';
  if (magic.startsWith('PK\u0003')) return 'is a zip archive. Unpack it first.';
  if (isUtf16(head)) return null;
  return head.subarray(0, 4096).includes(0) ? 'is binary, not JSON or CSV.' : null;
}

const isUtf16 = (head: Buffer) => head[0] === 0xff && head[1] === 0xfe;

const decoderOf = (head: Buffer) => new TextDecoder(isUtf16(head) ? 'utf-16le' : 'utf-8');

async function* decode(
  bytes: AsyncIterable<Buffer>,
  decoder: InstanceType<typeof TextDecoder>,
): AsyncGenerator<string> {
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}

/** What stopped the reading of an opened file, as the end of a sentence that begins with its name. */
export function faultOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'Z_BUF_ERROR') return 'ends in the middle of its gzip data: it was cut off.';
  if (typeof code === 'string' && code.startsWith('Z_')) return 'has damaged gzip data.';
  if (typeof code === 'string' && code.startsWith('CSV_')) return 'has a line that is not CSV.';
  if (code === 'EACCES') return 'cannot be read: permission is missing.';
  if (code === 'EISDIR') return 'is a folder.';
  return `could not be read to its end (${typeof code === 'string' ? code : 'unknown fault'}).`;
}
