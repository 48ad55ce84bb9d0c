/** Forward-only migrations: `migrations/NNNN_name.sql`, each applied once, in order, safe when two processes start. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import type { Database } from './connect.ts';

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url));

/** One lock id for all Assay processes on a database. */
const MIGRATION_LOCK = 7_220_311;

/**
 * Brings the schema up to date in one transaction and returns the names applied now.
 * Throws AppError `newer_version` when the database knows a migration that this version does not.
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = await migrationFiles();
  return database.sql.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
    await sql`create table if not exists schema_migrations (
      version int primary key, name text not null, applied_at timestamptz not null default now())`;
    const known = await sql<{ version: number }[]>`select version from schema_migrations order by version`;
    const applied = new Set(known.map((row) => row.version));
    refuseNewer(applied, files);
    const pending = files.filter((file) => !applied.has(file.version));
    for (const file of pending) {
      await sql.unsafe(forDatabase(file.text, database.kind)).simple();
      await sql`insert into schema_migrations (version, name) values (${file.version}, ${file.name})`;
    }
    return pending.map((file) => file.name);
  });
}

interface MigrationFile {
  version: number;
  name: string;
  text: string;
}

async function migrationFiles(): Promise<MigrationFile[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      name,
      text: await readFile(`${FOLDER}${name}`, 'utf8'),
    })),
  );
}

function refuseNewer(applied: Set<number>, files: MigrationFile[]): void {
  const ours = new Set(files.map((file) => file.version));
  const unknown = [...applied].filter((version) => !ours.has(version));
  if (unknown.length === 0) return;
  throw new AppError(
    'newer_version',
    `This database was written by a newer Assay (migration ${Math.max(...unknown)}). Update Assay, or use another DATA_DIR or DATABASE_URL.`,
  );
}

/**
 * The two databases differ in vectors only: halfvec with HNSW is best on PostgreSQL, plain vector without an index on
 * PGlite up to about 10,000 rows (measured: halfvec's HNSW build takes 88 s against 9.5 s there).
 */
function forDatabase(text: string, kind: Database['kind']): string {
  const type = kind === 'postgres' ? 'halfvec' : 'vector';
  return text
    .replaceAll('{{vector}}', type)
    .replaceAll('{{vector_ops}}', `${type}_cosine_ops`)
    .replace(/^--if (postgres|embedded)\n([\s\S]*?)^--end\n/gm, (_all, wanted: string, body: string) =>
      wanted === kind ? body : '',
    );
}
