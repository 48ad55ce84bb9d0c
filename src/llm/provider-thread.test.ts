/** A provider asked through the thread is the same provider: same text, same faults; and what only a thread can do to it. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createStandIns } from '../test/providers/chains.ts';
import { holdAnswer } from '../test/providers/held.ts';
import { sampleRequest, SECRETS } from '../test/providers/providers.ts';
import type { ProviderStandIn } from '../test/providers/stand-in.ts';
import { response, type Script, scriptUpTo } from '../test/providers/steps.ts';
import { toPieces, WIRE_KINDS, type WireKind } from '../test/providers/wire.ts';
import { makeProvider } from './make-provider.ts';
import { ProviderError, type RemoteProvider } from './provider.ts';
import { faultOf } from './provider-thread-messages.ts';
import { createProviderThread, type ProviderThread } from './provider-thread.ts';
import type { ProviderSettings, RemoteLink } from './registry.ts';

const TEXT = 'Zwei größere 🔒 users [Q1], as\n\n- one\n- "two".';
const PIECES = { pieces: toPieces(TEXT) };

const { standIn, close } = createStandIns();
let standIns: Record<WireKind, ProviderStandIn>;
let settings: ProviderSettings;
let thread: ProviderThread;
const deaths: unknown[] = [];
beforeAll(async () => {
  const all = await Promise.all(WIRE_KINDS.map((kind) => standIn(kind, undefined, TEXT)));
  standIns = Object.fromEntries(all.map((one) => [one.kind, one])) as typeof standIns;
  const keyed = (kind: WireKind) => ({ apiKey: SECRETS.apiKey, baseUrl: standIns[kind].baseUrl });
  const { accessKeyId, secretAccessKey } = SECRETS;
  settings = {
    bedrock: {
      enabled: true,
      region: 'eu-west-1',
      baseUrl: standIns.bedrock.baseUrl,
      credentials: { accessKeyId, secretAccessKey },
    },
    groq: keyed('groq'),
    gemini: keyed('gemini'),
    openrouter: keyed('openrouter'),
  };
  thread = createProviderThread(settings, { onDeath: (error) => deaths.push(error) });
});
afterEach(() => {
  for (const kind of WIRE_KINDS) standIns[kind].script();
});
afterAll(async () => {
  await thread.end();
  await close();
});

const linkOf = (name: WireKind): RemoteLink => ({ name, model: `stand-in-${name}`, region: null });

/** What one attempt tells, and how it ends. */
async function attempt(provider: RemoteProvider, signal = new AbortController().signal) {
  const told: unknown[] = [];
  let text = '';
  const end = await provider
    .stream(sampleRequest(), signal, (event) => {
      if (event.type === 'text-delta') text += event.text;
      else if (event.type !== 'activity') told.push(event);
    })
    .then(
      () => 'resolved',
      (error: unknown) => error,
    );
  return { text, told, end: end instanceof ProviderError ? faultOf(end) : end };
}

const SCRIPTS: Record<string, (kind: WireKind) => Script | undefined> = {
  'a whole answer': () => undefined,
  'throttled for 7 s': () => response(429, { error: { message: 'slow down', code: 429 } }, { 'retry-after': '7' }),
  'the wrong key': () => response(401, { error: { message: `bad key ${SECRETS.apiKey}`, status: 'UNAUTHENTICATED' } }),
  'a page': () => response(502, '<html>bad gateway</html>', { 'content-type': 'text/html' }),
  'a reset before headers': () => [{ do: 'rst' }],
  'a cut in mid-answer': (kind) => [...scriptUpTo(kind, 'P3', PIECES), { do: 'fin' }],
  'invalid bytes': (kind) => [
    ...scriptUpTo(kind, 'P2', PIECES),
    { do: 'send', bytes: Buffer.from([0xff, 0xfe, 0x0a, 0x0a]) },
    { do: 'end' },
  ],
};

describe.for(WIRE_KINDS)('%s in a thread', (kind) => {
  it.for(Object.keys(SCRIPTS))('tells what it tells without one: %s', async (name) => {
    const script = SCRIPTS[name]!(kind);
    standIns[kind].script(script);
    const direct = await attempt(makeProvider(settings, linkOf(kind)));
    const threaded = await attempt(thread.provider(linkOf(kind)));
    expect(threaded).toEqual(direct);
    expect(threaded.end === 'resolved').toBe(script === undefined);
    if (script === undefined) expect(threaded.text).toBe(TEXT);
    expect(JSON.stringify(threaded)).not.toContain(SECRETS.apiKey);
  });

  it('is given up upstream when its signal says so, and the next attempt is a whole one', async () => {
    standIns[kind].script(holdAnswer(kind, TEXT, 2).script);
    const controller = new AbortController();
    const given = attempt(thread.provider(linkOf(kind)), controller.signal);
    await vi.waitUntil(() => standIns[kind].openResponses() === 1);
    controller.abort();
    expect((await given).end).not.toBe('resolved');
    await vi.waitUntil(() => standIns[kind].openResponses() === 0);
    standIns[kind].script();
    expect((await attempt(thread.provider(linkOf(kind)))).text).toBe(TEXT);
  });
});

it('asked with a signal that is aborted already, gives up', async () => {
  standIns.groq.script(holdAnswer('groq', TEXT, 0).script);
  const { text, end } = await attempt(thread.provider(linkOf('groq')), AbortSignal.abort());
  expect([text, end === 'resolved']).toEqual(['', false]);
});

it('fails what is under way when the thread ends, at once', async () => {
  const other = createProviderThread(settings, { onDeath: (error) => deaths.push(error) });
  standIns.groq.script(holdAnswer('groq', TEXT, 1).script);
  const waiting = attempt(other.provider(linkOf('groq')));
  await vi.waitUntil(() => standIns.groq.openResponses() === 1);
  await other.end();
  expect((await waiting).end).toMatchObject({ errorClass: 'aborted' });
  await vi.waitUntil(() => standIns.groq.openResponses() === 0);
});

it('has not died of any of it', () => {
  expect(deaths).toEqual([]);
});

it('fails as a network fault when the thread dies, says so, and tries a new thread for the next attempt', async () => {
  const died: unknown[] = [];
  // Too little for the SDKs: it dies of what it loads, and the process does not.
  const doomed = createProviderThread(settings, { onDeath: (error) => died.push(error), memoryMb: 4 });
  for (const times of [1, 2]) {
    expect((await attempt(doomed.provider(linkOf('groq')))).end).toMatchObject({ errorClass: 'network' });
    expect(died).toHaveLength(times);
    expect(died.at(-1)).toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
  }
});
