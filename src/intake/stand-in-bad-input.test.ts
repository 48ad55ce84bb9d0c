/** Bad input through the whole way: on the wire, read, checked, stored. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorName } from '../../collectors/coverage.ts';
import { openSession } from '../../collectors/session.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../test/db.ts';
import { cloudTrailStandIn } from '../test/aws/cloudtrail.ts';
import { costExplorerStandIn } from '../test/aws/cost-explorer.ts';
import { ec2StandIn } from '../test/aws/ec2.ts';
import { guardDutyStandIn } from '../test/aws/guardduty.ts';
import { accessAnalyzerStandIn, iamStandIn } from '../test/aws/iam.ts';
import { s3StandIn } from '../test/aws/s3.ts';
import { s3ControlStandIn } from '../test/aws/s3control.ts';
import { cloudTrailEstate, event, trail } from '../test/aws/cloudtrail-estate.ts';
import { estate, instance } from '../test/aws/ec2-estate.ts';
import {
  NUL,
  LONE,
  MARKUP,
  FUTURE,
  CLEAN_TAGS,
  IAM_ACCOUNT,
  userArn,
  IAM,
  report,
  S3_ACCOUNT,
  S3,
  EC2_ACCOUNT,
  EC2,
  BARE_INSTANCES,
  GD_ACCOUNT,
  GUARDDUTY,
  HOSTILE_FINDINGS,
  CT_ACCOUNT,
  soon,
  HOSTILE_EVENTS,
  CE_ACCOUNT,
  group,
  costs,
  replaced,
} from '../test/aws/hostile-estates.ts';
import { type AwsServiceStandIn, type AwsStandIn, startAws } from '../test/aws/server.ts';
import { stsStandIn } from '../test/aws/sts.ts';
import { jsonReply } from '../test/aws/wire.ts';
import { runCollector } from './collect.ts';
import { importFiles } from './import.ts';

let database: Database;
let folder: string;
const ctx = (): Ctx => ({
  sql: database.sql,
  tenantId: DEFAULT_TENANT,
  actor: { kind: 'operator' },
  requestId: 'test',
  now: () => new Date(),
  log: createLog('silent'),
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-bad-input-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** What a case looks at afterwards; every list is of this account only. */
interface Stored {
  resources: Map<string, { name: string; tags: Record<string, string>; created: string | null }>;
  /** `<check> <resource uid>` → verdict, and its words. */
  verdicts: Map<string, { status: number | null; detail: string }>;
  coverage: Map<string, { outcome: string; detail: string | null }>;
  events: string[];
  costs: string[];
}

interface Case {
  name: string;
  collector: CollectorName;
  accountUid: string;
  services: AwsServiceStandIn[];
  /** Partition of the caller; default `aws`. */
  partition?: string;
  region?: string;
  look(stored: Stored): void;
}

const FAIL = 3;
const WARNING = 2;

const CASES: Case[] = [
  {
    name: 'IAM: names, tags and policies that are not JSON',
    collector: 'iam',
    accountUid: IAM_ACCOUNT,
    services: [iamStandIn({ estate: () => IAM }), accessAnalyzerStandIn({ estate: () => IAM })],
    look({ resources, verdicts }) {
      expect(resources.get(userArn('constructor'))?.tags).toMatchObject(CLEAN_TAGS);
      expect(resources.get(userArn('future'))?.created).toBe(FUTURE);
      for (const name of ['constructor', 'good', 'future'])
        expect(verdicts.get(`iam_user_mfa_enabled_console_access ${userArn(name)}`)?.status).toBe(FAIL);
      expect(verdicts.get(`iam_inline_policy_no_administrative_privileges ${userArn('constructor')}`)?.status).toBe(
        WARNING,
      );
      expect(
        verdicts.get(`iam_role_cross_service_confused_deputy_prevention arn:aws:iam::${IAM_ACCOUNT}:role/torn`)?.status,
      ).toBe(WARNING);
      expect(
        verdicts.get(
          `iam_customer_attached_policy_no_administrative_privileges arn:aws:iam::${IAM_ACCOUNT}:policy/torn-policy`,
        )?.status,
      ).toBe(WARNING);
    },
  },
  {
    name: 'IAM: a malformed credential report',
    collector: 'iam',
    accountUid: IAM_ACCOUNT,
    services: [iamStandIn({ estate: () => IAM, reportText: report }), accessAnalyzerStandIn({ estate: () => IAM })],
    look({ verdicts }) {
      expect(verdicts.get(`iam_user_mfa_enabled_console_access ${userArn('good')}`)?.status).toBe(FAIL);
      expect(verdicts.get(`iam_user_mfa_enabled_console_access ${userArn('constructor')}`)?.status).toBe(WARNING);
    },
  },
  {
    name: 'IAM: a credential report that is none',
    collector: 'iam',
    accountUid: IAM_ACCOUNT,
    services: [
      iamStandIn({ estate: () => IAM, reportText: '<html>no</html>' }),
      accessAnalyzerStandIn({ estate: () => IAM }),
    ],
    look({ coverage, resources }) {
      expect(coverage.get('iam:GetCredentialReport')).toMatchObject({ outcome: 'error' });
      expect(resources.get(userArn('good'))).toBeDefined();
    },
  },
  {
    name: 'S3: tags, policy, unknown values',
    collector: 's3',
    accountUid: S3_ACCOUNT,
    services: [s3StandIn({ estates: [S3] }), s3ControlStandIn({ estates: [S3] })],
    look({ resources, verdicts }) {
      expect(resources.get('arn:aws:s3:::bad')?.tags).toMatchObject(CLEAN_TAGS);
      expect(resources.get('arn:aws:s3:::good')).toBeDefined();
      expect(verdicts.get('s3_bucket_secure_transport_policy arn:aws:s3:::bad')?.status).toBe(WARNING);
      expect(verdicts.get('s3_bucket_cross_account_access arn:aws:s3:::bad')?.status).toBe(WARNING);
      expect(verdicts.get('s3_bucket_object_versioning arn:aws:s3:::bad')?.status).toBe(FAIL);
      expect(verdicts.get('s3_bucket_kms_encryption arn:aws:s3:::bad')?.status).toBe(FAIL);
    },
  },
  {
    name: 'EC2: tags, unknown states and types, a future',
    collector: 'ec2',
    accountUid: EC2_ACCOUNT,
    services: [ec2StandIn({ estates: [EC2] })],
    look({ resources, verdicts }) {
      const uid = (id: string) => `arn:aws:ec2:eu-west-1:${EC2_ACCOUNT}:instance/${id}`;
      expect(resources.get(uid('i-0bad'))).toMatchObject({ name: 'nul\ufffdhere', tags: CLEAN_TAGS });
      expect(verdicts.get(`ec2_instance_imdsv2_enabled ${uid('i-0good')}`)?.status).toBe(FAIL);
      const group = `arn:aws:ec2:eu-west-1:${EC2_ACCOUNT}:security-group/sg-good`;
      expect(verdicts.get(`ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22 ${group}`)?.status).toBe(FAIL);
      expect(resources.get(group.replace('sg-good', 'sg-bad'))?.name).toContain('🚀');
    },
  },
  {
    name: 'EC2: instances with nothing but an id, or not even that',
    collector: 'ec2',
    accountUid: EC2_ACCOUNT,
    services: [replaced(ec2StandIn({ estates: [EC2] }), { DescribeInstances: BARE_INSTANCES })],
    look({ resources, verdicts }) {
      const uid = `arn:aws:ec2:eu-west-1:${EC2_ACCOUNT}:instance/i-0bare`;
      expect(resources.get(uid)).toBeDefined();
      expect(verdicts.get(`ec2_instance_imdsv2_enabled ${uid}`)?.status).not.toBe(1);
    },
  },
  {
    name: 'GuardDuty: fields of every wrong kind',
    collector: 'guardduty',
    accountUid: GD_ACCOUNT,
    services: [
      replaced(guardDutyStandIn({ estates: [GUARDDUTY] }), {
        GetFindings: () => jsonReply({ findings: HOSTILE_FINDINGS }),
      }),
    ],
    look({ verdicts, coverage }) {
      const types = [...verdicts.keys()].map((key) => key.split(' ')[0]);
      expect(types).toContain('Weird:New/lone\ufffdhere');
      expect(types).toContain('Recon:EC2/Portscan');
      expect(coverage.get('guardduty:GetFindings')?.detail).toMatch(/^2 records were refused: .*no id.*no time/);
    },
  },
  {
    name: 'CloudTrail: records of every kind',
    collector: 'cloudtrail',
    accountUid: CT_ACCOUNT,
    services: [
      replaced(
        cloudTrailStandIn({
          estates: [cloudTrailEstate({ trails: { ok: true, value: [trail({ bucket: null, s3Bucket: null })] } })],
        }),
        {
          LookupEvents: () =>
            jsonReply({
              Events: HOSTILE_EVENTS.map((text, index) => ({ EventId: `w-${index}`, CloudTrailEvent: text })),
            }),
        },
      ),
    ],
    look({ events, coverage }) {
      expect(events).toEqual(['e-deep', 'e-future', 'e-good', 'e-nobody', 'e-nul', 'e-version']);
      expect(coverage.get('cloudtrail:LookupEvents')).toMatchObject({ outcome: 'ok' });
      expect(coverage.get('cloudtrail:LookupEvents')?.detail).toMatch(/records were refused: .*eventTime/);
    },
  },
  {
    name: 'Cost Explorer: names, and days of the future',
    collector: 'cost-explorer',
    accountUid: CE_ACCOUNT,
    services: [
      replaced(costExplorerStandIn({ estates: [] }), {
        GetCostAndUsage: costs([group(NUL, '1.25'), group(MARKUP, '-0.5'), group(LONE, '1e3')]),
      }),
    ],
    look({ costs: rows }) {
      expect(rows).toContain('nul\ufffdhere 1.25');
      expect(rows).toContain(`${MARKUP} -0.5`);
      expect(rows).toContain('lone\ufffdhere 1000');
    },
  },
  {
    name: 'Cost Explorer: an amount that is no number',
    collector: 'cost-explorer',
    accountUid: CE_ACCOUNT,
    services: [
      replaced(costExplorerStandIn({ estates: [] }), {
        GetCostAndUsage: costs([group('Good', '1'), group('Bad', 'lots')]),
      }),
    ],
    look({ coverage }) {
      expect(coverage.get('ce:GetCostAndUsage')).toMatchObject({ outcome: 'partial' });
    },
  },
  partitionCase('aws-cn', 'cn-north-1'),
  partitionCase('aws-us-gov', 'us-gov-west-1'),
];

function partitionCase(partition: string, region: string): Case {
  const metadataOptions = { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 1 };
  const snapshot = estate({ instances: [instance({ metadataOptions })] }, region);
  return {
    name: `ARNs of ${partition}`,
    collector: 'ec2',
    accountUid: EC2_ACCOUNT,
    partition,
    region,
    services: [ec2StandIn({ estates: [snapshot] })],
    look({ verdicts }) {
      const uid = `arn:${partition}:ec2:${region}:${EC2_ACCOUNT}:instance/i-0aaaaaaaaaaaaaaa1`;
      expect(verdicts.get(`ec2_instance_imdsv2_enabled ${uid}`)?.status).toBe(FAIL);
    },
  };
}

describe('bad input from AWS', () => {
  it.each(CASES)(
    '$name',
    async ({ collector, accountUid, services, partition = 'aws', region = 'eu-west-1', look }) => {
      await clear();
      const aws: AwsStandIn = await startAws({
        accountUid,
        services: [...services, stsStandIn({ identities: () => aws.identities })],
      });
      try {
        aws.identities.set('AKIASTANDIN', { accountUid, arn: `arn:${partition}:iam::${accountUid}:user/operator` });
        const session = await openSession({
          endpoint: aws.endpoint,
          credentials: { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'unused' },
          homeRegion: region,
          regions: [region],
          retries: { maxAttempts: 2, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 2 },
        });
        const runs = await runCollector(ctx(), session, collector);
        session.close();
        for (const run of runs) expect(run.stored, `the run in ${run.region} stored nothing`).not.toBeNull();
        const stored = await readStored(accountUid);
        expect(JSON.stringify([...stored.verdicts, ...stored.resources])).not.toMatch(/\\u0000|\\ud800/);
        const broken = [...stored.verdicts.values()].filter(({ detail }) => detail.includes('could not be evaluated'));
        expect(broken).toEqual([]);
        look(stored);
      } finally {
        await aws.close();
      }
    },
  );

  it('a truncated gzip gives what came before the cut, and names the file', async () => {
    const records = Array.from(
      { length: 2000 },
      (_, index) => event('StopLogging', { eventID: `gz-${index}-${Math.sin(index)}`, eventTime: soon }).raw,
    );
    const packed = gzipSync(JSON.stringify({ Records: records }));
    const path = join(folder, 'cut.json.gz');
    await writeFile(path, packed.subarray(0, Math.floor(packed.length * 0.7)));
    const outcome = await importFiles(ctx(), [path]);
    expect(outcome.faults[0]).toMatch(/cut\.json\.gz ends in the middle of its gzip data/);
    expect(outcome.events.added).toBeGreaterThan(0);
    expect(outcome.events.added).toBeLessThan(2000);
  });
});

const clear = () =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    for (const table of ['findings', 'resources', 'events', 'cost_daily', 'collection_coverage', 'collection_state'])
      await sql`delete from ${sql(table)} where tenant_id = ${DEFAULT_TENANT}`;
  });

function readStored(accountUid: string): Promise<Stored> {
  return withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'collect' }, async (sql) => {
    const resources = await sql<{ uid: string; name: string; tags: Record<string, string>; created: Date | null }[]>`
      select resource_uid as uid, name, tags, created_time as created from resources where account_uid = ${accountUid}`;
    const verdicts = await sql<{ key: string; status: number | null; detail: string }[]>`
      select check_id || ' ' || resource_uid as key, compliance_status_id as status, status_detail as detail
      from findings where account_uid = ${accountUid}`;
    const coverage = await sql<{ api: string; outcome: string; detail: string | null }[]>`
      select api, outcome, detail from collection_coverage where account_uid = ${accountUid}`;
    const events = await sql<{ id: string }[]>`select event_id as id from events where account_uid = ${accountUid}
      or account_uid = 'unknown' order by event_id`;
    const costRows = await sql<{ line: string }[]>`
      select service_name || ' ' || billed_cost as line from cost_daily where x_view = 'service_account'`;
    return {
      resources: new Map(
        resources.map(({ uid, created, ...rest }) => [uid, { ...rest, created: created?.toISOString() ?? null }]),
      ),
      verdicts: new Map(verdicts.map(({ key, ...rest }) => [key, rest])),
      coverage: new Map(coverage.map(({ api, ...rest }) => [api, rest])),
      events: events.map(({ id }) => id),
      costs: costRows.map(({ line }) => line),
    };
  });
}
