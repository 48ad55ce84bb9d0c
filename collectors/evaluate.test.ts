import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import type { Check, CheckOutcome, Collector, SnapshotBase } from './collector.ts';
import type { CoverageEntry } from './coverage.ts';

const entry = (api: string, outcome: CoverageEntry['outcome'] = 'ok'): CoverageEntry => ({
  product: 's3',
  accountUid: '123456789012',
  region: 'eu-west-1',
  api,
  outcome,
  items: 1,
  truncated: false,
  startedAt: '2025-06-15T12:00:00.000Z',
  finishedAt: '2025-06-15T12:00:01.000Z',
});

const SNAPSHOT: SnapshotBase = {
  accountUid: '123456789012',
  partition: 'aws',
  region: 'eu-west-1',
  collectedAt: '2025-06-15T12:00:00.000Z',
  coverage: [entry('s3:ListAllMyBuckets'), entry('s3:GetBucketAcl'), entry('s3:GetBucketPolicy', 'denied')],
};

function outcome(uid: string, status: CheckOutcome['status']): CheckOutcome {
  return {
    resource: { uid, type: 'AWS::S3::Bucket', name: uid, region: 'eu-west-1' },
    status,
    statusDetail: uid,
    evidence: {},
  };
}

function check(id: string, evaluateCheck: () => CheckOutcome[]): Check<SnapshotBase> {
  return {
    id,
    service: 's3',
    severity: 'low',
    resourceType: 'AWS::S3::Bucket',
    compliance: {},
    apis: ['s3:GetBucketAcl'],
    listedBy: ['s3:ListAllMyBuckets'],
    title: '',
    description: '',
    risk: '',
    consequence: '',
    remediation: [],
    ownerHint: '',
    evaluate: evaluateCheck,
  };
}

function collector(changes: Partial<Collector<SnapshotBase>>): Collector<SnapshotBase> {
  return {
    name: 's3',
    scope: 'region',
    schedule: '* * * * *',
    freshnessTargetMinutes: 1,
    deadlineMs: 1,
    actions: [],
    checks: [],
    read: () => Promise.resolve(SNAPSHOT),
    inventory: () => [],
    detections: () => [],
    events: () => [],
    costs: () => [],
    cursor: () => ({ since: 'now' }),
    ...changes,
  };
}

const broken = (): never => {
  throw new TypeError('secret of the data');
};

describe('evaluate', () => {
  it('gives what every check and part says, and the snapshot’s own place and time', () => {
    const collected = evaluate(collector({ checks: [check('a', () => [outcome('b1', 'pass')])] }), SNAPSHOT);
    expect(collected).toMatchObject({
      collector: 's3',
      accountUid: '123456789012',
      region: 'eu-west-1',
      collectedAt: SNAPSHOT.collectedAt,
      coverage: SNAPSHOT.coverage,
      outcomes: [{ checkId: 'a', outcome: { status: 'pass' } }],
      cursor: { since: 'now' },
    });
  });

  it('turns a check that throws into a Warning that names it, and goes on with the others', () => {
    const { outcomes, coverage, cursor } = evaluate(
      collector({ checks: [check('bad', broken), check('good', () => [outcome('b1', 'fail')])] }),
      SNAPSHOT,
    );
    expect(outcomes).toMatchObject([
      { checkId: 'bad', outcome: { status: 'warning', resource: { type: 'AWS::::Account' } } },
      { checkId: 'good', outcome: { status: 'fail' } },
    ]);
    expect(outcomes[0]!.outcome.statusDetail).toContain('bad');
    expect(JSON.stringify(outcomes)).not.toContain('secret of the data');
    // What it said earlier must not be taken for resolved.
    expect(coverage.map(({ outcome: result }) => result)).toEqual(['partial', 'partial', 'denied']);
    expect(cursor).toBeNull();
  });

  it('lowers all coverage when a part throws, so that nothing is taken for gone', () => {
    const { coverage, resources } = evaluate(collector({ inventory: broken }), SNAPSHOT);
    expect(resources).toEqual([]);
    expect(coverage.map(({ outcome: result }) => result)).toEqual(['partial', 'partial', 'denied']);
  });

  it('keeps one outcome per resource, the worst', () => {
    const all = [outcome('b1', 'pass'), outcome('b1', 'fail'), outcome('b1', 'warning'), outcome('b2', 'warning')];
    const { outcomes } = evaluate(collector({ checks: [check('a', () => all)] }), SNAPSHOT);
    expect(outcomes.map(({ outcome: { status } }) => status)).toEqual(['fail', 'warning']);
  });

  it('counts Passes and lets them go when asked to, and works one check’s out again', () => {
    const all = [outcome('b1', 'pass'), outcome('b2', 'fail'), outcome('b3', 'pass')];
    const asked = collector({ checks: [check('a', () => all), check('b', () => [outcome('b1', 'pass')])] });
    const { outcomes, passed, ...rest } = evaluate(asked, SNAPSHOT, { passes: 'counted' });
    expect(outcomes).toEqual([{ checkId: 'a', outcome: all[1] }]);
    expect(passed?.counts).toEqual([
      { checkId: 'a', region: 'eu-west-1', count: 2 },
      { checkId: 'b', region: 'eu-west-1', count: 1 },
    ]);
    expect(passed?.of('a')).toEqual([all[0], all[2]]);
    expect(passed?.of('none such')).toEqual([]);
    const { outcomes: kept, ...same } = evaluate(asked, SNAPSHOT);
    expect(kept).toHaveLength(4);
    expect(same).toEqual(rest);
  });
});
