/** The demo estate in its own tenant: seeded once a day and version, gone in one step when something real has come. */
import { SEED_VERSION, seedDemo } from '../seed/apply.ts';
import type { Assembly } from './assemble.ts';
import { DEMO_TENANT, withTenant } from './db/tenant.ts';
import { registerAccount } from './estate/accounts.ts';
import { clearTenant, hasRealData, readSeed, recordSeed } from './estate/tenancy.ts';
import { deriveCostFindings } from './intake/derive.ts';
import { CHECKS_BY_ID } from './intake/checks-by-id.ts';
import { storeCollected } from './intake/store-collected.ts';

/** The clock of the demo estate, or null when there is none. */
export interface Demo {
  now: Date;
}

/** Seeds when the demo is on and not there for today; removes it when real data has come. */
export async function prepareDemo(assembly: Assembly, options: { force?: boolean } = {}): Promise<Demo | null> {
  const { config, database, log } = assembly;
  const { sql } = database;
  const seeded = await readSeed(sql);
  if (config.DEMO !== 'on' && (config.DEMO === 'off' || config.AWS_COLLECT === 'on' || (await hasRealData(sql)))) {
    if (seeded) {
      await clearTenant(sql, DEMO_TENANT);
      log.info('demo.removed');
    }
    return null;
  }
  const now = config.DEMO_NOW ? new Date(config.DEMO_NOW) : new Date();
  const fits =
    seeded !== null &&
    seeded.version === SEED_VERSION &&
    (config.DEMO_NOW ? seeded.now.getTime() === now.getTime() : sameDay(seeded.now, now));
  if (fits && !options.force) return { now: seeded.now };
  const began = performance.now();
  const conversations = seeded !== null;
  if (conversations) log.info('demo.renewed', { reason: 'another day or version' });
  await clearTenant(sql, DEMO_TENANT);
  const ctx = { sql, tenantId: DEMO_TENANT };
  await seedDemo({
    now,
    store: async (collected) => void (await storeCollected(ctx, collected, CHECKS_BY_ID)),
    registerAccounts: (accounts) =>
      withTenant(sql, { tenantId: DEMO_TENANT, role: 'collect' }, async (sql) => {
        for (const account of accounts) await registerAccount(sql, DEMO_TENANT, { ...account, isDemo: true });
      }),
    runCostRules: async (asOf) => void (await deriveCostFindings(ctx, asOf, { imported: false })),
  });
  await recordSeed(sql, { version: SEED_VERSION, now });
  if (database.pglite) await sql`vacuum (analyze)`;
  log.info('demo.seeded', { now: now.toISOString(), durationMs: Math.round(performance.now() - began) });
  return { now };
}

const sameDay = (left: Date, right: Date) => left.toISOString().slice(0, 10) === right.toISOString().slice(0, 10);
