/** What a stream must stand: cut connections, killed servers, simultaneous submits; on one process or on two. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seeded } from '../providers/random.ts';
import { serverEnvironment, spawnServer } from '../running-server.ts';
import { createDatabaseOn } from '../server-database.ts';
import { type CutsReport, runCuts } from './streams-cuts.ts';
import { MOST_LOST_MS, runStreamKills, type StreamKillsReport } from './streams-kills.ts';
import { mebibytes, runSlowReaders, SLOW_KEY, SLOW_TEXT, type SlowReport } from './streams-slow.ts';
import { MOST_STOP_MS, runStops, type StopsReport } from './streams-stops.ts';
import { runSubmits, type SubmitsReport } from './streams-submits.ts';
import { type PacedUpstream, startPacedUpstream, textOf } from './streams-upstream.ts';

export interface StreamsOptions {
  seed: number;
  cuts: number;
  kills: number;
  rounds: number;
  /** Simultaneous submits of a round. */
  width: number;
  stops: number;
  /** Readers that do not read; 0 leaves them out. */
  slowReaders: number;
  /** A PostgreSQL: two processes over one database of their own. Null: one process, embedded. */
  server: string | null;
  onProgress?: (line: string) => void;
}

export interface StreamsReport {
  cuts: CutsReport;
  submits: SubmitsReport;
  stops: StopsReport;
  /** Null where it was not asked for, or memory cannot be read. */
  slow: SlowReport | null;
  kills: StreamKillsReport;
}

const WORDS = 90;
const PACE_MS = 10;
const ANSWER_MS = WORDS * PACE_MS;
/** About what such an answer weighs on the wire. */
const ANSWER_BYTES = 14_000;
/** On a shared database a dead process is known by its heartbeat only: until it is old, and the next look, ms. */
const SETTLE_MS = 60_000;

/** Runs all four parts over servers of their own, and leaves none behind. */
export async function runStreams(options: StreamsOptions): Promise<StreamsReport> {
  const random = seeded(options.seed);
  const long = (key: string) => key.startsWith(SLOW_KEY);
  const upstream = await startPacedUpstream({
    textFor: (key) => (long(key) ? SLOW_TEXT : textOf(key, WORDS)),
    paceMs: (key) => (long(key) ? 0 : PACE_MS),
  });
  const folder = await mkdtemp(join(tmpdir(), 'assay-streams-'));
  const database = options.server ? await createDatabaseOn(options.server) : null;
  const environment = {
    ...serverEnvironment(folder, upstream),
    ...(database ? { DATABASE_URL: database.url } : {}),
  };
  try {
    const alive = await readersAndSubmits(options, { environment, upstream, random });
    const kills = await runStreamKills({
      environment,
      upstream,
      random,
      kills: options.kills,
      answersEach: 2,
      answerMs: ANSWER_MS,
      settleMs: SETTLE_MS,
      onKill: (done) => options.onProgress?.(`kill ${done} of ${options.kills}`),
    });
    return { ...alive, kills };
  } finally {
    await upstream.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readersAndSubmits(
  options: StreamsOptions,
  place: { environment: Record<string, string>; upstream: PacedUpstream; random: Random },
): Promise<Omit<StreamsReport, 'kills'>> {
  const processes = [await spawnServer(place.environment)];
  try {
    if (options.server) processes.push(await spawnServer(place.environment));
    const urls = processes.map(({ url }) => url);
    const cuts = await runCuts({
      ...place,
      urls,
      cuts: options.cuts,
      answerBytes: ANSWER_BYTES,
      answerMs: ANSWER_MS,
    });
    options.onProgress?.(`${cuts.cuts} cuts`);
    const submits = await runSubmits({ ...place, urls, rounds: options.rounds, width: options.width });
    options.onProgress?.(`${submits.rounds} rounds of submits`);
    const stops = await runStops({ ...place, urls, stops: options.stops });
    const slow =
      options.slowReaders > 0 && process.platform === 'linux'
        ? await runSlowReaders({ ...place, url: urls[0]!, pid: processes[0]!.child.pid!, readers: options.slowReaders })
        : null;
    return { cuts, submits, stops, slow };
  } finally {
    for (const { kill } of processes) await kill();
  }
}

/** What counts: differences, and text lost or stops taken longer than they may. */
export function countStreams({ cuts, submits, stops, slow, kills }: StreamsReport): { passed: number; failed: number } {
  const late = stops.tookMs.filter((ms) => ms > MOST_STOP_MS).length;
  const lost = kills.lostMs.filter((ms) => ms > MOST_LOST_MS).length;
  const differences = [cuts, submits, stops, slow, kills].reduce(
    (sum, part) => sum + (part?.differences.length ?? 0),
    0,
  );
  const failed = differences + late + lost;
  return { passed: Math.max(0, cuts.cuts + submits.rounds + stops.stops + kills.kills - failed), failed };
}

/** Each part as a line, and its differences below it. */
export function printStreams({ cuts, submits, stops, slow, kills }: StreamsReport): string {
  const lost = kills.lostMs.toSorted((a, b) => a - b);
  const took = stops.tookMs.toSorted((a, b) => a - b);
  const lines = [
    `cuts     ${cuts.cuts} in ${cuts.answers} answers (${cuts.midEvent} inside an event, ${cuts.beforeFirst} before the first, ${cuts.moved} resumed at another process): ${cuts.differences.length} differences`,
    ...cuts.differences,
    `submits  ${submits.submits} in ${submits.rounds} rounds: ${submits.differences.length} differences`,
    ...submits.differences,
    `stops    ${stops.stops}, upstream closed after ${spread(took)}: ${stops.differences.length} differences`,
    ...stops.differences,
    ...(slow ? [slowLine(slow), ...slow.differences] : []),
    `kills    ${kills.kills}, ${kills.answers} answers cut, ${kills.escaped} over before; oldest text lost ${spread(lost)}: ${kills.differences.length} differences`,
    ...kills.differences,
  ];
  return lines
    .map((line, index) => (index === 0 || /^(submits|stops|slow|kills) /.test(line) ? line : `  ${line}`))
    .join('\n');
}

const slowLine = (slow: SlowReport) =>
  `slow     ${slow.readers} readers that do not read, ${mebibytes(slow.answerBytes)} owed to each: memory grew by ${mebibytes(slow.grownBeside)} (${mebibytes(slow.grownAlone)} without them), the system took ${mebibytes(slow.queuedBytes)} for each; a reader beside them took ${slow.besideMs} ms (${slow.besideReadingMs} ms beside as many that read, ${slow.aloneMs} ms alone): ${slow.differences.length} differences`;

const spread = (sorted: readonly number[]) =>
  sorted.length === 0 ? '-' : `p50 ${sorted[Math.floor(sorted.length / 2)]} ms, most ${sorted.at(-1)} ms`;
