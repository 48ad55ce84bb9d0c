/** A headless Chromium for tests, from a registry package: nothing has to be installed on the system. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--disable-background-networking',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--no-pings',
  '--no-sandbox', // tests may run as root, where Chromium's sandbox refuses
  '--no-zygote',
];

/** Starts a browser; the caller closes it. The first call on a machine unpacks it, which takes about a second. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await unpackedBrowser(), args: FLAGS, chromiumSandbox: false });
}

/**
 * The package unpacks into TMPDIR and takes whatever `chromium` it finds there: so each version has a folder of its own,
 * filled apart and moved into place whole, since several test files may start at once.
 */
async function unpackedBrowser(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8');
  const folder = join(tmpdir(), `assay-chromium-${(JSON.parse(manifest) as { version: string }).version}`);
  if (!existsSync(folder)) {
    const filling = await mkdtemp(`${folder}-`);
    const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()";
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd,
      env: { TMPDIR: filling },
    });
    await rename(filling, folder).catch(() => rm(filling, { recursive: true })); // another was quicker
  }
  return join(folder, 'chromium');
}
