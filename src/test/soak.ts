/**
 * `npm run soak`: the full fault matrices and kill counts, as a table. Options: parts to run (`chain`, `failover`,
 * `zones`, `collectors`, `kills`, `streams`), `--kills=100`, `--cuts=200`, `--rounds=100`, `--stream-kills=50`, `--random=1000`,
 * `--scale=1`, `--seed=1`. All parts by default.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printCatalogue } from './providers/catalogue.ts';
import { printFlaps, printScorecard, runFailoverBench, runFlaps } from './providers/failover-bench.ts';
import { printHandovers, runHandovers } from './providers/handover.ts';
import { printMatrix, runMatrix } from './providers/matrix.ts';
import { printSilence, runSilence } from './providers/silence.ts';
import { soakKills } from './soak/kills-soak.ts';
import { countStreams, printStreams, runStreams } from './soak/streams.ts';
import { runTimeZones } from './soak/time-zones.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Part {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
}

interface Options {
  seed: number;
  kills: number;
  random: number;
  scale: number;
  cuts: number;
  rounds: number;
  streamKills: number;
}

/** Counts of one part; a stream's kill counts are one more entry here. */
const PARTS: Record<string, (options: Options) => Promise<{ passed: number; failed: number }>> = {
  chain: async ({ seed, random }) => {
    const report = await runMatrix({ seed, random });
    print(printMatrix(report));
    print(printCatalogue());
    const bad = new Set(report.violations.map(({ cell }) => cell)).size;
    return { passed: report.cells - bad, failed: bad };
  },
  failover: async ({ scale }) => {
    const rows = await runFailoverBench({ scale });
    print(printScorecard(rows));
    const flaps = await runFlaps({ scale });
    print(printFlaps(flaps));
    const silence = await runSilence();
    print(printSilence(silence));
    const handovers = await runHandovers();
    print(printHandovers(handovers));
    const all = [...rows, ...flaps, ...silence, ...handovers];
    const failed = all.filter(({ violations }) => violations.length > 0).length;
    return { passed: all.length - failed, failed };
  },
  zones: async () => {
    const { cells, zones, occurrences, violations } = await runTimeZones();
    print(`${zones} time zones, ${cells} cells, ${occurrences} occurrences, ${violations.length} violations`);
    for (const violation of violations) print(`  ${violation}`);
    return { passed: cells - Math.min(cells, violations.length), failed: violations.length };
  },
  collectors: () => Promise.resolve(runSuites(['collectors', 'src/intake/stand-in.test.ts'])),
  kills: ({ seed, kills }) =>
    soakKills({
      seed,
      kills,
      given: process.env['TEST_DATABASE_URL'],
      print,
      onProgress: (line) => process.stderr.write(`${line}\n`),
    }),
  streams: async ({ seed, cuts, rounds, streamKills }) => {
    const server = process.env['TEST_DATABASE_URL'] ?? null;
    print(`${server ? 'two processes on PostgreSQL' : 'one process, embedded'}, seed ${seed}`);
    const onProgress = (line: string) => process.stderr.write(`${line}\n`);
    const report = await runStreams({
      seed,
      cuts,
      rounds,
      width: 20,
      stops: 20,
      slowReaders: 100,
      kills: streamKills,
      server,
      onProgress,
    });
    print(printStreams(report));
    return countStreams(report);
  },
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cuts: { type: 'string' },
      kills: { type: 'string' },
      random: { type: 'string' },
      rounds: { type: 'string' },
      scale: { type: 'string' },
      seed: { type: 'string' },
      'stream-kills': { type: 'string' },
    },
  });
  const options: Options = {
    kills: Number(values.kills ?? 100),
    random: Number(values.random ?? 1000),
    scale: Number(values.scale ?? 1),
    seed: Number(values.seed ?? 1),
    cuts: Number(values.cuts ?? 200),
    rounds: Number(values.rounds ?? 100),
    streamKills: Number(values['stream-kills'] ?? 50),
  };
  const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const unknown = names.find((name) => !PARTS[name]);
  if (unknown || Object.values(options).some((value) => !Number.isFinite(value))) {
    process.stderr.write(`Parts are ${Object.keys(PARTS).join(', ')}; options are numbers.\n`);
    return 2;
  }
  const parts: Part[] = [];
  for (const name of names) {
    print(`\n## ${name}`);
    const began = performance.now();
    const counts = await PARTS[name]!(options).catch((error: unknown) => {
      print(`  ${name} could not run: ${error instanceof Error ? error.message : String(error)}`);
      return { passed: 0, failed: 1 };
    });
    parts.push({ name, ...counts, seconds: (performance.now() - began) / 1000 });
  }
  print('\npart          passed  failed  seconds');
  for (const { name, passed, failed, seconds } of parts)
    print(
      `${name.padEnd(12)}${String(passed).padStart(8)}${String(failed).padStart(8)}${seconds.toFixed(0).padStart(9)}`,
    );
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  print(`\n${parts.reduce((sum, part) => sum + part.passed, 0)} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** Test files with SOAK=1, which lifts their samples; counted by vitest's own report. */
function runSuites(paths: string[]): { passed: number; failed: number } {
  const ran = spawnSync('vitest', ['run', '--reporter=json', ...paths], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SOAK: '1' },
  });
  const report = JSON.parse(ran.stdout.slice(ran.stdout.indexOf('{"num'))) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  for (const { assertionResults } of report.testResults)
    for (const { status, fullName } of assertionResults) if (status === 'failed') print(`  failed: ${fullName}`);
  return { passed: report.numPassedTests, failed: report.numFailedTests || (ran.status === 0 ? 0 : 1) };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
