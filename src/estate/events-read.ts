/** Reading CloudTrail events in pages, newest first. */
import type { AnySql } from '../db/connect.ts';
import { readCursor, toPage } from './page.ts';

export interface CloudTrailRecord {
  eventId: string;
  time: string;
  name: string;
  source: string;
  accountUid: string;
  region: string;
  principalType: string;
  principal: string;
  principalName: string;
  sessionName: string | null;
  sourceIpAddress: string | null;
  userAgent: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  readOnly: boolean | null;
  resources: string[];
}

export interface EventFilter {
  from?: string;
  to?: string;
  /** ARN, user, role or session name. */
  principals?: string[];
  names?: string[];
  sources?: string[];
  cursor?: string;
  limit: number;
}

export async function listEvents(sql: AnySql, tenantId: string, filter: EventFilter) {
  const matches = sql`tenant_id = ${tenantId}
    ${filter.from ? sql`and time >= ${filter.from}` : sql``} ${filter.to ? sql`and time < ${filter.to}` : sql``}
    ${filter.names?.length ? sql`and name = any(${filter.names}::text[])` : sql``}
    ${filter.sources?.length ? sql`and source = any(${filter.sources}::text[])` : sql``}
    ${filter.principals?.length ? sql`and (principal = any(${filter.principals}::text[]) or principal_name = any(${filter.principals}::text[]) or session_name = any(${filter.principals}::text[]))` : sql``}`;
  const after = readCursor(filter.cursor, ['time', 'text']);
  const rows = await sql<(Omit<CloudTrailRecord, 'time'> & { time: Date; key: string })[]>`
    select event_id as "eventId", time, name, source, account_uid as "accountUid", region,
      principal_type as "principalType", principal, principal_name as "principalName", session_name as "sessionName",
      source_ip_address as "sourceIpAddress", user_agent as "userAgent", error_code as "errorCode",
      error_message as "errorMessage", read_only as "readOnly", resources,
      to_char(time at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key
    from events where ${matches}
      ${after ? sql`and (time, event_id) < (${after[0]!}::timestamptz, ${after[1]!}::text)` : sql``}
    order by time desc, event_id desc limit ${filter.limit + 1}`;
  const [count] = await sql<{ total: number }[]>`select count(*)::int as total from events where ${matches}`;
  return toPage(
    rows,
    count?.total ?? 0,
    filter.limit,
    (row) => [row.key, row.eventId],
    ({ key: _key, ...row }): CloudTrailRecord => ({ ...row, time: row.time.toISOString() }),
  );
}
