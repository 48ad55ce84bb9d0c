/** Restores: a backup into an empty, migrated database of either kind, in one transaction. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { AppError, systemErrorCode } from '../errors.ts';
import { BACKUP_FORMAT, type BackupHeader } from './backup.ts';
import type { Database, TransactionSql } from './connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT } from './tenant.ts';
import { bindTenant, knownTenants, schemaVersion, type TenantTable, tenantTables } from './tenant-tables.ts';

export interface RestoreReport {
  createdAt: string;
  tables: number;
  rows: number;
}

/** Inserted at once: whichever comes first, rows or characters. */
const ROWS_AT_ONCE = 500;
const CHARACTERS_AT_ONCE = 2_000_000;

/**
 * Fills the migrated `database` from `file`; all of it or, on any error, nothing. With `force` what was there goes.
 * Throws AppError: `not_found` (no such file), `invalid_input` (foreign, damaged or cut off), `newer_version`,
 * `conflict` (the database holds data).
 */
export async function restore(
  database: Database,
  file: string,
  options: { force?: boolean } = {},
): Promise<RestoreReport> {
  return database.sql.begin(async (sql) => {
    const tables = await tenantTables(sql);
    let report: RestoreReport | null = null;
    try {
      await pipeline(createReadStream(file), createGunzip(), async (source: AsyncIterable<Buffer>) => {
        report = await readInto(sql, tables, linesOf(source), options.force === true);
      });
    } catch (error) {
      throw unreadable(file, error);
    }
    return report!;
  });
}

async function readInto(
  sql: TransactionSql,
  tables: TenantTable[],
  lines: AsyncIterable<string>,
  force: boolean,
): Promise<RestoreReport> {
  let header: BackupHeader | null = null;
  let writer: RowWriter | null = null;
  let ended = false;
  let rows = 0;
  for await (const line of lines) {
    const text = line.slice(2);
    if (header === null) {
      header = readHeader(line);
      await refuseUnfit(sql, header, tables);
      await makeRoom(sql, tables, force);
    } else if (ended) throw damaged('something follows its end');
    else if (line.startsWith('R ') && writer) {
      rows += 1;
      await writer.add(text);
    } else if (line.startsWith('T ')) {
      await writer?.flush();
      writer = await openTable(sql, header, tables, text);
    } else if (line.startsWith('E ')) {
      await writer?.flush();
      if (parseLine(END, text).rows !== rows) throw damaged('rows are missing');
      ended = true;
    } else throw damaged('it has a line that no backup has');
  }
  if (header === null || !ended) throw damaged('it ends early');
  await continueNumbering(sql, tables);
  // A run that was at work when the backup was made is at work no longer.
  for (const tenantId of await knownTenants(sql, [DEFAULT_TENANT, DEMO_TENANT])) {
    await bindTenant(sql, tenantId);
    await sql`update collection_state set lease_until = null where tenant_id = ${tenantId}`;
  }
  return { createdAt: header.createdAt, tables: tables.length, rows };
}

const HEADER = z.object({
  format: z.literal(BACKUP_FORMAT),
  formatVersion: z.number(),
  schemaVersion: z.number(),
  version: z.string(),
  createdAt: z.string(),
  columns: z.record(z.string(), z.array(z.string())),
});
const TABLE = z.object({ tenantId: z.uuid(), table: z.string() });
const END = z.object({ rows: z.number() });

function readHeader(line: string): BackupHeader {
  if (!line.startsWith('H ')) throw foreign();
  const header = parseLine(HEADER, line.slice(2));
  if (header.formatVersion !== 1) throw newer(`backup format ${header.formatVersion}`);
  return { ...header, formatVersion: 1 };
}

function parseLine<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw foreign(error);
  }
}

async function refuseUnfit(sql: TransactionSql, header: BackupHeader, tables: TenantTable[]): Promise<void> {
  const ours = await schemaVersion(sql);
  if (header.schemaVersion > (ours ?? 0)) throw newer(`migration ${header.schemaVersion}`);
  for (const [name, columns] of Object.entries(header.columns)) {
    const table = tables.find((candidate) => candidate.name === name);
    const missing = table ? columns.filter((column) => !table.columns.includes(column)) : [name];
    if (missing.length > 0) throw damaged(`this version of Assay has no ${table ? `${name}.${missing[0]}` : name}`);
  }
}

/** Refuses a database that holds anything, or empties it. */
async function makeRoom(sql: TransactionSql, tables: TenantTable[], force: boolean): Promise<void> {
  for (const tenantId of await knownTenants(sql, [DEFAULT_TENANT, DEMO_TENANT])) {
    await bindTenant(sql, tenantId);
    for (const { name } of tables.filter((table) => !force && table.name !== 'tenants')) {
      const found = await sql`select 1 from ${sql(name)} where tenant_id = ${tenantId} limit 1`;
      if (found.length > 0)
        throw new AppError(
          'conflict',
          `This database is not empty (it has ${name}), and restoring would replace everything in it. Name an empty DATA_DIR or DATABASE_URL, or repeat with --force.`,
        );
    }
    await sql`delete from tenants where tenant_id = ${tenantId}`;
  }
}

interface RowWriter {
  add(row: string): Promise<void>;
  flush(): Promise<void>;
}

async function openTable(
  sql: TransactionSql,
  header: BackupHeader,
  tables: TenantTable[],
  text: string,
): Promise<RowWriter> {
  const { tenantId, table: name } = parseLine(TABLE, text);
  const columns = header.columns[name];
  if (!columns || !tables.some((table) => table.name === name)) throw damaged('it names a table that it does not hold');
  await bindTenant(sql, tenantId);
  let rows: string[] = [];
  let characters = 0;
  const flush = async () => {
    if (rows.length === 0) return;
    const json = `[${rows.join(',')}]`;
    rows = [];
    characters = 0;
    await sql`insert into ${sql(name)} (${sql(columns)}) overriding system value
      select ${sql(columns)} from json_populate_recordset(null::${sql(name)}, ${json}::text::json)`;
  };
  return {
    flush,
    add: async (row) => {
      rows.push(row);
      characters += row.length;
      if (rows.length >= ROWS_AT_ONCE || characters >= CHARACTERS_AT_ONCE) await flush();
    },
  };
}

/** Numbers that the database gives by itself go on after the highest restored one, whichever tenant has it. */
async function continueNumbering(sql: TransactionSql, tables: TenantTable[]): Promise<void> {
  for (const { name, identity } of tables) {
    if (identity === null) continue;
    let highest = 0n;
    for (const tenantId of await knownTenants(sql, [DEFAULT_TENANT, DEMO_TENANT])) {
      await bindTenant(sql, tenantId);
      const [row] = await sql<{ highest: string }[]>`
        select coalesce(max(${sql(identity)}), 0)::text as highest from ${sql(name)} where tenant_id = ${tenantId}`;
      if (row && BigInt(row.highest) > highest) highest = BigInt(row.highest);
    }
    if (highest > 0n)
      await sql`select setval(pg_get_serial_sequence(${name}, ${identity}), ${highest.toString()}::bigint)`;
  }
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const foreign = (cause?: unknown) =>
  new AppError('invalid_input', 'This file is not a backup of Assay. Name one that `npm run backup -- <file>` wrote.', {
    cause,
  });
const damaged = (why: string, cause?: unknown) =>
  new AppError('invalid_input', `This backup cannot be restored: ${why}. Nothing was changed; use another backup.`, {
    cause,
  });
const newer = (what: string) =>
  new AppError('newer_version', `This backup was written by a newer Assay (${what}). Update Assay and restore again.`);

/** Errors of the file as sentences; errors of the database that a row causes mean a damaged file too. */
function unreadable(file: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = systemErrorCode(error) ?? '';
  if (code === 'ENOENT') return new AppError('not_found', `There is no file ${file}.`, { cause: error });
  if (code === 'EACCES' || code === 'EISDIR' || code === 'EPERM')
    return new AppError('invalid_input', `The file ${file} cannot be read (${code}).`, { cause: error });
  if (code === 'Z_BUF_ERROR') return damaged('it ends early', error);
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test((error as Error).message)) return foreign(error);
  if (code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return damaged('it is damaged', error);
  if (/^2[23]/.test(code)) return damaged('it holds a row that the database refuses', error);
  return error;
}
