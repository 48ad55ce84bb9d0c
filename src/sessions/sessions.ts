/** Chat sessions: list, search, rename, delete. A session is made with its first message. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { AppError } from '../errors.ts';
import type { Page, SessionSummary } from '../http/api.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

interface SessionRow {
  id: string;
  title: string;
  createdAt: Date;
  updatedAt: Date;
  messageCount: number;
  running: boolean;
}

/** Newest first; `query` searches titles and texts. The cursor is opaque. */
export async function listSessions(
  ctx: Scope,
  input: { query?: string; cursor?: string; limit: number },
): Promise<Page<SessionSummary>> {
  const after = input.cursor ? readCursor(input.cursor) : null;
  const pattern = input.query ? `%${input.query.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    const matches = sql`s.tenant_id = ${ctx.tenantId} and (${pattern}::text is null or s.title ilike ${pattern}
      or exists (select 1 from chat_messages m where m.tenant_id = s.tenant_id and m.session_id = s.session_id
        and m.text ilike ${pattern}))`;
    const rows = await sql<SessionRow[]>`
      select s.session_id as id, s.title, s.created_at as "createdAt", s.updated_at as "updatedAt",
        (select count(*)::int from chat_messages m where m.tenant_id = s.tenant_id and m.session_id = s.session_id) as "messageCount",
        exists(select 1 from chat_messages m where m.tenant_id = s.tenant_id and m.session_id = s.session_id
          and m.status = 'streaming') as running
      from chat_sessions s
      where ${matches} ${after ? sql`and (s.updated_at, s.session_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
      order by s.updated_at desc, s.session_id desc limit ${input.limit + 1}`;
    const [count] = await sql<{ total: number }[]>`select count(*)::int as total from chat_sessions s where ${matches}`;
    const items = rows.slice(0, input.limit);
    const last = items.at(-1);
    return {
      items: items.map(toSummary),
      nextCursor: rows.length > input.limit && last ? writeCursor(last) : null,
      total: count?.total ?? 0,
    };
  });
}

/** Throws AppError `not_found`: another tenant's session does not exist for this one. */
export async function getSession(ctx: Scope, sessionId: string): Promise<SessionSummary> {
  const rows = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<SessionRow[]>`
      select s.session_id as id, s.title, s.created_at as "createdAt", s.updated_at as "updatedAt",
        count(m.message_id)::int as "messageCount", coalesce(bool_or(m.status = 'streaming'), false) as running
      from chat_sessions s left join chat_messages m using (tenant_id, session_id)
      where s.tenant_id = ${ctx.tenantId} and s.session_id = ${sessionId}
      group by s.tenant_id, s.session_id`,
  );
  const row = rows[0];
  if (!row) throw unknownSession();
  return toSummary(row);
}

export async function renameSession(ctx: Scope, sessionId: string, title: string): Promise<SessionSummary> {
  const changed = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql`
      update chat_sessions set title = ${title} where tenant_id = ${ctx.tenantId} and session_id = ${sessionId}`,
  );
  if (changed.count === 0) throw unknownSession();
  return getSession(ctx, sessionId);
}

/** Deletes a session with its messages, evidence, claims and feedback; the record of provider calls stays. */
export async function deleteSession(ctx: Scope, sessionId: string): Promise<void> {
  const gone = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
    await sql`update provider_calls set message_id = null where tenant_id = ${ctx.tenantId} and message_id in
      (select message_id from chat_messages where tenant_id = ${ctx.tenantId} and session_id = ${sessionId})`;
    return sql`delete from chat_sessions where tenant_id = ${ctx.tenantId} and session_id = ${sessionId}`;
  });
  if (gone.count === 0) throw unknownSession();
}

export function unknownSession(): AppError {
  return new AppError(
    'not_found',
    'There is no such session. Start a new one by sending a message without a session id.',
  );
}

function toSummary(row: SessionRow): SessionSummary {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}

function writeCursor(row: SessionRow): string {
  return Buffer.from(JSON.stringify([row.updatedAt.toISOString(), row.id])).toString('base64url');
}

function readCursor(cursor: string): { at: string; id: string } {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string];
    if (Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id)) throw new Error('not a cursor');
    return { at, id };
  } catch (error) {
    throw new AppError('invalid_input', 'This cursor is not one of ours. Leave it out to begin at the first page.', {
      cause: error,
    });
  }
}
