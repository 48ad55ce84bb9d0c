/** `backup -- <file>` and `restore -- <file> [--force]`: the same portable file for both kinds of database. */
import type { Config } from '../config.ts';
import { backup } from '../db/backup.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { restore } from '../db/restore.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { VERSION } from '../version.ts';

/** Writes everything of every tenant; a PostgreSQL may go on working, the embedded database must not be in use. */
export async function backupDatabase(config: Config, _log: Log, words: string[]): Promise<number> {
  const file = fileOf(words, 'backup');
  const database = await connect({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR });
  try {
    const { rows, bytes } = await backup(database, file, VERSION);
    process.stdout.write(`Wrote ${rows} rows to ${file} (${(bytes / 1e6).toFixed(1)} MB).\n`);
    return 0;
  } finally {
    await database.close();
  }
}

/** Fills an empty database, or with `--force` any, from a backup. */
export async function restoreDatabase(config: Config, log: Log, words: string[]): Promise<number> {
  const file = fileOf(
    words.filter((word) => word !== '--force'),
    'restore',
  );
  const database = await connect({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR });
  try {
    const applied = await migrate(database);
    if (applied.length > 0) log.info('database.migrated', { applied });
    const { rows, createdAt } = await restore(database, file, { force: words.includes('--force') });
    process.stdout.write(`Restored ${rows} rows of the backup of ${createdAt}.\n`);
    return 0;
  } finally {
    await database.close();
  }
}

function fileOf(words: string[], command: string): string {
  const [file] = words;
  if (file && words.length === 1 && !file.startsWith('-')) return file;
  throw new AppError('invalid_input', `Name one file: npm run ${command} -- assay.backup`);
}
