/** After an update with another local model: every finding gets its vector anew, behind the running server. */
import type { Sql } from '../db/connect.ts';
import type { Log } from '../log.ts';
import { embedFindings } from './backfill.ts';
import { createLocalEmbedder } from './local.ts';

export interface Renewal {
  /** Resolves when all is done or given up; never rejects. */
  done: Promise<void>;
  /** Ends it at the next batch. What is done stays done; the next start goes on from there. */
  close(): Promise<void>;
}

/**
 * Begins to give each tenant's findings the vector of today's local model. One quick query a tenant where nothing is to
 * do. Until a finding's turn comes the lexical arm alone finds it, for vectors of two models are never compared.
 */
export function renewLocalVectors(sql: Sql, tenantIds: readonly string[], log: Log): Renewal {
  const stop = new AbortController();
  const done = renew(sql, tenantIds, log, stop.signal);
  return {
    done,
    close: async () => {
      stop.abort();
      await done;
    },
  };
}

async function renew(sql: Sql, tenantIds: readonly string[], log: Log, signal: AbortSignal): Promise<void> {
  for (const tenantId of tenantIds) {
    try {
      const report = await embedFindings(sql, tenantId, createLocalEmbedder(), { signal });
      if (report.written > 0) log.info('vectors.renewed', { tenantId, written: report.written });
      if (report.stopped !== null) log.warn('vectors.not_renewed', { tenantId, reason: report.stopped });
    } catch (error) {
      if (signal.aborted) return;
      log.error('vectors.not_renewed', { tenantId, error });
    }
  }
}
