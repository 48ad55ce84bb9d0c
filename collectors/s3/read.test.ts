import { describe, expect, it } from 'vitest';
import { collectFrom, faultRow, type CollectOptions } from '../../src/test/aws/fault-table.ts';
import type { Fault } from '../../src/test/aws/faults.ts';
import { ALL_ON, EVERYONE_READS, NOW, OWNER, accessPoint, bucket, s3Estate } from '../../src/test/aws/s3-estate.ts';
import { s3StandIn, type S3StandInOptions } from '../../src/test/aws/s3.ts';
import { s3ControlStandIn } from '../../src/test/aws/s3control.ts';
import { S3_APIS } from './apis.ts';
import { s3Collector } from './collector.ts';
import type { S3Snapshot } from './snapshot.ts';

const BAD = bucket({
  name: 'bad-bucket',
  region: 'us-east-1',
  publicAccessBlock: { ok: true, value: null },
  acl: { ok: true, value: { ownerId: OWNER, grants: [EVERYONE_READS] } },
  policyIsPublic: { ok: true, value: null },
  policy: { ok: true, value: null },
  encryption: { ok: true, value: { algorithm: 'AES256', kmsKeyId: null, bucketKey: false } },
  versioning: { ok: true, value: { status: 'Off', mfaDelete: false } },
  logging: { ok: true, value: null },
  lifecycle: { ok: true, value: [] },
  replication: { ok: true, value: [] },
  objectLock: { ok: true, value: null },
  ownership: { ok: true, value: null },
  notifications: { ok: true, value: { topics: 0, queues: 0, functions: 0, eventBridge: false } },
  tags: { ok: true, value: {} },
});

const ESTATE: S3Snapshot = s3Estate({
  accountBlock: { ok: true, value: null },
  buckets: [
    bucket(),
    BAD,
    bucket({ name: 'replica', region: 'eu-central-1', tags: { ok: true, value: { 'a"b': '🚀<x>&' } } }),
  ],
  accessPoints: [
    {
      region: 'eu-west-1',
      listing: { ok: true, value: true },
      items: [accessPoint(), accessPoint({ name: 'open', publicAccessBlock: { ok: true, value: null } })],
    },
    { region: 'us-east-1', listing: { ok: true, value: true }, items: [] },
  ],
  multiRegionAccessPoints: {
    ok: true,
    value: ['one', 'two'].map((name) => ({
      name,
      alias: `${name}.mrap`,
      arn: `arn:aws:s3::123456789012:accesspoint/${name}.mrap`,
      createdAt: NOW,
      status: 'READY',
      publicAccessBlock: ALL_ON,
      buckets: [{ name: 'good-bucket', region: 'eu-west-1' }],
    })),
  },
});

function run(options: Partial<CollectOptions<S3Snapshot>> & { standIn?: Partial<S3StandInOptions> } = {}) {
  return collectFrom({
    collector: s3Collector,
    services: [
      s3StandIn({ estates: [ESTATE], maxPageSize: 1, ...options.standIn }),
      s3ControlStandIn({ estates: [ESTATE], maxPageSize: 1 }),
    ],
    region: 'us-east-1',
    regions: ['eu-west-1', 'us-east-1'],
    collectedAt: NOW,
    ...options,
  });
}

describe('reading S3', () => {
  it('reads back the account it is served, page by page, each bucket in its region', async () => {
    const { snapshot } = await run();
    const { coverage, ...rest } = snapshot;
    const { coverage: _, ...served } = ESTATE;
    expect(rest).toEqual(served);
    expect(coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(coverage.find(({ api, region }) => api === 's3:ListBuckets' && region === 'eu-west-1')).toMatchObject({
      items: 1,
    });
  });

  it('makes no more calls than it needs: no location calls when the listing tells', async () => {
    let locations = -1;
    let calls = 0;
    await run({
      standIn: { maxPageSize: 1000 },
      inspect: (aws) => {
        locations = aws.count({ operation: 'GetBucketLocation' });
        calls = aws.count({ service: 's3' });
      },
    });
    expect(locations).toBe(0);
    // One listing, and thirteen questions for each of three buckets.
    expect(calls).toBe(1 + 3 * 13);
  });

  it('asks for the location where the listing is silent', async () => {
    const { snapshot } = await run({ standIn: { tellsRegions: false } });
    expect(snapshot.buckets.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1', 'eu-central-1']);
  });

  it('calls only what it declares', async () => {
    const { snapshot } = await run({ standIn: { tellsRegions: false } });
    const called = new Set(snapshot.coverage.map(({ api }) => api));
    expect([...called].toSorted()).toEqual(
      Object.values(S3_APIS)
        .map(({ api }) => api)
        .toSorted(),
    );
  });
});

const OPERATIONS: { api: string; service: string; operation: string; paged?: boolean }[] = [
  { api: 's3:ListBuckets', service: 's3', operation: 'ListBuckets', paged: true },
  ...[
    'GetPublicAccessBlock',
    'GetBucketAcl',
    'GetBucketPolicy',
    'GetBucketPolicyStatus',
    'GetBucketEncryption',
    'GetBucketVersioning',
    'GetBucketLogging',
    'GetBucketLifecycleConfiguration',
    'GetBucketReplication',
    'GetObjectLockConfiguration',
    'GetBucketOwnershipControls',
    'GetBucketNotificationConfiguration',
    'GetBucketTagging',
  ].map((operation) => ({ api: `s3:${operation}`, service: 's3', operation })),
  { api: 's3-control:GetPublicAccessBlock', service: 's3control', operation: 'GetPublicAccessBlock' },
  { api: 's3-control:ListAccessPoints', service: 's3control', operation: 'ListAccessPoints', paged: true },
  { api: 's3-control:GetAccessPoint', service: 's3control', operation: 'GetAccessPoint' },
  {
    api: 's3-control:ListMultiRegionAccessPoints',
    service: 's3control',
    operation: 'ListMultiRegionAccessPoints',
    paged: true,
  },
];

describe('the fault table of S3', () => {
  it.each(OPERATIONS)('$api', async (row) => {
    expect(await faultRow(s3Collector, row, (faults) => run({ faults }))).toEqual([]);
  });

  it('s3:GetBucketLocation, where the listing is silent', async () => {
    const row = { api: 's3:GetBucketLocation', service: 's3', operation: 'GetBucketLocation' };
    const silent = (faults: Fault[]) => run({ faults, standIn: { tellsRegions: false } });
    expect(await faultRow(s3Collector, row, silent)).toEqual([]);
  });

  it('one region’s fault leaves the others as they are', async () => {
    const { coverage, outcomes } = await run({ faults: [{ kind: 'scp_denied', service: 's3', region: 'eu-west-1' }] });
    const outcomeOf = (region: string) =>
      coverage.find((entry) => entry.api === 's3:GetBucketVersioning' && entry.region === region)?.outcome;
    expect(outcomeOf('eu-west-1')).toBe('scp_denied');
    expect(outcomeOf('us-east-1')).toBe('ok');
    const bad = outcomes.find(
      ({ checkId, outcome }) => checkId === 's3_bucket_public_access' && outcome.resource.name === 'bad-bucket',
    );
    expect(bad?.outcome.status).toBe('fail');
  });

  it('a call that hangs costs its own verdict only', async () => {
    const { coverage, outcomes } = await run({
      requestMs: 1_500,
      faults: [{ kind: 'hang', service: 's3', operation: 'GetBucketAcl', region: 'us-east-1' }],
    });
    expect(coverage.find(({ api, region }) => api === 's3:GetBucketAcl' && region === 'us-east-1')).toMatchObject({
      outcome: 'error',
      errorCode: 'TimeoutError',
    });
    const bad = outcomes.filter(({ outcome }) => outcome.resource.name === 'bad-bucket');
    expect(bad.find(({ checkId }) => checkId === 's3_bucket_public_access')?.outcome.status).toBe('warning');
    expect(bad.find(({ checkId }) => checkId === 's3_bucket_object_versioning')?.outcome.status).toBe('fail');
  });

  it('ends when the deadline is over, with what it has', async () => {
    const stop = new AbortController();
    const { coverage } = await run({
      deadline: stop.signal,
      faults: [{ kind: 'hang', service: 's3', operation: 'GetBucketTagging' }],
      read: (session, context) => {
        const reading = s3Collector.read(session, context);
        setTimeout(() => stop.abort(), 300);
        return reading;
      },
    });
    expect(coverage.find(({ errorCode }) => errorCode === 'DeadlineExceeded')).toBeDefined();
  });
});
