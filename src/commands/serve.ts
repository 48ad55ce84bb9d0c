/** `serve` and `work`: run until a signal, then end in order. */
import { calmHeap } from '../answer/calm-heap.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { startServer } from '../main.ts';

/** HTTP and jobs; `--no-jobs` leaves the jobs to other processes. */
export function serve(config: Config, log: Log, words: string[]): Promise<number> {
  return runUntilSignal(config, log, { http: true, jobs: !words.includes('--no-jobs') });
}

/** Jobs only. */
export function work(config: Config, log: Log): Promise<number> {
  return runUntilSignal(config, log, { http: false, jobs: true });
}

/** How long the process may stay after all is closed, ms: by itself it ends at once when nothing is left. */
const LINGER_MS = 500;

async function runUntilSignal(config: Config, log: Log, options: { http: boolean; jobs: boolean }): Promise<number> {
  const began = performance.now();
  calmHeap();
  const server = await startServer(config, log, options);
  // Before it says that it is ready: whoever waits for that may send one at once.
  const ended = new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  log.info('started', {
    ...(server.url ? { url: server.url } : {}),
    durationMs: Math.round(performance.now() - began),
  });
  if (server.url) process.stdout.write(`Assay is ready: ${server.url}\n`);
  log.info('stopping', { signal: await ended });
  await server.close();
  log.info('stopped');
  // Whatever is still open then, say an answer that a starved machine has not settled, is recovered at the next start.
  setTimeout(() => process.exit(0), LINGER_MS).unref();
  return 0;
}
