/** `npm run soak kills`: the kills in both modes and the frozen processes, in words. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KillReport, runKills } from './kills.ts';
import { withServer } from './kills-server.ts';
import { runZombie } from './kills-zombie.ts';

export interface KillSoakOptions {
  seed: number;
  /** In each mode. */
  kills: number;
  /** Address of a PostgreSQL; without one a throw-away one is set up. */
  given: string | undefined;
  print: (text: string) => void;
  onProgress: (line: string) => void;
}

/** Counts a kill as passed when the tables of its mode were as they must be. Where PostgreSQL cannot be had, says so. */
export async function soakKills(options: KillSoakOptions): Promise<{ passed: number; failed: number }> {
  const { print, given } = options;
  const embedded = await runMode(options, null);
  const counts = await withServer(given, async (server) => {
    if (!server) {
      print(
        'No PostgreSQL: it was given none (TEST_DATABASE_URL) and could set up none. Only the embedded mode has run.',
      );
      return [embedded];
    }
    return [embedded, await runMode(options, server), await runZombies(server, print)];
  });
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function runMode({ seed, kills, print, onProgress }: KillSoakOptions, server: string | null) {
  const mode = server ? 'two processes on PostgreSQL' : 'one process, embedded';
  const report = await runKills({
    seed,
    kills,
    server,
    onKill: (done, phase, statement) => onProgress(`kill ${done} of ${kills} (${mode}): ${statement ?? phase}`),
  });
  print(killWords(mode, report));
  const whole = report.differences.length === 0;
  return { passed: whole ? report.kills : 0, failed: (whole ? 0 : 1) + report.escaped };
}

function killWords(mode: string, report: KillReport): string {
  const counted = (counts: Record<string, number>) =>
    Object.entries(counts)
      .toSorted((left, right) => right[1] - left[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    `${mode}: ${report.kills} kills, ${report.escaped} ended before theirs, ${Math.round(report.durationMs / 1000)} s`,
    `  hit: ${counted(report.phases)}`,
    `  statements cut off: ${counted(report.statements)}`,
    `  runs: ${report.stored} stored, ${report.interrupted} cut off, ${report.fenced} fenced; ${report.refused} leases refused`,
    `  ${report.lives} databases of ${report.rows} rows compared: ${report.differences.length} differences`,
    ...report.differences.slice(0, 50).map((difference) => `    ${difference}`),
  ].join('\n');
}

async function runZombies(server: string, print: (text: string) => void) {
  const counts = { passed: 0, failed: 0 };
  const folder = await mkdtemp(join(tmpdir(), 'assay-zombie-'));
  try {
    for (const point of ['read', 'store', 'lease'] as const) {
      const { differences, survived } = await runZombie(server, point, folder);
      print(`frozen at "${point}": ${survived ? 'lived on' : 'ended'}, ${differences.length} differences`);
      for (const difference of differences.slice(0, 50)) print(`    ${difference}`);
      counts[differences.length === 0 ? 'passed' : 'failed'] += 1;
    }
    return counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
