/** What every route is given: the context of its request and the services behind the adapters. */
import type { HttpBindings } from '@hono/node-server';
import type { AnswerDeps } from '../answer/answer.ts';
import type { Config } from '../config.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../db/connect.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { AccountsView } from './accounts-view.ts';
import type { JobsView } from './jobs-view.ts';

/** Variables set by middleware on each request. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: { ctx: Ctx; requestId: string };
}

/** Everything the routes need, made once by the composition root. */
export interface Services {
  config: Config;
  database: Database;
  log: Log;
  answers: AnswerDeps;
  jobs: JobsView;
  accounts: AccountsView;
  metrics: Metrics;
  /** Which estate is shown now: the demo's, or the operator's own once there is one. */
  currentTenant(): Promise<{ tenantId: string; demo: boolean }>;
  /** The clock of a tenant's estate. */
  now(tenantId: string): Date;
  version: string;
}
