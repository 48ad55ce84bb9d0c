/** Opens the store: PostgreSQL by address, or PGlite in a directory. One driver, one code path above this file. */
import type { PGlite } from '@electric-sql/pglite';
import postgres from 'postgres';
import { AppError, systemErrorCode } from '../errors.ts';
import { lockDirectory, openEmbedded } from './embedded.ts';
import { bridgeSockets } from './pglite-bridge.ts';

export type Sql = postgres.Sql;
export type TransactionSql = postgres.TransactionSql;
/** Whatever a store statement can run on. */
export type AnySql = Sql | TransactionSql;

export interface Database {
  kind: 'postgres' | 'embedded';
  sql: Sql;
  /** One more pool over the same database, for pg-boss and for LISTEN. */
  openPool(options: { max: number }): Sql;
  /** Set on the embedded database only. */
  pglite: PGlite | null;
  close(): Promise<void>;
}

/**
 * How long a transaction may wait for its own process. One that was frozen (a suspended machine, SIGSTOP) would hold its
 * rows for ever; the server ends it instead. The address may say otherwise: `?idle_in_transaction_session_timeout=`.
 * Not on the embedded database, which has nobody else to wait, and which stops at this timeout (measured).
 */
const FROZEN_TRANSACTION_MS = 120_000;
/** Four connections suit two cores; more only queue (measured). */
const POOL_SIZE = 4;

/**
 * Connects to `databaseUrl`, or opens the embedded database in `dataDir` under an exclusive lock.
 * Throws AppError `database_unreachable`, `data_dir_in_use` or `data_dir_unusable`, each saying what to do.
 */
export async function connect(options: { databaseUrl: string | null; dataDir: string }): Promise<Database> {
  return options.databaseUrl ? await connectServer(options.databaseUrl) : await connectEmbedded(options.dataDir);
}

async function connectServer(url: string): Promise<Database> {
  const openPool = ({ max }: { max: number }) =>
    postgres(url, {
      max,
      connect_timeout: 10,
      onnotice: () => undefined,
      connection: {
        application_name: 'assay',
        idle_in_transaction_session_timeout: FROZEN_TRANSACTION_MS,
        'hnsw.iterative_scan': 'relaxed_order',
        'hnsw.ef_search': '100',
      } as never,
    });
  const sql = openPool({ max: POOL_SIZE });
  try {
    await sql`select 1`;
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw unreachable(url, error);
  }
  return { kind: 'postgres', sql, openPool, pglite: null, close: () => sql.end({ timeout: 5 }) };
}

function unreachable(url: string, error: unknown): AppError {
  const place = databasePlace(url);
  const code = systemErrorCode(error) ?? 'unknown';
  return new AppError(
    'database_unreachable',
    `Cannot use PostgreSQL at ${place} (${REASONS[code] ?? code}). Check DATABASE_URL, or unset it to use the embedded database.`,
    { cause: error },
  );
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the host name does not resolve',
  CONNECT_TIMEOUT: 'no answer in 10 s',
  ETIMEDOUT: 'no answer',
  '28P01': 'the password is wrong',
  '28000': 'the server refuses this user',
  '3D000': 'that database does not exist',
};

/** Host and database of a connection address, never its user or password. */
function databasePlace(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host || 'the local socket'}${pathname}`;
  } catch {
    return 'the address given';
  }
}

async function connectEmbedded(dataDir: string): Promise<Database> {
  const lock = await lockDirectory(dataDir);
  try {
    const pglite = await openEmbedded(dataDir);
    return overPglite(pglite, async () => {
      await pglite.close();
      await lock.release();
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** postgres.js over an open PGlite; also what tests use on an in-memory one. */
export function overPglite(pglite: PGlite, onClose: () => Promise<void>): Database {
  const socket = bridgeSockets(pglite);
  const openPool = ({ max }: { max: number }) =>
    postgres({
      host: 'embedded',
      user: 'postgres',
      database: 'postgres',
      max,
      onnotice: () => undefined,
      socket,
    } as postgres.Options<Record<string, never>>) as unknown as Sql;
  const sql = openPool({ max: POOL_SIZE });
  const close = async () => {
    await sql.end({ timeout: 5 });
    await onClose();
  };
  return { kind: 'embedded', sql, openPool, pglite, close };
}
