/** From the chain's events to what a reader is told: above all, which claims are told and when. */
import { describe, expect, it } from 'vitest';
import { bareIntent } from '../intent/explained.ts';
import type { AnswerBrief, EvidenceItem } from '../evidence.ts';
import type { ClaimsPart, StreamPart } from '../http/api.ts';
import type { ChainEvent } from '../llm/provider.ts';
import { createOutcome } from './outcome.ts';
import { createWriter } from './write.ts';

const EVIDENCE: EvidenceItem[] = [
  { label: 'Q1', kind: 'fact', title: 'IAM users with no MFA device', asOf: '2026-11-19T10:00:00.000Z', value: 24 },
];
const BRIEF: AnswerBrief = {
  question: 'Who has no MFA?',
  intent: bareIntent('help', 'a test'),
  evidence: EVIDENCE,
  coverage: { complete: true, sources: [] },
  now: '2026-11-21T00:00:00.000Z',
  demo: false,
};
const FINISH: ChainEvent = {
  type: 'finish',
  provider: 'groq',
  model: 'm',
  inputTokens: 1,
  outputTokens: 1,
  costUsd: null,
  firstTokenMs: 1,
  totalMs: 1,
  truncated: false,
};

function start() {
  const parts: StreamPart[] = [];
  const outcome = createOutcome();
  const { take } = createWriter(BRIEF, (part) => parts.push(part), outcome, new AbortController().signal);
  const claimsTold = (): ClaimsPart[] => parts.flatMap((part) => (part.type === 'data-claims' ? [part.data] : []));
  take({ type: 'text-start', textId: 't' });
  const say = (text: string) => {
    for (const word of text.split(/(?= )/)) take({ type: 'text-delta', textId: 't', text: word });
  };
  return { parts, outcome, take, say, claimsTold };
}

const right = (count: number) =>
  Array.from({ length: count }, (_, index) => ` Line ${'x'.repeat(index + 1)} has 24 [Q1].`);

describe('claims', () => {
  it('of a long answer cost no more than a few times its text, and the last word on them is whole', () => {
    const { take, say, claimsTold, outcome } = start();
    for (const sentence of right(200)) say(sentence);
    take({ type: 'text-end', textId: 't' });
    take(FINISH);
    const counts = claimsTold().map(({ claims }) => claims.length);
    expect(counts.slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(counts.at(-1)).toBe(200);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThan(200 * 6);
    expect(claimsTold().at(-1)).toMatchObject({ supported: 200, contradicted: 0 });
    expect(outcome.claims).toEqual(claimsTold().at(-1));
  });

  it('that the evidence contradicts are told at once', () => {
    const { say, claimsTold } = start();
    for (const sentence of right(21)) say(sentence);
    const before = claimsTold().length;
    say(' There are 25 of them [Q1]. And');
    expect(claimsTold()).toHaveLength(before + 1);
    expect(claimsTold().at(-1)).toMatchObject({ contradicted: 1 });
  });

  it('are of the whole sentence, also where it seemed over before', () => {
    const { take, say, outcome } = start();
    say('It counts users, e.g. those of staging with 25 keys [Q1].');
    take(FINISH);
    expect(outcome.claims?.claims).toMatchObject([
      { text: 'It counts users, e.g. those of staging with 25 keys [Q1].', verdict: 'contradicted' },
    ]);
  });

  it('are told to the end also of an answer that is stopped', () => {
    const { take, say, claimsTold } = start();
    for (const sentence of right(22)) say(sentence);
    take({ type: 'abort' });
    expect(claimsTold().at(-1)?.claims).toHaveLength(22);
  });

  it('begin anew with the text', () => {
    const { take, say, claimsTold } = start();
    say('There are 24 [Q1]. And');
    take({ type: 'restart', textId: 't', reason: 'network' });
    expect(claimsTold().at(-1)?.claims).toEqual([]);
    take({ type: 'text-start', textId: 'u' });
    say('There are 24 [Q1]. And');
    expect(claimsTold().at(-1)?.claims).toHaveLength(1);
  });
});
