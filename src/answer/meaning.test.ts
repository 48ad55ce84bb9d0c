import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../evidence.ts';
import { createVerifier } from './verify.ts';

const AS_OF = '2026-11-19T10:00:00.000Z';
const user = (name: string, account: string, mfa: boolean, keyDays: number | null) => ({
  user: name,
  account,
  mfa,
  console_password: mfa,
  administrator: name === 'svc-legacy-backup',
  oldest_key_days: keyDays,
});

const EVIDENCE: EvidenceItem[] = [
  {
    label: 'Q1',
    kind: 'fact',
    factName: 'iam_users',
    title: 'IAM users with no MFA device',
    asOf: AS_OF,
    value: 3,
    denominator: 45,
    unit: 'IAM users',
    complete: true,
    parameters: { mfa: false },
    rows: [
      user('svc-legacy-backup', '111122223333', false, 1103),
      user('svc-erp-export', '111122223333', false, 889),
      user('jonas.weber', '444455556666', false, null),
    ],
  },
  {
    label: 'Q2',
    kind: 'cost',
    factName: 'cost_compare',
    title: 'All services: October against September, by service',
    asOf: AS_OF,
    value: 90,
    unit: 'USD difference',
    rows: [
      { service: 'all', later: 500, earlier: 410, difference: 90 },
      { service: 'Amazon EC2', later: 300, earlier: 350, difference: -50 },
      { service: 'Amazon S3', later: 200, earlier: 60, difference: 140 },
    ],
  },
  {
    label: 'Q3',
    kind: 'fact',
    factName: 'severity_overview',
    title: 'Open findings by severity',
    asOf: AS_OF,
    value: 351,
    unit: 'open findings',
    rows: [
      { severity: 'critical', count: 32 },
      { severity: 'high', count: 319 },
    ],
  },
  {
    label: 'Q4',
    kind: 'fact',
    factName: 'public_exposure',
    title: 'Public buckets',
    asOf: AS_OF,
    value: 2,
    denominator: 40,
    unit: 'buckets',
    complete: true,
    parameters: { kind: 'bucket' },
    rows: [
      { name: 'customer-exports', account: '111122223333', region: 'us-east-1', severity: 'critical' },
      { name: 'partner-feeds', account: '111122223333', region: 'eu-west-1', severity: 'critical' },
    ],
  },
  {
    label: 'Q5',
    kind: 'fact',
    factName: 'public_exposure',
    title: 'Public images',
    asOf: AS_OF,
    value: 0,
    denominator: 9,
    unit: 'images',
    complete: true,
    rows: [],
  },
  {
    label: 'F-3k7q',
    kind: 'finding',
    title: 'Bucket is public',
    severity: 'critical',
    resourceUid: 'arn:aws:s3:::customer-exports',
    asOf: AS_OF,
  },
  {
    label: 'F-2vkf',
    kind: 'finding',
    title: 'Keys are old',
    severity: 'medium',
    resourceUid: 'arn:aws:iam::1:user/svc-erp-export',
    asOf: AS_OF,
  },
];

const RANKED: EvidenceItem = {
  label: 'Q6',
  kind: 'fact',
  factName: 'top_risks',
  title: 'Biggest risks, ranked',
  asOf: AS_OF,
  value: 2,
  unit: 'ranked resources',
  rows: [
    { resource: 'orders-db', severity: 'critical', score: 171, why: 'active threat, production, 3 open findings' },
    { resource: 'production', severity: 'high', score: 60, why: 'administrator rights' },
  ],
};

describe('a name that is an ordinary word in other rows', () => {
  it.each([
    ['It ranks first because of: critical severity, production, 3 open findings (score 171) [Q6].', 'supported'],
    ['`orders-db` has score 60 [Q6].', 'contradicted'],
  ])('%s is %s', (sentence, verdict) => expect(createVerifier([RANKED], '').check(sentence)[0]!.verdict).toBe(verdict));
});

const verdictOn = (sentence: string, question = '') => {
  const [claim] = createVerifier(EVIDENCE, question).check(sentence);
  return claim!.verdict;
};

describe('a right number of the wrong thing', () => {
  it.each([
    ['3 of 45 IAM users have no MFA [Q1].', 'supported'],
    ['45 IAM users have no MFA [Q1].', 'contradicted'],
    ['There are 45 IAM users in all, 3 without MFA [Q1].', 'supported'],
    ['Of the 45 IAM users, some lack MFA [Q1].', 'supported'],
    ['3 of 889 users have no MFA [Q1].', 'contradicted'],
    ['`svc-erp-export` has a key of 889 days [Q1].', 'supported'],
    ['`svc-erp-export` has a key of 1103 days [Q1].', 'contradicted'],
    ['Amazon S3 cost 200 against 60 [Q2].', 'supported'],
    ['Amazon S3 cost 300 against 350 [Q2].', 'contradicted'],
    ['There are 32 critical and 319 high findings [Q3].', 'supported'],
    ['There are 319 critical findings [Q3].', 'contradicted'],
  ])('%s is %s', (sentence, verdict) => expect(verdictOn(sentence)).toBe(verdict));
});

describe('a negated or universal claim', () => {
  it.each([
    ['No bucket is public [Q4].', 'contradicted'],
    ['None of the buckets is public [Q4].', 'contradicted'],
    ['No bucket in eu-west-1 is public [Q4].', 'contradicted'],
    ['No bucket in us-west-2 is public [Q4].', 'contradicted'],
    ['No other bucket is public [Q4].', 'supported'],
    ['No bucket should be public [Q4].', 'supported'],
    ['All buckets are public [Q4].', 'contradicted'],
    ['All users have MFA [Q1].', 'contradicted'],
    ['Nobody lacks MFA [Q1].', 'contradicted'],
    ['No image is public [Q5].', 'supported'],
    ['Some images are public [Q5].', 'contradicted'],
  ])('%s is %s', (sentence, verdict) => expect(verdictOn(sentence)).toBe(verdict));
});

describe('what is said of one by name', () => {
  it.each([
    ['`jonas.weber` has no MFA [Q1].', 'supported'],
    ['`jonas.weber` has MFA [Q1].', 'contradicted'],
    ["`jonas.weber` doesn't use MFA [Q1].", 'supported'],
    ['`jonas.weber` is an administrator [Q1].', 'contradicted'],
    ['`svc-legacy-backup` is an administrator without MFA [Q1].', 'supported'],
    ['`customer-exports` is public [Q4].', 'supported'],
    ['`customer-exports` is not public [Q4].', 'contradicted'],
    ['`partner-feeds` is public [F-3k7q].', 'contradicted'],
    ['The bucket made-up-name is public [Q4].', 'contradicted'],
    ['It is a critical finding [F-3k7q].', 'supported'],
    ['It is a low finding [F-3k7q].', 'contradicted'],
    ['critical: Keys are old [F-2vkf].', 'contradicted'],
  ])('%s is %s', (sentence, verdict) => expect(verdictOn(sentence)).toBe(verdict));
});

describe('a direction', () => {
  it.each([
    ['The bill rose by 90 [Q2].', 'supported'],
    ['The bill fell by 90 [Q2].', 'contradicted'],
    ['Amazon EC2 dropped by 50 [Q2].', 'supported'],
    ['Amazon EC2 rose by 50 [Q2].', 'contradicted'],
  ])('%s is %s', (sentence, verdict) => expect(verdictOn(sentence)).toBe(verdict));
});

it('says what the evidence says instead', () => {
  const [claim] = createVerifier(EVIDENCE, '').check('45 IAM users have no MFA [Q1].');
  expect(claim!.reason).toMatch(/counts 3 of them/);
});
