/**
 * `npm run test:pg`: the suite on a real PostgreSQL, which is set up and taken down unless one is given; what reaches no
 * database is left out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = join(ROOT, '.ci/postgres');
/** Where no test reaches a database of the suite's: they would only be run a second time. */
const WITHOUT_DATABASE = ['web/**', 'collectors/**', 'src/intent/**', 'src/llm/**', 'src/telemetry/**'];

process.exitCode = run();

function run(): number {
  const given = process.env['TEST_DATABASE_URL'];
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
  const leftOut = words.length > 0 ? [] : WITHOUT_DATABASE.flatMap((where) => ['--exclude', where]);
  const ran = spawnSync('vitest', ['run', ...words, ...leftOut], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_URL: url },
  });
  return ran.status ?? 1;
}
