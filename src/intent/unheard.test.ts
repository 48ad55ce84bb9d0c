/** Words that nothing understood are named, and words that were heeded or say nothing are not: both sides count. */
import { describe, expect, test } from 'vitest';
import { OWN_CASES } from './cases/all.ts';
import { NOW } from './cases/label.ts';
import { classify, type KnownNames } from './classify.ts';
import type { Intent } from './intent.ts';

const KNOWN: KnownNames = {
  accounts: [
    { uid: '111111111111', name: 'production' },
    { uid: '222222222222', name: 'staging' },
  ],
  regions: ['eu-west-1', 'us-east-1'],
  users: ['jonas.weber', 'svc-backup'],
  roles: ['ci-deployer', 'payments-gateway-instance'],
  buckets: ['acme-customer-exports'],
  instances: ['checkout-api-01'],
};
const details = (question: string, previous?: Intent[]) => classify(question, NOW, previous, KNOWN).details;
const unheard = (question: string, previous?: Intent[]) =>
  details(question, previous)?.unheard?.map(({ words }) => words);

describe('words that narrow and that no reader knows are named', () => {
  test.each([
    ['which windows instances are running?', ['windows']],
    ['how many buckets of the atlas project are public', ['atlas']],
    ['which users in the finance department have no MFA', ['finance']],
    ['what did we spend on project Phoenix last month', ['Phoenix']],
    ['is anything in the payments account reachable from the internet?', ['payments']],
    ['which buckets belong to Larkspur', ['Larkspur']],
    ['how many t3 instances are running in production', ['t3']],
    ['how much did Blue Whale spend', ['Blue Whale']],
    ['which roles does GitHub use', ['GitHub']],
    ['list volumes with more than 3000 IOPS', ['IOPS']],
    ['which instances run ubuntu', ['ubuntu']],
  ])('%s', (question, words) => {
    expect(unheard(question)).toEqual(words);
  });

  test('names of the estate near them come with them', () => {
    expect(details('is anything in the payments account public?')?.unheard).toEqual([
      { words: 'payments', near: ['payments-gateway-instance'] },
    ]);
  });

  test('a word that names hold is read as those names, and is said to be', () => {
    const called = { type: 'instance', names: ['checkout-api-01'], words: 'checkout', guessed: true };
    expect(details('show high findings for the checkout service')).toMatchObject({ called });
    expect(unheard('show high findings for the checkout service')).toBeUndefined();
  });

  test('what findings are asked to be about is looked for in them', () => {
    const asked = details('are there any findings about log4j?');
    expect(asked?.matter).toEqual({ words: 'log4j', pattern: 'log4j' });
    expect(asked?.unheard).toBeUndefined();
  });

  test('a follow-up names its own, and those of the turn before are over', () => {
    const before = classify('which windows instances are running?', NOW, [], KNOWN);
    expect(unheard('and of the kraken cluster?', [before])).toEqual(['kraken']);
    expect(unheard('and in staging?', [before])).toBeUndefined();
  });
});

describe('words that were heeded, or that say nothing, are not', () => {
  test.each([
    'hi there, could you please give me a quick overview of which of our S3 buckets are currently open to the public?',
    "Which IAM users don't have multi-factor authentication turned on yet?",
    "I'd love to know how many EC2 machines we've got running right now in us-east-1",
    'wich buckts are publc',
    'whcih iam usres hav no mfa',
    'show me unused elastic ip adresses and there monthly cost',
    'Is anybody mining bitcoin on our machines?',
    'are there any findings about bitcoin mining?',
    'what are your blind spots?',
    'For the audit on Monday: list all users without MFA, with their owners',
    'how come our costs shot up on Tuesday?',
    'does anyone still use long-lived access keys?',
    'Give me a breakdown of the bill of last month by service please',
    'how many public RDS snapshots do we have',
    'what did jonas.weber do on Tuesday',
    'tell me about checkout-api-01',
    'Explain why a privileged role that CI can assume from any branch is dangerous, in our setup',
    'WHICH BUCKETS ARE PUBLIC RIGHT NOW',
    'My boss wants a one-pager on cloud spend, what are the headline figures for October?',
    'Hiya, mind checking if any of our storage buckets leak stuff to outsiders?',
    'which buckets would embarrass us if a journalist found them',
    'how many of our volumes lack encryption, percentage-wise?',
    'Is the mining instance still alive?',
    'I was asked by legal whether any customer data could be exposed publicly',
  ])('%s', (question) => {
    expect(unheard(question)).toBeUndefined();
  });

  test('of the labelled questions hardly one is said to be misunderstood', () => {
    const alarms = OWN_CASES.flatMap(({ question, previous, now }) => {
      const turns: Intent[] = [];
      for (const turn of previous ?? []) turns.push(classify(turn.question, now, [...turns]));
      const words = classify(question, now, turns).details?.unheard;
      return words ? [`${question}: ${words.map((one) => one.words).join(', ')}`] : [];
    });
    // "Atlas Nimbus" is a name that no list holds: a true alarm.
    expect(alarms).toEqual(['how much did Atlas Nimbus spend: Atlas Nimbus']);
  });
});

describe('names that the estate does not hold', () => {
  test.each([
    [
      'is the bucket acme-custmer-exports public?',
      { type: 'bucket', value: 'acme-custmer-exports', near: ['acme-customer-exports'] },
    ],
    ['what did jon.weber do on Tuesday', { type: 'user', value: 'jon.weber', near: ['jonas.weber'] }],
    [
      'which buckets are in the sandbox account?',
      { type: 'account', value: 'sandbox', near: ['production', 'staging'] },
    ],
  ])('%s', (question, unknown) => {
    expect(details(question)?.unknown).toEqual([unknown]);
  });

  test.each([
    'what did jonas.weber do on Tuesday',
    'is acme-customer-exports public?',
    'what does ruth@acme.example own?',
    'which buckets are in prod?',
    'what may ci-deployer do?',
  ])('%s: nothing is missing', (question) => {
    expect(details(question)?.unknown).toBeUndefined();
  });

  test('without a list of names none is missing', () => {
    expect(classify('is the bucket acme-x1-exports public?', NOW).details?.unknown).toBeUndefined();
  });
});
