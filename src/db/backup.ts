/**
 * Backups: one gzip'd text file for both kinds of database. Its lines: `H` header, then for each tenant and table a `T`
 * and one `R` a row (JSON as the database writes it), and `E` with the count, without which the file is not whole.
 */
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError, systemErrorCode } from '../errors.ts';
import type { Database, TransactionSql } from './connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT } from './tenant.ts';
import { bindTenant, knownTenants, schemaVersion, type TenantTable, tenantTables } from './tenant-tables.ts';

export const BACKUP_FORMAT = 'assay-backup';

/** The first line of a backup. `columns` by table: what each row's JSON holds. */
export interface BackupHeader {
  format: typeof BACKUP_FORMAT;
  formatVersion: 1;
  schemaVersion: number;
  /** The version of Assay that wrote it. */
  version: string;
  createdAt: string;
  columns: Record<string, string[]>;
}

export interface BackupReport {
  file: string;
  tables: number;
  rows: number;
  bytes: number;
}

/** Rows fetched at once: with vectors a row takes some 10 kB, so that a few megabytes are in memory. */
const ROWS_AT_ONCE = 200;

/**
 * Writes every tenant's rows as of one moment to `file`, which appears whole or not at all. Needs memory for some
 * hundred rows. Throws AppError `not_found` for an empty database and `invalid_input` for a place that cannot be written.
 */
export async function backup(database: Database, file: string, version: string): Promise<BackupReport> {
  const path = resolve(file);
  const partial = `${path}.${process.pid}.partial`;
  const report: BackupReport = { file: path, tables: 0, rows: 0, bytes: 0 };
  try {
    await database.sql.begin('isolation level repeatable read read only', async (sql) => {
      // `flush`: on the disk before it gets its name.
      const target = (await open(partial, 'wx', 0o600)).createWriteStream({ flush: true });
      await pipeline(Readable.from(backupLines(sql, version, report)), createGzip(), target);
    });
    report.bytes = (await stat(partial)).size;
    await rename(partial, path);
    await syncFolder(dirname(path));
    return report;
  } catch (error) {
    await rm(partial, { force: true });
    throw FILE_FAULTS.has(systemErrorCode(error) ?? '') ? unwritable(file, error) : error;
  }
}

const FILE_FAULTS = new Set([
  'ENOENT',
  'EACCES',
  'EPERM',
  'EEXIST',
  'EISDIR',
  'ENOTDIR',
  'ENOSPC',
  'EROFS',
  'EDQUOT',
  'EIO',
]);

async function* backupLines(sql: TransactionSql, version: string, report: BackupReport): AsyncGenerator<string> {
  const schema = await schemaVersion(sql);
  if (schema === null)
    throw new AppError('not_found', 'There is nothing to back up: this database has never been used by Assay.');
  const tables = await tenantTables(sql);
  const header: BackupHeader = {
    format: BACKUP_FORMAT,
    formatVersion: 1,
    schemaVersion: schema,
    version,
    createdAt: new Date().toISOString(),
    columns: Object.fromEntries(tables.map(({ name, columns }) => [name, columns])),
  };
  yield `H ${JSON.stringify(header)}\n`;
  report.tables = tables.length;
  for (const tenantId of await knownTenants(sql, [DEFAULT_TENANT, DEMO_TENANT])) {
    await bindTenant(sql, tenantId);
    for (const table of tables) {
      yield `T ${JSON.stringify({ tenantId, table: table.name })}\n`;
      for await (const rows of rowsOf(sql, table, tenantId)) {
        report.rows += rows.length;
        yield rows.map((row) => `R ${row}\n`).join('');
      }
    }
  }
  yield `E ${JSON.stringify({ rows: report.rows })}\n`;
}

/** A table's rows as JSON text, never parsed here: numbers keep every digit. A cursor keeps memory the same at any size. */
async function* rowsOf(sql: TransactionSql, table: TenantTable, tenantId: string): AsyncGenerator<string[]> {
  const columns = sql(table.columns);
  await sql`declare backup_rows no scroll cursor for
    select row_to_json(r)::text as line from (select ${columns} from ${sql(table.name)} where tenant_id = ${tenantId}) r`;
  for (;;) {
    const rows = await sql<{ line: string }[]>`fetch forward ${sql.unsafe(String(ROWS_AT_ONCE))} from backup_rows`;
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await sql`close backup_rows`;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function unwritable(file: string, error: unknown): AppError {
  const code = systemErrorCode(error) ?? 'unknown';
  return new AppError(
    'invalid_input',
    `The backup cannot be written to ${file} (${code}). Name a file in a folder that exists, with room on its disk.`,
    { cause: error },
  );
}
