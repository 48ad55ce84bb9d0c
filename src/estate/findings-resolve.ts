/** Resolving what is gone: only a complete, successful read of its scope proves that a resource is no longer there. */
import type { TransactionSql } from '../db/connect.ts';

/**
 * Resolves this service's open verdicts in the scope that the batch did not mention, when every API that lists their
 * resource was read whole. `region` null means the whole account. Returns how many. Detections never resolve this way.
 */
export async function resolveUnseen(
  sql: TransactionSql,
  scope: { tenantId: string; service: string; accountUid: string; region: string | null },
  seenUids: string[],
  completeApis: string[],
  at: string,
): Promise<number> {
  const gone = await sql<{ finding_uid: string }[]>`
    with gone as (
      update findings set status_id = 4, resolved_time = ${at}, unverified_since = null, unverified_reason = null,
        status_detail = 'No longer found: the resource was absent from a complete read.'
      where tenant_id = ${scope.tenantId} and service = ${scope.service} and account_uid = ${scope.accountUid}
        and (${scope.region}::text is null or region = ${scope.region})
        and class_uid = 2003 and not imported and status_id <> 4
        and listed_by <> '{}' and listed_by <@ ${completeApis}::text[]
        and not finding_uid = any(${seenUids}::text[])
      returning tenant_id, finding_uid, status_id, severity_id, compliance_status_id, status_detail, evidence, evidence_hash
    )
    insert into finding_history (tenant_id, finding_uid, changed_at, change, status_id, severity_id,
      compliance_status_id, status_detail, evidence, evidence_hash)
    select tenant_id, finding_uid, ${at}, 'resolved', status_id, severity_id, compliance_status_id, status_detail,
      evidence, evidence_hash from gone
    returning finding_uid`;
  return gone.length;
}

/** Ids of this service's verdicts in the scope that are not resolved. */
export async function openVerdicts(
  sql: TransactionSql,
  scope: { tenantId: string; service: string; accountUid: string; region: string | null },
): Promise<Set<string>> {
  const rows = await sql<{ uid: string }[]>`
    select finding_uid as uid from findings
    where tenant_id = ${scope.tenantId} and account_uid = ${scope.accountUid} and service = ${scope.service}
      and (${scope.region}::text is null or region = ${scope.region}) and class_uid = 2003 and not imported
      and status_id <> 4`;
  return new Set(rows.map((row) => row.uid));
}
