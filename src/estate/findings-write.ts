/** Writing findings: upsert, history, local vectors, resolution of what is gone. One batch, one transaction. */
import type { TransactionSql } from '../db/connect.ts';
import { contentHashOf, findingText } from '../embeddings/finding-text.ts';
import { replaceLocalVectors } from '../embeddings/backfill.ts';
import { searchVector } from '../embeddings/search-vector.ts';
import { complianceStatusId, evidenceHash, type FindingInput, severityId, statusId } from './finding.ts';
import { type Change, type KnownState, transitionOf } from './transition.ts';

/** How many findings of a batch went which way. */
export interface FindingChanges {
  opened: number;
  changed: number;
  resolved: number;
  reopened: number;
  unverified: number;
  unchanged: number;
}

export const noChanges = (): FindingChanges => ({
  opened: 0,
  changed: 0,
  resolved: 0,
  reopened: 0,
  unverified: 0,
  unchanged: 0,
});

/**
 * Stores a batch as read at `at` (ISO). Idempotent: the same batch again changes nothing but `last_seen_time`. A changed
 * finding's vectors are replaced in this transaction. Bounded: the caller passes at most some thousands at once.
 */
export async function upsertFindings(
  sql: TransactionSql,
  tenantId: string,
  batch: FindingInput[],
  at: string,
): Promise<FindingChanges> {
  const changes = noChanges();
  const inputs = [...new Map(batch.map((finding) => [finding.findingUid, finding])).values()];
  const known = await readKnown(
    sql,
    tenantId,
    inputs.map((finding) => finding.findingUid),
  );
  const written: { finding: FindingInput; change: Change; hash: string }[] = [];
  const touched: string[] = [];
  const unverified: { finding_uid: string; reason: string }[] = [];
  for (const finding of inputs) {
    const hash = evidenceHash(finding);
    const transition = transitionOf(known.get(finding.findingUid) ?? null, finding, hash);
    if (transition.kind === 'ignore') continue;
    if (transition.kind === 'touch') touched.push(finding.findingUid);
    else if (transition.kind === 'unverified')
      unverified.push({ finding_uid: finding.findingUid, reason: finding.statusDetail });
    else written.push({ finding, change: transition.change, hash });
  }
  if (written.length > 0) await writeRows(sql, tenantId, written, at);
  await touchRows(sql, tenantId, touched, inputs, at);
  await markUnverified(sql, tenantId, unverified, at);
  changes.unchanged = touched.length;
  changes.unverified = unverified.length;
  for (const { change } of written) changes[COUNTED_AS[change]]++;
  return changes;
}

const COUNTED_AS: Record<Change, keyof FindingChanges> = {
  opened: 'opened',
  changed: 'changed',
  reopened: 'reopened',
  resolved: 'resolved',
  archived: 'resolved',
  suppressed: 'changed',
};

async function readKnown(sql: TransactionSql, tenantId: string, uids: string[]): Promise<Map<string, KnownState>> {
  const rows = await sql<({ findingUid: string } & KnownState)[]>`
    select finding_uid as "findingUid", status_id as "statusId", compliance_status_id as "complianceStatusId",
      severity_id as "severityId", evidence_hash as "evidenceHash"
    from findings where tenant_id = ${tenantId} and finding_uid = any(${uids}::text[])
    order by finding_uid for update`;
  return new Map(rows.map((row) => [row.findingUid, row]));
}

async function writeRows(
  sql: TransactionSql,
  tenantId: string,
  written: { finding: FindingInput; change: Change; hash: string }[],
  at: string,
): Promise<void> {
  const texts = new Map(written.map(({ finding }) => [finding.findingUid, findingText(withoutAges(finding))]));
  const rows = written.map(({ finding, change, hash }) => ({
    tenant_id: tenantId,
    ...toRow(finding, change, at),
    evidence_hash: hash,
    content_hash: contentHashOf(texts.get(finding.findingUid)!),
    // With the row, not after it: another update would write the row and its indexes a second time.
    search: searchVector(texts.get(finding.findingUid)!),
  }));
  const moved = await sql<{ finding_uid: string; isNew: boolean }[]>`
    with incoming as (
      select * from jsonb_populate_recordset(null::findings, ${sql.json(rows as never)}::jsonb)
    ), before as (
      select f.finding_uid, f.content_hash from findings f join incoming using (tenant_id, finding_uid)
    ), stored as (
      insert into findings (tenant_id, finding_uid, class_uid, check_id, product, service, title, "desc", severity_id,
        status_id, compliance_status_id, status_detail, confidence_score, account_uid, region, resource_uid,
        resource_type, resource_name, resource_tags, first_seen_time, last_seen_time, resolved_time, reopened_time,
        count, evidence, evidence_hash, evidence_time, risk, consequence, remediation, owner_hint, compliance,
        listed_by, raw_data, unmapped, estimated_monthly_cost, estimated_monthly_savings, imported, content_hash, search)
      select tenant_id, finding_uid, class_uid, check_id, product, service, title, "desc", severity_id,
        status_id, compliance_status_id, status_detail, confidence_score, account_uid, region, resource_uid,
        resource_type, resource_name, resource_tags, first_seen_time, last_seen_time, resolved_time, reopened_time,
        count, evidence, evidence_hash, evidence_time, risk, consequence, remediation, owner_hint, compliance,
        listed_by, raw_data, unmapped, estimated_monthly_cost, estimated_monthly_savings, imported, content_hash, search
      from incoming
      on conflict (tenant_id, finding_uid) do update set
        title = excluded.title, "desc" = excluded."desc", severity_id = excluded.severity_id,
        -- What a person set, In Progress or Suppressed, outlives a repeated Fail.
        status_id = case when findings.status_id in (2, 3) and excluded.status_id = 1 then findings.status_id
          else excluded.status_id end,
        compliance_status_id = excluded.compliance_status_id, status_detail = excluded.status_detail,
        confidence_score = excluded.confidence_score, resource_name = excluded.resource_name,
        resource_tags = excluded.resource_tags,
        first_seen_time = least(findings.first_seen_time, excluded.first_seen_time),
        last_seen_time = greatest(findings.last_seen_time, excluded.last_seen_time),
        resolved_time = excluded.resolved_time,
        reopened_time = coalesce(excluded.reopened_time, findings.reopened_time), count = excluded.count,
        evidence = excluded.evidence, evidence_hash = excluded.evidence_hash, evidence_time = excluded.evidence_time,
        risk = excluded.risk, consequence = excluded.consequence, remediation = excluded.remediation,
        owner_hint = excluded.owner_hint, compliance = excluded.compliance, listed_by = excluded.listed_by,
        raw_data = excluded.raw_data, unmapped = excluded.unmapped,
        estimated_monthly_cost = excluded.estimated_monthly_cost,
        estimated_monthly_savings = excluded.estimated_monthly_savings, content_hash = excluded.content_hash,
        search = excluded.search, unverified_since = null, unverified_reason = null
      returning tenant_id, finding_uid, status_id, severity_id, compliance_status_id, status_detail, evidence,
        evidence_hash, content_hash
    ), logged as (
      insert into finding_history (tenant_id, finding_uid, changed_at, change, status_id, severity_id,
        compliance_status_id, status_detail, evidence, evidence_hash)
      select s.tenant_id, s.finding_uid, c.changed_at, c.change, s.status_id, s.severity_id, s.compliance_status_id,
        s.status_detail, s.evidence, s.evidence_hash
      from stored s join jsonb_to_recordset(${sql.json(
        written.map(({ finding, change }) => ({
          finding_uid: finding.findingUid,
          change,
          changed_at: historyTime(finding, change, at),
        })) as never,
      )}::jsonb) as c(finding_uid text, change text, changed_at timestamptz) using (finding_uid)
    )
    select s.finding_uid, b.finding_uid is null as "isNew" from stored s left join before b using (finding_uid)
    where b.content_hash is distinct from s.content_hash`;
  const hashes = new Map(rows.map((row) => [row.finding_uid, row.content_hash]));
  for (const areNew of [true, false]) {
    const some = moved.filter(({ isNew }) => isNew === areNew).map(({ finding_uid: findingUid }) => findingUid);
    await replaceLocalVectors(
      sql,
      tenantId,
      some.map((uid) => ({ findingUid: uid, text: texts.get(uid)!, contentHash: hashes.get(uid)! })),
      { areNew },
    );
  }
}

/** A detection happened when it happened; a verdict changed when it was read. */
function historyTime(finding: FindingInput, change: Change, at: string): string {
  return finding.classUid === 2004 && change === 'opened' ? finding.firstSeenTime : at;
}

/** Day counts move daily without news: they must not make a vector stale. */
function withoutAges(finding: FindingInput): FindingInput {
  return { ...finding, statusDetail: finding.statusDetail.replaceAll(/\b\d[\d,]* (days?|hours?)\b/g, 'some $1') };
}

function toRow(finding: FindingInput, change: Change, at: string) {
  const status = change === 'resolved' ? 'resolved' : finding.status;
  return {
    finding_uid: finding.findingUid,
    class_uid: finding.classUid,
    check_id: finding.checkId,
    product: finding.product,
    service: finding.service,
    title: finding.title,
    desc: finding.desc,
    severity_id: severityId(finding.severity),
    status_id: statusId(status),
    compliance_status_id: finding.complianceStatus ? complianceStatusId(finding.complianceStatus) : null,
    status_detail: finding.statusDetail,
    confidence_score: finding.confidenceScore,
    account_uid: finding.accountUid,
    region: finding.region,
    resource_uid: finding.resourceUid,
    resource_type: finding.resourceType,
    resource_name: finding.resourceName,
    resource_tags: finding.resourceTags,
    first_seen_time: finding.firstSeenTime,
    last_seen_time: finding.lastSeenTime,
    resolved_time: status === 'resolved' ? at : null,
    reopened_time: change === 'reopened' ? at : null,
    count: finding.count,
    evidence: finding.evidence,
    evidence_time: finding.evidenceTime,
    risk: finding.risk,
    consequence: finding.consequence,
    remediation: finding.remediation,
    owner_hint: finding.ownerHint,
    compliance: finding.compliance,
    listed_by: finding.listedBy,
    raw_data: finding.rawData ?? null,
    unmapped: finding.unmapped,
    estimated_monthly_cost: finding.estimatedMonthlyCost,
    estimated_monthly_savings: finding.estimatedMonthlySavings,
    imported: finding.imported,
  };
}

/** Seen again, unchanged: only times and the wording with its day counts move. */
async function touchRows(
  sql: TransactionSql,
  tenantId: string,
  uids: string[],
  inputs: FindingInput[],
  at: string,
): Promise<void> {
  if (uids.length === 0) return;
  const wanted = new Set(uids);
  const rows = inputs
    .filter((finding) => wanted.has(finding.findingUid))
    .map((finding) => ({
      finding_uid: finding.findingUid,
      last_seen_time: finding.lastSeenTime,
      status_detail: finding.statusDetail,
      evidence: finding.evidence,
      count: finding.count,
    }));
  await sql`
    update findings f set count = i.count,
      last_seen_time = greatest(f.last_seen_time, i.last_seen_time), evidence_time = greatest(f.evidence_time, ${at}),
      status_detail = i.status_detail, evidence = i.evidence, unverified_since = null, unverified_reason = null
    from jsonb_to_recordset(${sql.json(rows as never)}::jsonb)
      as i(finding_uid text, last_seen_time timestamptz, status_detail text, evidence jsonb, count int)
    where f.tenant_id = ${tenantId} and f.finding_uid = i.finding_uid`;
}

async function markUnverified(
  sql: TransactionSql,
  tenantId: string,
  marks: { finding_uid: string; reason: string }[],
  at: string,
): Promise<void> {
  if (marks.length === 0) return;
  await sql`
    update findings f set unverified_since = coalesce(f.unverified_since, ${at}), unverified_reason = m.reason
    from jsonb_to_recordset(${sql.json(marks as never)}::jsonb) as m(finding_uid text, reason text)
    where f.tenant_id = ${tenantId} and f.finding_uid = m.finding_uid`;
}
