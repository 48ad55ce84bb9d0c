/** The child processes of the stream bench: server, provider and readers. However the bench ends, none of them stays. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import type { OpenGate, ProviderReport } from './streams-provider.ts';
import type { ReadersOrder, ReadersReport, ReadersResult } from './streams-readers.ts';
import type { ServerReport } from './streams-server.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A child that has not ended this long after SIGTERM is killed, and the bench says so, ms. */
const ENDS_WITHIN_MS = 20_000;

export interface BenchProvider {
  url: string;
  report(): ProviderReport;
  open(gate: OpenGate): void;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<BenchProvider> {
  const child = start('streams-provider.ts');
  let report: ProviderReport = { port: 0, waiting: 0, ended: 0, sent: 0 };
  child.on('message', (next: ProviderReport) => (report = next));
  await firstMessage(child);
  return {
    url: `http://127.0.0.1:${report.port}`,
    report: () => report,
    open: (gate) => void child.send(gate),
    stop: () => stop(child),
  };
}

export interface BenchReaders {
  read(url: string, body: object): void;
  /** Throws what broke, as soon as something has. */
  check(): void;
  /** Waits for all readers to end. */
  sumUp(counted: { fromMs: number; toMs: number; storedAt: string | null }): Promise<ReadersResult>;
  stop(): Promise<void>;
}

export async function startReaders(): Promise<BenchReaders> {
  const child = start('streams-readers.ts');
  let failure = '';
  let take: (report: ReadersReport) => void = () => undefined;
  child.on('message', (report: ReadersReport) => {
    if ('failure' in report) failure ||= report.failure;
    take(report);
  });
  await firstMessage(child);
  return {
    read: (url, body) => void child.send({ order: 'read', url, body } satisfies ReadersOrder),
    check: () => {
      if (failure !== '') throw new Error(`A reader failed: ${failure}`);
    },
    sumUp: (counted) =>
      new Promise((resolve, reject) => {
        take = (report) => ('failure' in report ? reject(new Error(report.failure)) : resolve(report));
        child.send({ order: 'sum up', ...counted } satisfies ReadersOrder);
      }),
    stop: () => stop(child),
  };
}

export interface BenchServer {
  /** Of each process. */
  urls: string[];
  /** User and system time of all processes so far, ms. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * The real server on a scratch database: on the server at `databaseUrl`, else embedded, which admits one process only. Of
 * several processes each has its own port, as behind a load balancer.
 */
export async function startServer(
  providerUrl: string,
  databaseUrl: string | null,
  { nodeOptions, processes }: { nodeOptions: readonly string[]; processes: number },
): Promise<BenchServer> {
  const scratch = databaseUrl ? await makeScratch(databaseUrl) : null;
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-bench-streams-'));
  const environment = {
    PATH: process.env['PATH'],
    PORT: '0',
    DEMO: 'on',
    LOG_LEVEL: 'warn',
    EMBEDDER: 'local',
    LLM_CHAIN: 'groq',
    GROQ_API_KEY: 'bench',
    GROQ_BASE_URL: providerUrl,
    // The gate holds the first token back until every stream has begun.
    FIRST_TOKEN_TIMEOUT_MS: '300000',
    TOTAL_TIMEOUT_MS: '600000',
    ...(scratch ? { DATABASE_URL: scratch.url } : { DATA_DIR: dataDir }),
  };
  const children: ChildProcess[] = [];
  const end = async () => {
    await Promise.all(children.map(stop));
    await scratch?.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const urls: string[] = [];
    // One after the other: the first makes the schema and the demo.
    while (children.length < processes) {
      const child = start('streams-server.ts', ['serve', '--no-jobs'], nodeOptions, environment);
      children.push(child);
      urls.push(await readyUrl(child));
    }
    const processorMs = async () => {
      const reports = children.map((child) => {
        child.send('processor time');
        return firstMessage(child) as Promise<ServerReport>;
      });
      return (await Promise.all(reports)).reduce((sum, report) => sum + report.processorMs, 0);
    };
    return { urls, processorMs, stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Each child ends by itself when the channel to this process is gone, so also when this process is killed. */
function start(
  file: string,
  words: readonly string[] = [],
  execArgv: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): ChildProcess {
  const stdio = ['ignore' as const, 'pipe' as const, 'inherit' as const, 'ipc' as const];
  return fork(join(ROOT, 'bench', file), words, { stdio, execArgv: [...execArgv], env: environment });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const late = setTimeout(() => {
    process.stderr.write(`A child of the bench did not end within ${ENDS_WITHIN_MS} ms of SIGTERM: killed.\n`);
    child.kill('SIGKILL');
  }, ENDS_WITHIN_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(late);
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A child of the bench ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
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
