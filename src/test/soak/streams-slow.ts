/** Readers that do not read: what they cost the server in memory, and the reader beside them in time. Linux only. */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { queuedBytes } from './queued-bytes.ts';
import { partOf, readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor } from './streams-upstream.ts';

export interface SlowReport {
  readers: number;
  /** What one of them is owed, bytes. */
  answerBytes: number;
  /** Of that, what the system itself takes on before it says that a connection is full. */
  queuedBytes: number;
  /** Growth of the server's resident memory over one answer, bytes: with the fast reader alone, and with all. */
  grownAlone: number;
  grownBeside: number;
  /** The fast reader's time for the whole answer, ms: alone, beside as many readers that do read, and that do not. */
  aloneMs: number;
  besideReadingMs: number;
  besideMs: number;
  differences: string[];
}

/** Questions with this key get the long text, as fast as it goes. */
export const SLOW_KEY = 'slow';
/**
 * 60,000 events of about 110 bytes: more than the 4 MiB that Linux lets a connection queue (tcp_wmem), and in characters
 * less than an answer may have. With half of it no reader was ever slow: the system took the whole answer.
 */
export const SLOW_TEXT = Array.from({ length: 60_000 }, (_, index) => index % 10).join(' ');

/** Warms up, measures an answer with one reader, one beside `readers` more that read, and one beside as many that do not. */
export async function runSlowReaders(options: {
  url: string;
  pid: number;
  upstream: PacedUpstream;
  readers: number;
}): Promise<SlowReport> {
  await measure(options, `${SLOW_KEY}-warm`, 0, false);
  const alone = await measure(options, `${SLOW_KEY}-alone`, 0, false);
  const besideReading = await measure(options, `${SLOW_KEY}-beside-reading`, options.readers, true);
  const beside = await measure(options, `${SLOW_KEY}-beside`, options.readers, false);
  const differences = [alone, besideReading, beside].flatMap((each) => each.differences);
  if (beside.queued >= beside.bytes)
    differences.push(
      `the system took ${mebibytes(beside.queued)} for each reader: no reader was slow, nothing was tested`,
    );
  if (beside.grown - alone.grown > (options.readers * beside.bytes) / 3)
    differences.push(
      `memory grew by ${mebibytes(beside.grown)}, beside ${mebibytes(alone.grown)} without slow readers`,
    );
  return {
    readers: options.readers,
    answerBytes: beside.bytes,
    queuedBytes: beside.queued,
    grownAlone: alone.grown,
    grownBeside: beside.grown,
    aloneMs: alone.tookMs,
    besideReadingMs: besideReading.tookMs,
    besideMs: beside.tookMs,
    differences,
  };
}

async function measure(
  { url, pid, upstream }: { url: string; pid: number; upstream: PacedUpstream },
  key: string,
  readers: number,
  reading: boolean,
): Promise<{ grown: number; tookMs: number; bytes: number; queued: number; differences: string[] }> {
  const before = await residentBytes(pid);
  const first = Promise.withResolvers<string>();
  const began = performance.now();
  const fast = readLeg({
    url: `${url}/api/chat`,
    method: 'POST',
    body: { message: questionFor(key) },
    onFirst: first.resolve,
  });
  const start = partOf(await first.promise) as unknown as { messageMetadata: { sessionId: string } };
  const others = Array.from({ length: readers }, () => follow(url, start.messageMetadata.sessionId, reading));
  const leg = await fast;
  const tookMs = Math.round(performance.now() - began);
  const grown = (await residentBytes(pid)) - before;
  const queued = readers === 0 ? 0 : Math.round((await queuedBytes(Number(new URL(url).port))) / readers);
  for (const socket of others) socket.destroy();
  const told = leg.events.map((event) => partOf(event)).filter(({ type }) => type === 'text-delta');
  const sent = upstream.sentFor(key).map(({ text }) => text);
  const whole = leg.done && told.map(({ delta }) => delta).join('') === sent.join('');
  const bytes = leg.events.reduce((sum, event) => sum + event.length + 2, 0);
  return {
    grown,
    tookMs,
    bytes,
    queued,
    differences: whole ? [] : [`${key}: the fast reader was not told everything`],
  };
}

/** Asks for the stream, and takes all or nothing of it. */
function follow(url: string, sessionId: string, reading: boolean): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  if (reading) socket.resume();
  else socket.pause();
  socket.write(`GET /api/chat/${sessionId}/stream HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
  return socket;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
