import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestApp, seedTestDemo } from '../test/app.ts';
import { createTestDatabase, SERVER_VARIABLE } from '../test/db.ts';
import { DEMO, DEMO_CLOCK } from '../test/demo.ts';
import { prepareDataDir } from '../test/dumps.ts';
import { CHECKS, readOn, user } from '../test/estate.ts';
import { backup, type BackupReport } from './backup.ts';
import { connect, type Database } from './connect.ts';
import { migrate } from './migrate.ts';
import { restore } from './restore.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from './tenant.ts';

const QUESTIONS = [
  'Which IAM users have no MFA?',
  'What are our worst risks?',
  'What did we spend last month by service?',
];

// Seeding and restoring whole estates: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder: string;
let source: Database;
/** Where it is restored: another directory, or a PostgreSQL under `npm run test:pg`. */
let copy: Database;
let file: string;
let report: BackupReport;
const opened: Database[] = [];

/** An embedded database in a directory of its own, as a user has it. */
async function inDirectory(name: string): Promise<Database> {
  const database = await connect({ databaseUrl: null, dataDir: join(folder, name) });
  opened.push(database);
  await migrate(database);
  return database;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-backup-'));
  const seeded = await prepareDataDir(join(folder, 'source'), DEMO);
  source = await inDirectory('source');
  if (!seeded) await seedTestDemo(source, DEMO_CLOCK);
  const app = await createTestApp(source, { tenantId: DEMO_TENANT, now: DEMO_CLOCK });
  await app.ask('How many buckets are public?');
  file = join(folder, 'demo.backup');
  report = await backup(source, file, 'test');
});
afterAll(async () => {
  for (const database of opened) await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  it('is one private file and leaves nothing beside it', async () => {
    expect((await readdir(folder)).toSorted()).toEqual(['demo.backup', 'source']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(report.bytes).toBe((await readFile(file)).length);
  });

  it('says what it is in its first line, and holds each row as the database tells it', async () => {
    const lines = gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines[0]).toMatch(/^H \{"format":"assay-backup","formatVersion":1,/);
    expect(lines.filter((line) => line.startsWith('R '))).toHaveLength(report.rows);
    expect(lines.at(-1)).toBe(`E {"rows":${report.rows}}`);
  });

  it('names a place that cannot be written', async () => {
    await expect(backup(source, join(folder, 'nowhere/x.backup'), 'test')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('ENOENT'),
    });
  });
});

describe('a restored copy', () => {
  beforeAll(async () => {
    if (!process.env[SERVER_VARIABLE]) {
      copy = await inDirectory('copy');
      return;
    }
    copy = await createTestDatabase();
    opened.push(copy);
  });

  it('answers the same, evidence included', async () => {
    expect(await restore(copy, file)).toMatchObject({ rows: report.rows });
    expect(await everything(copy)).toEqual(await everything(source));
    // As the source had it: equal distances come in the order of the plan.
    if (copy.pglite) await copy.sql`vacuum (analyze)`;
    const options = { tenantId: DEMO_TENANT, now: DEMO_CLOCK };
    const [before, after] = [await createTestApp(source, options), await createTestApp(copy, options)];
    for (const question of QUESTIONS) {
      const [first, second] = [await before.ask(question), await after.ask(question)];
      // Halfvec and vector round differently: near ties of the search may swap between kinds; facts never do.
      const sameKind = copy.kind === source.kind;
      const kept = (item: { factName?: string }) => sameKind || item.factName !== undefined;
      expect(second.message.evidence.filter(kept)).toEqual(first.message.evidence.filter(kept));
      if (sameKind) expect(second.message.text).toBe(first.message.text);
      expect(first.message.evidence.filter(kept).length).toBeGreaterThan(0);
    }
    const [old, restored] = [await before.get('/api/sessions'), await after.get('/api/sessions')];
    expect(JSON.stringify(restored)).toContain('How many buckets are public?');
    expect(JSON.stringify(old)).toContain('How many buckets are public?');
  });

  it('numbers new rows after the restored ones', async () => {
    const highest = async () =>
      withTenant(copy.sql, { tenantId: DEMO_TENANT, role: 'chat' }, async (sql) => {
        const [row] = await sql<{ highest: number }[]>`select max(history_id)::int as highest from finding_history`;
        return row!.highest;
      });
    const before = await highest();
    await withTenant(
      copy.sql,
      { tenantId: DEMO_TENANT, role: 'collect' },
      (sql) => sql`
      insert into finding_history (tenant_id, finding_uid, changed_at, change, status_id, severity_id, status_detail,
        evidence, evidence_hash)
      values (${DEMO_TENANT}, 'new', now(), 'opened', 1, 4, '', '{}', '')`,
    );
    expect(await highest()).toBe(before + 1);
  });
});

describe('a restore refuses', () => {
  let target: Database;
  let small: Database;
  let smallFile: string;
  let smallReport: BackupReport;
  beforeAll(async () => {
    target = await createTestDatabase();
    small = await createTestDatabase();
    opened.push(target, small);
    // More rows of one table than are inserted at once.
    const users = Array.from({ length: 700 }, (_, index) => user(`user-${index}`));
    await storeCollected({ sql: small.sql, tenantId: DEFAULT_TENANT }, readOn(1, { resources: users }), CHECKS);
    smallFile = join(folder, 'small.backup');
    smallReport = await backup(small, smallFile, 'test');
  });
  const given = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const empty = async () =>
    (await everything(target)).every(([table, rows]) => table.endsWith('tenants') || rows.length === 0);

  it('a backup cut off at any place, changing nothing', async () => {
    const whole = await readFile(smallFile);
    for (const share of [0.001, 0.3, 1 - 4 / whole.length]) {
      const cut = await given('cut.backup', whole.subarray(0, Math.floor(whole.length * share)));
      await expect(restore(target, cut)).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('it ends early'),
      });
    }
    expect(await empty()).toBe(true);
  });

  it('a backup whose lines were taken out', async () => {
    const lines = gunzipSync(await readFile(smallFile))
      .toString()
      .split('\n');
    const shorter = lines.toSpliced(
      lines.findLastIndex((line) => line.startsWith('R ')),
      1,
    );
    await expect(restore(target, await given('less.backup', gzipSync(shorter.join('\n'))))).rejects.toThrow(
      'rows are missing',
    );
    await expect(restore(target, await given('noend.backup', gzipSync(lines.slice(0, -2).join('\n'))))).rejects.toThrow(
      'it ends early',
    );
    expect(await empty()).toBe(true);
  });

  it('a flipped byte', async () => {
    const bytes = Buffer.from(await readFile(smallFile));
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    await expect(restore(target, await given('flipped.backup', bytes))).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await empty()).toBe(true);
  });

  it('a newer schema, and a newer format', async () => {
    const text = gunzipSync(await readFile(smallFile)).toString();
    const newer = text.replace(/"schemaVersion":\d+/, '"schemaVersion":9999');
    await expect(restore(target, await given('newer.backup', gzipSync(newer)))).rejects.toMatchObject({
      code: 'newer_version',
    });
    const format = text.replace('"formatVersion":1', '"formatVersion":2');
    await expect(restore(target, await given('format.backup', gzipSync(format)))).rejects.toMatchObject({
      code: 'newer_version',
    });
  });

  it.each([
    ['a text', Buffer.from('hello')],
    ['an empty file', Buffer.alloc(0)],
    ['another gzip', gzipSync('{"findings":[]}\n')],
  ])('%s', async (_what, bytes) => {
    await expect(restore(target, await given('foreign', bytes))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/is not a backup of Assay|it ends early/),
    });
  });

  it('a file that is not there', async () => {
    await expect(restore(target, join(folder, 'no.backup'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a database that holds something, unless told to replace it', async () => {
    expect(await restore(target, smallFile)).toMatchObject({ rows: smallReport.rows });
    await withTenant(
      target.sql,
      { tenantId: DEFAULT_TENANT, role: 'collect' },
      (sql) => sql`insert into aws_accounts (tenant_id, account_uid, name) values (${DEFAULT_TENANT}, '1', 'mine')`,
    );
    await expect(restore(target, smallFile)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('--force'),
    });
    await restore(target, smallFile, { force: true });
    expect(await everything(target)).toEqual(await everything(small));
  });
});

/** Every tenant's rows of every table as text, sorted; conversations and vectors' rounding aside. */
async function everything(database: Database): Promise<[string, string[]][]> {
  const all: [string, string[]][] = [];
  for (const tenantId of [DEFAULT_TENANT, DEMO_TENANT])
    for (const table of [
      'tenants',
      'aws_accounts',
      'findings',
      'finding_history',
      'check_summaries',
      'resources',
      'events',
      'cost_daily',
      'collection_state',
      'collection_coverage',
    ]) {
      const rows = await withTenant(
        database.sql,
        { tenantId, role: 'collect' },
        (sql) => sql<{ row: string }[]>`select row_to_json(t)::text as row from ${sql(table)} t order by 1`,
      );
      all.push([`${tenantId} ${table}`, rows.map(({ row }) => row)]);
    }
  return all;
}
