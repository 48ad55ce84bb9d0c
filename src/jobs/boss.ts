/** pg-boss over our own driver: one schema of its own, on PostgreSQL and on the embedded database alike. */
import { PgBoss } from 'pg-boss';
import type { Database, Sql } from '../db/connect.ts';
import type { Log } from '../log.ts';

export interface Boss {
  boss: PgBoss;
  /** Waits for running work up to `timeoutMs`, then gives it back to the queue. */
  stop(timeoutMs: number): Promise<void>;
}

/** Installs what pg-boss needs and starts it; with `supervise` it also looks after expired and old jobs. */
export async function startBoss(database: Database, log: Log, options: { supervise: boolean }): Promise<Boss> {
  const embedded = database.kind === 'embedded';
  // Embedded connections share one engine, so a second one would only queue behind the first.
  const pool = database.openPool({ max: embedded ? 1 : 2 });
  const boss = new PgBoss({
    db: adapterOf(pool),
    backend: embedded ? 'pglite' : 'postgres',
    schema: 'pgboss',
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
    monitorVacuum: !embedded,
    reindex: !embedded,
  });
  boss.on('error', (error) => log.warn('jobs.error', { error }));
  try {
    await boss.start();
  } catch (error) {
    await pool.end({ timeout: 1 });
    throw error;
  }
  return {
    boss,
    stop: async (timeoutMs) => {
      await boss.stop({ graceful: true, timeout: Math.max(timeoutMs, 1000), close: false });
      await pool.end({ timeout: 2 });
    },
  };
}

/** What pg-boss asks of a driver. */
interface Adapter {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

function adapterOf(pool: Sql): Adapter {
  const { serializers } = pool.options as unknown as { serializers: Record<number, (value: unknown) => unknown> };
  // pg-boss hands over JSON that is text already; a second encoding would store a string.
  const asJson = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  for (const oid of JSON_OIDS) serializers[oid] = asJson;
  return {
    executeSql: async (text, values) => {
      // Named statements: the embedded database's connections share one session, and with it the unnamed one.
      if (values && values.length > 0)
        return { rows: [...(await pool.unsafe(text, values as never[], { prepare: true }))] };
      return { rows: await runScript(pool, text) };
    },
  };
}

/** json and jsonb. Source: PostgreSQL, pg_type.dat. */
const JSON_OIDS = [114, 3802];

/** Several statements with their own `begin` and `commit`: postgres.js refuses those outside a reserved connection. */
async function runScript(pool: Sql, text: string): Promise<Record<string, unknown>[]> {
  const connection = await pool.reserve();
  try {
    const result: unknown[] = await connection.unsafe(text).simple();
    return result.flat() as Record<string, unknown>[];
  } catch (error) {
    await connection
      .unsafe('rollback')
      .simple()
      .catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}
