/** The whole server on a free port over an empty estate, with one provider stand-in before the composer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { startServer, type RunningServer } from '../main.ts';
import { type ProviderStandIn, startProviderStandIn } from './providers/stand-in.ts';

export interface TestServer extends RunningServer {
  standIn: ProviderStandIn;
  dataDir: string;
  /** Every log line so far. */
  lines: string[];
}

/** The environment of such a server, for one in a process of its own. */
export function serverEnvironment(dataDir: string, standIn: ProviderStandIn): Record<string, string> {
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
  options: { environment?: Record<string, string>; text?: string; paceMs?: number; unreadMs?: number } = {},
): Promise<TestServer> {
  const { text, paceMs, unreadMs } = options;
  const standIn = await startProviderStandIn('groq', { ...(text ? { text } : {}), ...(paceMs ? { paceMs } : {}) });
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-server-'));
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
      await standIn.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
