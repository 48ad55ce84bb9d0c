/** How many resources each check passed and failed: a Pass is a number here, not a row among the findings. */
import type { TransactionSql } from '../db/connect.ts';
import { severityId, type SeverityName } from './finding.ts';

interface SummarySource {
  accountUid: string;
  collectedAt: string;
  outcomes: { checkId: string; outcome: { status: Status; resource: { region: string } } }[];
  passed?: { counts: { checkId: string; region: string; count: number }[] };
}

type Status = 'pass' | 'fail' | 'warning';
type Checks = ReadonlyMap<string, { service: string; title: string; severity: SeverityName }>;

/** Replaces the summary of every check in the batch, per region of its resources. */
export async function recordSummaries(
  sql: TransactionSql,
  tenantId: string,
  batch: SummarySource,
  checks: Checks,
): Promise<void> {
  const rows = countsOf(batch).map(({ checkId, region, ...counts }) => {
    const check = checks.get(checkId)!;
    return {
      tenant_id: tenantId,
      check_id: checkId,
      account_uid: batch.accountUid,
      region,
      service: check.service,
      title: check.title,
      severity_id: severityId(check.severity),
      ...counts,
      as_of: batch.collectedAt,
    };
  });
  if (rows.length === 0) return;
  await sql`
    insert into check_summaries
    select * from jsonb_populate_recordset(null::check_summaries, ${sql.json(rows as never)}::jsonb)
    on conflict (tenant_id, check_id, account_uid, region) do update set
      title = excluded.title, severity_id = excluded.severity_id, pass = excluded.pass, fail = excluded.fail,
      warning = excluded.warning, as_of = excluded.as_of`;
}

type Counts = { checkId: string; region: string } & Record<Status, number>;

function countsOf({ outcomes, passed }: SummarySource): Counts[] {
  const byPlace = new Map<string, Counts>();
  const add = (checkId: string, region: string, status: Status, count: number) => {
    const key = `${checkId}|${region}`;
    const counts = byPlace.get(key) ?? { checkId, region, pass: 0, fail: 0, warning: 0 };
    counts[status] += count;
    byPlace.set(key, counts);
  };
  for (const { checkId, outcome } of outcomes) add(checkId, outcome.resource.region, outcome.status, 1);
  for (const { checkId, region, count } of passed?.counts ?? []) add(checkId, region, 'pass', count);
  return [...byPlace.values()];
}
