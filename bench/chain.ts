/**
 * What the chain costs until the first text: over a direct call, and, when the first provider answers 503, over two
 * direct calls; beside a peer's gateway. All ask the same stand-in, one after the other, round after round.
 */
import Groq from 'groq-sdk';
import { loadavg } from 'node:os';
import { createBreakers } from '../src/llm/breaker.ts';
import { createChain, type Chain } from '../src/llm/chain.ts';
import { createProviderAt, linkTo, sampleRequest } from '../src/test/providers/providers.ts';
import { startProviderStandIn } from '../src/test/providers/stand-in.ts';
import { response } from '../src/test/providers/steps.ts';
import { type Peer, startPortkey } from './peers.ts';

export interface ChainBench {
  situation: 'one call' | 'fallback';
  way: 'direct fetch' | 'direct SDK' | 'chain' | 'peer';
  /** To the first text, ms. Null: the peer was not to be had. */
  p50: number | null;
  p99: number | null;
  /** Median of what it takes longer than the direct fetch of the same round, ms. */
  overDirect: number | null;
  /** Median over the direct fetch's median. */
  ratio: number | null;
}

export interface ChainBenchResult {
  rows: ChainBench[];
  rounds: number;
  /** The peer's name, or why there is none. */
  peer: string;
  loadAverage: number;
}

/** Asks once; resolves to the ms until the first text, after the answer has been read to its end. */
type Way = () => Promise<number>;

const MODEL = 'stand-in-model';
const WARM_UP = 20;
const NEVER = new AbortController().signal;

/** Runs the bench. Without a network the peer is missing, and the result says why. */
export async function benchChain({ rounds = 200 }: { rounds?: number } = {}): Promise<ChainBenchResult> {
  const healthy = await startProviderStandIn('groq');
  const sick = await startProviderStandIn('groq');
  sick.script(response(503, { error: { message: 'overloaded', type: 'server_error' } }));
  const portkey = await startPortkey();
  const peer = typeof portkey === 'string' ? null : portkey;
  try {
    const one = await compare(rounds, {
      'direct fetch': () => timeFetch(direct(healthy.baseUrl)),
      'direct SDK': sdkWay([healthy.baseUrl]),
      chain: chainWay([healthy.baseUrl]),
      ...(peer ? { peer: () => timeFetch(through(peer, [healthy.baseUrl])) } : {}),
    });
    const two = await compare(rounds, {
      'direct fetch': () => timeFetch(direct(sick.baseUrl), direct(healthy.baseUrl)),
      'direct SDK': sdkWay([sick.baseUrl, healthy.baseUrl]),
      chain: chainWay([sick.baseUrl, healthy.baseUrl]),
      ...(peer ? { peer: () => timeFetch(through(peer, [sick.baseUrl, healthy.baseUrl])) } : {}),
    });
    return {
      rows: [...rowsOf('one call', one), ...rowsOf('fallback', two)],
      rounds,
      peer: typeof portkey === 'string' ? `peer not available: ${portkey}` : portkey.name,
      loadAverage: Number(loadavg()[0]!.toFixed(1)),
    };
  } finally {
    await peer?.close();
    await Promise.all([healthy.close(), sick.close()]);
  }
}

/** The figures as a table for a terminal. */
export function printChain({ rows, rounds, peer, loadAverage }: ChainBenchResult): string {
  const cell = (value: number | null) => (value === null ? '–' : value.toFixed(2)).padStart(9);
  const lines = rows.map(
    ({ situation, way, p50, p99, overDirect, ratio }) =>
      `${situation.padEnd(10)}${way.padEnd(14)}${[p50, p99, overDirect, ratio].map(cell).join('')}` +
      (p50 === null ? '  peer not available' : ''),
  );
  return [
    `To the first text, ms; ${rounds} rounds, taking turns; peer: ${peer}; load ${loadAverage}`,
    `${''.padEnd(24)}${['p50', 'p99', 'over', '×'].map((name) => name.padStart(9)).join('')}`,
    ...lines,
  ].join('\n');
}

/** Every way once a round, each time another one first. */
async function compare(rounds: number, ways: Record<string, Way>): Promise<Map<string, number[]>> {
  const entries = Object.entries(ways);
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (let index = 0; index < entries.length; index += 1) {
      const [name, ask] = entries[(index + round + WARM_UP) % entries.length]!;
      const took = await ask();
      if (round >= 0) times.get(name)!.push(took);
    }
  }
  return times;
}

function rowsOf(situation: ChainBench['situation'], times: Map<string, number[]>): ChainBench[] {
  const base = times.get('direct fetch')!;
  return (['direct fetch', 'direct SDK', 'chain', 'peer'] as const).map((way) => {
    const own = times.get(way);
    if (!own) return { situation, way, p50: null, p99: null, overDirect: null, ratio: null };
    const over = own.map((time, round) => time - base[round]!);
    return {
      situation,
      way,
      p50: quantile(own, 0.5),
      p99: quantile(own, 0.99),
      overDirect: quantile(over, 0.5),
      ratio: quantile(own, 0.5) / quantile(base, 0.5),
    };
  });
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.floor(share * (values.length - 1))]!;
}

interface Call {
  url: string;
  headers: Record<string, string>;
}

function direct(baseUrl: string): Call {
  return { url: `${baseUrl}/openai/v1/chat/completions`, headers: { authorization: 'Bearer bench' } };
}

/** The gateway takes its targets from a header: one target, or several to fall through. */
function through(peer: Peer, baseUrls: readonly string[]): Call {
  const targets = baseUrls.map((baseUrl) => ({
    provider: 'groq',
    api_key: 'bench',
    custom_host: `${baseUrl}/openai/v1`,
  }));
  const config = targets.length === 1 ? targets[0] : { strategy: { mode: 'fallback' }, targets };
  return { url: `${peer.url}/v1/chat/completions`, headers: { 'x-portkey-config': JSON.stringify(config) } };
}

/** One fetch after the other until one is answered with 200. */
async function timeFetch(...calls: Call[]): Promise<number> {
  const { system, turns, temperature, maxOutputTokens } = sampleRequest();
  const body = JSON.stringify({
    model: MODEL,
    messages: [{ role: 'system', content: system }, ...turns],
    max_completion_tokens: maxOutputTokens,
    temperature,
    stream: true,
  });
  const began = performance.now();
  for (const { url, headers } of calls) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    if (answer.ok) return await timeFirstText(answer, began);
    await answer.text();
  }
  throw new Error('No call was answered');
}

async function timeFirstText(answer: Response, began: number): Promise<number> {
  const decoder = new TextDecoder();
  let seen = '';
  let first = Number.NaN;
  for await (const bytes of answer.body!) {
    seen += decoder.decode(bytes, { stream: true });
    if (Number.isNaN(first) && /"content":"[^"]/.test(seen)) first = performance.now() - began;
  }
  if (Number.isNaN(first)) throw new Error('The answer had no text');
  return first;
}

/** The provider's own SDK, one client after the other. */
function sdkWay(baseUrls: readonly string[]): Way {
  const clients = baseUrls.map((baseURL) => new Groq({ apiKey: 'bench', baseURL, maxRetries: 0, logLevel: 'off' }));
  const { system, turns, temperature, maxOutputTokens } = sampleRequest();
  return async () => {
    const began = performance.now();
    for (const client of clients) {
      const stream = await client.chat.completions
        .create({
          model: MODEL,
          messages: [{ role: 'system', content: system }, ...turns],
          max_completion_tokens: maxOutputTokens,
          temperature,
          stream: true,
        })
        .catch(() => null);
      if (!stream) continue;
      let first = Number.NaN;
      for await (const chunk of stream)
        if (Number.isNaN(first) && chunk.choices[0]?.delta.content) first = performance.now() - began;
      return first;
    }
    throw new Error('No client was answered');
  };
}

function chainWay(baseUrls: readonly string[]): Way {
  const chain: Chain = createChain({
    providers: baseUrls.map((baseUrl) => linkTo(createProviderAt('groq', baseUrl, MODEL))),
    timeouts: { connectMs: 4_000, firstTokenMs: 8_000, idleMs: 15_000, totalMs: 90_000 },
    // The sick provider is to be asked each time.
    breakers: createBreakers({ failures: Number.MAX_SAFE_INTEGER }),
    prices: [],
  });
  return async () => {
    const began = performance.now();
    let first = Number.NaN;
    await chain.run(sampleRequest(), { signal: NEVER }, (event) => {
      if (event.type === 'text-delta' && Number.isNaN(first)) first = performance.now() - began;
    });
    return first;
  };
}
