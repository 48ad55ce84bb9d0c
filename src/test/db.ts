/** A real database per test file: an embedded one from a dump made once per run, or a clone of a PostgreSQL template. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import postgres from 'postgres';
import { connect, type Database, overPglite } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';

/** Set by global-setup: where the dump is, or which PostgreSQL to clone on. */
export const DUMP_VARIABLE = 'ASSAY_TEST_DUMP';
export const SERVER_VARIABLE = 'TEST_DATABASE_URL';
const TEMPLATE = 'assay_test_template';

/** A migrated, empty database; `close` removes it. Call once per test file. */
export async function createTestDatabase(): Promise<Database> {
  const server = process.env[SERVER_VARIABLE];
  return server ? await cloneOnServer(server) : await loadDump();
}

/** Makes the dump or the template; returns what undoes it. */
export async function prepareTestDatabases(): Promise<() => Promise<void>> {
  const server = process.env[SERVER_VARIABLE];
  if (server) {
    await onServer(server, async (sql) => {
      await sql`drop database if exists ${sql(TEMPLATE)} with (force)`;
      await sql`create database ${sql(TEMPLATE)}`;
    });
    const database = await connect({ databaseUrl: withDatabase(server, TEMPLATE), dataDir: '' });
    await migrate(database);
    await database.close();
    return () => Promise.resolve();
  }
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-'));
  const pglite = await PGlite.create({ extensions: { vector } });
  const database = overPglite(pglite, () => Promise.resolve());
  await migrate(database);
  await database.sql.end();
  const dump = await pglite.dumpDataDir('none');
  await writeFile(join(folder, 'dump.tar'), Buffer.from(await dump.arrayBuffer()));
  await pglite.close();
  process.env[DUMP_VARIABLE] = join(folder, 'dump.tar');
  return () => rm(folder, { recursive: true, force: true });
}

async function loadDump(): Promise<Database> {
  const path = process.env[DUMP_VARIABLE];
  if (!path)
    throw new Error(`${DUMP_VARIABLE} is not set: run tests through vitest, whose global set-up makes the dump.`);
  const loadDataDir = new Blob([await readFile(path)]);
  const pglite = await PGlite.create({ extensions: { vector }, loadDataDir });
  return overPglite(pglite, () => pglite.close());
}

async function cloneOnServer(server: string): Promise<Database> {
  const name = `assay_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, async (sql) => {
    await sql`create database ${sql(name)} template ${sql(TEMPLATE)}`;
  });
  const database = await connect({ databaseUrl: withDatabase(server, name), dataDir: '' });
  return {
    ...database,
    close: async () => {
      await database.close();
      await onServer(server, async (sql) => {
        await sql`drop database if exists ${sql(name)} with (force)`;
      });
    },
  };
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
