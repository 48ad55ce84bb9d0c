/** What a kill run must leave: the same tables, and run records in which nothing ran twice. */
import type { Database } from '../../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../../db/tenant.ts';

/** Columns that are left out, and why; everything else of every row is compared. */
const IGNORED: Record<string, { columns: string[]; why: string }> = {
  findings: { columns: [], why: '' },
  finding_history: { columns: ['history_id'], why: 'a counter, which a transaction that was undone moves too' },
  finding_embeddings: { columns: ['embedding'], why: 'compared by its hash' },
  check_summaries: { columns: [], why: '' },
  resources: { columns: [], why: '' },
  events: { columns: [], why: '' },
  cost_daily: { columns: ['updated_at'], why: 'the clock on the wall when the row was written' },
  collection_coverage: {
    columns: ['started_at', 'finished_at', 'last_ok_at'],
    why: 'the clock on the wall around each call',
  },
  collection_state: {
    columns: ['lease_run_id', 'baseline_items'],
    why: "the last run's own name; a moving average over all good runs, of which killed processes' successors add more",
  },
};

/** Every row of the stores as text. Leases must have been given back, so `lease_until` is compared too. */
export async function finalTables(database: Database): Promise<string[]> {
  return within(database, async (sql) => {
    const lines: string[] = [];
    for (const [table, { columns }] of Object.entries(IGNORED)) {
      const extra =
        table === 'finding_embeddings' ? sql`|| jsonb_build_object('vector', md5(t.embedding::text))` : sql``;
      const rows = await sql<{ line: string }[]>`
        select ((to_jsonb(t) - ${[...columns, 'tenant_id']}::text[]) ${extra})::text as line from ${sql(table)} t`;
      lines.push(...rows.map(({ line }) => `${table} ${line}`));
    }
    return lines;
  });
}

/** Lines that one has more often than the other: a duplicate is a difference too. */
export function differencesOf(expected: readonly string[], left: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) - 1);
  for (const line of left) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts]
    .flatMap(([line, count]) => (count === 0 ? [] : [`${count > 0 ? 'too many' : 'missing'}: ${line.slice(0, 1000)}`]))
    .toSorted();
}

export interface RunRecords {
  /** Runs that stored, and runs that a kill or a lost lease ended. */
  stored: number;
  interrupted: number;
  fenced: number;
  /** What must not be; empty when all is well. */
  faults: string[];
}

/**
 * Checks the run records. A run's record says it stored only when its rows were committed (one transaction), so: two
 * such runs of one collector, account and region must not overlap in time; the changes they claim must add up to the
 * history and the events that are there, each change made by one run once; and none may still count as running.
 */
export async function checkRuns(database: Database): Promise<RunRecords> {
  return within(database, async (sql) => {
    const [counts] = await sql<Record<'stored' | 'interrupted' | 'fenced' | 'running' | 'broken', number>[]>`
      select count(*) filter (where changes <> '{}')::int as stored,
        count(*) filter (where error_class = 'interrupted')::int as interrupted,
        count(*) filter (where error_class = 'internal' and error_detail like 'Another run of%')::int as fenced,
        count(*) filter (where state = 'running')::int as running,
        count(*) filter (where error_class = 'internal' and error_detail not like 'Another run of%')::int as broken
      from collection_runs`;
    const overlaps = await sql<{ line: string }[]>`
      select concat_ws(' ', a.collector, a.account_uid, a.region, a.started_at, a.finished_at, 'and', b.started_at,
        b.finished_at) as line
      from collection_runs a join collection_runs b using (tenant_id, collector, account_uid, region)
      where a.run_id < b.run_id and a.changes <> '{}' and b.changes <> '{}'
        and a.started_at < b.finished_at and b.started_at < a.finished_at`;
    const [sums] = await sql<Record<'claimed' | 'history' | 'claimedEvents' | 'events', number>[]>`
      select (select coalesce(sum((changes->'findings'->>'opened')::int + (changes->'findings'->>'changed')::int
            + (changes->'findings'->>'resolved')::int + (changes->'findings'->>'reopened')::int), 0)::int
          from collection_runs where changes <> '{}') as claimed,
        (select count(*)::int from finding_history) as history,
        (select coalesce(sum((changes->>'newEvents')::int), 0)::int from collection_runs) as "claimedEvents",
        (select count(*)::int from events) as events`;
    const { stored, interrupted, fenced, running, broken } = counts!;
    const faults = overlaps.map(({ line }) => `two runs at once: ${line}`);
    if (running > 0) faults.push(`${running} runs still count as running`);
    if (broken > 0) faults.push(`${broken} runs failed by a fault of ours`);
    if (sums!.claimed !== sums!.history)
      faults.push(`runs claim ${sums!.claimed} changes, the history has ${sums!.history}`);
    if (sums!.claimedEvents !== sums!.events)
      faults.push(`runs claim ${sums!.claimedEvents} events, there are ${sums!.events}`);
    return { stored, interrupted, fenced, faults };
  });
}

function within<T>(database: Database, work: Parameters<typeof withTenant<T>>[2]): Promise<T> {
  return withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, work);
}
