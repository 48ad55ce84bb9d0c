/**
 * `npm run test:pg`: the suite on a real PostgreSQL, which is set up and taken down unless one is given. Test files that
 * cannot know of it would only be run a second time, and are left out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TESTS } from '../../vitest.config.ts';
import { filesReaching } from './reach.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = join(ROOT, '.ci/postgres');
/** What tells tests of the PostgreSQL; nothing else does. */
const VARIABLE = 'TEST_DATABASE_URL';

process.exitCode = run();

function run(): number {
  const given = process.env[VARIABLE];
  if (given) return suite(given);
  const folder = mkdtempSync(join(tmpdir(), 'assay-pg-'));
  // The server runs as another user, who must be able to enter the folder.
  execFileSync('chmod', ['755', folder]);
  try {
    return suite(
      execFileSync(SCRIPT, ['start', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim(),
    );
  } finally {
    spawnSync(SCRIPT, ['stop', folder], { stdio: 'inherit' });
    rmSync(folder, { recursive: true, force: true });
  }
}

function suite(url: string): number {
  const words = process.argv.slice(2);
  const ran = spawnSync('vitest', ['run', ...(words.length > 0 ? words : filesOnServer())], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, [VARIABLE]: url },
  });
  return ran.status ?? 1;
}

function filesOnServer(): string[] {
  const files = globSync(TESTS, { cwd: ROOT }).toSorted();
  const reaching = filesReaching(VARIABLE, files, ROOT);
  process.stdout.write(
    `${reaching.length} of ${files.length} test files reach a PostgreSQL; the others differ in nothing.\n`,
  );
  return reaching;
}
