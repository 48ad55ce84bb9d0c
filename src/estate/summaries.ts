/** How many resources each check passed and failed: a Pass is a number here, not a row among the findings. */
import type { TransactionSql } from '../db/connect.ts';
import { severityId, type SeverityName } from './finding.ts';

interface SummarySource {
  accountUid: string;
  collectedAt: string;
  outcomes: { checkId: string; outcome: { status: 'pass' | 'fail' | 'warning'; resource: { region: string } } }[];
}

type Checks = ReadonlyMap<string, { service: string; title: string; severity: SeverityName }>;

/** Replaces the summary of every check in the batch, per region of its resources. */
export async function recordSummaries(
  sql: TransactionSql,
  tenantId: string,
  batch: SummarySource,
  checks: Checks,
): Promise<void> {
  const groups = Map.groupBy(batch.outcomes, ({ checkId, outcome }) => `${checkId}|${outcome.resource.region}`);
  const rows = [...groups.values()].map((group) => {
    const { checkId, outcome } = group[0]!;
    const check = checks.get(checkId)!;
    const countOf = (status: string) => group.filter((entry) => entry.outcome.status === status).length;
    return {
      tenant_id: tenantId,
      check_id: checkId,
      account_uid: batch.accountUid,
      region: outcome.resource.region,
      service: check.service,
      title: check.title,
      severity_id: severityId(check.severity),
      pass: countOf('pass'),
      fail: countOf('fail'),
      warning: countOf('warning'),
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
