import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../evidence.ts';
import { sentencesOf, settledLength } from './sentences.ts';
import { createVerifier } from './verify.ts';

const EVIDENCE: EvidenceItem[] = [
  {
    label: 'Q1',
    kind: 'fact',
    title: 'IAM users with no MFA device',
    asOf: '2026-11-19T10:00:00.000Z',
    value: 24,
    denominator: 45,
    unit: 'IAM users',
    rows: [{ user: 'svc-legacy-backup', account: '111122223333', cost: 1234.56, last: '2026-05-16T08:00:00.000Z' }],
  },
  {
    label: 'F-3k7q',
    kind: 'finding',
    title: 'Instance lets the internet reach SSH',
    severity: 'critical',
    region: 'eu-west-1',
    resourceUid: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0972bade1646a0eca',
    asOf: '2026-11-18T00:00:00.000Z',
  },
];

const verdictOn = (sentence: string, question = '') => {
  const claims = createVerifier(EVIDENCE, question).check(sentence);
  expect(claims).toHaveLength(1);
  return claims[0]!;
};

describe('a claim', () => {
  it.each([
    ['Twenty-four IAM users have no MFA [Q1].', 'supported'],
    ['Twenty-four of 45 IAM users have no MFA [Q1].', 'supported'],
    ['Two IAM users have no MFA [Q1].', 'contradicted'],
    ['Twenty five dormant IAM users have no MFA [Q1].', 'contradicted'],
    ['Two IAM users have no second factor.', 'uncited'],
    ['Two findings are open, one of them critical [Q1][F-3k7q].', 'supported'],
    ['The two riskiest users have no MFA [Q1].', 'supported'],
    ['Two-factor sign-in is missing [Q1].', 'supported'],
    ['There are two ways to fix it.', 'not_checkable'],
    ['24 of 45 IAM users have no MFA [Q1].', 'supported'],
    ['25 of 45 IAM users have no MFA [Q1].', 'contradicted'],
    ['2 of 45 IAM users have no MFA [Q1].', 'contradicted'],
    ['It cost $1,234.56 a month [Q1].', 'supported'],
    ['It cost USD 1,235 a month [Q1].', 'supported'],
    ['It cost $1,234.6 a month [Q1].', 'supported'],
    ['It cost $1,236 a month [Q1].', 'contradicted'],
    ['It cost $1,300 a month [Q1].', 'contradicted'],
    ['It cost $12,345.60 a month [Q1].', 'contradicted'],
    ['It was last used on 2026-05-16 [Q1].', 'supported'],
    ['It was last used on 2026-05-17 [Q1].', 'contradicted'],
    ['Account 111122223333 is affected [Q1].', 'supported'],
    ['Account 111122223334 is affected [Q1].', 'contradicted'],
    ['Instance i-0972bade1646a0eca is open [F-3k7q].', 'supported'],
    ['Instance i-0972bade1646a0ecb is open [F-3k7q].', 'contradicted'],
    ['It is a critical severity problem [F-3k7q].', 'supported'],
    ['It is a low severity problem [F-3k7q].', 'contradicted'],
    ['It runs in eu-west-1 [F-3k7q].', 'supported'],
    ['It runs in us-east-1 [F-3k7q].', 'contradicted'],
    ['24 users have no MFA [Q2].', 'contradicted'],
    ['24 users have no MFA [F-3k7q].', 'contradicted'],
    ['24 users have no MFA and i-0972bade1646a0eca is open [Q1, F-3k7q].', 'supported'],
    ['24 of 45 users have no MFA.', 'uncited'],
    ['Passwords alone are weak.', 'not_checkable'],
    ['This matters most of all [F-3k7q].', 'supported'],
  ] as const)('%s → %s', (sentence, verdict) => {
    const claim = verdictOn(sentence);
    expect(claim.verdict).toBe(verdict);
    expect(claim.reason).not.toBe('');
  });

  it('names what is not in the evidence, and which label is unknown', () => {
    expect(verdictOn('25 of 45 users [Q1].').reason).toContain('25');
    expect(verdictOn('24 users [Q9].').reason).toContain('Q9');
  });

  it('may repeat what the question said', () => {
    expect(verdictOn('You asked about 2026-10-01 and 24 users match [Q1].', 'since 2026-10-01?').verdict).toBe(
      'supported',
    );
  });

  it.each([
    '['.repeat(5000),
    `[${'Q1,'.repeat(2000)}`,
    '1,'.repeat(5000),
    `arn:aws:${':'.repeat(5000)}`,
    'a.'.repeat(5000),
    '\u0000[Q1]',
    '[__proto__] 1',
    '[F-constructor] 24',
  ])('made of hostile text number %# ends in time and throws nothing', (text) => {
    const began = performance.now();
    const claims = createVerifier(EVIDENCE, text).check(text);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(claims.every((claim) => claim.verdict !== 'supported' || claim.labels.includes('Q1'))).toBe(true);
  });
});

describe('sentences', () => {
  it('are split at ends of sentences, never inside a number, an id or a citation', () => {
    expect(sentencesOf('It costs 1,234.56 USD. [Q1] Fix i-0ab. "Do" it now.')).toEqual([
      'It costs 1,234.56 USD. [Q1]',
      'Fix i-0ab.',
      '"Do" it now.',
    ]);
    expect(sentencesOf('# 12 heads\n- one [Q1]\n2. two\n---\n```\n99\n```\n| a | 3 |\n|---|---|')).toEqual([
      'one [Q1]',
      'two',
      'a | 3',
    ]);
  });

  /** A small linear generator: the same texts on every machine. */
  const texts = (seed: number) => {
    let state = seed * 2_654_435_761 + 1;
    const next = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    const pieces = [
      '24 of 45 users. ',
      '[Q1] ',
      'Cost is 1,234.56 USD',
      '. ',
      '\n- ',
      '\n\n',
      'Fix it! ',
      '"Now." ',
      '[F-3k7q]',
      'i-0972bade1646a0eca ',
      '```\n',
      '**',
      'Why? ',
      '2026-05-16',
      '| a | 1 |\n',
      'e.g. this ',
    ];
    return Array.from({ length: 4 + next(20) }, () => pieces[next(pieces.length)]!).join('');
  };

  it('settle: what is said of a cut of the stream is what is said at the end', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const text = texts(seed);
      const atEnd = sentencesOf(text);
      const verifier = createVerifier(EVIDENCE, '');
      const whole = createVerifier(EVIDENCE, '').check(text);
      let checked = 0;
      for (let cut = 0; cut <= text.length; cut++) {
        const settled = settledLength(text.slice(0, cut));
        const early = verifier.check(text.slice(checked, settled));
        checked = settled;
        // The last settled sentence may still get the citations that follow its full stop.
        const fixed = early.slice(0, -1).map((claim) => claim.text);
        expect(fixed).toEqual(atEnd.slice(0, fixed.length));
      }
      expect(verifier.check(text.slice(checked))).toEqual(whole);
    }
  });
});
