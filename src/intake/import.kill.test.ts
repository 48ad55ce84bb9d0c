/** An import killed with -9 in the middle of an object from S3, then run again: all of it is there, nothing twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { prepareDataDir } from '../test/dumps.ts';

const HEADER =
  'ProviderName,BilledCost,EffectiveCost,ListCost,ChargePeriodStart,ServiceName,SubAccountId,ChargeCategory,BillingCurrency\n';
const LINES = 12_000;
/** Every line comes twice, so that equal lines are told apart across the kill as well. */
const line = (n: number) =>
  `AWS,0.25,0.25,0.25,2025-05-${String(1 + (n % 28)).padStart(2, '0')} 01:00:00,Service ${n >> 1},700000000002,Usage,USD\n`;
const bill = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => line(from + at)).join('');

let server: Server | null = null;
let folder = '';
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Serves one object; `slow` gives it in pieces and never ends it. */
async function serveBucket(state: { slow: boolean }): Promise<string> {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://bucket');
    if (url.searchParams.has('list-type')) {
      response.setHeader('content-type', 'application/xml');
      response.end(
        '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>in/bill.csv</Key><Size>1</Size></Contents><Contents><Key>in/notes.txt</Key><Size>1</Size></Contents></ListBucketResult>',
      );
    } else if (state.slow) void trickle(response);
    else response.end(HEADER + bill(0, LINES));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function trickle(response: ServerResponse): Promise<void> {
  response.write(HEADER);
  for (let from = 0; from < LINES / 2 && !response.destroyed; from += 1000) {
    response.write(bill(from, from + 1000));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  // The rest never comes: only the kill ends this import.
}

function startImport(endpoint: string): ChildProcess {
  const child = spawn(process.execPath, ['src/cli.ts', 'import', 's3://quill-bills/in/'], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      EMBEDDER: 'local',
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_REGION: 'us-east-1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

test('a killed import is completed by the next run, and nothing is counted twice', async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-kill-'));
  await prepareDataDir(folder);
  const state = { slow: true };
  const endpoint = await serveBucket(state);

  const killed = startImport(endpoint);
  for await (const text of killed.stderr!) if (/ new, /.test(String(text))) break;
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const partial = await totals();
  expect(partial.lines).toBeGreaterThan(0);
  expect(partial.lines).toBeLessThan(LINES);
  expect(partial.cost).toBe(partial.lines * 0.25);

  state.slow = false;
  const again = startImport(endpoint);
  const output = (await again.stdout!.toArray()).join('');
  expect(output).toContain(`${LINES - partial.lines} new, ${partial.lines} already there`);
  expect(output).toContain('Files of other kinds left out: 1.');
  expect(await totals()).toEqual({ lines: LINES, cost: LINES * 0.25 });
}, 180_000);

async function totals(): Promise<{ lines: number; cost: number }> {
  const database = await connect({ databaseUrl: null, dataDir: folder });
  try {
    return await withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, async (sql) => {
      const [row] = await sql<{ lines: number; cost: number }[]>`
        select (select count(*)::int from imported_lines) as lines, coalesce(sum(billed_cost), 0)::float8 as cost from cost_daily`;
      return { lines: row!.lines, cost: row!.cost };
    });
  } finally {
    await database.close();
  }
}
