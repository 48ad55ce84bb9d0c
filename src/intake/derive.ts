/** Findings that follow from stored rows: event rules over CloudTrail events, movement rules over daily cost. */
import { evaluateEventRules } from '../../collectors/cloudtrail/rules/registry.ts';
import { evaluateCostRules } from '../../collectors/cost-explorer/rules/registry.ts';
import type { Ctx } from '../context.ts';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { readCosts } from '../estate/costs.ts';
import { raiseDataVersion } from '../estate/data-version.ts';
import { readEvents } from '../estate/events.ts';
import { type FindingChanges, noChanges, upsertFindings } from '../estate/findings-write.ts';
import { findingOfDetection } from './findings-of.ts';

type Scope = Pick<Ctx, 'sql' | 'tenantId'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Read at once, so that a month of a busy account fits in memory. */
const WINDOW_MS = 12 * HOUR_MS;
/** A burst may begin before the window: its events are read along, and keys make the result the same. */
const MARGIN_MS = HOUR_MS;

/** Runs the event rules over the stored events of [from, to] (ISO), of one account if named. Running them again changes nothing. */
export async function deriveEventFindings(
  ctx: Scope,
  range: { from: string; to: string; accountUid?: string },
  options: { imported: boolean; ownRoleArn: string | null },
): Promise<FindingChanges> {
  const total = noChanges();
  const end = Date.parse(range.to) + 1000;
  for (let start = Date.parse(range.from); start < end; start += WINDOW_MS) {
    const from = new Date(start - MARGIN_MS).toISOString();
    const to = new Date(Math.min(start + WINDOW_MS, end) + MARGIN_MS).toISOString();
    await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
      const events = await readEvents(sql, ctx.tenantId, { ...range, from, to });
      if (events.length === 0) return;
      const detections = evaluateEventRules(events, { ownRoleArn: options.ownRoleArn });
      const findings = detections.map((detection) =>
        findingOfDetection(detection, { imported: options.imported, readAt: to }),
      );
      addChanges(total, await upsertFindings(sql, ctx.tenantId, findings, to));
      if (findings.length > 0) await raiseDataVersion(sql, ctx.tenantId);
    });
  }
  return total;
}

/** Runs the cost rules over the 100 days before `asOf` (ISO). */
export async function deriveCostFindings(
  ctx: Scope,
  asOf: string,
  options: { imported: boolean; from?: string },
): Promise<FindingChanges> {
  return withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, async (sql) => {
    const changes = await writeCostFindings(sql, ctx.tenantId, asOf, options);
    if (Object.values(changes).some((count) => count > 0)) await raiseDataVersion(sql, ctx.tenantId);
    return changes;
  });
}

/** The same inside a transaction that stores costs, and that raises the data version itself. */
export async function writeCostFindings(
  sql: TransactionSql,
  tenantId: string,
  asOf: string,
  options: { imported: boolean; from?: string },
): Promise<FindingChanges> {
  const to = new Date(Date.parse(asOf) + DAY_MS).toISOString().slice(0, 10);
  const from = options.from ?? new Date(Date.parse(asOf) - 100 * DAY_MS).toISOString().slice(0, 10);
  // The rules look at every account's rows: of two commits at once, the later must see what the earlier wrote.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`cost findings ${tenantId}`}, 0))`;
  const rows = await readCosts(sql, tenantId, { from, to });
  const detections = evaluateCostRules(rows, { asOf });
  const findings = detections.map((detection) =>
    findingOfDetection(detection, { imported: options.imported, readAt: asOf }),
  );
  return upsertFindings(sql, tenantId, findings, asOf);
}

/** Adds `part` to `total`. */
export function addChanges(total: FindingChanges, part: FindingChanges): void {
  for (const key of Object.keys(total) as (keyof FindingChanges)[]) total[key] += part[key];
}
