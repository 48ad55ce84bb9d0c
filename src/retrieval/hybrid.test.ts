import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, DEMO_TENANT, withTenant } from '../db/tenant.ts';
import { embedFindings } from '../embeddings/backfill.ts';
import { DIMENSIONS, type Embedder } from '../embeddings/embedder.ts';
import { createLocalEmbedder } from '../embeddings/local.ts';
import { createQuestionEmbedder } from '../embeddings/question.ts';
import type { FindingInput } from '../estate/finding.ts';
import { upsertFindings } from '../estate/findings-write.ts';
import { classify } from '../intent/classify.ts';
import { createTestDatabase } from '../test/db.ts';
import { sampleFinding } from '../test/findings.ts';
import { retrieve, type RetrieveOptions } from './hybrid.ts';
import { type RequestScope, scopeOf } from './scope.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const local = createLocalEmbedder();
const withoutTitan = createQuestionEmbedder({ local, titan: null });

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await withTenant(
    database.sql,
    { tenantId: DEFAULT_TENANT, role: 'collect' },
    (sql) => sql`
      insert into aws_accounts (tenant_id, account_uid, name)
      values (${DEFAULT_TENANT}, '111111111111', 'acme-production'), (${DEFAULT_TENANT}, '222222222222', 'acme-staging')`,
  );
  await store([...ESTATE, ...manyUsers(40)]);
});
afterAll(() => database.close());

const store = (findings: FindingInput[], tenantId = DEFAULT_TENANT) =>
  withTenant(database.sql, { tenantId, role: 'collect' }, (sql) => upsertFindings(sql, tenantId, findings, NOW));

const ask = (
  question: string,
  request: RequestScope = {},
  options: RetrieveOptions = {},
  embedder = withoutTitan,
  tenantId = DEFAULT_TENANT,
) => {
  const intent = classify(question, NOW);
  return retrieve(database.sql, scopeOf(tenantId, intent, request), question, intent, embedder, options);
};
const checks = async (...parameters: Parameters<typeof ask>) =>
  (await ask(...parameters)).findings.map((finding) => finding.checkId);
const uids = async (...parameters: Parameters<typeof ask>) =>
  (await ask(...parameters)).findings.map((finding) => finding.findingUid);

const bucket = (name: string, parts: Partial<FindingInput> = {}) =>
  sampleFinding({
    checkId: 's3_bucket_public_access',
    service: 's3',
    product: 's3',
    title: 'S3 bucket is public',
    desc: 'Joins both public access blocks, the ACL and the policy of each bucket.',
    risk: 'Anyone on the internet can list and read the objects.',
    consequence: 'Customer data leaks.',
    severity: 'critical',
    region: 'us-east-1',
    resourceUid: `arn:aws:s3:::${name}`,
    resourceType: 'AWS::S3::Bucket',
    resourceName: name,
    statusDetail: `Bucket ${name} is readable by everyone.`,
    ...parts,
  });
const volume = sampleFinding({
  checkId: 'ec2_waste_unattached_volume',
  service: 'ec2',
  product: 'ec2',
  title: 'EBS volume is attached to nothing and still paid for',
  desc: 'Looks at volumes in the state available.',
  risk: 'It costs money every month and its data is nobody’s.',
  severity: 'low',
  accountUid: '222222222222',
  region: 'eu-west-1',
  resourceUid: 'arn:aws:ec2:eu-west-1:222222222222:volume/vol-0aa11bb22cc33dd44',
  resourceType: 'AWS::EC2::Volume',
  resourceName: 'vol-0aa11bb22cc33dd44',
  resourceTags: { team: 'payments' },
  statusDetail: 'Volume vol-0aa11bb22cc33dd44 (500 GiB) is attached to no instance.',
});
const mining = sampleFinding({
  classUid: 2004,
  checkId: 'CryptoCurrency:EC2/BitcoinTool.B',
  service: 'guardduty',
  product: 'guardduty',
  title: 'EC2 instance talks to a mining pool',
  desc: 'GuardDuty saw traffic to an address used for cryptocurrency mining.',
  risk: 'Somebody uses the instance to mine coins.',
  complianceStatus: null,
  region: 'ap-southeast-2',
  resourceUid: 'arn:aws:ec2:ap-southeast-2:111111111111:instance/i-0123456789abcdef0',
  resourceType: 'AWS::EC2::Instance',
  resourceName: 'ci-runner',
  statusDetail: 'Instance i-0123456789abcdef0 talked to 203.0.113.7.',
  firstSeenTime: '2026-11-17T09:00:00.000Z',
  lastSeenTime: '2026-11-17T11:00:00.000Z',
});
const exports_ = bucket('acme-customer-exports');
const staging = bucket('acme-staging-scratch', { accountUid: '222222222222', region: 'eu-west-1', severity: 'high' });
const resolved = bucket('acme-old-site', { status: 'resolved' });
const passed = bucket('acme-private', { complianceStatus: 'pass', imported: true });
const ESTATE = [exports_, staging, resolved, passed, volume, mining];

function manyUsers(count: number): FindingInput[] {
  return Array.from({ length: count }, (_, index) =>
    sampleFinding({
      resourceUid: `arn:aws:iam::111111111111:user/user-${index}`,
      resourceName: `user-${index}`,
      statusDetail: `User user-${index} has a console password and no MFA device.`,
    }),
  );
}

describe('what is found', () => {
  it.each([
    ['anything lying around that we pay for', 'ec2_waste_unattached_volume'],
    ['world readable storage', 's3_bucket_public_access'],
    ['is someone making bitcoins', 'CryptoCurrency:EC2/BitcoinTool.B'],
    ['people without a second factor', 'iam_user_mfa_enabled_console_access'],
  ])('by meaning: %s', async (question, check) => {
    expect((await checks(question))[0]).toBe(check);
  });

  it.each([
    ['tell me about vol-0aa11bb22cc33dd44', volume],
    ['what about acme-customer-exports', exports_],
    ['arn:aws:s3:::acme-customer-exports', exports_],
  ])('by name, first of all: %s', async (question, finding) => {
    const { findings } = await ask(question);
    expect(findings[0]!.findingUid).toBe(finding.findingUid);
    expect(findings[0]!.arms).toContain('named');
  });

  it('in a follow-up, by what it took over', async () => {
    const before = classify('which public buckets are there', NOW);
    const intent = classify('and in eu-west-1?', NOW, [before]);
    expect(intent.inherited).not.toEqual([]);
    const found = await retrieve(
      database.sql,
      scopeOf(DEFAULT_TENANT, intent),
      'and in eu-west-1?',
      intent,
      withoutTitan,
    );
    expect(found.findings[0]!.findingUid).toBe(staging.findingUid);
  });

  it('twelve at most, best first, of more than one check', async () => {
    const { findings, nearMisses } = await ask('which users have no mfa, and which buckets are public');
    expect(findings).toHaveLength(12);
    expect(new Set(findings.map((finding) => finding.checkId)).size).toBeGreaterThan(1);
    expect(findings.map((finding) => finding.score)).toEqual(
      findings.map((finding) => finding.score).toSorted((left, right) => right - left),
    );
    expect(nearMisses.length).toBeGreaterThan(0);
    expect(await checks('which users have no mfa', {}, { limit: 3 })).toHaveLength(3);
  });

  it('the same every time', async () => {
    expect(await uids('public buckets')).toEqual(await uids('public buckets'));
  });
});

describe('scope', () => {
  it('keeps to the account and region of the request', async () => {
    expect(await uids('public buckets', { accounts: ['222222222222'] })).toEqual([staging.findingUid]);
    expect(await checks('public buckets', { regions: ['ap-southeast-2'] })).not.toContain('s3_bucket_public_access');
    expect(await uids('public buckets', { services: ['s3'] })).toHaveLength(2);
  });

  it('keeps to what the question names: account by name, region, severity', async () => {
    expect(await uids('public buckets in staging')).not.toContain(exports_.findingUid);
    expect(await uids('public buckets in us-east-1')).toEqual([exports_.findingUid]);
    expect(await uids('critical findings about public buckets')).toEqual([exports_.findingUid]);
  });

  it('shows nothing when request and question exclude each other', async () => {
    expect(await uids('public buckets in us-east-1', { regions: ['eu-west-1'] })).toEqual([]);
    expect(await uids('public buckets in staging', { accounts: ['111111111111'] })).toEqual([]);
  });

  it('shows resolved findings only when asked for them, and passes never', async () => {
    expect(await uids('public buckets')).not.toContain(resolved.findingUid);
    expect(await uids('which public buckets were resolved')).toContain(resolved.findingUid);
    expect(await uids('tell me about acme-private')).not.toContain(passed.findingUid);
  });

  it('shows nothing of another tenant', async () => {
    expect(await uids('public buckets', {}, {}, withoutTitan, DEMO_TENANT)).toEqual([]);
    expect(await uids(`tell me about acme-customer-exports`, {}, {}, withoutTitan, DEMO_TENANT)).toEqual([]);
  });

  it('puts first what happened in the time asked about', async () => {
    expect((await checks('what changed on 17 November'))[0]).toBe('CryptoCurrency:EC2/BitcoinTool.B');
  });
});

describe('Titan', () => {
  /** Knows one thing that no word tells: what "zebra" means. */
  const titan: Embedder = {
    name: 'titan',
    model: 'test-titan',
    dimensions: DIMENSIONS,
    embed: (texts) => Promise.resolve(texts.map((text) => axis(/zebra|vol-0aa/.test(text) ? 1 : 2))),
  };
  const axis = (index: number) => {
    const vector = new Float32Array(DIMENSIONS);
    vector[index] = 1;
    return vector;
  };

  it('says that its vectors are not there yet', async () => {
    const found = await ask('zebra', {}, {}, createQuestionEmbedder({ local, titan }));
    expect(found).toMatchObject({
      embedder: 'local',
      fallbackReason: 'Titan vectors of these findings are not ready yet',
    });
  });

  it('finds what only it knows, by its own vectors alone', async () => {
    await embedFindings(database.sql, DEFAULT_TENANT, titan);
    const found = await ask('zebra', {}, {}, createQuestionEmbedder({ local, titan }));
    expect(found).toMatchObject({ embedder: 'titan', fallbackReason: null });
    expect(found.findings[0]).toMatchObject({ findingUid: volume.findingUid, arms: ['titan'] });
    expect(await uids('zebra')).toEqual([]);
  });

  it('never reads vectors of another model', async () => {
    const newer = createQuestionEmbedder({ local, titan: { ...titan, model: 'newer-titan' } });
    expect((await ask('zebra', {}, {}, newer)).embedder).toBe('local');
  });

  it('is not waited for beyond its time', async () => {
    const slow: Embedder = { ...titan, embed: () => new Promise(() => undefined) };
    const embedder = createQuestionEmbedder({ local, titan: slow });
    const found = await ask('public buckets', {}, { titanTimeoutMs: 10 }, embedder);
    expect(found).toMatchObject({ embedder: 'local', fallbackReason: 'Amazon Titan took longer than 10 ms' });
    expect(found.findings[0]!.checkId).toBe('s3_bucket_public_access');
  });
});

describe('any question', () => {
  it.each([
    [''],
    ['   '],
    ['?!'],
    ["'; drop table findings; --"],
    ["a' | 'b' & !c <-> d:*"],
    ['\u0000 public \u0001 buckets'],
    ['x'.repeat(100_000)],
    ['public '.repeat(10_000)],
    ['\ud83d'],
  ])('is answered or finds nothing, and breaks nothing', async (question) => {
    expect((await ask(question)).findings.length).toBeLessThanOrEqual(12);
  });
});

describe('thousands of findings', () => {
  it('are searched through their index, and the one needle is found', async () => {
    const [quiet, ...rest] = manyUsers(2_700).toReversed();
    const abandoned = { ...quiet!, statusDetail: 'User user-2699 is forgotten: it has had no activity since spring.' };
    const crowd = [...rest, abandoned];
    // With statistics of the first that come: without any, each more takes longer than the one before.
    await store(crowd.slice(0, 300), DEMO_TENANT);
    await database.sql`analyze`;
    await store(crowd.slice(300), DEMO_TENANT);
    const needle = bucket('acme-needle');
    await store([needle, { ...mining, findingUid: 'mining' }], DEMO_TENANT);
    if (database.pglite) await database.sql`vacuum (analyze)`;
    const demo = (question: string, request: RequestScope = {}) =>
      ask(question, request, {}, withoutTitan, DEMO_TENANT);
    expect((await demo('world readable storage')).findings[0]!.findingUid).toBe(needle.findingUid);
    expect((await demo('bitcoin mining')).findings[0]!.findingUid).toBe('mining');
    const narrow = await demo('world readable storage', { regions: ['us-east-1'] });
    expect(narrow.findings.map((finding) => finding.findingUid)).toEqual([needle.findingUid]);
    // Only its vector tells it from 2,699 copies of its check: none of these words is in its text.
    expect((await demo('dormant staff')).findings[0]!.findingUid).toBe(abandoned.findingUid);
  });
});
