import { describe, expect, test } from 'vitest';
import { OWN_CASES } from './cases/all.ts';
import { NOW } from './cases/label.ts';
import { classify, type KnownNames } from './classify.ts';
import { FIELDS, intentOf, scoreLines, score, wrongFields } from './scoring.ts';

/** Questions of our own that come out wrong, with the fields that do. Listed, never removed from the cases. */
const KNOWN_MISSES: Record<string, string[]> = {};

describe('own labelled questions', () => {
  test('there are at least 150, over every kind', () => {
    expect(OWN_CASES.length).toBeGreaterThanOrEqual(150);
    expect(new Set(OWN_CASES.map(({ expect: { kind } }) => kind)).size).toBe(13);
  });

  test('each is right in every field, or listed as a known miss', () => {
    const wrong = Object.fromEntries(
      OWN_CASES.map(
        (labelled) => [labelled.question, wrongFields(intentOf(labelled), labelled.expect)] as const,
      ).filter(([, fields]) => fields.length > 0),
    );
    console.log(`own (${OWN_CASES.length} questions)\n${scoreLines(score(OWN_CASES)).join('\n')}`);
    expect(wrong).toEqual(KNOWN_MISSES);
  });

  test('a wrong label is noticed in every field', () => {
    const intent = classify('how much did we spend on EC2 last week against the week before, by account', NOW);
    const other = classify('which high open findings of bucket acme-logs have no owner', NOW);
    expect(wrongFields(intent, intent)).toEqual([]);
    expect(wrongFields(intent, other).toSorted()).toEqual([...FIELDS].toSorted());
  });
});

describe('limits and thresholds', () => {
  test.each([
    ['top 5 risks', 5],
    ['the three most expensive services', 3],
    ['first ten findings', 10],
    ['what did we spend in the last 7 days', null],
    ['which users have no MFA', null],
  ])('%s → limit %s', (question, limit) => {
    expect(classify(question, NOW).limit).toBe(limit);
  });

  test.each([
    ['access keys older than 90 days', 90],
    ['users unused for 6 months', 180],
    ['keys not rotated in over a year', 365],
    ['admins inactive for more than two weeks', 14],
    ['which users have no MFA', null],
  ])('%s → threshold %s days', (question, days) => {
    expect(classify(question, NOW).thresholdDays).toBe(days);
  });
});

describe('names of the estate', () => {
  const known: KnownNames = {
    accounts: [
      { uid: '111122223333', name: 'acme-prod' },
      { uid: '444455556666', name: 'Atlas Nimbus' },
    ],
    regions: ['eu-test-9'],
    users: ['alice', 'admin', 'launch'],
    buckets: ['Reports', 'which'],
    roles: ['Deployer'],
  };
  const named = (question: string) => classify(question, NOW, undefined, known).entities;

  test('are recognised as they are written in the estate', () => {
    expect(named('is reports encrypted')).toEqual([]);
    expect(named('is bucket reports encrypted')).toEqual([{ type: 'bucket', value: 'Reports' }]);
    expect(named('has alice got MFA')).toEqual([{ type: 'user', value: 'alice' }]);
    expect(named('what may deployer do')).toEqual([{ type: 'role', value: 'Deployer' }]);
    expect(named('how much did Atlas Nimbus spend')).toEqual([{ type: 'account', value: 'atlas nimbus' }]);
    expect(named('public buckets in eu-test-9')).toEqual([{ type: 'region', value: 'eu-test-9' }]);
  });

  test('an account word means the account that is called so', () => {
    expect(named('users without MFA in prod')).toEqual([{ type: 'account', value: 'acme-prod' }]);
    expect(named('users without MFA in staging')).toEqual([{ type: 'account', value: 'staging' }]);
  });

  test('a name that is also a word of English needs its noun', () => {
    expect(named('which admin accounts have no MFA')).toEqual([]);
    expect(named('who launched it')).toEqual([]);
    expect(named('does user admin have MFA')).toEqual([{ type: 'user', value: 'admin' }]);
  });
});

describe('follow-ups', () => {
  test('name what they took over', () => {
    const first = classify('which users have no MFA in production?', NOW);
    const second = classify('and in staging?', NOW, [first]);
    expect(second.entities).toEqual([{ type: 'account', value: 'staging' }]);
    expect(second.inherited.toSorted()).toEqual(['kind', 'negated', 'services', 'subject', 'topics']);
    expect(second.reason).toContain('from the turn before');
  });

  test('a question that stands alone takes nothing over', () => {
    const first = classify('how much did we spend on EC2 last week?', NOW);
    for (const question of [
      'which buckets are public?',
      'show unattached volumes and what they cost',
      "what's the weather?",
    ]) {
      expect(classify(question, NOW, [first])).toEqual(classify(question, NOW));
    }
  });

  test('the turn before the refusal is the one leant on', () => {
    const turns = [classify('list public buckets', NOW), classify('delete them', NOW)];
    expect(turns[1]!.kind).toBe('out_of_scope');
    expect(classify('who owns them?', NOW, turns)).toMatchObject({
      kind: 'lookup',
      subject: 'bucket',
      services: ['s3'],
    });
  });
});

test('the reason is one sentence', () => {
  for (const labelled of OWN_CASES) expect(intentOf(labelled).reason).toMatch(/^[A-Z].*\.$/);
  expect(classify('which users have no MFA', NOW).reason).toBe(
    'It asks for the members (user, mfa) as the complement.',
  );
});
