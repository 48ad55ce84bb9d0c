/** The record of collection runs: begun, ended, with what. */
import type { TransactionSql } from '../db/connect.ts';
import type { LeaseKey } from './lease.ts';

/** To be called in the transaction that took the lease: what still says that it runs there has died or stalled. */
export async function beginRun(
  sql: TransactionSql,
  tenantId: string,
  key: LeaseKey,
  runId: string,
  occurrence: Date | null,
): Promise<void> {
  await sql`
    update collection_runs set state = 'failed', finished_at = clock_timestamp(), error_class = 'interrupted',
      error_detail = 'The process ended or stalled before the run was done; nothing of it was stored.'
    where tenant_id = ${tenantId} and collector = ${key.collector} and account_uid = ${key.accountUid}
      and region = ${key.region} and state = 'running'`;
  await sql`
    insert into collection_runs (tenant_id, run_id, collector, account_uid, region, occurrence, state, started_at)
    values (${tenantId}, ${runId}, ${key.collector}, ${key.accountUid}, ${key.region}, ${occurrence}, 'running',
      clock_timestamp())`;
}

/** Error classes of runs that another try may complete: throttled, or AWS or the way to it was not there. */
export type PassingClass = 'throttled' | 'unavailable';
/** Error class of a run in which nothing failed but what AWS refuses. */
export const REFUSED = 'denied';
const PASSING: PassingClass[] = ['throttled', 'unavailable'];

/**
 * Has a run that began at `since` or later, or for that very occurrence, already stored what it read? One that read in
 * part what another try may read does not count.
 */
export async function servedSince(sql: TransactionSql, tenantId: string, key: LeaseKey, since: Date): Promise<boolean> {
  const rows = await sql`
    select 1 from collection_runs
    where tenant_id = ${tenantId} and collector = ${key.collector} and account_uid = ${key.accountUid}
      and region = ${key.region} and state in ('succeeded', 'partial')
      and (started_at >= ${since} or occurrence = ${since})
      and not (state = 'partial' and coalesce(error_class, '') = any(${PASSING}::text[]))
    limit 1`;
  return rows.length > 0;
}

export interface RunEnd {
  state: 'succeeded' | 'partial' | 'failed';
  items: number;
  changes: object;
  /** A PassingClass, else REFUSED or the outcome of the first API that failed, else Assay's own `internal` or `interrupted`. */
  errorClass: string | null;
  errorDetail: string | null;
}

/**
 * Ends a run that still runs. A run that stored something ends in the transaction that stored it, so that its record
 * never says less or more than the stores; one that a successor has written off stays as it is.
 */
export async function endRun(sql: TransactionSql, tenantId: string, runId: string, end: RunEnd): Promise<void> {
  await sql`
    update collection_runs set state = ${end.state}, finished_at = clock_timestamp(), items = ${end.items},
      changes = ${sql.json(end.changes as never)}, error_class = ${end.errorClass}, error_detail = ${end.errorDetail}
    where tenant_id = ${tenantId} and run_id = ${runId} and state = 'running'`;
}
