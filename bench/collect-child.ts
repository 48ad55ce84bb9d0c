/** The collecting process of the bench: reads one account at the endpoint given and stores it in the database given. */
import type { Collector, SnapshotBase } from '../collectors/collector.ts';
import { COLLECTORS } from '../collectors/registry.ts';
import { evaluate } from '../collectors/evaluate.ts';
import { openSession } from '../collectors/session.ts';
import { connect } from '../src/db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../src/db/tenant.ts';
import { CHECKS_BY_ID } from '../src/intake/checks-by-id.ts';
import { storeCollected } from '../src/intake/store-collected.ts';
import { withTightHeap } from '../src/intake/tight-heap.ts';
import { BENCH_REGION } from './collect-estate.ts';

/** What one collector took. Milliseconds are of the wall but for `readCpuMs`: our own share of the read. */
export interface CollectorFigures {
  name: string;
  readMs: number;
  readCpuMs: number;
  checkMs: number;
  writeMs: number;
  resources: number;
  outcomes: number;
  findings: number;
  notOk: string[];
}

export interface ChildFigures {
  collectors: CollectorFigures[];
  peakRssMb: number;
  /** The same account again, nothing changed. */
  secondWriteMs: number;
}

const [endpoint = '', dataDir = '', databaseUrl = ''] = process.argv.slice(2);
const database = await connect({ databaseUrl: databaseUrl || null, dataDir });
const ctx = { sql: database.sql, tenantId: DEFAULT_TENANT };
const session = await openSession({
  endpoint,
  credentials: { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'unused' },
  homeRegion: 'us-east-1',
  regions: [BENCH_REGION],
});
const figures: ChildFigures = { collectors: [], peakRssMb: 0, secondWriteMs: 0 };
for (const name of ['iam', 's3', 'ec2'] as const) await withTightHeap(() => collect(name));
await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
  const [row] = await sql<{ bare: number }[]>`
    select count(*)::int as bare from findings f where search is null or not exists (
      select from finding_embeddings e where e.tenant_id = f.tenant_id and e.finding_uid = f.finding_uid)`;
  if (row!.bare > 0) throw new Error(`${row!.bare} findings lack their vector or their lexical column`);
});
session.close();
await database.close();
figures.peakRssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify(figures)}\n`);

/** As a run does it, and the same batch once more. */
async function collect(name: 'iam' | 's3' | 'ec2'): Promise<void> {
  const { collected, ...read } = await readAndCheck(COLLECTORS[name]);
  const began = performance.now();
  const { findings } = await storeCollected(ctx, collected, CHECKS_BY_ID);
  const written = performance.now();
  const passes = collected.passed?.counts.reduce((sum, { count }) => sum + count, 0) ?? 0;
  figures.collectors.push({
    name,
    ...read,
    writeMs: written - began,
    resources: collected.resources.length,
    outcomes: collected.outcomes.length + passes,
    findings: findings.opened,
    notOk: collected.coverage.flatMap(({ api, outcome }) => (outcome === 'ok' ? [] : [`${api} ${outcome}`])),
  });
  await storeCollected(ctx, collected, CHECKS_BY_ID);
  figures.secondWriteMs += performance.now() - written;
}

async function readAndCheck<S extends SnapshotBase>(collector: Collector<S>) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const snapshot = await collector.read(session, {
    accountUid: session.accountUid,
    region: collector.scope === 'account' ? 'global' : BENCH_REGION,
    collectedAt: new Date().toISOString(),
    cursor: null,
    signal: AbortSignal.timeout(collector.deadlineMs),
  });
  const read = performance.now();
  const spent = process.cpuUsage(cpu);
  const collected = evaluate(collector, snapshot, { passes: 'counted' });
  const times = { readMs: read - began, readCpuMs: (spent.user + spent.system) / 1000 };
  return { collected, ...times, checkMs: performance.now() - read };
}
