import { describe, expect, it } from 'vitest';
import type { Candidate } from './arms.ts';
import { fuse, type Wishes } from './fuse.ts';

let count = 0;
const candidate = (checkId: string, parts: Partial<Candidate> = {}): Candidate => ({
  findingUid: `f${String(++count).padStart(4, '0')}`,
  checkId,
  title: checkId,
  service: 'ec2',
  severityId: 3,
  statusId: 1,
  local: null,
  titan: null,
  lexical: null,
  named: false,
  inRange: false,
  unverified: false,
  unread: false,
  ...parts,
});
const plain: Wishes = { severity: 'usually', timeFirst: false, wantsUnverified: false, preferredServices: [] };
const order = (candidates: Candidate[], wishes: Partial<Wishes> = {}, limit = 12) =>
  fuse(candidates, { ...plain, ...wishes }, limit).kept.map(({ candidate: { checkId } }) => checkId);

describe('fusion', () => {
  it('puts first what several arms agree on', () => {
    const candidates = [
      candidate('only-near', { local: 0.6 }),
      candidate('agreed', { local: 0.5, lexical: 0.3 }),
      candidate('only-words', { lexical: 0.4 }),
    ];
    expect(order(candidates)).toEqual(['agreed', 'only-near', 'only-words']);
  });

  it('says which arms found it', () => {
    const { kept } = fuse([candidate('a', { local: 0.5, titan: 0.5, named: true })], plain, 12);
    expect(kept[0]!.arms.toSorted()).toEqual(['local', 'named', 'titan']);
  });

  it('leaves out what no arm found', () => {
    expect(order([candidate('measured-only', { local: 0.02 }), candidate('found', { local: 0.4 })])).toEqual(['found']);
  });

  it('puts what the question names above all that is merely near', () => {
    const named = candidate('named', { named: true, local: 0.1 });
    const near = Array.from({ length: 20 }, (_, index) =>
      candidate(`near-${index}`, { local: 0.9 - index / 100, lexical: 1 }),
    );
    expect(order([...near, named])[0]).toBe('named');
  });

  it('puts closed findings after open ones', () => {
    const candidates = [candidate('resolved', { local: 0.5, statusId: 4 }), candidate('open', { local: 0.49 })];
    expect(order(candidates)).toEqual(['open', 'resolved']);
  });

  it('puts what could not be read after what is known', () => {
    const candidates = [
      candidate('unread', { local: 0.5, unread: true, unverified: true }),
      candidate('known', { local: 0.45 }),
    ];
    expect(order(candidates)).toEqual(['known', 'unread']);
  });

  it('gives the preferred service the edge, not the whole', () => {
    const candidates = [
      candidate('far', { local: 0.5 }),
      candidate('wished', { local: 0.49, service: 's3' }),
      ...Array.from({ length: 12 }, (_, index) => candidate(`n${index}`, { local: 0.4 - index / 100 })),
      candidate('wished-but-weak', { local: 0.09, service: 's3' }),
    ];
    expect(order(candidates, { preferredServices: ['s3'] }, 3)).toEqual(['wished', 'far', 'n0']);
  });
});

describe('twelve places', () => {
  const copies = (checkId: string, many: number, local: number) =>
    Array.from({ length: many }, (_, index) => candidate(checkId, { local: local - index / 10_000 }));

  it('are not twelve copies of one check', () => {
    const kept = order([...copies('many', 200, 0.6), ...copies('next', 50, 0.5), candidate('single', { local: 0.45 })]);
    expect(kept).toHaveLength(12);
    expect(kept[0]).toBe('many');
    expect(new Set(kept)).toEqual(new Set(['many', 'next', 'single']));
    expect(kept.filter((check) => check === 'many').length).toBeLessThanOrEqual(7);
  });

  it('are all of one check when nothing else was found', () => {
    expect(order(copies('many', 30, 0.6))).toHaveLength(12);
  });

  it('are all of the named thing, whatever the check', () => {
    const named = Array.from({ length: 12 }, () => candidate('same', { named: true, local: 0.2 }));
    const others = copies('other', 12, 0.8);
    expect(order([...others, ...named])).toEqual(Array.from({ length: 12 }, () => 'same'));
  });

  it('choose among copies the one nearest to the question', () => {
    const far = candidate('same', { local: 0.3 });
    const near = candidate('same', { local: 0.5 });
    expect(fuse([far, near], plain, 1).kept[0]!.candidate).toBe(near);
  });

  it('tell what just missed, best first, and score against the best', () => {
    const { kept, nearMisses } = fuse(
      Array.from({ length: 9 }, (_, index) => candidate(`c${index}`, { local: 0.9 - index / 20 })),
      plain,
      3,
    );
    expect(kept[0]!.score).toBe(1);
    expect(nearMisses.map((fused) => fused.candidate.checkId)).toEqual(['c3', 'c4', 'c5', 'c6', 'c7']);
    const scores = [...kept, ...nearMisses].map((fused) => fused.score);
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
  });

  it('come out the same whatever the order of the input', () => {
    const candidates = [...copies('a', 5, 0.5), ...copies('b', 5, 0.5), candidate('c', { lexical: 0.2 })];
    const uids = (input: Candidate[]) => fuse(input, plain, 8).kept.map((fused) => fused.candidate.findingUid);
    expect(uids(candidates.toReversed())).toEqual(uids(candidates));
  });
});

describe('wishes', () => {
  it('the worst of all: severity finds by itself', () => {
    const candidates = [candidate('medium', { local: 0.09 }), candidate('critical', { severityId: 5 })];
    expect(order(candidates)).toEqual(['medium']);
    expect(order(candidates, { severity: 'alone' })).toEqual(['critical', 'medium']);
  });

  it('the worst of something: severity decides among what was found', () => {
    const candidates = [
      candidate('nearer', { local: 0.5, severityId: 2 }),
      candidate('graver', { local: 0.45, severityId: 5 }),
      candidate('elsewhere', { severityId: 5 }),
    ];
    expect(order(candidates)).toEqual(['nearer', 'graver']);
    expect(order(candidates, { severity: 'worst' })).toEqual(['graver', 'nearer']);
  });

  it('what changed: time finds by itself, otherwise it only lifts', () => {
    const candidates = [candidate('near', { local: 0.5 }), candidate('recent', { inRange: true })];
    expect(order(candidates, { timeFirst: true })).toEqual(['recent', 'near']);
    expect(order(candidates)).toEqual(['near']);
    expect(order([candidate('near', { local: 0.5 }), candidate('then', { local: 0.49, inRange: true })])).toEqual([
      'then',
      'near',
    ]);
  });

  it('what could not be checked comes first', () => {
    const candidates = [candidate('near', { local: 0.6, lexical: 0.5 }), candidate('unread', { unverified: true })];
    expect(order(candidates, { wantsUnverified: true })).toEqual(['unread', 'near']);
  });
});
