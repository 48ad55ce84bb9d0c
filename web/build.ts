/** `npm start` runs this first: builds the page into web/dist when a source is newer than the last build. */
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import config from './vite.config.ts';

const WEB = fileURLToPath(new URL('.', import.meta.url));
const STAMP = join(WEB, 'dist', '.built');

/** Builds web/dist unless it is newer than every source; `force` builds always. Resolves to whether it built. */
export async function buildWeb(force = false): Promise<boolean> {
  const builtAt = await modifiedMs(STAMP);
  if (!force && builtAt > (await newestSourceMs())) return false;
  await build({ ...config, configFile: false });
  await writeFile(STAMP, '');
  return true;
}

async function newestSourceMs(): Promise<number> {
  const entries = await readdir(WEB, { recursive: true, withFileTypes: true });
  const sources = entries
    .map((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : ''))
    .filter((path) => path !== '' && !path.startsWith(join(WEB, 'dist')) && !path.startsWith(join(WEB, 'test')));
  const times = await Promise.all([...sources, join(WEB, '..', 'package-lock.json')].map(modifiedMs));
  return Math.max(...times);
}

async function modifiedMs(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}

if (import.meta.main) {
  const startedMs = performance.now();
  const built = await buildWeb();
  if (built) process.stdout.write(`web: built in ${Math.round(performance.now() - startedMs)} ms\n`);
}
