/** Resolving what is gone: only a complete, successful read of its scope proves that a resource is no longer there. */
import type { TransactionSql } from '../db/connect.ts';

/** Ids of a statement. Never a list of what was seen: `<> all` over it takes rows times ids (74 s at 60,000). */
const UIDS_PER_STATEMENT = 2_000;

/**
 * Resolves those of `unseenUids`, open verdicts that the batch did not mention, whose resource is listed by APIs that were
 * all read whole. Returns how many. Detections never resolve this way.
 */
export async function resolveUnseen(
  sql: TransactionSql,
  tenantId: string,
  unseenUids: string[],
  completeApis: string[],
  at: string,
): Promise<number> {
  return inParts(unseenUids, (uids) => resolveSome(sql, tenantId, uids, completeApis, at));
}

async function inParts(uids: string[], work: (some: string[]) => Promise<number>): Promise<number> {
  let done = 0;
  for (let start = 0; start < uids.length; start += UIDS_PER_STATEMENT)
    done += await work(uids.slice(start, start + UIDS_PER_STATEMENT));
  return done;
}

async function resolveSome(
  sql: TransactionSql,
  tenantId: string,
  uids: string[],
  completeApis: string[],
  at: string,
): Promise<number> {
  const gone = await sql<{ finding_uid: string }[]>`
    with gone as (
      update findings set status_id = 4, resolved_time = ${at}, unverified_since = null, unverified_reason = null,
        status_detail = 'No longer found: the resource was absent from a complete read.'
      where tenant_id = ${tenantId} and finding_uid = any(${uids}::text[])
        and class_uid = 2003 and not imported and status_id <> 4
        and listed_by <> '{}' and listed_by <@ ${completeApis}::text[]
      returning tenant_id, finding_uid, status_id, severity_id, compliance_status_id, status_detail, evidence, evidence_hash
    )
    insert into finding_history (tenant_id, finding_uid, changed_at, change, status_id, severity_id,
      compliance_status_id, status_detail, evidence, evidence_hash)
    select tenant_id, finding_uid, ${at}, 'resolved', status_id, severity_id, compliance_status_id, status_detail,
      evidence, evidence_hash from gone
    returning finding_uid`;
  return gone.length;
}

/**
 * Marks those of `unseenUids`, open verdicts that the batch did not mention, whose listing APIs were read, but not whole:
 * nobody could look again, so they stay as they are, with since when and why. Marked once; the first time counts, until
 * they are seen again. `brokenApis` are those of the batch that were not read whole. Returns how many.
 */
export async function markUnlooked(
  sql: TransactionSql,
  tenantId: string,
  unseenUids: string[],
  brokenApis: { api: string; region: string; outcome: string }[],
  at: string,
): Promise<number> {
  if (brokenApis.length === 0) return 0;
  const reasons = brokenApis.map(({ api, region, outcome }) => ({
    api,
    region,
    reason: `${api} ${WHY[outcome] ?? 'could not be read'}, so nobody could look again.`,
  }));
  return inParts(unseenUids, (uids) => markSome(sql, tenantId, uids, reasons, at));
}

async function markSome(
  sql: TransactionSql,
  tenantId: string,
  uids: string[],
  reasons: { api: string; region: string; reason: string }[],
  at: string,
): Promise<number> {
  const marked = await sql`
    update findings f set unverified_since = ${at}, unverified_reason = (
        select min(b.reason) from jsonb_to_recordset(${sql.json(reasons)}::jsonb) as b(api text, region text, reason text)
        where b.api = any(f.listed_by) and b.region in (f.region, 'global', '*'))
    where f.tenant_id = ${tenantId} and f.finding_uid = any(${uids}::text[])
      and f.class_uid = 2003 and not f.imported and f.status_id in (1, 2) and f.unverified_since is null
      and f.compliance_status_id = 3
      and exists (select 1 from jsonb_to_recordset(${sql.json(reasons)}::jsonb) as b(api text, region text, reason text)
        where b.api = any(f.listed_by) and b.region in (f.region, 'global', '*'))`;
  return marked.count;
}

const WHY: Record<string, string> = {
  ok: 'was read in part only',
  partial: 'was read in part only',
  denied: 'could not be read: access was denied',
  scp_denied: 'could not be read: a service control policy denies it',
  throttled: 'could not be read: AWS throttled it',
  not_enabled: 'could not be read: the service is not enabled there',
  region_disabled: 'could not be read: the region is disabled',
};

/** Of each check the verdicts that are not resolved: their ids by place (`placeOf`). */
export type OpenVerdicts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Where a verdict stands: with its check and account, what makes it the same verdict for ever. */
export const placeOf = (region: string, resourceUid: string): string => `${region} ${resourceUid}`;

/** This service's verdicts in the scope that are not resolved. */
export async function openVerdicts(
  sql: TransactionSql,
  scope: { tenantId: string; service: string; accountUid: string; region: string | null },
): Promise<OpenVerdicts> {
  const rows = await sql<{ uid: string; checkId: string; region: string; resourceUid: string }[]>`
    select finding_uid as uid, check_id as "checkId", region, resource_uid as "resourceUid" from findings
    where tenant_id = ${scope.tenantId} and account_uid = ${scope.accountUid} and service = ${scope.service}
      and (${scope.region}::text is null or region = ${scope.region}) and class_uid = 2003 and not imported
      and status_id <> 4`;
  const open = new Map<string, Map<string, string>>();
  for (const { uid, checkId, region, resourceUid } of rows) {
    const places = open.get(checkId) ?? new Map<string, string>();
    open.set(checkId, places.set(placeOf(region, resourceUid), uid));
  }
  return open;
}
