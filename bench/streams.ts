/**
 * Many streams at once through the real server, persistence and checking on: how much later than the provider sent it a
 * token reaches its reader, and whether each came once and is stored. Server, provider and readers are processes of
 * their own. **Added p99** is the p99 of a token's age (from the provider's write to the reader's read) through the
 * server, less the p99 of the same readers asking the same provider over a bare connection, in the same run.
 */
import { loadavg } from 'node:os';
import {
  type BenchProvider,
  type BenchReaders,
  type BenchServer,
  startProvider,
  startReaders,
  startServer,
} from './streams-children.ts';
import type { Percentiles, ReadersResult } from './streams-readers.ts';
import { monotonicMs } from './streams-token.ts';

export interface StreamsBench {
  database: 'postgres' | 'embedded';
  /** Server processes, each with its share of the streams. */
  processes: number;
  streams: number;
  tokens: number;
  /** Age of a token at its reader while all streams run, ms. */
  ours: Percentiles;
  /** The same over a bare connection: what the machine and the bench add by themselves. */
  direct: Percentiles;
  addedP99Ms: number;
  lost: number;
  doubled: number;
  broken: number;
  storedOtherwise: number;
  /** Processor time of all server processes while all streams run, as a share of one core. */
  serverCores: number;
  loadAverage: number;
  tookSeconds: number;
}

const EVERY_MS = 50;
/** All streams have begun this long after the gate opens, and the server has settled. */
const SETTLING_MS = 2_000;
/** Ends are spread over this much, so that they do not all fall into one instant. */
const ENDING_MS = 4_000;
const STARTS_AT_ONCE = 8;
/** One number of streams takes no longer than this, ms: what it cannot do by then counts as failed. */
const LEVEL_MS = 180_000;

/**
 * Runs the bench once for each number of streams; `databaseUrl` is a server on which a scratch database may be made.
 * Rejects when a level does not end within its time, or a child ends early. No child is left behind either way.
 */
export async function benchStreams(
  options: {
    streams?: readonly number[];
    windowMs?: number;
    databaseUrl?: string | null;
    nodeOptions?: readonly string[];
    processes?: number;
    onRow?: (row: StreamsBench) => void;
  } = {},
): Promise<StreamsBench[]> {
  const { streams = [500, 1_000], windowMs = 10_000, databaseUrl = null, nodeOptions = [], onRow } = options;
  const { processes = 1 } = options;
  const rows: StreamsBench[] = [];
  const undo: (() => Promise<void>)[] = [];
  try {
    const provider = await startProvider();
    undo.push(provider.stop);
    const readers = await startReaders();
    undo.push(readers.stop);
    const server = await startServer(provider.url, databaseUrl, { nodeOptions, processes });
    undo.push(server.stop);
    for (const count of streams) {
      const level = await withinMs(LEVEL_MS, measure({ provider, readers, server }, count, windowMs));
      const row = { database: databaseUrl ? ('postgres' as const) : ('embedded' as const), processes, ...level };
      rows.push(row);
      onRow?.(row);
    }
  } finally {
    // The server first: what it still says then has somewhere to go.
    for (const stop of undo.toReversed()) await stop();
  }
  return rows;
}

/** The figures as lines for a terminal. */
export function printStreams(rows: readonly StreamsBench[]): string {
  const lines = rows.map((row) =>
    [
      `${row.streams} streams × ${1_000 / EVERY_MS} tokens/s, ${row.database}, ${row.processes} server process${row.processes === 1 ? '' : 'es'}:`,
      `added p99 ${row.addedP99Ms} ms`,
      `(token age p50 ${row.ours.p50}, p99 ${row.ours.p99}, longest ${row.ours.longest} ms;`,
      `bare connection ${row.direct.p50}, ${row.direct.p99}, ${row.direct.longest} ms);`,
      `server ${row.serverCores} cores; ${row.tokens} tokens, ${row.lost} lost, ${row.doubled} doubled,`,
      `${row.broken} broken, ${row.storedOtherwise} stored otherwise; load ${row.loadAverage}, ${row.tookSeconds} s`,
    ].join(' '),
  );
  return lines.join('\n');
}

interface Parties {
  provider: BenchProvider;
  readers: BenchReaders;
  server: BenchServer;
}

async function measure(
  parties: Parties,
  streams: number,
  windowMs: number,
): Promise<Omit<StreamsBench, 'database' | 'processes'>> {
  const began = monotonicMs();
  const { provider, server } = parties;
  const asked = `Which IAM users have no MFA? Round ${streams}, reader`;
  const direct = await runReaders(parties, streams, {
    urls: [`${provider.url}/openai/v1/chat/completions`],
    bodyOf: () => ({}),
    windowMs: Math.min(windowMs, 4_000),
    storedAt: null,
  });
  const ours = await runReaders(parties, streams, {
    urls: server.urls.map((url) => `${url}/api/chat`),
    bodyOf: (index) => ({ message: `${asked} ${index}` }),
    windowMs,
    storedAt: server.urls[0]!,
  });
  return {
    streams,
    tokens: ours.tokens,
    ours: ours.ages,
    direct: direct.ages,
    addedP99Ms: Number((ours.ages.p99 - direct.ages.p99).toFixed(1)),
    lost: ours.lost + Math.max(0, ours.sent - ours.tokens),
    doubled: ours.doubled,
    broken: ours.broken,
    storedOtherwise: ours.storedOtherwise,
    serverCores: ours.serverCores,
    loadAverage: Number(loadavg()[0]!.toFixed(1)),
    tookSeconds: Math.round((monotonicMs() - began) / 1_000),
  };
}

/** Starts the readers a few at a time, opens the gate when all wait, and counts the time in which all run. */
async function runReaders(
  { provider, readers, server }: Parties,
  streams: number,
  asked: { urls: readonly string[]; bodyOf: (index: number) => object; windowMs: number; storedAt: string | null },
): Promise<ReadersResult & { sent: number; serverCores: number }> {
  const { urls, bodyOf, windowMs, storedAt } = asked;
  const before = provider.report();
  const waiting = async (enough: number) => {
    while (provider.report().waiting < enough) {
      readers.check();
      await sleep(2);
    }
  };
  for (let index = 0; index < streams; index += 1) {
    await waiting(index - STARTS_AT_ONCE + 1);
    readers.read(urls[index % urls.length]!, bodyOf(index));
  }
  await waiting(streams);
  const fromMs = monotonicMs() + SETTLING_MS;
  const tokens = Math.ceil((windowMs + SETTLING_MS) / EVERY_MS);
  provider.open({ tokens, moreTokens: ENDING_MS / EVERY_MS, everyMs: EVERY_MS });
  await sleep(SETTLING_MS);
  const [usedBefore, countedFrom] = [await server.processorMs(), monotonicMs()];
  await sleep(fromMs + windowMs - monotonicMs());
  const usedMs = (await server.processorMs()) - usedBefore;
  const serverCores = Number((usedMs / (monotonicMs() - countedFrom)).toFixed(2));
  const result = await readers.sumUp({ fromMs, toMs: fromMs + windowMs, storedAt });
  // Its last message may come after its last byte.
  while (provider.report().ended < before.ended + streams) await sleep(2);
  return { ...result, sent: provider.report().sent - before.sent, serverCores };
}

async function withinMs<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The streams did not end within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
