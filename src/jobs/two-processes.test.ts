import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT_UIDS, READER_ROLE } from '../../seed/accounts.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createTestDatabase, SERVER_VARIABLE } from '../test/db.ts';
import { type DemoAws, startDemoAws } from '../test/soak/demo-aws.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const SERVER = process.env[SERVER_VARIABLE];
const ACCOUNT = ACCOUNT_UIDS.security;
const NEVER = '0 0 0 1 1 * 2099';
/** S3 alone has an occurrence: the last new year, which every start finds missed. */
const SCHEDULES = {
  S3_SCHEDULE: '0 0 1 1 *',
  IAM_SCHEDULE: NEVER,
  EC2_SCHEDULE: NEVER,
  GUARDDUTY_SCHEDULE: NEVER,
  CLOUDTRAIL_SCHEDULE: NEVER,
  COST_EXPLORER_SCHEDULE: NEVER,
};

interface Process {
  child: ChildProcess;
  lines: string[];
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 150_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come about within 150 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.skipIf(!SERVER)(
  `two processes on one PostgreSQL (skipped without ${SERVER_VARIABLE}: the embedded database admits one process)`,
  { timeout: 400_000 },
  () => {
    let database: Database;
    let aws: DemoAws;
    let environment: Record<string, string>;
    const started: Process[] = [];

    beforeAll(async () => {
      database = await createTestDatabase();
      aws = await startDemoAws(new Date());
      const [row] = await database.sql<{ name: string }[]>`select current_database() as name`;
      const url = new URL(SERVER!);
      url.pathname = `/${row!.name}`;
      environment = {
        ...SCHEDULES,
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: url.href,
        DEMO: 'off',
        EMBEDDER: 'local',
        LOG_LEVEL: 'debug',
        AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
        AWS_SECRET_ACCESS_KEY: 'unused',
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: aws.endpoint,
      };
      await withTenant(
        database.sql,
        { tenantId: DEFAULT_TENANT, role: 'collect' },
        (sql) => sql`
          insert into aws_accounts (tenant_id, account_uid, name, role_arn)
          values (${DEFAULT_TENANT}, ${ACCOUNT}, 'security', ${`arn:aws:iam::${ACCOUNT}:role/${READER_ROLE}`})`,
      );
    });
    afterAll(async () => {
      await Promise.all(started.map(stop));
      await aws.close();
      await database.close();
    });

    const startWorker = (): Process => {
      const child = spawn(process.execPath, [CLI, 'work'], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
      const running: Process = { child, lines: [] };
      let rest = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        const [last = '', ...whole] = (rest + chunk.toString()).split('\n').toReversed();
        running.lines.push(...whole.toReversed());
        rest = last;
      });
      started.push(running);
      return running;
    };

    const offers = ({ lines }: Process) =>
      lines.flatMap((line) => {
        if (!line.includes('schedule.offered')) return [];
        return [(JSON.parse(line) as { outcome: string }).outcome];
      });
    const runs = () => database.sql<{ state: string; errorClass: string | null }[]>`
      select state, error_class as "errorClass" from collection_runs where collector = 's3' order by started_at`;
    const job = async () => {
      const [row] = await database.sql<{ state: string }[]>`
        select state::text from pgboss.job where name = 'collect-s3'`;
      return row?.state;
    };

    it('run one occurrence once', async () => {
      const pair = [startWorker(), startWorker()];
      await until(() => pair.every((one) => offers(one).length > 0));
      await until(async () => (await job()) === 'completed');
      expect(pair.flatMap(offers).toSorted()).toEqual(['known', 'queued']);
      expect(await runs()).toMatchObject([{ state: 'succeeded' }]);
      expect(aws.count({ service: 's3', operation: 'ListBuckets' })).toBe(1);
      await Promise.all(pair.map(stop));
    });

    it('one goes on where the other was killed, and the occurrence is read once', async () => {
      await database.sql`delete from pgboss.job`;
      await database.sql`delete from collection_runs`;
      const reached = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      aws.hold = ({ service }) => {
        if (service !== 's3') return undefined;
        reached.resolve();
        return gate.promise;
      };
      const victim = startWorker();
      await reached.promise;
      const heir = startWorker();
      await until(() => offers(heir).length > 0);
      expect(offers(heir)).toEqual(['known']);
      await kill(victim);
      aws.hold = null;
      gate.resolve();
      // What two minutes would do: the dead one's heartbeat is old, its lease has run out, the wait is over.
      await database.sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`;
      await database.sql`update collection_state set lease_until = now() - interval '1 second'`;
      await until(async () => (await job()) === 'retry');
      await database.sql`update pgboss.job set start_after = now() where state = 'retry'`;
      await until(async () => (await job()) === 'completed');
      expect(await runs()).toMatchObject([{ state: 'failed', errorClass: 'interrupted' }, { state: 'succeeded' }]);
      await stop(heir);
    });
  },
);

function stop({ child }: Process): Promise<void> {
  return end(child, 'SIGTERM');
}

function kill({ child }: Process): Promise<void> {
  return end(child, 'SIGKILL');
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill(signal);
  });
}
