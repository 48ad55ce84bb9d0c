/** The stream over real sockets: resumed, shared, stopped, abandoned, asked twice, and silent for long. */
import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { partsOf } from '../test/app.ts';
import { type Held, holdAnswer } from '../test/providers/held.ts';
import { seeded } from '../test/providers/random.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import {
  createStreamClient,
  PATIENCE,
  type Reading,
  readResponse,
  type StreamClient,
  terminalsOf,
  textOf,
  withoutComments,
  withText,
} from '../test/stream-client.ts';
import type { Problem } from './api.ts';

const TEXT = Array.from({ length: 10 }, (_, index) => `Sentence number ${index} has six words.`).join(' ');
/** No answer runs into a timer of the chain while a test holds it. */
const ENVIRONMENT = { FIRST_TOKEN_TIMEOUT_MS: '600000', IDLE_TIMEOUT_MS: '600000', TOTAL_TIMEOUT_MS: '900000' };
const NOBODY = '00000000-0000-4000-8000-000000000000';

let server: TestServer;
let client: StreamClient;
/** A server that gives up soon on answers that nobody reads. */
let hasty: TestServer;
let silent: { held: Held; reading: Reading };
beforeAll(async () => {
  server = await startTestServer({ text: TEXT, environment: ENVIRONMENT });
  client = createStreamClient(server.url);
  hasty = await startTestServer({ text: TEXT, environment: ENVIRONMENT, unreadMs: 200 });
  // Silent from here to the last test: a heartbeat takes 15 s to come.
  const held = holdAnswer('groq', TEXT, 0);
  hasty.standIn.script(held.script);
  const reading = await createStreamClient(hasty.url).ask({ message: newQuestion() });
  await vi.waitUntil(() => hasty.standIn.openResponses() === 1, PATIENCE);
  hasty.standIn.script();
  silent = { held, reading };
});
afterAll(async () => {
  await server.close();
  await hasty.close();
});
afterEach(() => server.standIn.script());

/** Another question each time: the cache would answer an old one at once. */
let asked = 0;
const newQuestion = () => `Which IAM users have no MFA? Round ${++asked} in account 111122223333`;

/** An answer that stands still after half of its words until it is released. */
async function askHeld(pieces = 30, to = client, standIn = server.standIn) {
  const held = holdAnswer('groq', TEXT, pieces);
  standIn.script(held.script);
  const reading = await withText(await to.ask({ message: newQuestion() }), held.before.length);
  standIn.script();
  return { held, reading };
}

describe('resuming', () => {
  it('continues at any position, byte for byte, while the answer runs', async () => {
    const random = seeded(20_261_121);
    const { held, reading } = await askHeld();
    const [messageId, seq] = reading.lastId().split('.') as [string, string];
    const resumed = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lastId = `${messageId}.${random.integer(Number(seq) + 1)}`;
        return { lastId, response: await client.resume(reading.sessionId, lastId) };
      }),
    );
    held.release();
    const stream = await reading.ended;
    for (const { lastId, response } of resumed) {
      const at = stream.indexOf(`id: ${lastId}\n`);
      expect(withoutComments(await response.text())).toBe(stream.slice(stream.indexOf('\n\n', at) + 2));
    }
    expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(textOf(partsOf(stream))).toContain(TEXT);
    const ids = [...stream.matchAll(/^id: \S+\.(\d+)$/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(ids.map((_, index) => index));
    expect(stream.split('\n\n').filter((event) => !/^(id: |data: \[DONE\]$|$)/.test(event))).toEqual([]);
  });

  it('serves two readers the same, of which one came late', async () => {
    const { held, reading } = await askHeld();
    const second = await readResponse(client.resume(reading.sessionId));
    held.release();
    expect(await second.ended).toBe(await reading.ended);
  });

  it('tells everything again after an id of another answer, and nothing twice after one of the future', async () => {
    const { held, reading } = await askHeld();
    const from = (id: string) => client.resume(reading.sessionId, id);
    const others = [`${NOBODY}.3`, 'nonsense', `${reading.messageId}.-1`, `${reading.messageId}.1e3`, 'x'.repeat(4000)];
    const again = await Promise.all(others.map((id) => readResponse(from(id))));
    const future = await from(`${reading.messageId}.99999999`);
    held.release();
    const stream = await reading.ended;
    for (const { ended } of again) expect(await ended).toBe(stream);
    const late = withoutComments(await future.text());
    expect(stream.endsWith(late)).toBe(true);
    expect(late.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('has nothing to resume when nothing runs, nor in a session that is not there', async () => {
    const over = await client.ask({ message: newQuestion() });
    await over.ended;
    expect((await client.resume(over.sessionId)).status).toBe(204);
    for (const unknown of [NOBODY, 'a-chat-that-never-began']) expect((await client.resume(unknown)).status).toBe(204);
  });

  it('owes the rest to a reader who was cut off before the end, also when the answer is over meanwhile', async () => {
    const over = await client.ask({ message: newQuestion() });
    const stream = await over.ended;
    const idOf = (back: number) => `${over.messageId}.${Number(over.lastId().split('.')[1]) - back}`;
    const rest = await client.resume(over.sessionId, idOf(3));
    expect(await rest.text()).toBe(stream.slice(stream.indexOf(`id: ${idOf(2)}\n`)));
    for (const id of [idOf(0), `${over.messageId}.99999999`, `${NOBODY}.0`, 'nonsense'])
      expect((await client.resume(over.sessionId, id)).status).toBe(204);
    const other = await client.ask({ message: newQuestion() });
    await other.ended;
    expect((await client.resume(other.sessionId, idOf(3))).status).toBe(204);
  });
});

describe('ending early', () => {
  it('stops upstream too, keeps the partial as the reader saw it, and stops twice without complaint', async () => {
    const { reading } = await askHeld();
    expect(await client.stop(reading.sessionId)).toEqual({ stopped: true });
    await reading.ended;
    await expect.poll(() => server.standIn.openResponses(), PATIENCE).toBe(0);
    expect(terminalsOf(reading.parts())).toEqual([{ type: 'abort', reason: 'stopped' }]);
    const answer = await client.answerOf(reading.sessionId);
    expect(answer).toMatchObject({ status: 'stopped', text: reading.text() });
    expect(answer.attempts).toMatchObject([{ provider: 'groq', state: 'failed', errorClass: 'aborted' }]);
    expect(await client.stop(reading.sessionId)).toEqual({ stopped: false });
    expect((await fetch(`${server.url}/api/chat/nobody/stop`, { method: 'POST' })).status).toBe(404);
  });

  it('stops once when told so ten times at once, and the next answer of the session lives', async () => {
    const { reading } = await askHeld();
    await Promise.all(Array.from({ length: 10 }, () => client.stop(reading.sessionId)));
    await reading.ended;
    expect(terminalsOf(reading.parts())).toHaveLength(1);
    const next = await client.ask({ message: newQuestion(), sessionId: reading.sessionId });
    await next.ended;
    expect(await client.answerOf(reading.sessionId)).toMatchObject({ status: 'done' });
  });

  it('goes on while a reader is gone shortly, and tells him the rest', async () => {
    const { held, reading } = await askHeld();
    const lastId = reading.lastId();
    reading.leave();
    await reading.ended.catch(() => undefined);
    const back = await client.resume(reading.sessionId, lastId);
    held.release();
    const seen = reading.text() + textOf(partsOf(await back.text()));
    expect(await client.answerOf(reading.sessionId)).toMatchObject({ status: 'done', text: seen });
  });

  it('stops when nobody reads for long, and keeps the partial as interrupted', async () => {
    const { reading } = await askHeld(30, createStreamClient(hasty.url), hasty.standIn);
    expect(hasty.standIn.openResponses()).toBe(2);
    reading.leave();
    const answer = await createStreamClient(hasty.url).settled(reading.sessionId);
    expect(answer.status).toBe('interrupted');
    expect(answer.text.startsWith(reading.text())).toBe(true);
    await expect.poll(() => hasty.standIn.openResponses(), PATIENCE).toBe(1);
  });
});

describe('asking twice', () => {
  it('makes one answer and one upstream call of twenty simultaneous submits with one key', async () => {
    const before = server.standIn.attempts();
    const message = newQuestion();
    const headers = { 'idempotency-key': 'twenty' };
    const streams = await Promise.all(
      Array.from({ length: 20 }, async () => withoutComments(await (await client.post({ message }, headers)).text())),
    );
    expect(new Set(streams).size).toBe(1);
    expect(textOf(partsOf(streams[0]!))).toContain(TEXT);
    expect(server.standIn.attempts() - before).toBe(1);
    expect(withoutComments(await (await client.post({ message }, headers)).text())).toBe(streams[0]);
    const other = await client.post({ message: newQuestion() }, headers);
    expect(other.status).toBe(409);
    expect(((await other.json()) as Problem).code).toBe('conflict');
  });

  it('refuses a second question while the first is answered', async () => {
    const { held, reading } = await askHeld();
    const second = await client.post({ message: newQuestion(), sessionId: reading.sessionId });
    expect(second.status).toBe(409);
    expect(((await second.json()) as Problem).code).toBe('busy');
    held.release();
    await reading.ended;
    const body = { id: `twice-${asked}`, messages: [{ role: 'user', parts: [{ type: 'text', text: newQuestion() }] }] };
    const both = holdAnswer('groq', TEXT, 1);
    server.standIn.script(both.script);
    const twice = await Promise.all([client.post(body), client.post(body)]);
    both.release();
    expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    await Promise.all(twice.map((response) => response.text()));
    const third = await client.ask({ message: newQuestion(), sessionId: reading.sessionId });
    await third.ended;
    expect((await client.answerOf(reading.sessionId)).status).toBe('done');
  });
});

it('is driven by the chat transport of the ai package', async () => {
  const transport = new DefaultChatTransport<UIMessage>({ api: `${server.url}/api/chat` });
  const held = holdAnswer('groq', TEXT, 30);
  server.standIn.script(held.script);
  const send = {
    trigger: 'submit-message' as const,
    chatId: `chat-${asked}`,
    messageId: undefined,
    messages: [{ id: 'm1', role: 'user' as const, parts: [{ type: 'text' as const, text: newQuestion() }] }],
    abortSignal: undefined,
  };
  // As `useChat({ resume: true })` does when a new chat is opened.
  expect(await transport.reconnectToStream({ chatId: send.chatId })).toBeNull();
  const stream = await transport.sendMessages(send);
  const resumed = await transport.reconnectToStream({ chatId: send.chatId });
  held.release();
  const last = async (given: typeof stream) => (await Array.fromAsync(readUIMessageStream({ stream: given }))).at(-1)!;
  const [message, other] = await Promise.all([last(stream), last(resumed!)]);
  const text = (given: UIMessage) => given.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  expect(text(message)).toContain(TEXT);
  expect(text(other)).toBe(text(message));
  expect(message.parts.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['data-plan', 'data-evidence', 'data-usage']),
  );
  expect(await transport.reconnectToStream({ chatId: send.chatId })).toBeNull();
});

it('sends a comment in a long silence, and nothing else, and then the answer', async () => {
  const { held, reading } = silent;
  await expect.poll(() => reading.raw(), PATIENCE).toMatch(/^: \w+\n\n/m);
  expect(reading.text()).toBe('');
  held.release();
  expect(textOf(partsOf(await reading.ended))).toContain(TEXT);
});
