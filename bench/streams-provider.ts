/**
 * The provider of the stream bench, in a process of its own: speaks as Groq does, keeps every request waiting until the
 * gate opens, then sends each its tokens at a steady pace. Sockets and one clock for all streams: it shares the machine
 * with what is measured. Runs only as a child process, steered by messages.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { openAiChunk, sseData } from '../src/test/providers/wire-openai.ts';
import { encodeToken, monotonicMs } from './streams-token.ts';

/** What the parent says: start sending `tokens` words to whoever waits, and up to `moreTokens` more, by chance. */
export interface OpenGate {
  tokens: number;
  moreTokens: number;
  everyMs: number;
}

/** What the child says: where it listens, how many requests wait, how many streams it has ended and tokens it has sent in all. */
export interface ProviderReport {
  port: number;
  waiting: number;
  ended: number;
  sent: number;
}

const TICK_MS = 1;
/** Streams begin somewhere in the first second. */
const BEGIN_WITHIN_MS = 1_000;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
/** The chunk around a token, made once. */
const [BEFORE, AFTER] = openAiChunk({ content: 'TOKEN' }).toString().split('TOKEN') as [string, string];

interface Stream {
  socket: Socket;
  place: number;
  tokens: number;
  nextAtMs: number;
}

if (process.send) listen();

function listen(): void {
  const waiting = new Set<Socket>();
  let sent = 0;
  let ended = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => waiting.delete(socket));
    onRequest(socket, () => {
      socket.write(HEAD + chunked(openAiChunk({ role: 'assistant', content: '' }).toString()), 'latin1');
      waiting.add(socket);
      report();
    });
  });
  const report = () =>
    process.send!({
      port: (server.address() as AddressInfo).port,
      waiting: waiting.size,
      ended,
      sent,
    } satisfies ProviderReport);
  process.on('message', (gate: OpenGate) => {
    const now = monotonicMs();
    const streams = [...waiting].map((socket) => ({
      socket,
      place: 0,
      tokens: gate.tokens + Math.floor(Math.random() * (gate.moreTokens + 1)),
      nextAtMs: now + Math.random() * BEGIN_WITHIN_MS,
    }));
    waiting.clear();
    play(streams, gate.everyMs, {
      onSent: () => (sent += 1),
      onEnded: () => {
        ended += 1;
        report();
      },
    });
  });
  process.on('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', report);
}

/** Each stream keeps its own beat; a late token does not delay the next. A stream whose reader left is dropped. */
function play(streams: Stream[], everyMs: number, { onSent, onEnded }: { onSent(): void; onEnded(): void }): void {
  let running = streams;
  const timer = setInterval(() => {
    const nowMs = monotonicMs();
    let over = false;
    for (const stream of running) {
      if (stream.nextAtMs > nowMs) continue;
      stream.nextAtMs += everyMs;
      if (stream.place < stream.tokens && !stream.socket.destroyed) {
        stream.socket.write(chunked(BEFORE + encodeToken(stream.place, monotonicMs()) + AFTER), 'latin1');
        stream.place += 1;
        onSent();
        continue;
      }
      over = true;
      stream.nextAtMs = Infinity;
      const usage = { prompt_tokens: 1, completion_tokens: stream.tokens };
      const last = openAiChunk({}, 'stop', { usage }).toString();
      if (!stream.socket.destroyed)
        stream.socket.write(`${chunked(last)}${chunked(sseData('[DONE]').toString())}0\r\n\r\n`, 'latin1');
      onEnded();
    }
    if (over) running = running.filter((stream) => stream.nextAtMs !== Infinity);
    if (running.length === 0) clearInterval(timer);
  }, TICK_MS);
}

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

/** Calls back once each whole request has come over a connection that may carry several. */
function onRequest(socket: Socket, answer: () => void): void {
  let came = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    came = Buffer.concat([came, data]);
    const headEnd = came.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/^content-length: *(\d+)/im.exec(came.toString('latin1', 0, headEnd))?.[1] ?? 0);
    if (came.length < headEnd + 4 + length) return;
    came = came.subarray(headEnd + 4 + length);
    answer();
  });
}
