/** A real database per test file: an embedded one from a dump made once per run, or a clone of a PostgreSQL template. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { connect, type Database } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { type Contents, DUMPS_VARIABLE, dumpsFolder, loadDump, makeEmptyDump } from './dumps.ts';
import { makeOnce } from './make-once.ts';

/** Which PostgreSQL to clone on; without it tests run on the embedded database. */
export const SERVER_VARIABLE = 'TEST_DATABASE_URL';
const EMPTY = 'empty';
const templateOf = (name: string) => `assay_test_template_${name}`;

/** A migrated database, empty unless told its contents; `close` removes it. Call once per test file. */
export async function createTestDatabase(contents?: Contents): Promise<Database> {
  const server = process.env[SERVER_VARIABLE];
  if (!server) return loadDump(contents);
  if (contents) {
    const made = join(dumpsFolder(), contents.name);
    await makeOnce(made, async () => {
      await makeTemplate(server, contents, templateOf(EMPTY));
      await writeFile(made, '');
    });
  }
  return cloneOnServer(server, templateOf(contents?.name ?? EMPTY));
}

/** Makes the dump or the template that all others start from; returns what undoes it. */
export async function prepareTestDatabases(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-'));
  process.env[DUMPS_VARIABLE] = folder;
  // Each process that a test starts compiles the same sources, half of what starting it takes. The folder is Node's own.
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
  const server = process.env[SERVER_VARIABLE];
  if (server) await makeTemplate(server, { name: EMPTY, fill: async (database) => void (await migrate(database)) });
  else await makeEmptyDump();
  return () => rm(folder, { recursive: true, force: true });
}

async function makeTemplate(server: string, { name, fill }: Contents, from = 'template1'): Promise<void> {
  const template = templateOf(name);
  await onServer(server, async (sql) => {
    await sql`drop database if exists ${sql(template)} with (force)`;
    await sql`create database ${sql(template)} template ${sql(from)}`;
  });
  const database = await connect({ databaseUrl: withDatabase(server, template), dataDir: '' });
  await fill(database);
  await database.close();
}

async function cloneOnServer(server: string, template: string): Promise<Database> {
  const name = `assay_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, async (sql) => {
    await sql`create database ${sql(name)} template ${sql(template)}`;
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
