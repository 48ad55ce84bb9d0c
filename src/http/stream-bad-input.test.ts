/** A stream between providers that send nonsense and clients that leave, stall or ask nonsense. */
import { connect as openSocket, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page, SessionSummary } from './api.ts';
import { partsOf } from '../test/app.ts';
import { LOUD } from '../test/providers/fault.ts';
import { textBytes } from '../test/providers/faults-transport.ts';
import { type Held, holdAnswer } from '../test/providers/held.ts';
import { type Position, response, type Script, scriptUpTo } from '../test/providers/steps.ts';
import { toPieces } from '../test/providers/wire.ts';
import { sseComment } from '../test/providers/wire-openai.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import { queuedBytes } from '../test/soak/queued-bytes.ts';
import { createStreamClient, PATIENCE, type StreamClient, terminalsOf, textOf } from '../test/stream-client.ts';

const TEXT = Array.from({ length: 10 }, (_, index) => `Sentence number ${index} has six words.`).join(' ');
/** Every fault here is known for what it is, not by a timer of the chain running out. */
const ENVIRONMENT = { FIRST_TOKEN_TIMEOUT_MS: '600000', IDLE_TIMEOUT_MS: '600000', TOTAL_TIMEOUT_MS: '900000' };
/** No answer weighs more on the wire, bytes: 128 Ki characters at most, in events of one each. */
const MOST_BYTES = 16 * 1024 * 1024;

let asked = 0;
const newQuestion = () => `Which IAM users have no MFA? Bad ${++asked} in account 111122223333`;

describe('a provider', () => {
  /** Without the composer, so that what the reader is told of the fault itself is seen. */
  let alone: TestServer;
  /** With it: whatever the fault, an answer comes. */
  let backed: TestServer;
  beforeAll(async () => {
    alone = await startTestServer({ text: TEXT, environment: { ...ENVIRONMENT, LLM_CHAIN: 'groq' } });
    backed = await startTestServer({ text: TEXT, environment: ENVIRONMENT });
  });
  afterAll(async () => {
    await alone.close();
    await backed.close();
  });

  const upTo = (position: Position) => scriptUpTo('groq', position, { pieces: toPieces(TEXT) });
  const send = (bytes: Buffer): Script[number] => ({ do: 'send', bytes });
  const mebibyte = 'x'.repeat(1024 * 1024);
  const notUtf8 = Buffer.concat([Buffer.from('data: '), Buffer.from([0xff, 0xfe, 0x80]), Buffer.from('\n\n')]);
  const faults: [string, Script][] = [
    [
      'that sends 1 MiB of text in one event at first',
      [...upTo('P1'), send(textBytes('groq', mebibyte)), { do: 'end' }],
    ],
    [
      'that sends 1 MiB of text in one event in mid-answer',
      [...upTo('P3'), send(textBytes('groq', mebibyte)), { do: 'end' }],
    ],
    ['that sends a comment of 1 MiB', [...upTo('P1'), send(sseComment(mebibyte)), { do: 'hang' }]],
    [
      'that sends an event of 8 MiB that never ends',
      [...upTo('P3'), ...Array.from({ length: 8 }, () => send(Buffer.from(mebibyte))), { do: 'hang' }],
    ],
    ['that sends invalid UTF-8 at first', [...upTo('P1'), send(notUtf8), { do: 'hang' }]],
    ['that sends invalid UTF-8 in mid-answer', [...upTo('P3'), send(notUtf8), { do: 'hang' }]],
    [
      'that sends a web page',
      response(200, `<!doctype html><title>Sign in</title>${LOUD}`, { 'content-type': 'text/html' }),
    ],
    [
      'that sends a web page as an event stream',
      [
        ...upTo('P0'),
        ...response(200, `<!doctype html>\n\n<title>${LOUD}</title>`, { 'content-type': 'text/event-stream' }),
      ],
    ],
    ['that sends comments for ever', [...upTo('P1'), { do: 'repeat', bytes: sseComment('.'.repeat(900)), everyMs: 1 }]],
    [
      'that sends text for ever',
      [
        ...upTo('P2'),
        { do: 'repeat', bytes: textBytes('groq', 'lorem ipsum dolor sit amet '.repeat(150)), everyMs: 1 },
      ],
    ],
  ];

  it.each(faults)('%s ends in one terminal event and a plain message', async (_what, script) => {
    for (const server of [alone, backed]) {
      const client = createStreamClient(server.url);
      server.standIn.script(script);
      const reading = await client.ask({ message: newQuestion() });
      const stream = await reading.ended;
      server.standIn.script();
      const [end, ...others] = terminalsOf(partsOf(stream));
      expect(others).toEqual([]);
      expect(stream.length).toBeLessThan(MOST_BYTES);
      expect(stream).not.toContain(LOUD);
      const answer = await client.answerOf(reading.sessionId);
      if (server === alone) {
        expect(end).toEqual({ type: 'error', errorText: expect.stringMatching(/^No provider could write/) as string });
        expect(answer.status).toBe('failed');
      } else {
        expect(end).toEqual({ type: 'finish' });
        expect(answer).toMatchObject({ status: 'done', usage: { provider: 'composer' } });
        expect(answer.text).not.toContain('Sentence number');
      }
      await vi.waitUntil(() => server.standIn.openResponses() === 0, PATIENCE);
      const after = await client.ask({ message: newQuestion() });
      expect(textOf(partsOf(await after.ended))).toContain(TEXT);
    }
  });

  it('that asks to come back before now is not waited for, and told of as it was', async () => {
    const client = createStreamClient(backed.url);
    backed.standIn.script(response(429, { error: { message: LOUD, type: 'tokens' } }, { 'retry-after': '-30' }));
    const reading = await client.ask({ message: newQuestion() });
    const stream = await reading.ended;
    backed.standIn.script();
    expect(terminalsOf(partsOf(stream))).toEqual([{ type: 'finish' }]);
    expect(stream).not.toContain(LOUD);
    const answer = await client.answerOf(reading.sessionId);
    expect(answer.usage?.provider).toBe('composer');
    expect(answer.attempts[0]).toMatchObject({ provider: 'groq', errorClass: 'throttled', httpStatus: 429 });
  });
});

describe('a client', () => {
  /** Gives up soon on answers that nobody reads. */
  let server: TestServer;
  let client: StreamClient;
  let held: Held;
  beforeAll(async () => {
    server = await startTestServer({ text: TEXT, environment: ENVIRONMENT, unreadMs: 200 });
    client = createStreamClient(server.url);
  });
  afterAll(() => server.close());
  afterEach(() => server.standIn.script());

  const nothingRuns = () =>
    vi.waitUntil(async () => {
      const sessions = (await (await fetch(`${server.url}/api/sessions`)).json()) as Page<SessionSummary>;
      return sessions.items.every(({ running }) => !running) && server.standIn.openResponses() === 0;
    }, PATIENCE);

  const moments: [string, (socket: Wire) => Promise<void>][] = [
    ['before it says anything', () => Promise.resolve()],
    ['in the middle of its headers', (wire) => wire.send(wire.request.slice(0, 40))],
    ['before its body', (wire) => wire.send(wire.request.slice(0, wire.request.indexOf('{')))],
    ['in the middle of its body', (wire) => wire.send(wire.request.slice(0, -20))],
    ['as soon as it has asked', (wire) => wire.send(wire.request)],
    ['after the head of the response', (wire) => wire.sendUntil('\r\n\r\n')],
    ['in the middle of the first event', (wire) => wire.sendUntil('"type":"st')],
    ['after the evidence', (wire) => wire.sendUntil('"type":"data-evidence"')],
    ['after the first text', (wire) => wire.sendUntil('"type":"text-delta"')],
    ['in the middle of the text', (wire) => wire.sendUntil('number 2')],
  ];

  it.each(moments)('that leaves %s leaves nothing behind', async (_when, reach) => {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      held = holdAnswer('groq', TEXT, 30);
      server.standIn.script(held.script);
      const wire = await openWire(server, newQuestion());
      await reach(wire);
      wire.socket[leave]();
      await nothingRuns();
      held.release();
    }
    server.standIn.script();
    const after = await client.ask({ message: newQuestion() });
    expect(textOf(partsOf(await after.ended))).toContain(TEXT);
    expect(server.lines.filter((line) => /"level":"error"|unhandled|uncaught/i.test(line))).toEqual([]);
  });

  it('that does not read slows nobody, and is told everything once it does', async () => {
    // More than the system queues for one connection (4 MiB), in fewer characters than an answer may have.
    const long = Array.from({ length: 60_000 }, (_, index) => index % 10).join(' ');
    const last = holdAnswer('groq', long, 59_990);
    server.standIn.script(last.script);
    const question = newQuestion();
    const stalled = await openWire(server, question, { 'idempotency-key': 'stalled' });
    await stalled.send(stalled.request);
    await stalled.arrival('"type":"start"');
    stalled.socket.pause();
    const reading = await client.ask({ message: question }, { 'idempotency-key': 'stalled' });
    const lastSeq = () => Number(/\.(\d+)\ndata: .*\n\n$/.exec(reading.raw().slice(-500))?.[1] ?? 0);
    await vi.waitUntil(() => lastSeq() >= 59_990, PATIENCE);
    if (process.platform === 'linux') expect(await queuedBytes(server.port)).toBeLessThan(reading.raw().length);
    last.release();
    const stream = await reading.ended;
    expect(textOf(partsOf(stream))).toContain(long);
    stalled.socket.resume();
    await stalled.arrival('data: [DONE]');
    expect(stalled.body()).toBe(stream);
  });
});

/** A connection on which the test says every byte. */
interface Wire {
  socket: Socket;
  /** A whole request that asks. */
  request: string;
  send(text: string): Promise<void>;
  /** Sends the request and waits for these words of the response. */
  sendUntil(words: string): Promise<void>;
  arrival(words: string): Promise<void>;
  /** What came after the head, chunk marks taken out. */
  body(): string;
}

async function openWire(server: TestServer, message: string, headers: Record<string, string> = {}): Promise<Wire> {
  const body = JSON.stringify({ message });
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `POST /api/chat HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${more.join('')}content-length: ${body.length}\r\n\r\n${body}`;
  const socket = openSocket(server.port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => (received += data.toString()));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  const send = (text: string) => new Promise<void>((resolve) => socket.write(text, () => resolve()));
  const arrival = async (words: string) => {
    await vi.waitUntil(() => received.includes(words), PATIENCE);
  };
  return {
    socket,
    request,
    send,
    arrival,
    sendUntil: async (words) => {
      await send(request);
      await arrival(words);
    },
    body: () => unchunked(received.slice(received.indexOf('\r\n\r\n') + 4)),
  };
}

/** Texts here are ASCII, so that sizes count characters too. */
function unchunked(text: string): string {
  let whole = '';
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return whole;
    whole += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
