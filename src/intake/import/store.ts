/** Writes converted records in bounded transactions; what is counted and what it is counted by commit together. */
import { createHash } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import type { TransactionSql } from '../../db/connect.ts';
import { withTenant } from '../../db/tenant.ts';
import { addCosts, type CostInput } from '../../estate/costs.ts';
import { type ImportedSource, recordImport } from '../../estate/coverage.ts';
import { raiseDataVersion } from '../../estate/data-version.ts';
import { type EventInput, insertEvents } from '../../estate/events.ts';
import type { FindingInput } from '../../estate/finding.ts';
import { upsertFindings } from '../../estate/findings-write.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

/** A bill line with what tells it from its equals: its columns and how many equal lines came before it in the file. */
export interface BillLine {
  row: CostInput;
  fingerprint: Buffer;
}

/** Hash of a line's columns. */
export function lineHash(identity: string): Buffer {
  return createHash('sha256').update(identity).digest();
}

/** The n-th of equal lines; the first is the line's hash itself. 16 bytes tell any number of lines apart. */
export function fingerprintOf(hash: Buffer, occurrence: number): Buffer {
  if (occurrence === 0) return hash.subarray(0, 16);
  return createHash('sha256').update(hash).update(String(occurrence)).digest().subarray(0, 16);
}

export interface Written {
  added: number;
  known: number;
}

/** Stores events not there yet. */
export function storeEvents(ctx: Scope, events: EventInput[]): Promise<Written> {
  return inTransaction(ctx, async (sql) => {
    const added = await insertEvents(sql, ctx.tenantId, events, { imported: true });
    await recordImport(
      sql,
      ctx.tenantId,
      sourcesOf(events, 'cloudtrail', (event) => [event.accountUid, event.time]),
    );
    return { added, known: events.length - added };
  });
}

/** Stores findings; one that is there already with the same state counts as known. */
export function storeFindings(ctx: Scope, findings: FindingInput[], at: string): Promise<Written> {
  return inTransaction(ctx, async (sql) => {
    const uids = findings.map((finding) => finding.findingUid);
    const there = new Set(
      (
        await sql<{ uid: string }[]>`
        select finding_uid as uid from findings where tenant_id = ${ctx.tenantId} and finding_uid = any(${uids}::text[])`
      ).map((row) => row.uid),
    );
    const changes = await upsertFindings(sql, ctx.tenantId, findings, at);
    const fresh = findings.filter((finding) => !there.has(finding.findingUid) && there.add(finding.findingUid));
    const byService = Map.groupBy(fresh, (finding) => finding.service);
    const sources = [...byService].flatMap(([service, some]) =>
      sourcesOf(some, service, (finding) => [finding.accountUid, finding.lastSeenTime]),
    );
    await recordImport(sql, ctx.tenantId, sources);
    const added = changes.opened + changes.changed + changes.resolved + changes.reopened;
    return { added, known: findings.length - added };
  });
}

/** Adds the lines not counted yet to the daily sums. */
export function storeLines(ctx: Scope, lines: BillLine[]): Promise<Written> {
  return inTransaction(ctx, async (sql) => {
    const fresh = await sql<{ fingerprint: string }[]>`
      insert into imported_lines (tenant_id, fingerprint)
      select ${ctx.tenantId}::uuid, decode(line, 'hex')
      from unnest(${lines.map((line) => line.fingerprint.toString('hex'))}::text[]) line
      order by line
      on conflict do nothing
      returning encode(fingerprint, 'hex') as fingerprint`;
    const added = new Set(fresh.map((row) => row.fingerprint));
    const rows = lines.filter((line) => added.has(line.fingerprint.toString('hex'))).map((line) => line.row);
    await addCosts(sql, ctx.tenantId, rows);
    const sources = sourcesOf(rows, 'cost-explorer', (row) => [
      row.billingAccountId ?? row.subAccountId,
      `${row.day}T23:59:59.000Z`,
    ]);
    await recordImport(sql, ctx.tenantId, sources);
    return { added: rows.length, known: lines.length - rows.length };
  });
}

function inTransaction(ctx: Scope, write: (sql: TransactionSql) => Promise<Written>): Promise<Written> {
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
    const written = await write(sql);
    if (written.added > 0) await raiseDataVersion(sql, ctx.tenantId);
    return written;
  });
}

function sourcesOf<T>(
  items: T[],
  product: string,
  read: (item: T) => [account: string, time: string],
): ImportedSource[] {
  const sources = new Map<string, ImportedSource>();
  for (const item of items) {
    const [accountUid, time] = read(item);
    const known = sources.get(accountUid);
    if (!known) sources.set(accountUid, { product, accountUid, items: 1, newest: time, oldest: time });
    else {
      known.items++;
      if (time > known.newest) known.newest = time;
      if (time < known.oldest) known.oldest = time;
    }
  }
  return [...sources.values()];
}
