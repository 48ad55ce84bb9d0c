/** Embedded databases from dumps: each state of the database is made once per run, then copied. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { type Database, overPglite } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { makeOnce } from './make-once.ts';

/** Set by global-setup: the folder of this run's dumps. */
export const DUMPS_VARIABLE = 'ASSAY_TEST_DUMPS';

/** What a database holds besides its schema; filled once per run, for whoever asks first. */
export interface Contents {
  name: string;
  fill(database: Database): Promise<void>;
}

/** Makes the dump that all others start from: migrated and empty. */
export async function makeEmptyDump(): Promise<void> {
  await writeDump(await PGlite.create({ extensions: { vector } }), emptyDump(), migrate);
}

/** An embedded database in memory, migrated and with `contents`. */
export async function loadDump(contents?: Contents): Promise<Database> {
  const pglite = await openDump(await dumpOf(contents));
  return overPglite(pglite, () => pglite.close());
}

/**
 * Lays out `dataDir` as a server leaves it, migrated and with `contents`, so that the next need not begin with that.
 * False, and nothing done, where no dump was prepared (`npm run soak`, a run on PostgreSQL): a server makes its own.
 */
export async function prepareDataDir(dataDir: string, contents?: Contents): Promise<boolean> {
  if (!process.env[DUMPS_VARIABLE] || !existsSync(emptyDump())) return false;
  const target = join(dataDir, 'pg');
  const dump = await dumpOf(contents);
  await mkdir(target, { recursive: true });
  await promisify(execFile)('tar', ['-xf', dump, '-C', target]);
  return true;
}

/** The folder of this run's dumps. */
export function dumpsFolder(): string {
  const folder = process.env[DUMPS_VARIABLE];
  if (!folder)
    throw new Error(`${DUMPS_VARIABLE} is not set: run tests through vitest, whose global set-up makes the databases.`);
  return folder;
}

const emptyDump = () => join(dumpsFolder(), 'empty.tar');

async function dumpOf(contents: Contents | undefined): Promise<string> {
  if (!contents) return emptyDump();
  const path = join(dumpsFolder(), `${contents.name}.tar`);
  await makeOnce(path, async () => writeDump(await openDump(emptyDump()), path, contents.fill));
  return path;
}

async function openDump(path: string): Promise<PGlite> {
  return PGlite.create({ extensions: { vector }, loadDataDir: new Blob([await readFile(path)]) });
}

async function writeDump(pglite: PGlite, path: string, fill: (database: Database) => Promise<unknown>): Promise<void> {
  const database = overPglite(pglite, () => Promise.resolve());
  await fill(database);
  await database.close();
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  await writeFile(`${path}.partial`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${path}.partial`, path);
}
