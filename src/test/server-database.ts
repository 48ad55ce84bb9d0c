/** A database of its own on a PostgreSQL server, for servers that run as processes and migrate it themselves. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';

export interface ServerDatabase {
  url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** Creates an empty database on the server of `serverUrl`. */
export async function createDatabaseOn(serverUrl: string): Promise<ServerDatabase> {
  const name = `assay_own_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const run = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined });
    await work(sql).finally(() => sql.end());
  };
  await run((sql) => sql`create database ${sql(name)}`);
  return { url: url.href, drop: () => run((sql) => sql`drop database if exists ${sql(name)} with (force)`) };
}
