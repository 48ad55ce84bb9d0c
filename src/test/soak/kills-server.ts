/** A PostgreSQL for kill runs: the one given, else a throw-away one as `npm run test:pg` sets it up. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../.ci/postgres', import.meta.url));

/** Runs `work` with the address of a PostgreSQL; null when none is given and none can be set up here. */
export async function withServer<T>(
  given: string | undefined,
  work: (server: string | null) => Promise<T>,
): Promise<T> {
  if (given) return work(given);
  const folder = mkdtempSync(join(tmpdir(), 'assay-pg-'));
  // The server runs as another user, who must be able to enter the folder.
  chmodSync(folder, 0o755);
  try {
    return await work(startIn(folder));
  } finally {
    spawnSync(SCRIPT, ['stop', folder], { stdio: 'inherit' });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The script says on standard error what it could not do. */
function startIn(folder: string): string | null {
  try {
    return execFileSync(SCRIPT, ['start', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  } catch {
    return null;
  }
}
