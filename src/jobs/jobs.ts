/** The jobs of this process and their view for the pages. */
import { COLLECTORS } from '../../collectors/registry.ts';
import type { Assembly } from '../assemble.ts';
import { withTenant } from '../db/tenant.ts';
import type { CollectorStatus, JobsView } from '../http/jobs-view.ts';
import { FRESHNESS_TARGETS } from './catalogue.ts';

export interface Jobs {
  view: JobsView;
  close(): Promise<void>;
}

export function startJobs(assembly: Assembly, _options: { work: boolean }): Promise<Jobs> {
  const { sql } = assembly.database;
  return Promise.resolve({
    view: {
      freshnessTargets: FRESHNESS_TARGETS,
      collectors: async (tenantId) => {
        const rows = await withTenant(
          sql,
          { tenantId, role: 'chat' },
          (sql) => sql<
            { collector: string; lastSuccess: Date | null; lastAttempt: Date | null; lastItems: number | null }[]
          >`
          select collector, min(last_success_at) as "lastSuccess", max(last_attempt_at) as "lastAttempt", sum(last_items)::int as "lastItems"
          from collection_state where tenant_id = ${tenantId} group by collector`,
        );
        return Object.values(COLLECTORS).map((collector): CollectorStatus => {
          const row = rows.find((candidate) => candidate.collector === collector.name);
          const lag = row?.lastSuccess ? Math.round((Date.now() - row.lastSuccess.getTime()) / 60_000) : null;
          return {
            name: collector.name,
            schedule: collector.schedule,
            freshnessTargetMinutes: collector.freshnessTargetMinutes,
            enabled: true,
            lastSuccess: row?.lastSuccess?.toISOString() ?? null,
            lastAttempt: row?.lastAttempt?.toISOString() ?? null,
            nextRun: null,
            lagMinutes: lag,
            stale: lag === null || lag > collector.freshnessTargetMinutes,
            shrunk: false,
            state: row ? 'idle' : 'never_run',
            error: null,
            lastItems: row?.lastItems ?? null,
          };
        });
      },
      runCollector: () => Promise.resolve({ queued: false, runId: null }),
    },
    close: () => Promise.resolve(),
  });
}
