/** Peers to measure against in the same run. They are no dependencies: had on demand, outside the repository. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Peer {
  name: string;
  url: string;
  close(): Promise<void>;
}

const PORTKEY = '@portkey-ai/gateway@1.15.2';
/** Under later versions of it the gateway answers every stream with 500: it changes headers that fetch made immutable. */
const PORTKEY_SERVER = '@hono/node-server@1.13.8';
const INSTALL_MS = 120_000;
const START_MS = 20_000;

/**
 * Portkey's open gateway, installed into a temporary folder and started on a free loopback port; `close` removes both.
 * A string says why it could not be had: no registry, no start. Never throws.
 */
export async function startPortkey(): Promise<Peer | string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-peer-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const words = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
    await promisify(execFile)('npm', [...words, PORTKEY, PORTKEY_SERVER], { cwd: folder, timeout: INSTALL_MS });
    return await startGateway(folder, remove);
  } catch (error) {
    await remove();
    const [line = 'unknown'] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `${PORTKEY}: ${line}`;
  }
}

async function startGateway(folder: string, remove: () => Promise<void>): Promise<Peer> {
  const port = await freePort();
  const script = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  const child = spawn(process.execPath, [script, `--port=${port}`, '--headless'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.kill();
    await ended;
    await remove();
  };
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before it answered`);
    if (await answers(url)) return { name: PORTKEY, url, close };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  await ended;
  throw new Error(`did not answer within ${START_MS} ms`);
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(1_000) })).text();
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
