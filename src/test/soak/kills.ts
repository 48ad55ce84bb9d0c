/** Kills collecting processes at random moments and compares what is left with a run that nobody disturbed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import type { CollectorName } from '../../../collectors/collector.ts';
import type { AccountName } from '../../../seed/accounts.ts';
import { connect, type Database } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { DEFAULT_TENANT, withTenant } from '../../db/tenant.ts';
import { type Random, seeded } from '../providers/random.ts';
import { startDemoAws } from './demo-aws.ts';

/** CloudTrail is left out: at AWS's two lookups a second each round would take a minute. */
export const KILL_COLLECTORS: CollectorName[] = ['iam', 's3', 'ec2', 'guardduty', 'cost-explorer'];
const CHILD = fileURLToPath(new URL('collect-child.ts', import.meta.url));

export interface KillOptions {
  seed: number;
  kills: number;
  /** A PostgreSQL for two processes at work; without it one process on the embedded database. */
  server: string | null;
  /** Default: all of `KILL_COLLECTORS` over production. */
  account?: AccountName;
  collectors?: readonly CollectorName[];
  onKill?: (done: number, afterMs: number) => void;
}

export interface KillReport {
  kills: number;
  /** Processes that ended before their kill came. */
  escaped: number;
  /** Rows compared. */
  rows: number;
  differences: string[];
  durationMs: number;
}

/** Runs the kills and the comparison. Throws only when the undisturbed run itself fails. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { seed, kills, server, account = 'production', collectors = KILL_COLLECTORS, onKill } = options;
  const began = performance.now();
  const random = seeded(seed);
  const aws = await startDemoAws(new Date());
  const task = [aws.endpoint, account, collectors.join(',')];
  const folder = await mkdtemp(join(tmpdir(), 'assay-kills-'));
  const undo: (() => Promise<void>)[] = [];
  try {
    const [calm, rough] = [
      await openPlace(server, join(folder, 'calm')),
      await openPlace(server, join(folder, 'rough')),
    ];
    undo.push(calm.remove, rough.remove);
    const whole = await runToEnd(task, calm);
    let escaped = 0;
    for (let done = 1; done <= kills; done++) {
      const afterMs = random.next() * whole.workMs;
      const outcome = await killOnce(task, rough, afterMs, random);
      if (outcome === 'escaped') escaped += 1;
      // The dead cannot give their lease back; a real next run comes after it has run out.
      await rough.within(async (database) => void (await expireLeases(database)));
      onKill?.(done, Math.round(afterMs));
    }
    await runToEnd(task, rough);
    const [expected, left] = [await calm.within(finalTables), await rough.within(finalTables)];
    return {
      kills: kills - escaped,
      escaped,
      rows: expected.length,
      differences: differencesOf(expected, left),
      durationMs: performance.now() - began,
    };
  } finally {
    for (const step of undo) await step().catch(() => undefined);
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  databaseUrl: string;
  dataDir: string;
  within<T>(work: (database: Database) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

async function openPlace(server: string | null, dataDir: string): Promise<Place> {
  const made = server ? await createOn(server) : null;
  const databaseUrl = made?.url ?? '';
  const within = async <T>(work: (database: Database) => Promise<T>) => {
    const database = await connect({ databaseUrl: databaseUrl || null, dataDir });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  await within(migrate);
  return { databaseUrl, dataDir, within, remove: made?.drop ?? (() => Promise.resolve()) };
}

/** An empty database of its own on a PostgreSQL. */
async function createOn(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `assay_soak_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const run = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(server, { max: 1, onnotice: () => undefined });
    await work(sql).finally(() => sql.end());
  };
  await run((sql) => sql`create database ${sql(name)}`);
  return { url: url.href, drop: () => run((sql) => sql`drop database if exists ${sql(name)} with (force)`) };
}

interface Running {
  child: ChildProcess;
  atWork: Promise<void>;
  ended: Promise<number | null>;
}

function start(task: readonly string[], { databaseUrl, dataDir }: Place): Running {
  const child = spawn(process.execPath, [CHILD, ...task, databaseUrl, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  const atWork = new Promise<void>((resolve) => child.stdout.on('data', () => resolve()));
  return { child, ended, atWork: Promise.race([atWork, ended.then(() => undefined)]) };
}

async function runToEnd(task: readonly string[], place: Place): Promise<{ workMs: number }> {
  const running = start(task, place);
  await running.atWork;
  const began = performance.now();
  const code = await running.ended;
  if (code !== 0) throw new Error(`The undisturbed run ended with ${code}`);
  return { workMs: performance.now() - began };
}

/** On a PostgreSQL a second process works alongside and lives; one of the two, at random, is killed. */
async function killOnce(
  task: readonly string[],
  place: Place,
  afterMs: number,
  random: Random,
): Promise<'killed' | 'escaped'> {
  const crew = place.databaseUrl ? [start(task, place), start(task, place)] : [start(task, place)];
  const victim = crew[Math.floor(random.next() * crew.length)]!;
  await Promise.all(crew.map(({ atWork }) => atWork));
  const early = await Promise.race([
    victim.ended.then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), afterMs)),
  ]);
  victim.child.kill('SIGKILL');
  await Promise.all(crew.map(({ ended }) => ended));
  return early ? 'escaped' : 'killed';
}

function expireLeases(database: Database) {
  return withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`update collection_state set lease_until = null where tenant_id = ${DEFAULT_TENANT}`,
  );
}

/** Every row that must not depend on when or how often was read, as text. */
async function finalTables(database: Database): Promise<string[]> {
  const rows = await withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql<{ line: string }[]>`
      select concat_ws(' ', 'finding', finding_uid, check_id, resource_uid, status_id, compliance_status_id, severity_id,
        status_detail) as line from findings
      union all select concat_ws(' ', 'history', finding_uid, change, evidence_hash) from finding_history
      union all select concat_ws(' ', 'vector', embedder, finding_uid, content_hash) from finding_embeddings
      union all select concat_ws(' ', 'resource', resource_uid, type, name, attributes, deleted_time is null) from resources
      union all select concat_ws(' ', 'event', event_id, name, time) from events
      union all select concat_ws(' ', 'cost', charge_period_start, cost_key, billed_cost, effective_cost) from cost_daily
      union all select concat_ws(' ', 'summary', check_id, account_uid, region, pass, fail, warning) from check_summaries
      union all select concat_ws(' ', 'coverage', product, region, api, outcome, items) from collection_coverage
      order by 1`,
  );
  return rows.map(({ line }) => line);
}

/** Lines that one has more often than the other: a duplicate is a difference too. */
function differencesOf(expected: readonly string[], left: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].flatMap(([line, count]) =>
    count === 0 ? [] : [`${count > 0 ? 'too many' : 'missing'}: ${line.slice(0, 200)}`],
  );
}
