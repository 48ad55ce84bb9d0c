/**
 * A collecting process to be killed. It loads, and then does what its standard input says: `open`, `work <now>` (pass
 * after pass over its tasks), `pause`, `settle <now>` (two whole passes), `once <now>` (each task tried once), `end`. What it is at goes to standard output,
 * which Node writes at once to a pipe: what a killed process had begun can be read after its death.
 */
import { createInterface } from 'node:readline';
import type { CollectorName } from '../../../collectors/coverage.ts';
import type { Session } from '../../../collectors/session.ts';
import type { AccountName } from '../../../seed/accounts.ts';
import type { Ctx } from '../../context.ts';
import { connect } from '../../db/connect.ts';
import { DEFAULT_TENANT } from '../../db/tenant.ts';
import { type CollectOptions, runCollector } from '../../intake/collect.ts';
import { createLog } from '../../log.ts';
import { seeded } from '../providers/random.ts';
import { openDemoSession } from './demo-aws.ts';
import { DEMO_REGISTRY } from './demo-registry.ts';
import { traceSql } from './kills-trace.ts';
import type { ChildTask } from './kills-crew.ts';

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
const random = seeded(task.seed);
const tell = (line: string) => void process.stdout.write(`${line}\n`);
let frozen = false;
const freeze = (point: ChildTask['stopAt']) => {
  if (frozen || task.stopAt !== point) return;
  frozen = true;
  tell('frozen');
  process.kill(process.pid, 'SIGSTOP');
};

const options: CollectOptions = {
  leaseMs: task.leaseMs,
  onProgress: () => tell('answered'),
  registry: Object.fromEntries(
    Object.values(DEMO_REGISTRY).map((collector) => [
      collector.name,
      {
        ...collector,
        read: async (...args) => {
          const snapshot = await collector.read(...args);
          // Frozen in the middle of a renewal it would hold a row; that is what the other points are for.
          while (task.stopAt === 'read' && openTransactions() > 0)
            await new Promise((resolve) => setImmediate(resolve));
          freeze('read');
          return snapshot;
        },
      },
    ]),
  ) as typeof DEMO_REGISTRY,
};

let now = new Date();
let wanted: string | null = null;
const sessions = new Map<AccountName, Session>();
let ctx: Ctx;
let openTransactions = () => 0;
let close = async () => undefined as void;

tell('loaded');
for await (const line of createInterface({ input: process.stdin })) {
  const [word = '', time] = line.split(' ');
  if (time) now = new Date(time);
  wanted = word;
  if (word === 'open') await open();
  else if (word === 'work') void work();
  else if (word === 'settle') void settle();
  else if (word === 'once') void once();
  else if (word === 'end') break;
}
for (const session of sessions.values()) session.close();
await close();
process.stdin.destroy();

async function open(): Promise<void> {
  const database = await connect({ databaseUrl: task.databaseUrl, dataDir: task.dataDir });
  close = () => database.close();
  for (const [account] of task.work)
    if (!sessions.has(account)) sessions.set(account, await openDemoSession(task.endpoint, account));
  const sql = traceSql(database.sql, tell, freeze);
  openTransactions = sql.open;
  ctx = {
    sql,
    tenantId: DEFAULT_TENANT,
    actor: { kind: 'operator' },
    requestId: String(process.pid),
    now: () => now,
    log: createLog('silent'),
  };
  tell('open');
}

/** Until told otherwise, in an order of its own, as two processes with many jobs do. */
async function work(): Promise<void> {
  while (wanted === 'work')
    for (const [account, collector] of random.shuffle(task.work)) {
      if (wanted !== 'work') break;
      const refused = await collect(account, collector);
      for (let count = 0; count < refused; count++) tell('refused');
    }
  tell('paused');
}

/** Each task wholly done twice by this process; what the dead still hold is waited for, nothing else helps. */
async function settle(): Promise<void> {
  for (let pass = 1; pass <= 2; pass++) {
    const began = performance.now();
    for (const [account, collector] of task.work)
      while ((await collect(account, collector)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    tell(`passed ${Math.round(performance.now() - began)}`);
  }
  tell('settled');
}

/** Whatever comes of it: this is for a process that finds, too late, that it was taken for dead. */
async function once(): Promise<void> {
  for (const [account, collector] of task.work) await collect(account, collector).catch(() => tell('threw'));
  tell('done');
}

/** How many regions another process held. */
async function collect(account: AccountName, collector: CollectorName): Promise<number> {
  const runs = await runCollector(ctx, sessions.get(account)!, collector, options);
  return runs.filter(({ state }) => state === 'skipped').length;
}
