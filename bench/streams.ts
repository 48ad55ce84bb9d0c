/**
 * Many streams at once through the real server, persistence on: how much later than the provider sent it a token reaches
 * its reader, and whether each came once and is stored. Server, provider and readers are processes of their own.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import type { OpenGate, ProviderReport } from './streams-provider.ts';
import { readOne, type ReadResult } from './streams-reader.ts';
import { monotonicMs } from './streams-token.ts';

export interface StreamsBench {
  database: 'postgres' | 'embedded';
  streams: number;
  tokens: number;
  /** Age of a token at its reader while all streams run, ms. */
  ours: Percentiles;
  /** The same readers asking the provider itself: what the machine and the bench add by themselves. */
  direct: Percentiles;
  lost: number;
  doubled: number;
  /** Answers that did not end well or whose event ids were not in order. */
  broken: number;
  /** Answers whose stored text is not what the reader saw. */
  storedOtherwise: number;
  /** Processor time of the server in that window, as a share of one core; null where the system does not tell. */
  serverCores: number | null;
  loadAverage: number;
  tookSeconds: number;
}

export interface Percentiles {
  p50: number;
  p99: number;
}

const EVERY_MS = 50;
/** All streams have begun this long after the gate opens, and the server has settled. */
const SETTLING_MS = 2_000;
/** Ends are spread over this much, so that they do not all fall into one instant. */
const ENDING_MS = 5_000;
const STARTS_AT_ONCE = 8;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs the bench once for each number of streams; `databaseUrl` is a server on which a scratch database may be made. */
export async function benchStreams(
  options: { streams?: readonly number[]; windowMs?: number; databaseUrl?: string | null; nodeOptions?: string[] } = {},
): Promise<StreamsBench[]> {
  const { streams = [500, 1_000], windowMs = 12_000, databaseUrl = null, nodeOptions = [] } = options;
  const provider = await startProvider();
  const scratch = databaseUrl ? await makeScratch(databaseUrl) : null;
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-bench-streams-'));
  const server = spawn(process.execPath, [...nodeOptions, join(ROOT, 'src/cli.ts'), 'serve', '--no-jobs'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DEMO: 'on',
      LOG_LEVEL: 'warn',
      EMBEDDER: 'local',
      LLM_CHAIN: 'groq',
      GROQ_API_KEY: 'bench',
      GROQ_BASE_URL: provider.url,
      // The gate holds the first token back until every stream has begun.
      FIRST_TOKEN_TIMEOUT_MS: '300000',
      TOTAL_TIMEOUT_MS: '600000',
      ...(scratch ? { DATABASE_URL: scratch.url } : { DATA_DIR: dataDir }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await readyUrl(server);
    const results: StreamsBench[] = [];
    for (const count of streams) {
      const database = scratch ? 'postgres' : 'embedded';
      results.push({ database, ...(await measure(provider, { url, pid: server.pid! }, count, windowMs)) });
    }
    return results;
  } finally {
    await stop(server);
    await stop(provider.child);
    await scratch?.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The figures as lines for a terminal. */
export function printStreams(rows: readonly StreamsBench[]): string {
  const lines = rows.map((row) =>
    [
      `${row.streams} streams × ${1_000 / EVERY_MS} tokens/s, ${row.database}:`,
      `token age p50 ${row.ours.p50} ms, p99 ${row.ours.p99} ms, server ${row.serverCores ?? '?'} cores`,
      `(provider asked directly: ${row.direct.p50} and ${row.direct.p99} ms);`,
      `${row.tokens} tokens, ${row.lost} lost, ${row.doubled} doubled, ${row.broken} broken,`,
      `${row.storedOtherwise} stored otherwise; load ${row.loadAverage}, ${row.tookSeconds} s`,
    ].join(' '),
  );
  return lines.join('\n');
}

type Provider = Awaited<ReturnType<typeof startProvider>>;

async function measure(
  provider: Provider,
  { url, pid }: { url: string; pid: number },
  streams: number,
  windowMs: number,
): Promise<Omit<StreamsBench, 'database'>> {
  const began = monotonicMs();
  const chatBody = (index: number) => ({ message: `Which IAM users have no MFA? Round ${streams}, reader ${index}` });
  const direct = await runReaders(
    provider,
    `${provider.url}/openai/v1/chat/completions`,
    streams,
    3_000,
    () => ({}),
    pid,
  );
  const ours = await runReaders(provider, `${url}/api/chat`, streams, windowMs, chatBody, pid);
  const sum = (pick: (result: ReadResult) => number) => ours.results.reduce((total, result) => total + pick(result), 0);
  return {
    streams,
    tokens: sum((result) => result.tokens),
    ours: ours.ages,
    direct: direct.ages,
    lost: sum((result) => result.lost) + (ours.sent - sum((result) => result.tokens)),
    doubled: sum((result) => result.doubled),
    broken: sum((result) => (result.whole && result.badIds === 0 ? 0 : 1)),
    storedOtherwise: await countStoredOtherwise(url, ours.results),
    serverCores: ours.serverCores,
    loadAverage: Number(loadavg()[0]!.toFixed(1)),
    tookSeconds: Math.round((monotonicMs() - began) / 1_000),
  };
}

/** Starts the readers a few at a time, opens the gate when all wait, and keeps the ages of the time when all run. */
async function runReaders(
  provider: Provider,
  url: string,
  streams: number,
  windowMs: number,
  bodyOf: (index: number) => object,
  serverPid: number,
): Promise<{ results: ReadResult[]; ages: Percentiles; sent: number; serverCores: number | null }> {
  const ages: number[] = [];
  let fromMs = Infinity;
  const onToken = (atMs: number, ageMs: number) => {
    if (atMs >= fromMs && atMs < fromMs + windowMs) ages.push(ageMs);
  };
  const { sent: sentBefore, ended: endedBefore } = provider.report();
  const reading: Promise<ReadResult>[] = [];
  let failure: unknown = null;
  while (reading.length < streams) {
    const read = readOne(url, bodyOf(reading.length), onToken);
    read.catch((error: unknown) => (failure ??= error));
    reading.push(read);
    const enough = Math.min(streams, Math.max(0, reading.length - STARTS_AT_ONCE + 1));
    await until(() => failure !== null || provider.report().waiting >= enough);
    if (failure !== null) throw failure;
  }
  await until(() => failure !== null || provider.report().waiting === streams);
  fromMs = monotonicMs() + SETTLING_MS;
  const tokens = Math.ceil((windowMs + SETTLING_MS) / EVERY_MS);
  provider.open({ tokens, moreTokens: ENDING_MS / EVERY_MS, everyMs: EVERY_MS });
  const serverCores = await coresUsed(serverPid, SETTLING_MS, windowMs);
  const results = await Promise.all(reading);
  // Its last message may come after its last byte.
  await until(() => provider.report().ended === endedBefore + streams);
  return { results, ages: percentiles(ages), sent: provider.report().sent - sentBefore, serverCores };
}

async function coresUsed(pid: number, afterMs: number, forMs: number): Promise<number | null> {
  await sleep(afterMs);
  const [before, beganAt] = [await processorMs(pid), monotonicMs()];
  await sleep(forMs);
  const after = await processorMs(pid);
  return before === null || after === null ? null : Number(((after - before) / (monotonicMs() - beganAt)).toFixed(2));
}

/** User and system time of a process in ticks of 10 ms. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function processorMs(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function countStoredOtherwise(url: string, results: readonly ReadResult[]): Promise<number> {
  let wrong = 0;
  for (const { sessionId, text } of results) {
    const response = await fetch(`${url}/api/sessions/${sessionId}`);
    const { messages = [] } = (await response.json()) as { messages?: { text: string; status: string }[] };
    const last = messages.at(-1);
    if (last?.text !== text || last.status !== 'done') wrong += 1;
  }
  return wrong;
}

async function startProvider() {
  const child = fork(join(ROOT, 'bench/streams-provider.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let report: ProviderReport = { port: 0, waiting: 0, ended: 0, sent: 0 };
  child.on('message', (next: ProviderReport) => (report = next));
  await until(() => report.port > 0);
  return {
    child,
    url: `http://127.0.0.1:${report.port}`,
    report: () => report,
    open: (gate: OpenGate) => child.send(gate),
  };
}

/** Where the server says that it listens. */
function readyUrl(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      const url = /Assay is ready: (\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function makeScratch(databaseUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `assay_bench_streams_${process.pid}`;
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const administer = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
    try {
      await work(sql);
    } finally {
      await sql.end();
    }
  };
  await administer((sql) => sql`create database ${sql(name)}`);
  return {
    url: url.href,
    drop: () => administer((sql) => sql`drop database if exists ${sql(name)} with (force)`),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(2);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}
