/** The stream over real sockets: resumed, shared, stopped, abandoned, asked twice, and killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { startServer } from '../main.ts';
import { startProviderStandIn } from '../test/providers/stand-in.ts';
import { healthyScript, type Script } from '../test/providers/steps.ts';
import { toPieces } from '../test/providers/wire.ts';
import { serverEnvironment, startTestServer, type TestServer } from '../test/running-server.ts';
import type { ChatMessage, Problem, SessionDetail, StreamPart } from './api.ts';

const PACE_MS = 20;
const UNREAD_MS = 1500;
const QUESTION = 'Which IAM users have no MFA?';
/** 120 words, about 2.4 s on the wire. */
const LONG_TEXT = Array.from({ length: 20 }, (_, index) => `Sentence number ${index} has six words.`).join(' ');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ text: LONG_TEXT, paceMs: PACE_MS, unreadMs: UNREAD_MS });
});
afterAll(() => server.close());
beforeEach(async () => {
  await vi.waitUntil(() => server.standIn.openResponses() === 0, { timeout: 10_000 });
});

/** Another question each time: the cache would answer an old one at once. */
let asked = 0;
const newQuestion = () => `${QUESTION} Round ${++asked} in account 111122223333`;

const post = (body: object, headers: Record<string, string> = {}, signal?: AbortSignal, url = server.url) =>
  fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

interface Reading {
  sessionId: string;
  text(): string;
  parts(): StreamPart[];
  lastId(): string;
  /** The whole stream, comments dropped. */
  ended: Promise<string>;
  leave(): void;
}

/** Reads a stream as it comes. */
async function read(response: Promise<Response> | Response, leave: AbortController | null = null): Promise<Reading> {
  const { body, status } = await response;
  if (status !== 200) throw new Error(`the stream was refused: ${status}`);
  let received = '';
  const ended = (async () => {
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) received += chunk;
    return withoutComments(received);
  })();
  ended.catch(() => undefined);
  await expect.poll(() => received).toContain('"type":"start"');
  const parts = () => partsOf(received);
  const start = parts().find((part) => part.type === 'start')!;
  return {
    sessionId: start.messageMetadata.sessionId,
    text: () => textOf(parts()),
    parts,
    lastId: () => [...received.matchAll(/^id: (\S+)$/gm)].at(-1)![1]!,
    ended,
    leave: () => leave?.abort(),
  };
}

async function ask(body: object = {}, headers: Record<string, string> = {}): Promise<Reading> {
  const leave = new AbortController();
  return read(post({ message: newQuestion(), ...body }, headers, leave.signal), leave);
}

const withText = async (reading: Reading) => {
  await expect.poll(reading.text, { interval: 5, timeout: 10_000 }).not.toBe('');
  return reading;
};
const resume = (sessionId: string, lastEventId?: string, url = server.url) =>
  fetch(`${url}/api/chat/${sessionId}/stream`, { headers: lastEventId ? { 'last-event-id': lastEventId } : {} });
const stop = async (sessionId: string) =>
  (await (await fetch(`${server.url}/api/chat/${sessionId}/stop`, { method: 'POST' })).json()) as { stopped: boolean };
const answerOf = async (sessionId: string, url = server.url): Promise<ChatMessage> => {
  const session = (await (await fetch(`${url}/api/sessions/${sessionId}`)).json()) as SessionDetail;
  return session.messages.at(-1)!;
};
const settled = (sessionId: string) =>
  vi.waitUntil(async () => (await answerOf(sessionId)).status !== 'streaming', { timeout: 10_000 });

const withoutComments = (stream: string) => stream.replaceAll(/^:.*\n\n/gm, '');
const partsOf = (stream: string) =>
  [...stream.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]!) as StreamPart);
const textOf = (parts: StreamPart[]) => parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('');

describe('resuming', () => {
  it('continues at any position, byte for byte, also while the answer runs', async () => {
    const random = mulberry32(20_261_121);
    const whole = await ask();
    const resumed: Promise<{ lastId: string; rest: string }>[] = [];
    for (let round = 0; round < 12; round++) {
      await new Promise((resolve) => setTimeout(resolve, random() * 150));
      const [messageId, seq] = whole.lastId().split('.') as [string, string];
      const lastId = `${messageId}.${Math.floor(random() * Number(seq))}`;
      resumed.push(
        resume(whole.sessionId, lastId).then(async (response) => ({
          lastId,
          rest: withoutComments(await response.text()),
        })),
      );
    }
    const stream = await whole.ended;
    for (const { lastId, rest } of await Promise.all(resumed)) {
      const at = stream.indexOf(`id: ${lastId}\n`);
      expect(rest).toBe(stream.slice(stream.indexOf('\n\n', at) + 2));
    }
    expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(textOf(partsOf(stream))).toContain(LONG_TEXT);
  });

  it('serves two readers the same, of which one came late', async () => {
    const first = await withText(await ask());
    const second = await read(resume(first.sessionId));
    expect(await second.ended).toBe(await first.ended);
  });

  it('tells everything again after an id of another answer, and nothing twice after one of the future', async () => {
    const running = await withText(await ask());
    const messageId = running.lastId().slice(0, 36);
    const other = await read(resume(running.sessionId, '00000000-0000-4000-8000-000000000000.3'));
    const future = resume(running.sessionId, `${messageId}.99999999`);
    const nonsense = await read(resume(running.sessionId, 'nonsense'));
    const stream = await running.ended;
    expect(await other.ended).toBe(stream);
    expect(await nonsense.ended).toBe(stream);
    const late = withoutComments(await (await future).text());
    expect(stream.endsWith(late)).toBe(true);
    expect(late.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('has nothing to resume when nothing runs, and knows no other session', async () => {
    const over = await ask();
    await over.ended;
    expect((await resume(over.sessionId)).status).toBe(204);
    expect((await resume('00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});

describe('ending early', () => {
  it('stops upstream too, keeps the partial as the reader saw it, and stops twice without complaint', async () => {
    const running = await withText(await ask());
    const began = performance.now();
    expect(await stop(running.sessionId)).toEqual({ stopped: true });
    await running.ended;
    await expect.poll(() => server.standIn.openResponses(), { interval: 5 }).toBe(0);
    process.stdout.write(`stopped upstream after ${Math.round(performance.now() - began)} ms\n`);
    expect(running.parts().filter(({ type }) => ['finish', 'abort', 'error'].includes(type))).toEqual([
      { type: 'abort', reason: 'stopped' },
    ]);
    expect(await answerOf(running.sessionId)).toMatchObject({ status: 'stopped', text: running.text() });
    expect(await stop(running.sessionId)).toEqual({ stopped: false });
    expect((await fetch(`${server.url}/api/chat/nobody/stop`, { method: 'POST' })).status).toBe(404);
  });

  it('goes on while a reader is gone shortly, and tells him the rest', async () => {
    const left = await withText(await ask());
    const lastId = left.lastId();
    const seen = left.text();
    left.leave();
    await left.ended.catch(() => undefined);
    const back = await resume(left.sessionId, lastId);
    expect(seen + textOf(partsOf(await back.text()))).toBe((await answerOf(left.sessionId)).text);
    expect((await answerOf(left.sessionId)).status).toBe('done');
  });

  it('stops when nobody reads for long, and keeps the partial as interrupted', async () => {
    server.standIn.script(drip('groq', LONG_TEXT, 100));
    const left = await withText(await ask());
    left.leave();
    await settled(left.sessionId);
    server.standIn.script();
    const answer = await answerOf(left.sessionId);
    expect(answer.status).toBe('interrupted');
    expect(answer.text.startsWith(left.text())).toBe(true);
    await expect.poll(() => server.standIn.openResponses(), { timeout: 5000 }).toBe(0);
  });
});

describe('asking twice', () => {
  it('makes one answer and one upstream call of twenty simultaneous submits with one key', async () => {
    const before = server.standIn.attempts();
    const message = newQuestion();
    const streams = await Promise.all(
      Array.from({ length: 20 }, async () =>
        withoutComments(await (await post({ message }, { 'idempotency-key': 'twenty' })).text()),
      ),
    );
    expect(new Set(streams).size).toBe(1);
    expect(textOf(partsOf(streams[0]!))).toContain(LONG_TEXT);
    expect(server.standIn.attempts() - before).toBe(1);
    const again = await post({ message }, { 'idempotency-key': 'twenty' });
    expect(withoutComments(await again.text())).toBe(streams[0]);
    const other = await post({ message: newQuestion() }, { 'idempotency-key': 'twenty' });
    expect(other.status).toBe(409);
    expect(((await other.json()) as Problem).code).toBe('conflict');
  });

  it('refuses a second question while the first is answered', async () => {
    const running = await withText(await ask());
    const second = await post({ message: newQuestion(), sessionId: running.sessionId });
    expect(second.status).toBe(409);
    expect(((await second.json()) as Problem).code).toBe('busy');
    await running.ended;
    const body = { id: `twice-${asked}`, messages: [{ role: 'user', parts: [{ type: 'text', text: newQuestion() }] }] };
    const twice = await Promise.all([post(body), post(body)]);
    expect(new Set(twice.map(({ status }) => status))).toEqual(new Set([200, 409]));
    await Promise.all(twice.map((response) => response.text()));
    const third = await ask({ sessionId: running.sessionId });
    await third.ended;
    expect((await answerOf(running.sessionId)).status).toBe('done');
  });
});

it('is driven by the chat transport of the ai package', async () => {
  const transport = new DefaultChatTransport<UIMessage>({ api: `${server.url}/api/chat` });
  const send = {
    trigger: 'submit-message' as const,
    chatId: `chat-${asked}`,
    messageId: undefined,
    messages: [{ id: 'm1', role: 'user' as const, parts: [{ type: 'text' as const, text: newQuestion() }] }],
    abortSignal: undefined,
  };
  const stream = await transport.sendMessages(send);
  const resumed = await transport.reconnectToStream({ chatId: send.chatId });
  const last = async (given: typeof stream) => (await Array.fromAsync(readUIMessageStream({ stream: given }))).at(-1)!;
  const [message, other] = await Promise.all([last(stream), last(resumed!)]);
  const text = (given: UIMessage) => given.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  expect(text(message)).toContain(LONG_TEXT);
  expect(text(other)).toBe(text(message));
  expect(message.parts.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['data-plan', 'data-evidence', 'data-usage']),
  );
  expect(await transport.reconnectToStream({ chatId: send.chatId })).toBeNull();
});

describe('a process that is killed', () => {
  it('leaves the partial, marked interrupted, with at most a quarter of a second of text lost', async () => {
    const standIn = await startProviderStandIn('groq', { text: LONG_TEXT, paceMs: PACE_MS });
    const dataDir = await mkdtemp(join(tmpdir(), 'assay-killed-'));
    const environment = serverEnvironment(dataDir, standIn);
    const { child, url } = await spawnServer(environment);
    const reading = await withText(await read(post({ message: newQuestion() }, {}, undefined, url)));
    const received: { at: number; length: number }[] = [];
    await expect
      .poll(
        () => {
          received.push({ at: performance.now(), length: reading.text().length });
          return reading.text().length;
        },
        { interval: 5, timeout: 20_000 },
      )
      .toBeGreaterThan(LONG_TEXT.length / 2);
    child.kill('SIGKILL');
    const killedAt = performance.now();
    await reading.ended.catch(() => undefined);
    const shown = reading.text();
    const revived = await startServer(readConfig(environment), createLog('silent'), { http: true, jobs: false });
    const answer = await answerOf(reading.sessionId, revived.url);
    const keptAt = received.findLast(({ length }) => length <= answer.text.length)?.at ?? 0;
    const rest = partsOf(await (await resume(reading.sessionId, undefined, revived.url)).text());
    await revived.close();
    await standIn.close();
    await rm(dataDir, { recursive: true, force: true });
    expect(answer.status).toBe('interrupted');
    expect(shown.startsWith(answer.text)).toBe(true);
    expect(rest).toEqual([]);
    process.stdout.write(`lost ${shown.length - answer.text.length} characters, ${Math.round(killedAt - keptAt)} ms\n`);
    expect(killedAt - keptAt).toBeLessThan(250);
  });
});

/** The server in a process of its own. */
async function spawnServer(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const child = spawn(process.execPath, ['src/cli.ts', 'serve', '--no-jobs'], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  let output = '';
  const listen = (data: Buffer) => (output += data.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await expect.poll(() => output, { timeout: 90_000 }).toMatch(/Assay is ready: (\S+)/);
  return { child, url: /Assay is ready: (\S+)/.exec(output)![1]! };
}

/** A whole answer at a pace of its own. */
function drip(kind: 'groq', text: string, paceMs: number): Script {
  return healthyScript(kind, { pieces: toPieces(text) }).flatMap(
    (step): Script => (step.do === 'send' ? [step, { do: 'wait', ms: paceMs }] : [step]),
  );
}

/** A small seeded generator, so that a failing cut comes back. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
