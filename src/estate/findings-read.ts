/** Reading findings: pages by filter, one with its history, several by id. */
import type { AnySql } from '../db/connect.ts';
import { AppError } from '../errors.ts';
import {
  COMPLIANCE_STATUSES,
  type ComplianceStatusName,
  complianceStatusName,
  SEVERITIES,
  type SeverityName,
  severityName,
  type StatusName,
  statusId,
  statusName,
} from './finding.ts';
import { readCursor, toPage } from './page.ts';

/** A finding as the API gives it: OCSF column names in camelCase, enumerations also in words. */
export interface Finding {
  findingUid: string;
  classUid: number;
  checkId: string;
  product: string;
  service: string;
  title: string;
  desc: string;
  severityId: number;
  severity: SeverityName;
  statusId: number;
  status: StatusName;
  complianceStatusId: number | null;
  complianceStatus: ComplianceStatusName | null;
  statusDetail: string;
  confidenceScore: number | null;
  accountUid: string;
  region: string;
  resourceUid: string;
  resourceType: string;
  resourceName: string;
  resourceTags: Record<string, string>;
  firstSeenTime: string;
  lastSeenTime: string;
  resolvedTime: string | null;
  reopenedTime: string | null;
  count: number;
  evidence: Record<string, unknown>;
  evidenceTime: string;
  risk: string;
  consequence: string;
  remediation: string[];
  ownerHint: string;
  compliance: Record<string, unknown>;
  unverifiedSince: string | null;
  unverifiedReason: string | null;
  unmapped: Record<string, unknown> | null;
  estimatedMonthlyCost: number | null;
  estimatedMonthlySavings: number | null;
}

type Row = Omit<Finding, 'severity' | 'status' | 'complianceStatus' | Times> & Record<Times, Date | null>;
type Times = 'firstSeenTime' | 'lastSeenTime' | 'resolvedTime' | 'reopenedTime' | 'evidenceTime' | 'unverifiedSince';

const columns = (sql: AnySql) => sql`
  finding_uid as "findingUid", class_uid as "classUid", check_id as "checkId", product, service, title, "desc",
  severity_id as "severityId", status_id as "statusId", compliance_status_id as "complianceStatusId",
  status_detail as "statusDetail", confidence_score as "confidenceScore", account_uid as "accountUid", region,
  resource_uid as "resourceUid", resource_type as "resourceType", resource_name as "resourceName",
  resource_tags as "resourceTags", first_seen_time as "firstSeenTime", last_seen_time as "lastSeenTime",
  resolved_time as "resolvedTime", reopened_time as "reopenedTime", count, evidence, evidence_time as "evidenceTime",
  risk, consequence, remediation, owner_hint as "ownerHint", compliance, unverified_since as "unverifiedSince",
  unverified_reason as "unverifiedReason", unmapped, estimated_monthly_cost::float8 as "estimatedMonthlyCost",
  estimated_monthly_savings::float8 as "estimatedMonthlySavings"`;

export interface FindingFilter {
  services?: string[];
  severities?: SeverityName[];
  statuses?: StatusName[];
  complianceStatuses?: ComplianceStatusName[];
  accounts?: string[];
  regions?: string[];
  /** ARN, id or name. */
  resources?: string[];
  checkIds?: string[];
  /** Words in title, detail, resource or check. */
  query?: string;
  cursor?: string;
  limit: number;
}

/** Worst first, then latest. Totals count everything that matches. */
export async function listFindings(sql: AnySql, tenantId: string, filter: FindingFilter) {
  const matches = matching(sql, tenantId, filter);
  const after = readCursor(filter.cursor, ['number', 'time', 'text']);
  const rows = await sql<(Row & { key: string })[]>`
    select ${columns(sql)}, to_char(last_seen_time at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key
    from findings where ${matches}
      ${after ? sql`and (severity_id, last_seen_time, finding_uid) < (${after[0]!}::int, ${after[1]!}::timestamptz, ${after[2]!}::text)` : sql``}
    order by severity_id desc, last_seen_time desc, finding_uid desc limit ${filter.limit + 1}`;
  const [count] = await sql<{ total: number }[]>`select count(*)::int as total from findings where ${matches}`;
  return toPage(rows, count?.total ?? 0, filter.limit, (row) => [row.severityId, row.key, row.findingUid], toFinding);
}

function matching(sql: AnySql, tenantId: string, filter: FindingFilter) {
  const any = (values: readonly unknown[] | undefined) => (values?.length ? values : null);
  const severityIds = any(filter.severities?.map((name) => SEVERITIES.indexOf(name) + 1)) as number[] | null;
  const statusIds = any(filter.statuses?.map(statusId)) as number[] | null;
  const complianceIds = any(filter.complianceStatuses?.map((name) => COMPLIANCE_STATUSES.indexOf(name) + 1)) as
    | number[]
    | null;
  const words = (filter.query ?? '').split(/\s+/).filter(Boolean).slice(0, 12);
  return sql`tenant_id = ${tenantId}
    ${any(filter.services) ? sql`and service = any(${filter.services!}::text[])` : sql``}
    ${severityIds ? sql`and severity_id = any(${severityIds}::int[])` : sql``}
    ${statusIds ? sql`and status_id = any(${statusIds}::int[])` : sql``}
    ${complianceIds ? sql`and compliance_status_id = any(${complianceIds}::int[])` : sql``}
    ${any(filter.accounts) ? sql`and account_uid = any(${filter.accounts!}::text[])` : sql``}
    ${any(filter.regions) ? sql`and region = any(${filter.regions!}::text[])` : sql``}
    ${any(filter.checkIds) ? sql`and check_id = any(${filter.checkIds!}::text[])` : sql``}
    ${
      any(filter.resources)
        ? sql`and (resource_uid = any(${filter.resources!}::text[]) or resource_name = any(${filter.resources!}::text[])
      or split_part(resource_uid, '/', -1) = any(${filter.resources!}::text[]))`
        : sql``
    }
    ${words.reduce(
      (all, word) => sql`${all} and
        (title || ' ' || status_detail || ' ' || resource_name || ' ' || resource_uid || ' ' || check_id || ' ' || resource_type)
        ilike ${`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`}`,
      sql``,
    )}`;
}

/** One finding with every change of its state, newest first. Throws AppError `not_found`. */
export async function getFinding(sql: AnySql, tenantId: string, findingUid: string) {
  const [finding] = await findingsByUid(sql, tenantId, [findingUid]);
  if (!finding) throw new AppError('not_found', 'There is no such finding. GET /api/findings lists them.');
  const rows = await sql<
    {
      changedAt: Date;
      change: string;
      statusId: number;
      severityId: number;
      complianceStatusId: number | null;
      statusDetail: string;
    }[]
  >`
    select changed_at as "changedAt", change, status_id as "statusId", severity_id as "severityId",
      compliance_status_id as "complianceStatusId", status_detail as "statusDetail"
    from finding_history where tenant_id = ${tenantId} and finding_uid = ${findingUid}
    order by changed_at desc, history_id desc limit 500`;
  const history = rows.map((row) => ({
    changedAt: row.changedAt.toISOString(),
    change: row.change,
    status: statusName(row.statusId),
    severity: severityName(row.severityId),
    complianceStatus: complianceStatusName(row.complianceStatusId),
    statusDetail: row.statusDetail,
  }));
  return { ...finding, history };
}

/** Findings by id, in the order asked; unknown ids are left out. */
export async function findingsByUid(sql: AnySql, tenantId: string, uids: string[]): Promise<Finding[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from findings where tenant_id = ${tenantId} and finding_uid = any(${uids}::text[])`;
  const byUid = new Map(rows.map((row) => [row.findingUid, toFinding(row)]));
  return uids.map((uid) => byUid.get(uid)).filter((finding) => finding !== undefined);
}

function toFinding(row: Row): Finding {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  const { key: _key, ...rest } = row as Row & { key?: string };
  return {
    ...rest,
    severity: severityName(row.severityId),
    status: statusName(row.statusId),
    complianceStatus: complianceStatusName(row.complianceStatusId),
    firstSeenTime: iso(row.firstSeenTime) ?? '',
    lastSeenTime: iso(row.lastSeenTime) ?? '',
    evidenceTime: iso(row.evidenceTime) ?? '',
    resolvedTime: iso(row.resolvedTime),
    reopenedTime: iso(row.reopenedTime),
    unverifiedSince: iso(row.unverifiedSince),
  };
}
