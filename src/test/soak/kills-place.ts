/** Databases for kill runs: a directory of the embedded one, or one of its own on a PostgreSQL. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { connect, type Database } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';

export interface Place {
  databaseUrl: string | null;
  dataDir: string;
  /** Opens the database for `work`; on the embedded one no other process may be using it. */
  within<T>(work: (database: Database) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** An empty, migrated database: on `server` if there is one, else in `dataDir`, which the caller removes. */
export async function openPlace(server: string | null, dataDir: string): Promise<Place> {
  const made = server ? await createOn(server) : null;
  const databaseUrl = made?.url ?? null;
  const within = async <T>(work: (database: Database) => Promise<T>) => {
    const database = await connect({ databaseUrl, dataDir });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  await within(migrate);
  return { databaseUrl, dataDir, within, remove: made?.drop ?? (() => Promise.resolve()) };
}

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
