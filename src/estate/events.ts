/** CloudTrail events: stored once by event id, whichever way they came. */
import type { AnySql, TransactionSql } from '../db/connect.ts';

export interface EventInput {
  eventId: string;
  time: string;
  name: string;
  source: string;
  accountUid: string;
  region: string;
  principalType: string;
  principal: string;
  principalName: string;
  sessionName?: string;
  sourceIpAddress: string | null;
  userAgent: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  readOnly: boolean | null;
  resources: string[];
  raw: Record<string, unknown>;
}

/** Inserts what is new and returns how many were. */
export async function insertEvents(
  sql: TransactionSql,
  tenantId: string,
  events: EventInput[],
  options: { imported: boolean },
): Promise<number> {
  if (events.length === 0) return 0;
  const rows = events.map((event) => ({
    tenant_id: tenantId,
    event_id: event.eventId,
    time: event.time,
    name: event.name,
    source: event.source,
    account_uid: event.accountUid,
    region: event.region,
    principal_type: event.principalType,
    principal: event.principal,
    principal_name: event.principalName,
    session_name: event.sessionName ?? null,
    source_ip_address: event.sourceIpAddress,
    user_agent: event.userAgent,
    error_code: event.errorCode,
    error_message: event.errorMessage,
    read_only: event.readOnly,
    resources: event.resources,
    raw: event.raw,
    imported: options.imported,
  }));
  const inserted = await sql`
    insert into events select * from jsonb_populate_recordset(null::events, ${sql.json(rows as never)}::jsonb)
    on conflict (tenant_id, event_id) do nothing`;
  return inserted.count;
}

/** Events of [from, to), oldest first, as event rules take them. */
export async function readEvents(
  sql: AnySql,
  tenantId: string,
  range: { from: string; to: string; accountUid?: string },
): Promise<EventInput[]> {
  const rows = await sql<EventInput[]>`
    select event_id as "eventId", to_char(time at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time, name, source,
      account_uid as "accountUid", region, principal_type as "principalType", principal,
      principal_name as "principalName", session_name as "sessionName", source_ip_address as "sourceIpAddress",
      user_agent as "userAgent", error_code as "errorCode", error_message as "errorMessage",
      read_only as "readOnly", resources, coalesce(raw, '{}') as raw
    from events
    where tenant_id = ${tenantId} and time >= ${range.from} and time < ${range.to}
      and (${range.accountUid ?? null}::text is null or account_uid = ${range.accountUid ?? null})
    order by time, event_id`;
  return rows.map(({ sessionName, ...row }) => (sessionName ? { ...row, sessionName } : row));
}
