/** Writes converted records in bounded transactions; what is counted and what it is counted by commit together. */
import { createHash } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import type { TransactionSql } from '../../db/connect.ts';
import { withTenant } from '../../db/tenant.ts';
import { addCosts, costKey, type CostInput } from '../../estate/costs.ts';
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
  /** Hash of what was charged for: the same in every restatement of the line. */
  charge: Buffer;
  /** First day of the bill's period, where the file says it. */
  billingPeriod: string | null;
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

/**
 * Counts the lines not counted yet. A new line takes the place of one of the same charge that this import (`importId`)
 * has not shown: a bill is restated with other amounts, and would else be counted twice. Lines of one charge that
 * differ in their amounts within one import all count.
 */
export function storeLines(ctx: Scope, lines: BillLine[], importId: string): Promise<Written> {
  return inTransaction(ctx, async (sql) => {
    const byHex = new Map(lines.map((line) => [line.fingerprint.toString('hex'), line]));
    const shown = [...byHex].map(([line, { row, billingPeriod }]) => {
      return { line, account: row.billingAccountId, period: billingPeriod };
    });
    const known = await sql<{ fingerprint: string }[]>`
      update imported_lines l
      set import_id = ${importId}::uuid, billing_account_id = s.account, billing_period = s.period
      from jsonb_to_recordset(${sql.json(shown)}::jsonb) as s(line text, account text, period date)
      where l.tenant_id = ${ctx.tenantId} and l.fingerprint = decode(s.line, 'hex')
      returning s.line as fingerprint`;
    for (const { fingerprint } of known) byHex.delete(fingerprint);
    const fresh = [...byHex].toSorted(([left], [right]) => (left < right ? -1 : 1));
    await removeRestated(
      sql,
      ctx.tenantId,
      fresh.map(([, { charge }]) => charge.toString('hex')),
      importId,
    );
    const payload = fresh.map(([fingerprint, { row, charge, billingPeriod }]) => ({
      fingerprint: `\\x${fingerprint}`,
      charge: `\\x${charge.toString('hex')}`,
      tenant_id: ctx.tenantId,
      import_id: importId,
      billing_account_id: row.billingAccountId,
      billing_period: billingPeriod,
      sub_account_id: row.subAccountId,
      charge_period_start: row.day,
      cost_key: costKey(row),
      billed_cost: row.billedCost,
      effective_cost: row.effectiveCost,
      list_cost: row.listCost,
      consumed_quantity: row.consumedQuantity,
    }));
    const inserted = await sql<{ fingerprint: string }[]>`
      insert into imported_lines
      select * from jsonb_populate_recordset(null::imported_lines, ${sql.json(payload as never)}::jsonb)
      on conflict do nothing
      returning encode(fingerprint, 'hex') as fingerprint`;
    const rows = inserted.map(({ fingerprint }) => byHex.get(fingerprint)!.row);
    await addCosts(sql, ctx.tenantId, rows);
    const sources = sourcesOf(rows, 'cost-explorer', (row) => [
      row.billingAccountId ?? row.subAccountId,
      `${row.day}T23:59:59.000Z`,
    ]);
    await recordImport(sql, ctx.tenantId, sources);
    return { added: rows.length, known: lines.length - rows.length };
  });
}

/** As many lines of each charge as come anew now, among those that this import has not shown; with what they had added. */
async function removeRestated(
  sql: TransactionSql,
  tenantId: string,
  charges: string[],
  importId: string,
): Promise<void> {
  if (charges.length === 0) return;
  await sql`
    with wanted as (
      select decode(charge, 'hex') as charge, count(*) as lines from unnest(${charges}::text[]) charge group by 1
    ), ranked as (
      select l.fingerprint, l.charge, row_number() over (partition by l.charge order by l.fingerprint) as nth
      from imported_lines l join wanted w using (charge)
      where l.tenant_id = ${tenantId} and l.import_id is distinct from ${importId}::uuid
    ), gone as (
      delete from imported_lines l using ranked r join wanted w using (charge)
      where l.tenant_id = ${tenantId} and l.fingerprint = r.fingerprint and r.nth <= w.lines
      returning l.charge_period_start, l.cost_key, l.billed_cost, l.effective_cost, l.list_cost, l.consumed_quantity
    ), sums as (
      select charge_period_start, cost_key, sum(billed_cost) as billed, sum(effective_cost) as effective,
        coalesce(sum(list_cost), 0) as list, coalesce(sum(consumed_quantity), 0) as consumed
      from gone group by 1, 2
    )
    update cost_daily c set billed_cost = c.billed_cost - s.billed, effective_cost = c.effective_cost - s.effective,
      list_cost = c.list_cost - s.list, consumed_quantity = c.consumed_quantity - s.consumed, updated_at = now()
    from sums s
    where c.tenant_id = ${tenantId} and c.charge_period_start = s.charge_period_start and c.cost_key = s.cost_key`;
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
