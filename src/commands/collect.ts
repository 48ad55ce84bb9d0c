/** `collect -- <collector|all>`: reads now, shows progress, ends with a coverage table. */
import { randomUUID } from 'node:crypto';
import type { CollectorName } from '../../collectors/coverage.ts';
import { COLLECTORS } from '../../collectors/registry.ts';
import { SessionError } from '../../collectors/session.ts';
import { assemble } from '../assemble.ts';
import type { Config } from '../config.ts';
import type { Ctx } from '../context.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { embedFindings } from '../embeddings/backfill.ts';
import { AppError } from '../errors.ts';
import { recordClosedAccount, type RegionRun, runCollector } from '../intake/collect.ts';
import { accountsToCollect } from '../intake/open-account.ts';
import { FRESHNESS_TARGETS } from '../jobs/catalogue.ts';
import type { Log } from '../log.ts';

export async function collect(config: Config, log: Log, words: string[]): Promise<number> {
  const names = collectorsNamed(words);
  const assembly = await assemble(config, log, FRESHNESS_TARGETS);
  try {
    const ctx: Ctx = {
      sql: assembly.database.sql,
      tenantId: DEFAULT_TENANT,
      actor: { kind: 'operator' },
      requestId: randomUUID(),
      now: () => new Date(),
      log,
    };
    const runs: { collector: CollectorName; accountUid: string; run: RegionRun }[] = [];
    let closed = 0;
    for (const account of await accountsToCollect(ctx, config)) {
      const session = await account.open().catch(async (error: unknown) => {
        if (!(error instanceof SessionError)) throw error;
        process.stderr.write(`${account.name}: ${error.message}\n`);
        closed++;
        if (account.accountUid)
          for (const name of names) await recordClosedAccount(ctx, name, account.accountUid, error);
        return null;
      });
      if (!session) continue;
      try {
        for (const name of names) {
          const results = await runCollector(ctx, session, name, { onProgress: showProgress });
          runs.push(...results.map((run) => ({ collector: name, accountUid: session.accountUid, run })));
        }
      } finally {
        session.close();
      }
    }
    if (assembly.titan) {
      const report = await embedFindings(ctx.sql, ctx.tenantId, assembly.titan);
      if (report.stopped)
        process.stderr.write(`Titan embeddings stopped: ${report.stopped}. Search goes on with local vectors.\n`);
    }
    process.stdout.write(coverageTable(runs));
    return closed > 0 || runs.some(({ run }) => run.state === 'failed') ? 1 : 0;
  } finally {
    await assembly.close();
  }
}

function collectorsNamed(words: string[]): CollectorName[] {
  const all = Object.keys(COLLECTORS) as CollectorName[];
  const [name = 'all'] = words;
  if (name === 'all') return all;
  const known = all.find((candidate) => candidate === name);
  if (!known)
    throw new AppError('invalid_input', `There is no collector "${name}". Say one of ${all.join(', ')}, or all.`);
  return [known];
}

function showProgress(progress: {
  collector: string;
  accountUid: string;
  region: string;
  api: string;
  items: number;
}): void {
  process.stderr.write(
    `${progress.collector} ${progress.accountUid} ${progress.region} ${progress.api} ${progress.items}\n`,
  );
}

function coverageTable(runs: { collector: string; accountUid: string; run: RegionRun }[]): string {
  const rows = [['collector', 'account', 'region', 'api', 'outcome', 'items', 'missing permission']];
  for (const { collector, accountUid, run } of runs) {
    if (run.coverage.length === 0) rows.push([collector, accountUid, run.region, '-', run.state, '0', '']);
    for (const entry of run.coverage)
      rows.push([
        collector,
        accountUid,
        entry.region,
        entry.api,
        entry.truncated ? `${entry.outcome}, truncated` : entry.outcome,
        String(entry.items),
        entry.permission ?? '',
      ]);
  }
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const changes = runs.reduce(
    (sum, { run }) => ({
      opened: sum.opened + (run.stored?.findings.opened ?? 0),
      resolved: sum.resolved + (run.stored?.findings.resolved ?? 0),
      reopened: sum.reopened + (run.stored?.findings.reopened ?? 0),
    }),
    { opened: 0, resolved: 0, reopened: 0 },
  );
  return `${lines.join('\n')}\n\n${changes.opened} findings opened, ${changes.resolved} resolved or archived, ${changes.reopened} reopened.\n`;
}
