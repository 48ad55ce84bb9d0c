/** `migrate` and `seed`. */
import { assemble } from '../assemble.ts';
import type { Config } from '../config.ts';
import { connect } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { prepareDemo } from '../demo.ts';
import { FRESHNESS_TARGETS } from '../jobs/catalogue.ts';
import type { Log } from '../log.ts';

export async function migrateDatabase(config: Config): Promise<number> {
  const database = await connect({ databaseUrl: config.DATABASE_URL ?? null, dataDir: config.DATA_DIR });
  try {
    const applied = await migrate(database);
    process.stdout.write(applied.length > 0 ? `Applied ${applied.join(', ')}.\n` : 'The database is up to date.\n');
    return 0;
  } finally {
    await database.close();
  }
}

/** Fills the demo tenant anew, whatever it held. */
export async function seedDatabase(config: Config, log: Log): Promise<number> {
  const assembly = await assemble({ ...config, DEMO: 'on' }, log, FRESHNESS_TARGETS);
  try {
    const demo = await prepareDemo(assembly, { force: true });
    process.stdout.write(`The demo estate is seeded; its clock stands at ${demo?.now.toISOString()}.\n`);
    return 0;
  } finally {
    await assembly.close();
  }
}
