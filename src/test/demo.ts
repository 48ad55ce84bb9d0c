/** The demo estate as tests see it: at one moment, stored once per run and copied to whoever asks for it. */
import { SEED_VERSION } from '../../seed/apply.ts';
import { recordSeed } from '../estate/tenancy.ts';
import { seedTestDemo } from './app.ts';
import type { Contents } from './dumps.ts';

/** The clock of the demo: a Thursday. */
export const DEMO_CLOCK = new Date('2026-11-19T10:00:00Z');

/** As the server seeds it; a server told `DEMO_NOW: DEMO_CLOCK` takes it for its own. */
export const DEMO: Contents = {
  name: 'demo',
  fill: async (database) => {
    await seedTestDemo(database, DEMO_CLOCK);
    await recordSeed(database.sql, { version: SEED_VERSION, now: DEMO_CLOCK });
    if (database.pglite) await database.sql`vacuum (analyze)`;
  },
};
