/** `npm start` runs this first: builds the page into web/dist when a source is newer than the last build. */
import { cp, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import config from './vite.config.ts';

const WEB = fileURLToPath(new URL('.', import.meta.url));
const DIST = join(WEB, 'dist');
const STAMP = join(DIST, '.built');

/**
 * Builds web/dist unless it is newer than every source; `force` builds always. Resolves to whether it built. Files are
 * put in place one by one, the page last, so that a server or another build beside it never sees half of one.
 */
export async function buildWeb(force = false): Promise<boolean> {
  const startedAt = new Date();
  const builtAtMs = await modifiedMs(STAMP);
  if (!force && builtAtMs > (await newestSourceMs())) return false;
  const files = await bundle();
  await cp(join(WEB, 'public'), DIST, { recursive: true });
  for (const [name, content] of files) await putInPlace(join(DIST, name), content);
  for (const name of await readdir(join(DIST, 'assets'))) {
    if (!files.has(`assets/${name}`)) await rm(join(DIST, 'assets', name), { force: true });
  }
  await putInPlace(STAMP, '');
  await utimes(STAMP, startedAt, startedAt); // a source saved while it was building is newer than this build
  return true;
}

/** The bundle by file name, `index.html` last. */
async function bundle(): Promise<Map<string, string | Uint8Array>> {
  const result = await build({ ...config, configFile: false });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) => ('output' in one ? one.output : []));
  const files = outputs.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const);
  return new Map(files.toSorted(([one]) => (one === 'index.html' ? 1 : -1)));
}

async function putInPlace(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const half = `${path}.${process.pid}`;
  await writeFile(half, content);
  await rename(half, path);
}

async function newestSourceMs(): Promise<number> {
  const entries = await readdir(WEB, { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(DIST) && !path.startsWith(join(WEB, 'test')));
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
