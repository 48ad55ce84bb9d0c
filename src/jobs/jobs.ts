/** The jobs of this process, and their view for the pages. */
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Assembly } from '../assemble.ts';
import { DEMO_TENANT } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import type { JobsView } from '../http/jobs-view.ts';
import { FRESHNESS_TARGETS } from './catalogue.ts';
import { accountsInCharge, keyOf } from './collect-job.ts';
import { readSchedules } from './occurrences.ts';
import { createQueues, type QueueOptions } from './queues.ts';
import { createSchedule, runSchedule } from './schedule.ts';
import { startUpkeep } from './upkeep.ts';
import { describeCollectors } from './view.ts';

export interface Jobs {
  view: JobsView;
  /** Queues every collector for one account, as after it was connected. */
  readAccount(accountUid: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts schedule, workers and upkeep with `work`; without it this process only queues runs on request. Throws
 * AppError `not_configured` when a *_SCHEDULE cannot be read.
 */
export function startJobs(assembly: Assembly, options: QueueOptions): Promise<Jobs> {
  const schedules = readSchedules(assembly.config);
  const queues = createQueues(assembly, options);
  const stops = [() => queues.close()];
  if (options.work) {
    stops.push(startUpkeep(assembly));
    stops.push(runSchedule(assembly, createSchedule(assembly, schedules, queues), schedules));
  }
  const view: JobsView = {
    freshnessTargets: FRESHNESS_TARGETS,
    collectors: async (tenantId) => {
      const accounts = tenantId === DEMO_TENANT ? [] : await accountsInCharge(assembly);
      return describeCollectors(assembly.database.sql, tenantId, schedules, accounts.map(keyOf));
    },
    runCollector: async (tenantId, name) => {
      const collector = collectorNamed(name);
      const accounts = tenantId === DEMO_TENANT ? [] : await accountsInCharge(assembly);
      if (accounts.length === 0) throw nothingToRead();
      const ids: (string | null)[] = [];
      for (const account of accounts)
        ids.push((await queues.collect({ collector, account: keyOf(account), occurrence: null })).id);
      const runId = ids.find((id) => id !== null) ?? null;
      return { queued: runId !== null, runId };
    },
  };
  return Promise.resolve({
    view,
    readAccount: async (account) => {
      for (const { name: collector } of Object.values(COLLECTORS))
        await queues.collect({ collector, account, occurrence: null });
    },
    close: async () => {
      for (const stop of stops.toReversed()) await stop();
    },
  });
}

function collectorNamed(name: string): CollectorName {
  const known = Object.values(COLLECTORS).find((collector) => collector.name === name);
  if (known) return known.name;
  throw new AppError('not_found', `There is no collector "${name}". There are ${Object.keys(COLLECTORS).join(', ')}.`);
}

const nothingToRead = () =>
  new AppError(
    'not_configured',
    'There is no AWS account to read. Connect one with POST /api/accounts, or set AWS_COLLECT=on to read the account of the default credentials.',
  );
