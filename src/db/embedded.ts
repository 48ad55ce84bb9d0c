/** The embedded database's directory: exclusive lock, open, clear refusals. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { AppError, systemErrorCode } from '../errors.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Takes the directory for this process. PGlite itself has no lock: two processes would both acknowledge writes and one
 * set would vanish. SQLite's exclusive transaction is a kernel lock, so a killed process leaves nothing behind.
 * Throws AppError `data_dir_in_use` or `data_dir_unusable`.
 */
export async function lockDirectory(dataDir: string): Promise<DirectoryLock> {
  const path = resolve(dataDir);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(dataDir, error);
  }
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(join(path, 'lock.sqlite'), { timeout: 0 });
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock?.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new AppError(
        'data_dir_in_use',
        `Another Assay process is using ${dataDir}. Stop it, or give this one its own DATA_DIR, or share a PostgreSQL through DATABASE_URL.`,
        { cause: error },
      );
    }
    throw unusable(dataDir, error);
  }
  const held = lock;
  return { release: async () => held.close() };
}

const SQLITE_BUSY = 5;

function unusable(dataDir: string, error: unknown): AppError {
  const code = systemErrorCode(error) ?? 'unknown';
  return new AppError(
    'data_dir_unusable',
    `Cannot write to the data directory ${dataDir} (${code}). Set DATA_DIR to a directory this user may write to.`,
    { cause: error },
  );
}

/** Half of PostgreSQL's own 128 MB, all of which WebAssembly keeps once touched; what falls out is in the system's cache. */
const START = [...PGlite.defaultStartParams, '-c', 'shared_buffers=64MB'];

/** Opens PGlite with pgvector in `dataDir`. Throws AppError `data_dir_unusable` when its files cannot be used. */
export async function openEmbedded(dataDir: string): Promise<PGlite> {
  try {
    return await PGlite.create({ dataDir: join(resolve(dataDir), 'pg'), extensions: { vector }, startParams: START });
  } catch (error) {
    throw new AppError(
      'data_dir_unusable',
      `The database in ${dataDir} cannot be opened. If a newer Assay wrote it, use that version; else restore a backup into an empty DATA_DIR.`,
      { cause: error },
    );
  }
}
