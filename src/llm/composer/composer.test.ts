import { describe, expect, it } from 'vitest';
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { classify } from '../../intent/classify.ts';
import { citeEachSentence } from './citing.ts';
import { composeAnswer } from './compose.ts';

const NOW = '2026-11-19T10:00:00.000Z';
const briefOf = (question: string, fact: Partial<EvidenceItem>): AnswerBrief => ({
  question,
  intent: classify(question, NOW),
  evidence: [{ label: 'Q1', kind: 'fact', title: 'Public buckets', asOf: NOW, members: [], rows: [], ...fact }],
  coverage: { complete: true, sources: [] },
  now: NOW,
  demo: false,
});
const textOf = (brief: AnswerBrief) => composeAnswer(brief).join('\n');

describe('citations of composed lines', () => {
  it.each([
    ['It opens port 22. Close it. [Q1]', 'It opens port 22. [Q1] Close it. [Q1]'],
    ['1. **critical: Open (port 22).** It is. [F-3k7q]', '1. **critical: Open (port 22).** [F-3k7q] It is. [F-3k7q]'],
    ['With two keys it never ends. Close it. [Q1]', 'With two keys it never ends. [Q1] Close it. [Q1]'],
    ['Nothing cited here, 3 of 4.', 'Nothing cited here, 3 of 4.'],
    ['See e.g. 10.0.0.1 in eu-west-1. Then stop. [Q2]', 'See e.g. 10.0.0.1 in eu-west-1. [Q2] Then stop. [Q2]'],
  ])('%s', (line, cited) => expect(citeEachSentence(line)).toBe(cited));
});

describe('absence', () => {
  it('not collected is not none', () => {
    const fact = {
      factName: 'public_exposure',
      value: 0,
      denominator: 0,
      unit: 'buckets',
      complete: false,
      notes: ['s3 has not been collected.'],
    };
    expect(textOf(briefOf('how many buckets are public?', fact))).toMatch(
      /have not been collected, which is not the same as "none"/,
    );
  });
  it('read and empty is none', () => {
    const fact = { factName: 'public_exposure', value: 0, denominator: 40, unit: 'buckets', complete: true };
    expect(textOf(briefOf('how many buckets are public?', fact))).toMatch(
      /^None: 0 public buckets, of 40 buckets in all/,
    );
  });
  it('a period without cost data is not a spend of zero', () => {
    const fact = {
      factName: 'cost_total',
      title: 'All services: cost',
      value: 0,
      unit: 'USD',
      notes: ['No cost data is stored for this period.'],
    };
    const text = textOf(briefOf('how much did we spend last month?', fact));
    expect(text).toMatch(/No cost data is stored/);
    expect(text).not.toMatch(/USD 0/);
  });
  it('what no collector reads is said, and no number is given', () => {
    const fact = { factName: 'collected', title: 'AWS accounts that are read', value: 3, unit: 'accounts' };
    const text = textOf(briefOf('how many lambda functions do we have?', fact));
    expect(text).toMatch(/does not read Lambda functions/);
    expect(text).not.toMatch(/\b3\b/);
  });
});

describe('what was not understood is said first', () => {
  const known = {
    accounts: [{ uid: '111122223333', name: 'production' }],
    users: ['jonas.weber'],
    roles: ['ci-deployer'],
  };
  const ask = (question: string, fact: Partial<EvidenceItem>) =>
    textOf({ ...briefOf(question, fact), intent: classify(question, NOW, [], known) });

  it('before the number that leaves it out', () => {
    const notes = [
      'Not taken into account: "atlas", which was not understood. What is counted here is not narrowed by it.',
    ];
    const text = ask('how many buckets of the atlas project are public', {
      factName: 'public_exposure',
      value: 4,
      denominator: 40,
      unit: 'buckets',
      notes,
    });
    expect(text).toMatch(
      /^\*\*Not taken into account:\*\* "atlas", which was not understood\.[^]*\*\*4 public buckets\*\*/,
    );
  });

  it('also where no fact could be computed', () => {
    const brief = briefOf('how many vCPUs are we running in total?', {});
    expect(textOf({ ...brief, evidence: [] })).toMatch(/^I did not understand `vCPUs`, and nothing else/);
  });

  it('a name that nothing bears is answered with those near it', () => {
    const text = ask('has anyone changed the role ci-deplyer?', {
      factName: 'events_list',
      title: 'CloudTrail events that name ci-deplyer',
      value: 0,
      unit: 'events',
      parameters: { resource: 'ci-deplyer' },
    });
    expect(text).toMatch(/^No role named `ci-deplyer` was read\. \[Q1\] Near it: `ci-deployer`/);
  });

  it('and not where all was heeded', () => {
    const text = ask('has anyone changed the role ci-deployer?', { factName: 'events_list', value: 0, unit: 'events' });
    expect(text).toMatch(/^No: none of these calls/);
  });
});

describe('a number asked for is told with few examples', () => {
  const rows = Array.from({ length: 9 }, (_, index) => ({ name: `machine-${index}`, account: '111122223333' }));
  const fact = { factName: 'resources', title: 'Instances', value: 9, denominator: 9, unit: 'instances', rows };
  const listedIn = (question: string) => textOf(briefOf(question, fact)).match(/^- \*\*machine-/gm)?.length;

  it('three, and where the others are', () => {
    expect(listedIn('how many instances do we have?')).toBe(3);
    expect(textOf(briefOf('how many instances do we have?', fact))).toContain('- and more: all 9 are in [Q1].');
  });
  it('and all where they are asked for too', () => {
    expect(listedIn('how many instances do we have, and which?')).toBe(9);
    expect(listedIn('list our instances')).toBe(9);
  });
});

describe('what was asked is named', () => {
  it('the owners of what a detector found, in words', () => {
    const rows = [{ severity: 'high', finding: 'Mining', resource: 'ci-runner-04', team: null, owner: null }];
    const fact = { factName: 'findings', title: 'Open guardduty detections', value: 1, unit: 'findings', rows };
    const question = 'did GuardDuty find crypto mining, and who owns that machine?';
    expect(textOf(briefOf(question, fact))).toMatch(/^\*\*Nobody\*\* is tagged as owner of `ci-runner-04`/);
    const owned = { ...fact, rows: [{ ...rows[0]!, team: 'platform', owner: 'ann@acme.example' }] };
    expect(textOf(briefOf(question, owned))).toMatch(/^\*\*ann@acme\.example \(team platform\)\*\*: `ci-runner-04`/);
  });
  it('what grew the most, and when nothing did', () => {
    const row = (account: string, later: number, earlier: number) => ({
      account,
      later,
      earlier,
      difference: later - earlier,
      change_percent: 1,
    });
    const total = { total: 'total', later: 3, earlier: 2, difference: 1, change_percent: 50 };
    const fact = { factName: 'cost_compare', title: 'All services', value: 1, unit: 'USD' };
    const question = 'which account grew the most in cost compared to last month?';
    const grown = { ...fact, rows: [total, row('1111', 5, 9), row('2222', 8, 4), row('3333', 6, 5)] };
    expect(textOf(briefOf(question, grown))).toMatch(/^\*\*2222\*\* grew the most/);
    const shrunk = { ...fact, rows: [total, row('1111', 5, 9), row('2222', 3, 4)] };
    expect(textOf(briefOf(question, shrunk))).toMatch(/^None grew; nearest to it is \*\*2222\*\*/);
  });
});

describe('a name is denied only where nothing else was asked of it', () => {
  const none = { factName: 'iam_roles', title: 'IAM roles', value: 0, denominator: 48, unit: 'IAM roles' };
  const known = { accounts: [{ uid: '111122223333', name: 'production' }], roles: ['ci-deployer'] };
  const say = (parameters: object) => {
    const question = 'is the role ci-deployer an admin?';
    const brief = briefOf(question, { ...none, parameters: { name: 'ci-deployer', ...parameters } });
    return textOf({ ...brief, intent: classify(question, NOW, [], known) });
  };
  it('the role that is no administrator exists', () => {
    expect(say({})).toContain('There is no IAM role named');
    expect(say({ admin: true })).not.toContain('There is no IAM role named');
  });
});
