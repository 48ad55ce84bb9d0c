import { expect, it } from 'vitest';
import type { AnswerBrief, CoverageSource } from '../../evidence.ts';
import { classify } from '../../intent/classify.ts';
import { describeGaps } from './gaps.ts';

const NOW = '2026-11-19T10:00:00.000Z';
const source = (parts: Partial<CoverageSource>): CoverageSource => ({
  product: 's3',
  accountUid: '111122223333',
  region: 'eu-west-1',
  asOf: NOW,
  outcome: 'ok',
  stale: false,
  ...parts,
});
const gapsOf = (...sources: CoverageSource[]) => {
  const brief: AnswerBrief = {
    question: 'how many buckets are public?',
    intent: classify('how many buckets are public?', NOW),
    evidence: [{ label: 'Q9', kind: 'fact', title: 'Gaps', asOf: NOW, factName: 'coverage' }],
    coverage: { complete: false, sources },
    now: NOW,
    demo: false,
  };
  return describeGaps(brief).join('\n').split('\n').slice(2);
};
const refused = [{ api: 's3:GetBucketPolicy', permission: 's3:GetBucketPolicy', lastReadAt: null }];

it('names what is refused with the permission that is missing, and does not call it stale', () => {
  expect(gapsOf(source({ outcome: 'denied', refused }))).toEqual([
    '- Not read: `s3:GetBucketPolicy` of s3 in account 111122223333, eu-west-1, because we are not permitted to read it (missing permission: `s3:GetBucketPolicy`); what is there is unknown, not absent. [Q9]',
  ]);
});

it('says of one source what is refused and what is late', () => {
  const lines = gapsOf(source({ outcome: 'denied', refused, stale: true, asOf: '2026-11-17T10:00:00.000Z' }));
  expect(lines).toEqual([
    expect.stringMatching(/^- Not read: /),
    '- Stale: s3 in account 111122223333, eu-west-1 was last read whole at 2026-11-17 10:00 UTC. [Q9]',
  ]);
});

it('says nothing of age beside a read that failed otherwise', () => {
  expect(gapsOf(source({ outcome: 'error', stale: true }))).toEqual([
    '- Not read: s3 in account 111122223333, eu-west-1, because the read failed; what is there is unknown, not absent. [Q9]',
  ]);
});
