/**
 * Kills collecting processes at random moments and compares what is left with a run that nobody disturbed. On a
 * PostgreSQL two processes are at work on the same tasks, one is killed while the other goes on, and a new one takes its
 * place; on the embedded database there is one. Leases are short and run out by themselves.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectorName } from '../../../collectors/coverage.ts';
import type { AccountName } from '../../../seed/accounts.ts';
import { type Random, seeded } from '../providers/random.ts';
import { startDemoAws } from './demo-aws.ts';
import { checkRuns, differencesOf, finalTables } from './kills-compare.ts';
import { type ChildTask, type KillPhase, startWorker, type Worker } from './kills-crew.ts';
import { createVersions } from './kills-estate.ts';
import { openPlace, type Place } from './kills-place.ts';

export const KILL_COLLECTORS: CollectorName[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];

/** Versions of the estate in one life of a database: whole, thinned, whole again. */
const VERSIONS = 3;
/** About what a storing transaction takes. */
const STORE_MS = 40;
const HOUR_MS = 3_600_000;

export interface KillOptions {
  seed: number;
  kills: number;
  /** A PostgreSQL for two processes at work; without it one process on the embedded database. */
  server: string | null;
  /** Default: production and security. */
  accounts?: readonly AccountName[];
  /** Default: all six. */
  collectors?: readonly CollectorName[];
  /** Kills per version of the estate; after three versions the tables are compared and a new database begins. */
  killsPerVersion?: number;
  leaseMs?: number;
  onKill?: (done: number, phase: KillPhase, statement: string | null) => void;
  /** After each comparison, with all that was found so far. */
  onLife?: (report: KillReport) => void;
}

export interface KillReport {
  kills: number;
  /** Processes that ended before their kill came. */
  escaped: number;
  /** Where the kills hit, and which statement was running when they hit a storing transaction. */
  phases: Record<string, number>;
  statements: Record<string, number>;
  /** Databases that were compared, and rows of each. */
  lives: number;
  rows: number;
  /** Milliseconds of the undisturbed first pass over each version: kills fall within it (two do it in half), at random. */
  spansMs: number[];
  /** Leases that kept a process out, held by the living and the dead. */
  refused: number;
  /** Runs that stored, were cut off, and were kept from storing because another had taken over. */
  stored: number;
  interrupted: number;
  fenced: number;
  /** Rows missing or too many, and what run records must not say. */
  differences: string[];
  durationMs: number;
}

interface Field {
  task: Omit<ChildTask, 'databaseUrl' | 'dataDir' | 'seed'>;
  random: Random;
  cacheDir: string;
  crewSize: number;
  /** Makes the stand-in serve a version, and answers the instant at which it is read. */
  show(version: number): string;
}

/** Runs the kills and the comparisons. Throws when a process that nobody killed ends, or none gets its work done. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { seed, kills, server, accounts = ['production', 'security'], collectors = KILL_COLLECTORS } = options;
  const began = performance.now();
  const start = new Date();
  const aws = await startDemoAws(start);
  const versions = createVersions(aws.snapshots);
  const folder = await mkdtemp(join(tmpdir(), 'assay-kills-'));
  const work = accounts.flatMap((account) => collectors.map((name) => [account, name] as [AccountName, CollectorName]));
  const field: Field = {
    task: { endpoint: aws.endpoint, work, leaseMs: options.leaseMs ?? 2000, stopAt: null },
    random: seeded(seed),
    cacheDir: join(folder, 'compiled'),
    crewSize: server ? 2 : 1,
    show: (version) => {
      const now = new Date(start.getTime() - (VERSIONS - version) * HOUR_MS);
      versions.show(version, now);
      return now.toISOString();
    },
  };
  const report: KillReport = { ...NOTHING, phases: {}, statements: {}, spansMs: [], differences: [], durationMs: 0 };
  try {
    const calm = await inPlace(server, join(folder, 'calm'), (place) => liveUndisturbed(field, place));
    report.rows = calm.tables.length;
    report.spansMs = calm.spans;
    report.differences.push(...calm.faults.map((fault) => `undisturbed: ${fault}`));
    for (let left = kills; left > 0; report.lives += 1)
      left -= await inPlace(server, join(folder, `life-${report.lives}`), async (place) => {
        const done = await liveKilled(field, place, { ...options, calm, left, report });
        const tables = await place.within(finalTables);
        const records = await place.within(checkRuns);
        report.stored += records.stored;
        report.interrupted += records.interrupted;
        report.fenced += records.fenced;
        report.differences.push(...records.faults, ...differencesOf(calm.tables, tables));
        options.onLife?.({ ...report, lives: report.lives + 1, durationMs: performance.now() - began });
        return done;
      });
    if (aws.unknownCalls.length > 0) report.differences.push(`${aws.unknownCalls.length} calls that no stand-in knows`);
    return { ...report, durationMs: performance.now() - began };
  } finally {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const NOTHING = { kills: 0, escaped: 0, lives: 0, rows: 0, refused: 0, stored: 0, interrupted: 0, fenced: 0 };

async function inPlace<T>(server: string | null, dataDir: string, live: (place: Place) => Promise<T>): Promise<T> {
  const place = await openPlace(server, dataDir);
  try {
    return await live(place);
  } finally {
    await place.remove();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Calm {
  tables: string[];
  faults: string[];
  /** Milliseconds of the first pass over each version: the span in which kills fall. */
  spans: number[];
}

async function liveUndisturbed(field: Field, place: Place): Promise<Calm> {
  const worker = startWorker(taskIn(field, place), field.cacheDir);
  try {
    worker.send('open');
    await worker.says('open');
    for (let version = 1; version <= VERSIONS; version++) {
      worker.send(`settle ${field.show(version)}`);
      await worker.says('settled');
    }
    await dismiss([worker]);
  } finally {
    await worker.kill();
  }
  const spans = worker.passes().filter((_, index) => index % 2 === 0);
  return { tables: await place.within(finalTables), faults: (await place.within(checkRuns)).faults, spans };
}

/** One life of a database: every version worked on, killed at, and then settled by whoever is left. */
async function liveKilled(
  field: Field,
  place: Place,
  options: KillOptions & { calm: Calm; left: number; report: KillReport },
): Promise<number> {
  const { calm, left, report, killsPerVersion = 4 } = options;
  const { random } = field;
  const crew: Worker[] = Array.from({ length: field.crewSize }, () =>
    startWorker(taskIn(field, place), field.cacheDir),
  );
  // The next one loads while the others work: a kill is then followed by work, not by loading.
  let spare = startWorker(taskIn(field, place), field.cacheDir);
  let done = 0;
  try {
    await Promise.all(crew.map(opened));
    for (let version = 1; version <= VERSIONS; version++) {
      const now = field.show(version);
      for (const worker of crew) worker.send(`work ${now}`);
      for (let turn = 0; turn < killsPerVersion && done < left; turn++) {
        const seat = random.integer(crew.length);
        const victim = crew[seat]!;
        await pause((random.next() * calm.spans[version - 1]!) / crew.length);
        // Reading takes most of the time; every second kill waits for what is most delicate.
        if (done % 2 === 1) {
          await victim.stores();
          await pause(random.next() * STORE_MS);
        }
        const { phase, statement, escaped } = await victim.kill();
        report.refused += victim.refused();
        done += 1;
        if (escaped) report.escaped += 1;
        else report.kills += 1;
        report.phases[phase] = (report.phases[phase] ?? 0) + 1;
        if (statement) report.statements[statement] = (report.statements[statement] ?? 0) + 1;
        options.onKill?.(report.kills + report.escaped, phase, statement);
        crew[seat] = spare;
        spare = startWorker(taskIn(field, place), field.cacheDir);
        await opened(crew[seat]);
        crew[seat].send(`work ${now}`);
      }
      for (const worker of crew) worker.send('pause');
      await Promise.all(crew.map((worker) => worker.says('paused')));
      crew[0]!.send(`settle ${now}`);
      await crew[0]!.says('settled');
    }
    await dismiss(crew);
    for (const worker of crew) report.refused += worker.refused();
    return done;
  } finally {
    await Promise.all([...crew, spare].map((worker) => worker.kill()));
  }
}

function taskIn(field: Field, { databaseUrl, dataDir }: Place): ChildTask {
  return { ...field.task, databaseUrl, dataDir, seed: field.random.integer(2 ** 31) };
}

async function opened(worker: Worker): Promise<void> {
  worker.send('open');
  await worker.says('open');
}

async function dismiss(crew: readonly Worker[]): Promise<void> {
  for (const worker of crew) worker.send('end');
  await Promise.all(crew.map(({ ended }) => ended));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
