/** What the collectors page and the run button need of the jobs, without knowing collectors or AWS. */

export interface CollectorStatus {
  name: string;
  /** Cron expression, read by the clock of `timeZone` (IANA name). */
  schedule: string;
  timeZone: string;
  freshnessTargetMinutes: number;
  enabled: boolean;
  lastSuccess: string | null;
  lastAttempt: string | null;
  nextRun: string | null;
  /** Minutes since the last good read; null when there was none. */
  lagMinutes: number | null;
  stale: boolean;
  /** Fewer items than its own baseline lets expect. */
  shrunk: boolean;
  state: 'idle' | 'running' | 'failed' | 'never_run' | 'demo';
  /** Runs of the last 24 hours that were given up after several tries. */
  givenUp: number;
  /** Plain words; null when all is well. */
  error: string | null;
  lastItems: number | null;
}

export interface JobsView {
  collectors(tenantId: string): Promise<CollectorStatus[]>;
  /** Queues one run. Throws AppError `not_found` for an unknown collector, `not_configured` without an account. */
  runCollector(tenantId: string, name: string): Promise<{ queued: boolean; runId: string | null }>;
  freshnessTargets: Record<string, number>;
}
