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
    const brief = briefOf('any findings about log4j?', {});
    expect(textOf({ ...brief, evidence: [] })).toMatch(/^I did not understand `log4j`/);
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
