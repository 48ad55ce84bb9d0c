/** Writes parts of running answers to the log: many answers in one statement, and as little of it as text as can be. */
import type { TransactionSql } from '../db/connect.ts';

/** Parts of one answer that are not kept yet: from `from` up to `to`, which is left out, as lines of the log. */
export interface Unkept {
  messageId: string;
  from: number;
  to: number;
  lines: string;
}

/**
 * Most that one statement keeps, characters; a single longer row still goes whole. As one text of more than 128 KiB it
 * would be garbage that only a major collection of V8 frees, and those hold up every stream.
 */
const STATEMENT_LENGTH = 48 * 1024;

/** Between two answers' lines in one text: they are JSON, in which no control character stands. */
const SEPARATOR = '\u001e';

/**
 * Keeps them, of one tenant: an answer whose session was deleted meanwhile has nowhere to be kept, and one that was taken
 * for dead has its end. Rejects with the database's own error; then nothing of it is kept once the transaction is undone.
 */
export async function keepParts(sql: TransactionSql, tenantId: string, unkept: readonly Unkept[]): Promise<void> {
  // Sent in one go: a busy process would wait a round of everything else for each answer of the database.
  const statements = inStatements(unkept).map((some) =>
    sql`
      insert into answer_chunks (tenant_id, message_id, seq, last_seq, parts)
      select ${tenantId}::uuid, r.*
      from unnest(
        ${arrayOf(some, ({ messageId }) => messageId)}::uuid[],
        ${arrayOf(some, ({ from }) => from)}::bigint[],
        ${arrayOf(some, ({ to }) => to - 1)}::bigint[],
        string_to_array(${some.map(({ lines }) => lines).join(SEPARATOR)}, ${SEPARATOR})
      ) as r(message_id, seq, last_seq, parts)
      where exists (
        select 1 from chat_messages m
        where m.tenant_id = ${tenantId}::uuid and m.message_id = r.message_id and m.status = 'streaming')
      on conflict do nothing`.execute(),
  );
  await Promise.all(statements);
}

function* inStatements(unkept: readonly Unkept[]): Generator<Unkept[], void, undefined> {
  let some: Unkept[] = [];
  let length = 0;
  for (const one of unkept) {
    if (some.length > 0 && length + one.lines.length > STATEMENT_LENGTH) {
      yield some;
      some = [];
      length = 0;
    }
    some.push(one);
    length += one.lines.length;
  }
  if (some.length > 0) yield some;
}

/** An array as PostgreSQL writes it: ids and numbers need no quotes. */
function arrayOf(some: readonly Unkept[], valueOf: (one: Unkept) => string | number): string {
  return `{${some.map(valueOf).join(',')}}`;
}
