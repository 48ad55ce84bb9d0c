/** Writes frames of running answers to the log: many answers in one statement, and as little of it as text as can be. */
import type { TransactionSql } from '../db/connect.ts';
import type { FrameBytes } from './frame-bytes.ts';

/** Frames of one answer that are not kept yet: from `from` up to `to`, which is left out. */
export interface Unkept {
  messageId: string;
  frames: FrameBytes;
  from: number;
  to: number;
}

/**
 * Most that one statement keeps, bytes; a single longer row still goes whole. As one text of more than 128 KiB it would be
 * garbage that only a major collection of V8 frees, and those hold up every stream.
 */
const STATEMENT_BYTES = 48 * 1024;

/** Between two answers' frames in one text: frames are JSON, in which no control character stands. */
const SEPARATOR = 0x1e;

/**
 * Keeps them, of one tenant: an answer whose session was deleted meanwhile has nowhere to be kept, and one that was taken
 * for dead has its end. Rejects with the database's own error; then nothing of the statement is kept.
 */
export async function keepFrames(sql: TransactionSql, tenantId: string, unkept: readonly Unkept[]): Promise<void> {
  for (const some of inStatements(unkept)) {
    await sql`
      insert into answer_chunks (tenant_id, message_id, seq, last_seq, frames)
      select ${tenantId}::uuid, r.*
      from unnest(
        ${arrayOf(some, ({ messageId }) => messageId)}::uuid[],
        ${arrayOf(some, ({ from }) => from)}::bigint[],
        ${arrayOf(some, ({ to }) => to - 1)}::bigint[],
        string_to_array(${textOf(some)}, chr(${SEPARATOR}::int))
      ) as r(message_id, seq, last_seq, frames)
      where exists (
        select 1 from chat_messages m
        where m.tenant_id = ${tenantId}::uuid and m.message_id = r.message_id and m.status = 'streaming')
      on conflict do nothing`;
  }
}

function* inStatements(unkept: readonly Unkept[]): Generator<Unkept[], void, undefined> {
  let some: Unkept[] = [];
  let length = 0;
  for (const one of unkept) {
    const size = one.frames.sizeOf(one.from, one.to);
    if (some.length > 0 && length + size > STATEMENT_BYTES) {
      yield some;
      some = [];
      length = 0;
    }
    some.push(one);
    length += size;
  }
  if (some.length > 0) yield some;
}

/** An array as PostgreSQL writes it: ids and numbers need no quotes. */
function arrayOf(some: readonly Unkept[], valueOf: (one: Unkept) => string | number): string {
  return `{${some.map(valueOf).join(',')}}`;
}

/** One text made in one step: as a text for each row, this would be most of what the process leaves behind. */
function textOf(some: readonly Unkept[]): string {
  const size = some.reduce((sum, { frames, from, to }) => sum + frames.sizeOf(from, to) + 1, 0);
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const { frames, from, to } of some) {
    at += frames.copy(bytes, at, from, to);
    bytes[at++] = SEPARATOR;
  }
  return bytes.toString('utf8', 0, at - 1);
}
