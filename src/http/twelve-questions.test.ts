/**
 * The questions that Assay must answer, over the demo estate, with no provider at all. What is right is computed here
 * from the lists of the API, not by the SQL that the answers rest on.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEMO_TENANT } from '../db/tenant.ts';
import type { Finding } from '../estate/findings-read.ts';
import type { Resource } from '../estate/resources-read.ts';
import type { EvidenceItem } from '../evidence.ts';
import { type Asked, createTestApp, type TestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { DEMO, DEMO_CLOCK } from '../test/demo.ts';

const QUARTER = '2026-10-01T00:00:00.000Z';
const MONDAY = '2026-11-16T00:00:00.000Z';

let database: Database;
let estate: TestApp;
let findings: Finding[];
let resources: Resource[];

beforeAll(async () => {
  database = await createTestDatabase(DEMO);
  estate = await createTestApp(database, { tenantId: DEMO_TENANT, now: DEMO_CLOCK });
  findings = await estate.all<Finding>('/api/findings');
  resources = await estate.all<Resource>('/api/resources');
}, 180_000);
afterAll(() => database.close());

const ofType = (type: string) => resources.filter((resource) => resource.type === type);
const users = () => ofType('AWS::IAM::User').filter((user) => user.attributes['isRoot'] !== true);
const uids = (list: Resource[]) => list.map((resource) => resource.resourceUid).toSorted();
const open = () =>
  findings.filter((one) => ['new', 'in_progress'].includes(one.status) && one.complianceStatus !== 'pass');

/** Asks, and holds every answer to what all of them owe: an end, citations that exist, nothing contradicted. */
async function ask(question: string): Promise<Asked> {
  const asked = await estate.ask(question);
  const { message } = asked;
  expect(message.status).toBe('done');
  expect(asked.parts.at(-1)?.type).toBe('finish');
  const labels = new Set(message.evidence.map((item) => item.label));
  const cited = [...message.text.matchAll(/\[((?:[FECR]-|Q)[\w-]+)\]/g)].map((match) => match[1]!);
  expect(cited.length).toBeGreaterThan(0);
  expect(cited.filter((label) => !labels.has(label))).toEqual([]);
  const wrong = message.claims!.claims.filter((claim) => claim.verdict === 'contradicted');
  expect(wrong).toEqual([]);
  return asked;
}

function fact(asked: Asked, name: string): EvidenceItem {
  const found = asked.message.evidence.find((item) => item.factName === name);
  if (!found)
    throw new Error(`No ${name} among ${asked.message.evidence.map((item) => item.factName ?? item.label).join(', ')}`);
  return found;
}

/** The first line says the count and what it is out of; the words around them are the composer's. */
function expectNumbers(asked: Asked, ...numbers: number[]): void {
  const [first] = asked.message.text.split('\n');
  expect((first!.match(/\d+/g) ?? []).map(Number)).toEqual(expect.arrayContaining(numbers));
}

const sorted = (members: string[] | undefined) => (members ?? []).toSorted();
/** Days and money from a list are floats: cents are what matters. */
const cents = (usd: number) => Math.round(usd * 100);

describe('which IAM users have no MFA', () => {
  it.each([
    'which IAM users have no MFA?',
    'List every IAM user without multi-factor authentication',
    "who hasn't set up MFA",
    'how many IAM users have no MFA?',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const without = users().filter((user) => user.attributes['mfaActive'] === false);
    const counted = fact(asked, 'iam_users');
    expect(without.length).toBeGreaterThan(5);
    expect(counted).toMatchObject({ value: without.length, denominator: users().length });
    expect(sorted(counted.members)).toEqual(uids(without));
    // Who asks for the number gets it with a few examples; the evidence holds them all.
    const named = without.filter((user) => asked.message.text.includes(`\`${user.name}\``));
    if (question.startsWith('how many')) expect(asked.message.text).toContain(`all ${without.length} are in [`);
    expect(named.length).toBeGreaterThanOrEqual(question.startsWith('how many') ? 3 : without.length);
    expectNumbers(asked, without.length, users().length);
  });
});

describe('how many buckets are public, and which matter most', () => {
  it.each([
    'how many buckets are public, and which matter most?',
    'count our publicly accessible S3 buckets and rank them',
    'which s3 buckets are open to the internet',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const exposed = ofType('AWS::S3::Bucket').filter((bucket) => bucket.attributes['isPublic'] === true);
    const counted = fact(asked, 'public_exposure');
    expect(counted).toMatchObject({ value: exposed.length, denominator: ofType('AWS::S3::Bucket').length });
    expect(sorted(counted.members)).toEqual(uids(exposed));
    expectNumbers(asked, exposed.length, ofType('AWS::S3::Bucket').length);
    // The one that holds customer data comes first.
    expect(counted.rows![0]).toMatchObject({ name: 'larkfield-customer-exports', sensitive_data: true });
    expect(asked.message.text.indexOf('larkfield-customer-exports')).toBeLessThan(
      asked.message.text.indexOf('larkfield-shop-assets'),
    );
  });
});

describe('why did our bill spike on Tuesday', () => {
  it.each([
    'why did our bill spike on Tuesday?',
    'what caused the cost increase on Tuesday',
    "explain tuesday's cost jump",
  ])('%s', async (question) => {
    const asked = await ask(question);
    const days = await estate.get<{ items: { key: string; billedCost: number }[] }>(
      '/api/costs?groupBy=day&from=2026-11-03&to=2026-11-18',
    );
    const tuesday = days.items.find((day) => day.key === '2026-11-17')!;
    const before = days.items.filter((day) => day.key < '2026-11-17').map((day) => day.billedCost);
    expect(before).toHaveLength(14);
    const [low, high] = before.toSorted((left, right) => left - right).slice(6, 8);
    const spike = fact(asked, 'cost_spike');
    expect(cents(Number(spike.rows![0]!['cost']))).toBe(cents(tuesday.billedCost));
    expect(Math.abs(spike.value! - (tuesday.billedCost - (low! + high!) / 2))).toBeLessThan(0.011);
    for (const known of ['ci-deployer', 'ap-southeast-2', 'p4d.24xlarge', '2026-11-17', 'RunInstances'])
      expect(asked.message.text).toContain(known);
    expect(asked.message.text).toMatch(/correlation/i);
  });
});

describe("which admin accounts haven't logged in this quarter", () => {
  it.each([
    "which admin accounts haven't logged in this quarter?",
    'which administrators have been inactive this quarter',
    'dormant admin users this quarter',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const idle = users().filter(({ attributes }) => {
      const last = attributes['lastActivityAt'] as string | null;
      return attributes['isAdmin'] === true && (last === null || last < QUARTER);
    });
    const counted = fact(asked, 'iam_users');
    expect(sorted(counted.members)).toEqual(uids(idle));
    expect(counted.value).toBe(idle.length);
    expect(idle.map((user) => user.name)).toContain('svc-legacy-backup');
    expect(asked.message.text).toContain('187 days');
  });
});

describe('what changed since Monday', () => {
  it.each([
    'what changed since Monday?',
    'show me everything that is new or fixed since monday',
    'what is different since Monday',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const counted = fact(asked, 'changes_since');
    const members = new Set(counted.members);
    const moved = findings.filter(
      (one) =>
        (one.resolvedTime !== null && one.resolvedTime >= MONDAY) ||
        (one.reopenedTime !== null && one.reopenedTime >= MONDAY) ||
        one.firstSeenTime >= MONDAY,
    );
    expect(moved.length).toBeGreaterThan(20);
    expect(moved.filter((one) => !members.has(one.findingUid)).map((one) => one.title)).toEqual([]);
    expect(counted.value).toBe(members.size);
    // And nothing is called changed whose own history does not say so.
    for (const uid of [...members].slice(0, 12)) {
      const one = await estate.get<{ history: { changedAt: string }[] }>(`/api/findings/${uid}`);
      expect(one.history.some((entry) => entry.changedAt >= MONDAY)).toBe(true);
    }
  });
});

describe('who launched the GPU instances', () => {
  it.each([
    'who launched the GPU instances?',
    'which principal started the GPU instances',
    'who spun up those gpu boxes',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const gpus = ofType('AWS::EC2::Instance').filter((one) => one.attributes['isGpu'] === true);
    const calls = await estate.all<{ principalName: string; resources: string[] }>('/api/events?name=RunInstances');
    const ids = gpus.map((one) => one.resourceUid.split('/').at(-1)!);
    const callers = calls
      .filter((call) => ids.some((id) => call.resources.some((named) => named.endsWith(id))))
      .map((call) => call.principalName);
    expect(new Set(callers)).toEqual(new Set(['ci-deployer']));
    expect(asked.message.text).toContain('ci-deployer');
    expect(asked.message.text).toContain(`${gpus.length} GPU instances`);
    for (const id of ids) expect(asked.message.text).toContain(id);
  });
});

describe('what is our biggest risk right now', () => {
  it.each(['what is our biggest risk right now?', 'what should we worry about most', 'top security risk today'])(
    '%s',
    async (question) => {
      const asked = await ask(question);
      const overview = fact(asked, 'severity_overview');
      const critical = open().filter((one) => one.severity === 'critical').length;
      const row = overview.rows!.find((each) => each['severity'] === 'critical')!;
      expect(row['count']).toBe(critical);
      expect(overview.value).toBe(open().length);
      const first = fact(asked, 'top_risks').rows![0]!;
      expect(first['severity']).toBe('critical');
      expect(asked.message.text).toMatch(/goes wrong/i);
      expect(asked.message.text).toMatch(/Do first/i);
    },
  );
});

describe('EC2 last week against the week before, by account', () => {
  it.each([
    'how much did we spend on EC2 last week against the week before, by account?',
    'compare EC2 spend last week vs the week before per account',
    'ec2 cost by account, last week versus previous week',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const week = async (from: string, to: string) => {
      const groups = await estate.get<{ items: { key: string; billedCost: number }[] }>(
        `/api/costs?groupBy=service&from=${from}&to=${to}`,
      );
      return groups.items
        .filter(({ key }) => /Elastic Compute Cloud|^EC2 - Other$/.test(key))
        .reduce((sum, { billedCost }) => sum + billedCost, 0);
    };
    const later = await week('2026-11-09', '2026-11-16');
    const earlier = await week('2026-11-02', '2026-11-09');
    const compared = fact(asked, 'cost_compare');
    const total = compared.rows!.find((row) => row['account'] === 'total')!;
    expect(cents(Number(total['later']))).toBe(cents(later));
    expect(cents(Number(total['earlier']))).toBe(cents(earlier));
    expect(Math.abs(compared.value! - (later - earlier))).toBeLessThan(0.011);
    const accounts = compared.rows!.filter((row) => row['account'] !== 'total');
    expect(sorted(accounts.map((row) => String(row['account'])))).toEqual([
      '111122223333',
      '444455556666',
      '777788889999',
    ]);
    expect(Math.abs(accounts.reduce((sum, row) => sum + Number(row['later']), 0) - later)).toBeLessThan(0.03);
  });
});

describe('is GuardDuty enabled everywhere', () => {
  it.each(['is GuardDuty enabled everywhere?', 'do all regions have GuardDuty on', 'where is guardduty disabled'])(
    '%s',
    async (question) => {
      const asked = await ask(question);
      const detectors = ofType('AWS::GuardDuty::Detector');
      const off = detectors.filter((one) => one.attributes['enabled'] === false);
      const answer = fact(asked, 'service_enabled');
      expect(answer).toMatchObject({ value: detectors.length - off.length, denominator: detectors.length });
      expect(sorted(answer.members)).toEqual(off.map((one) => `${one.accountUid}/${one.region}`).toSorted());
      for (const one of off) expect(asked.message.text).toContain(one.region);
    },
  );
});

describe('which findings could you not check, and why', () => {
  it.each([
    'which findings could you not check, and why?',
    'what could not be verified and why',
    'which checks were blocked by missing permissions',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const unread = open().filter((one) => one.complianceStatus === 'warning' || one.unverifiedSince !== null);
    const counted = fact(asked, 'unverified_findings');
    expect(sorted(counted.members)).toEqual(unread.map((one) => one.findingUid).toSorted());
    expect(counted.value).toBe(unread.length);
    expect(asked.message.text).toMatch(/denied|not permitted/);
  });
});

describe('show unattached volumes and what they cost', () => {
  it.each([
    'show unattached volumes and what they cost',
    'list EBS volumes not attached to anything with their monthly cost',
    'how much are we wasting on unattached volumes',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const loose = ofType('AWS::EC2::Volume').filter((one) => one.attributes['isAttached'] === false);
    const counted = fact(asked, 'unused_resources');
    expect(counted).toMatchObject({ value: loose.length, denominator: ofType('AWS::EC2::Volume').length });
    expect(sorted(counted.members)).toEqual(uids(loose));
    const cost = loose.reduce((sum, one) => sum + Number(one.attributes['estimatedMonthlyCost'] ?? 0), 0);
    expect(Math.abs(Number(counted.rows![0]!['monthly_cost_usd']) - cost)).toBeLessThan(0.02);
    expect(asked.message.text).toMatch(/list price/i);
  });
});

describe('how do I fix the public bucket, and who owns it', () => {
  it.each([
    'how do I fix the public bucket, and who owns it?',
    'steps to fix the public bucket and its owner',
    'who owns the public bucket and how do I remediate it',
  ])('%s', async (question) => {
    const asked = await ask(question);
    const bucket = ofType('AWS::S3::Bucket').find((one) => one.name === 'larkfield-customer-exports')!;
    expect(asked.message.text).toContain(bucket.tags['owner'] ?? bucket.tags['Owner']);
    const finding = open().find(
      (one) => one.resourceUid === bucket.resourceUid && one.title === 'S3 bucket is public',
    )!;
    expect(asked.message.text).toContain(finding.remediation[0]!.replaceAll('`', '').slice(0, 40));
  });
});

it('heeds the services that the caller limits a question to', async () => {
  const asked = await estate.ask('how many S3 buckets are there?', { scope: { services: ['ec2'] } });
  expect(asked.message.text).toMatch(/^This question is limited to ec2, and what it asks about is read from s3\./);
  expect(asked.message.evidence.filter((item) => item.finding)).toEqual([]);
  const wide = await ask('how many open critical findings are there?');
  const narrow = await estate.ask('how many open critical findings are there?', { scope: { services: ['ec2'] } });
  const ofEc2 = open().filter((one) => one.severity === 'critical' && one.service === 'ec2');
  expect(fact(narrow, 'findings').members!.length).toBe(ofEc2.length);
  expect(fact(wide, 'findings').members!.length).toBeGreaterThan(ofEc2.length);
});

describe('what Assay does not do', () => {
  it.each([
    ["What's the weather?", /AWS estate/],
    ['delete the bucket', /only reads/],
  ])('%s', async (question, expected) => {
    const { message } = await estate.ask(question);
    expect(message.plan?.intent).toBe('out_of_scope');
    expect(message.text).toMatch(expected);
    expect(message.text).toMatch(/you can ask instead/i);
    expect(message.claims?.contradicted).toBe(0);
  });
});

it('answers a follow-up from the turn before', async () => {
  const first = await ask('how many IAM users have no MFA?');
  const second = await estate.ask('and in staging?', { sessionId: first.sessionId });
  const inStaging = users().filter(
    (user) => user.attributes['mfaActive'] === false && user.accountUid === '444455556666',
  );
  expect(sorted(fact(second, 'iam_users').members)).toEqual(uids(inStaging));
});
