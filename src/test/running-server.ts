/** The whole server on a free port over an empty estate, with one provider stand-in before the composer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { startServer, type RunningServer } from '../main.ts';
import { prepareDataDir } from './dumps.ts';
import { type ProviderStandIn, startProviderStandIn } from './providers/stand-in.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface TestServer extends RunningServer {
  standIn: ProviderStandIn;
  dataDir: string;
  /** Every log line so far. */
  lines: string[];
}

/** The environment of such a server, for one in a process of its own. */
export function serverEnvironment(dataDir: string, standIn: { baseUrl: string }): Record<string, string> {
  return {
    PORT: '0',
    DATA_DIR: dataDir,
    DEMO: 'off',
    EMBEDDER: 'local',
    LLM_CHAIN: 'groq,gemini,composer',
    GROQ_API_KEY: 'gsk_standin',
    GROQ_BASE_URL: standIn.baseUrl,
    LOG_LEVEL: 'debug',
  };
}

export async function startTestServer(
  options: {
    environment?: Record<string, string>;
    text?: string;
    paceMs?: number;
    unreadMs?: number;
    /** One of several servers over one database and one provider: neither is closed with it. */
    standIn?: ProviderStandIn;
  } = {},
): Promise<TestServer> {
  const { text, paceMs, unreadMs } = options;
  const standIn =
    options.standIn ??
    (await startProviderStandIn('groq', { ...(text ? { text } : {}), ...(paceMs ? { paceMs } : {}) }));
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-server-'));
  if (!options.environment?.['DATABASE_URL']) await prepareDataDir(dataDir);
  const lines: string[] = [];
  const server = await startServer(
    readConfig({ ...serverEnvironment(dataDir, standIn), ...options.environment }),
    createLog('debug', (line) => void lines.push(line)),
    { http: true, jobs: false, ...(unreadMs ? { unreadMs } : {}) },
  );
  return {
    ...server,
    standIn,
    dataDir,
    lines,
    close: async () => {
      await server.close();
      if (!options.standIn) await standIn.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The server in a process of its own. */
export interface ServerProcess {
  url: string;
  child: ChildProcess;
  /** What it wrote so far, both streams. */
  output(): string;
  /** Ends it with SIGKILL and waits until it is gone. Twice is once. */
  kill(): Promise<void>;
}

/** Starts the command that operators start, without jobs. Throws with its output when it ends before it is ready. */
export async function spawnServer(environment: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['src/cli.ts', 'serve', '--no-jobs'], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (data: Buffer) => {
      output += data.toString();
      const ready = /Assay is ready: (\S+)/.exec(output);
      if (ready) resolve(ready[1]!);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`The server ended before it was ready:\n${output}`)));
  });
  return {
    url,
    child,
    output: () => output,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
