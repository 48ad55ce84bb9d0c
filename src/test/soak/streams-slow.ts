/** Readers that do not read: what they cost the server in memory, and the reader beside them in time. Linux only. */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { partOf, readLeg } from './streams-reader.ts';
import { type PacedUpstream, questionFor } from './streams-upstream.ts';

export interface SlowReport {
  readers: number;
  /** What one of them is owed, bytes. */
  answerBytes: number;
  /** Growth of the server's resident memory over one answer, bytes: with the fast reader alone, and with all. */
  grownAlone: number;
  grownBeside: number;
  /** The fast reader's time for the whole answer, ms. */
  aloneMs: number;
  besideMs: number;
  differences: string[];
}

/** Questions with this key get the long text, as fast as it goes. */
export const SLOW_KEY = 'slow';
/** 30,000 events of about 110 bytes: more than the system's socket buffers hold for one reader. */
export const SLOW_TEXT = Array.from({ length: 30_000 }, (_, index) => index % 10).join(' ');

/** Warms up, measures an answer with one reader, then one with `readers` more that stop after their first bytes. */
export async function runSlowReaders(options: {
  url: string;
  pid: number;
  upstream: PacedUpstream;
  readers: number;
}): Promise<SlowReport> {
  await measure(options, `${SLOW_KEY}-warm`, 0);
  const alone = await measure(options, `${SLOW_KEY}-alone`, 0);
  const beside = await measure(options, `${SLOW_KEY}-beside`, options.readers);
  const differences = [...alone.differences, ...beside.differences];
  if (beside.grown - alone.grown > (options.readers * beside.bytes) / 3)
    differences.push(
      `memory grew by ${mebibytes(beside.grown)}, beside ${mebibytes(alone.grown)} without slow readers`,
    );
  return {
    readers: options.readers,
    answerBytes: beside.bytes,
    grownAlone: alone.grown,
    grownBeside: beside.grown,
    aloneMs: alone.tookMs,
    besideMs: beside.tookMs,
    differences,
  };
}

async function measure(
  { url, pid, upstream }: { url: string; pid: number; upstream: PacedUpstream },
  key: string,
  readers: number,
): Promise<{ grown: number; tookMs: number; bytes: number; differences: string[] }> {
  const before = await residentBytes(pid);
  const first = Promise.withResolvers<string>();
  const began = performance.now();
  const reading = readLeg({
    url: `${url}/api/chat`,
    method: 'POST',
    body: { message: questionFor(key) },
    onFirst: first.resolve,
  });
  const start = partOf(await first.promise) as unknown as { messageMetadata: { sessionId: string } };
  const stalled = Array.from({ length: readers }, () => stall(url, start.messageMetadata.sessionId));
  const leg = await reading;
  const tookMs = Math.round(performance.now() - began);
  const grown = (await residentBytes(pid)) - before;
  for (const socket of stalled) socket.destroy();
  const told = leg.events.map((event) => partOf(event)).filter(({ type }) => type === 'text-delta');
  const sent = upstream.sentFor(key).map(({ text }) => text);
  const whole = leg.done && told.map(({ delta }) => delta).join('') === sent.join('');
  const bytes = leg.events.reduce((sum, event) => sum + event.length + 2, 0);
  return { grown, tookMs, bytes, differences: whole ? [] : [`${key}: the fast reader was not told everything`] };
}

/** Asks for the stream and takes nothing of it. */
function stall(url: string, sessionId: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(`GET /api/chat/${sessionId}/stream HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
  return socket;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
