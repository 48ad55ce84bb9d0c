/**
 * A large account through the wire stand-in into the database, in a process of its own: calls made against
 * the fewest possible, where the time goes, findings written a second, and the collecting process's peak memory.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connect } from '../src/db/connect.ts';
import { migrate } from '../src/db/migrate.ts';
import { ec2StandIn } from '../src/test/aws/ec2.ts';
import { accessAnalyzerStandIn, iamStandIn } from '../src/test/aws/iam.ts';
import { s3StandIn } from '../src/test/aws/s3.ts';
import { s3ControlStandIn } from '../src/test/aws/s3control.ts';
import { type AwsServiceStandIn, type AwsStandIn, startAws } from '../src/test/aws/server.ts';
import { stsStandIn } from '../src/test/aws/sts.ts';
import { createDatabaseOn } from '../src/test/server-database.ts';
import type { ChildFigures } from './collect-child.ts';
import { type AccountSize, BENCH_ACCOUNT, type LargeAccount, largeAccount } from './collect-estate.ts';

export interface CollectBench extends ChildFigures {
  database: 'postgres' | 'embedded';
  size: AccountSize;
  /** Each answer is held back this long, as a control plane in the same continent takes. An assumption. */
  latencyMs: number;
  calls: { name: string; made: number; fewest: number; formula: string }[];
  findingsPerSecond: number;
  loadAverage: number;
}

export const LARGE: AccountSize = { users: 5_000, buckets: 2_000, instances: 20_000 };

/** Runs the bench, some three minutes at full size; `databaseUrl` is a server on which a scratch database may be made. */
export async function benchCollect({
  size = LARGE,
  latencyMs = 40,
  databaseUrl = null as string | null,
} = {}): Promise<CollectBench> {
  const account = largeAccount(size);
  const services = [
    iamStandIn({ estate: () => account.iam, pageSize: 1_000 }),
    accessAnalyzerStandIn({ estate: () => account.iam }),
    s3StandIn({ estates: [account.s3] }),
    s3ControlStandIn({ estates: [account.s3] }),
    ec2StandIn({ estates: [account.ec2] }),
  ].map((service) => delayed(service, latencyMs));
  const aws: AwsStandIn = await startAws({
    accountUid: BENCH_ACCOUNT,
    services: [...services, stsStandIn({ identities: () => aws.identities })],
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-bench-collect-'));
  const scratch = databaseUrl === null ? null : await createDatabaseOn(databaseUrl);
  try {
    // Made beforehand: the embedded database's first start takes more memory than any later one.
    const database = await connect({ databaseUrl: scratch?.url ?? null, dataDir });
    await migrate(database);
    await database.close();
    const figures = await runChild(aws.endpoint, dataDir, scratch?.url ?? '');
    const findings = figures.collectors.reduce((sum, each) => sum + each.findings, 0);
    const writeMs = figures.collectors.reduce((sum, each) => sum + each.writeMs, 0);
    return {
      ...figures,
      database: scratch ? 'postgres' : 'embedded',
      size,
      latencyMs,
      calls: callsOf(aws, account),
      findingsPerSecond: Math.round((findings * 1000) / writeMs),
      loadAverage: loadavg()[0]!,
    };
  } finally {
    await aws.close();
    await scratch?.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function delayed(service: AwsServiceStandIn, latencyMs: number): AwsServiceStandIn {
  const operations = Object.entries(service.operations).map(([name, answer]) => [
    name,
    async (request: Parameters<typeof answer>[0]) => {
      await sleep(latencyMs);
      return answer(request);
    },
  ]);
  return { ...service, operations: Object.fromEntries(operations) as AwsServiceStandIn['operations'] };
}

async function runChild(endpoint: string, dataDir: string, databaseUrl: string): Promise<ChildFigures> {
  const path = fileURLToPath(new URL('collect-child.ts', import.meta.url));
  const child = spawn(process.execPath, [path, endpoint, dataDir, databaseUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  try {
    return JSON.parse(text) as ChildFigures;
  } catch {
    throw new Error('The collecting process ended without its figures');
  }
}

/** What cannot be left out, by the APIs' own page sizes and what only single calls tell. */
function callsOf(aws: AwsStandIn, { iam, s3, ec2 }: LargeAccount): CollectBench['calls'] {
  const made = (...services: string[]) => services.reduce((sum, service) => sum + aws.count({ service }), 0);
  const { users, groups, roles, policies } = iam.authorization;
  const pages = (count: number, size: number) => Math.max(1, Math.ceil(count / size));
  const length = (read: { ok: boolean; value?: unknown }) => (Array.isArray(read.value) ? read.value.length : 0);
  const perUser = Object.keys(iam.mfaDevices).length + Object.keys(iam.accessKeys).length;
  return [
    {
      name: 'iam',
      made: made('iam', 'access-analyzer'),
      fewest: pages(users.length + groups.length + roles.length + policies.length, 1_000) + 10 + perUser + 1,
      formula:
        '⌈entities/1000⌉ + 8 for the account + 2 for the report + users with MFA + users with an active key + 1 a region (analyzers)',
    },
    {
      name: 's3',
      made: made('s3', 's3control'),
      fewest: pages(s3.buckets.length, 1_000) + 13 * s3.buckets.length + 3,
      formula: '⌈buckets/1000⌉ + 13 a bucket + account block + multi-region access points + access points a region',
    },
    {
      name: 'ec2',
      made: made('ec2'),
      fewest:
        pages(length(ec2.instances), 1_000) +
        pages(length(ec2.volumes), 500) +
        pages(length(ec2.networkInterfaces), 1_000) +
        pages(length(ec2.snapshots), 1_000) +
        Math.min(1_000, length(ec2.snapshots)) +
        (length(ec2.snapshots) > 1_000 ? 1 : 0) +
        12 +
        4,
      formula:
        'Σ ⌈items/page size⌉ over 16 lists + 4 settings + 1 for each of the newest 1,000 snapshots and 1 for all others + 1 a template',
    },
  ];
}

/** The figures as a table for a terminal. */
export function printCollect(bench: CollectBench): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`.padStart(9);
  const rows = bench.collectors.map(
    (each) =>
      `${each.name.padEnd(6)}${[each.readMs, each.readCpuMs, each.checkMs, each.writeMs].map(seconds).join('')}` +
      `${String(each.resources).padStart(11)}${String(each.findings).padStart(10)}${each.notOk.length > 0 ? `  not ok: ${each.notOk.join(', ')}` : ''}`,
  );
  const { users, buckets, instances } = bench.size;
  return [
    `Collecting ${users} users, ${buckets} buckets and ${instances} instances, ${bench.latencyMs} ms an answer, ${bench.database}; load ${bench.loadAverage.toFixed(1)}`,
    `${''.padEnd(6)}${['read', 'own CPU', 'check', 'write'].map((name) => name.padStart(9)).join('')}${'resources'.padStart(11)}${'findings'.padStart(10)}`,
    ...rows,
    ...bench.calls.map(({ name, made, fewest, formula }) => `${name}: ${made} calls, fewest ${fewest} (${formula})`),
    `${bench.findingsPerSecond} findings written a second; the same account again is written in ${(bench.secondWriteMs / 1000).toFixed(1)} s; peak memory ${Math.round(bench.peakRssMb)} MB (bound 1,024)`,
  ].join('\n');
}
