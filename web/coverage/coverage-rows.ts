/** Coverage entries as rows to read: what is wanting, with calls of one place and one fate told together. */
import type { CoverageEntryReport } from '../../src/http/api.ts';

export interface CoverageRow {
  accountUid: string;
  region: string;
  apis: string[];
  outcome: string;
  truncated: boolean;
  stale: boolean;
  /** The oldest good read of its calls; null when one never went well. */
  lastOkAt: string | null;
  items: number;
  permissions: string[];
  detail: string | null;
}

/** Read well, or nothing to read: a region that is switched off holds nothing. */
export function isGood({ outcome }: { outcome: string }): boolean {
  return outcome === 'ok' || outcome === 'region_disabled';
}

/** One row per entry. `targetMinutes` null: nobody said how fresh it must be. */
export function rowsOf(
  entries: readonly CoverageEntryReport[],
  targetMinutes: number | null,
  nowMs: number,
): CoverageRow[] {
  return entries.map((entry) => ({
    accountUid: entry.accountUid,
    region: entry.region,
    apis: [entry.api],
    outcome: entry.outcome,
    truncated: entry.truncated,
    stale:
      targetMinutes !== null &&
      entry.lastOkAt !== null &&
      nowMs - new Date(entry.lastOkAt).getTime() > targetMinutes * 60_000,
    lastOkAt: entry.lastOkAt,
    items: entry.items,
    permissions: entry.permission === null ? [] : [entry.permission],
    detail: detailOf(entry),
  }));
}

/** Only the rows that are not good, cut short or stale; those that share place and fate become one. */
export function wantingRows(rows: readonly CoverageRow[]): CoverageRow[] {
  const wanting = rows.filter((row) => !isGood(row) || row.truncated || row.stale);
  const groups = Map.groupBy(wanting, (row) =>
    JSON.stringify([row.accountUid, row.region, row.outcome, row.truncated, row.stale, row.detail]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const times = group.map(({ lastOkAt }) => lastOkAt);
    const known = times.filter((time) => time !== null).toSorted((left, right) => (left < right ? -1 : 1));
    return {
      ...first,
      apis: group.flatMap(({ apis }) => apis),
      items: group.reduce((sum, { items }) => sum + items, 0),
      permissions: [...new Set(group.flatMap(({ permissions }) => permissions))],
      lastOkAt: times.includes(null) ? null : (known[0] ?? null),
    };
  });
}

/** The detail without the call's own name at its head, which the row names already. */
function detailOf({ api, detail }: CoverageEntryReport): string | null {
  if (detail === null) return null;
  const rest = detail.replace(`${api} could not be read: `, '').replace(`${api}: `, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
