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
