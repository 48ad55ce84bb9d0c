import type { Sql } from './db/connect.ts';
import type { Log } from './log.ts';

/** Who asks: a person with the token, the schedule, or the command line. */
export type Actor = { kind: 'reader' } | { kind: 'schedule'; collector: string } | { kind: 'operator' };

/** What every verb gets: the database, whose data, who asks, and the estate's clock. */
export interface Ctx {
  sql: Sql;
  tenantId: string;
  actor: Actor;
  requestId: string;
  /** The estate's now: DEMO_NOW moves it, else the clock. */
  now: () => Date;
  log: Log;
}
