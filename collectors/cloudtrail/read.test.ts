import { describe, expect, it } from 'vitest';
import {
  NOW,
  REGION,
  ROOT,
  call,
  cloudTrailEstate,
  event,
  session,
  trail,
  trailBucket,
} from '../../src/test/aws/cloudtrail-estate.ts';
import { cloudTrailStandIn } from '../../src/test/aws/cloudtrail.ts';
import { collectFrom, faultRow, type CollectOptions } from '../../src/test/aws/fault-table.ts';
import { ALL_ON, bucket, s3Estate } from '../../src/test/aws/s3-estate.ts';
import { s3StandIn } from '../../src/test/aws/s3.ts';
import { s3ControlStandIn } from '../../src/test/aws/s3control.ts';
import { CLOUDTRAIL_APIS } from './apis.ts';
import { cloudtrailCollector } from './collector.ts';
import { readCloudTrail } from './read.ts';
import type { CloudTrailSnapshot } from './snapshot.ts';

/** The log bucket lives in another region than the trail, so that S3 redirects. */
const LOGS = bucket({ name: 'audit-logs', region: 'us-east-1' });
const ACCOUNT_S3 = s3Estate({ buckets: [LOGS], accountBlock: { ok: true, value: ALL_ON } });
const { acl, policyIsPublic, publicAccessBlock, logging, versioning } = LOGS;
const LOG_BUCKET = trailBucket({ acl, policyIsPublic, publicAccessBlock, logging, versioning });

/** Minutes before the collection. */
const before = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
const EVENTS = [
  call('cloudtrail', 'StopLogging', { name: 'audit' }, { eventTime: before(300) }),
  event('DeactivateMFADevice', { requestParameters: { userName: 'bob', serialNumber: 'mfa' }, eventTime: before(200) }),
  call('ec2', 'GetPasswordData', { instanceId: 'i-1' }, { eventTime: before(100), readOnly: true }),
  event('ListUsers', { userIdentity: ROOT, readOnly: true, eventTime: before(90) }),
  event('ListUsers', { readOnly: true, eventTime: before(80) }),
  call('cloudtrail', 'StopLogging', { name: 'x' }, { userIdentity: session('operator'), eventTime: before(70) }),
  call('ec2', 'DeleteFlowLogs', {}, { eventTime: before(10) }),
];
/** What a sweep sees of them: all but the everyday read. */
const SWEPT = EVENTS.filter((each) => each.name !== 'ListUsers' || each.principalType === 'Root');

const ESTATE = cloudTrailEstate({
  trails: {
    ok: true,
    value: [
      trail({ bucket: LOG_BUCKET }),
      trail({
        name: 'shadow',
        homeRegion: 'us-east-1',
        kmsKeyId: null,
        bucket: null,
        insightTypes: { ok: true, value: [] },
        tags: { ok: true, value: {} },
        selectors: {
          ok: true,
          value: {
            basic: [],
            advanced: [
              {
                name: 'reads "of" <all>',
                conditions: [
                  { field: 'eventCategory', operator: 'equals', values: ['Management'] },
                  { field: 'eventSource', operator: 'notEquals', values: ['kms.amazonaws.com'] },
                ],
              },
            ],
          },
        },
      }),
    ],
  },
  events: EVENTS,
});
const HOME = { ...ESTATE, region: 'us-east-1', events: [] };

function run(
  options: Partial<CollectOptions<CloudTrailSnapshot>> = {},
  estate: CloudTrailSnapshot = ESTATE,
  maxPageSize = 2,
) {
  return collectFrom({
    collector: cloudtrailCollector,
    services: [
      cloudTrailStandIn({ estates: [estate, HOME], maxPageSize }),
      s3StandIn({ estates: [ACCOUNT_S3] }),
      s3ControlStandIn({ estates: [ACCOUNT_S3] }),
    ],
    region: REGION,
    collectedAt: NOW,
    read: (each, context) => readCloudTrail(each, context, { lookupsPerSecond: 1_000 }),
    ...options,
  });
}

const ids = ({ snapshot }: { snapshot: CloudTrailSnapshot }) => snapshot.events.map(({ eventId }) => eventId);

describe('reading CloudTrail', () => {
  it('reads back the region it is served, page by page', async () => {
    const { snapshot } = await run();
    expect(snapshot.trails).toEqual(ESTATE.trails);
    expect(snapshot.events).toEqual(SWEPT);
    expect(snapshot.sweep).toEqual({ ok: true, value: true });
    expect(snapshot.coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect([...new Set(snapshot.coverage.map(({ api }) => api))].toSorted()).toEqual(
      [...new Set(Object.values(CLOUDTRAIL_APIS).map(({ api }) => api))].toSorted(),
    );
  });

  it('asks one question a call, and never faster than allowed', async () => {
    const started = performance.now();
    let calls = 0;
    await run(
      {
        read: (each, context) => readCloudTrail(each, context, { lookupsPerSecond: 20 }),
        inspect: (aws) => (calls = aws.count({ operation: 'LookupEvents' })),
      },
      ESTATE,
      50,
    );
    expect(calls).toBe(6);
    expect(performance.now() - started).toBeGreaterThanOrEqual(240);
  });

  it('goes on from the watermark with an overlap, and dedupes by event id', async () => {
    const first = await run();
    expect(first.cursor).toMatchObject({ 'writes.since': NOW });
    const later = new Date(Date.parse(NOW) + 5 * 60_000).toISOString();
    const second = await run({ cursor: first.cursor, collectedAt: later });
    expect(ids(second)).toEqual([EVENTS.at(-1)!.eventId]);
    expect(second.snapshot.eventsCompleteFrom).toBe(before(45));
    const twice = await run({}, { ...ESTATE, events: [...EVENTS, ...EVENTS] });
    expect(twice.snapshot.events).toHaveLength(SWEPT.length);
  });

  it('a sweep that ends early loses nothing: the gap is read by the next run, after what is new', async () => {
    const broken = await run({ faults: [{ kind: 'server_error', operation: 'LookupEvents', afterFirstPage: true }] });
    expect(broken.snapshot.sweep).toMatchObject({ ok: false, outcome: 'partial' });
    expect(broken.coverage.find(({ api }) => api === 'cloudtrail:LookupEvents')).toMatchObject({ truncated: true });
    expect(broken.cursor).toMatchObject({ 'writes.gapFrom': before(90 * 24 * 60), 'writes.gapUntil': before(70) });
    const mended = await run({ cursor: broken.cursor });
    expect([...new Set([...ids(broken), ...ids(mended)])].toSorted()).toEqual(
      SWEPT.map(({ eventId }) => eventId).toSorted(),
    );
    expect(mended.cursor).not.toHaveProperty('writes.gapFrom');
  });

  it('more history than one run may read follows in the next ones, and coverage says so', async () => {
    const seen = new Set<string>();
    let cursor: Record<string, string> | null = null;
    const outcomes: string[] = [];
    for (let round = 0; round < 12 && outcomes.at(-1) !== 'ok whole'; round += 1) {
      const each = await run(
        { cursor, read: (open, context) => readCloudTrail(open, context, { lookupsPerSecond: 1_000, maxPages: 1 }) },
        ESTATE,
        2,
      );
      for (const id of ids(each)) seen.add(id);
      const row = each.coverage.find(({ api }) => api === 'cloudtrail:LookupEvents')!;
      outcomes.push(`${row.outcome} ${row.truncated ? 'truncated' : 'whole'}`);
      cursor = each.cursor;
    }
    expect(outcomes[0]).toBe('ok truncated');
    expect([...seen].toSorted()).toEqual(SWEPT.map(({ eventId }) => eventId).toSorted());
  });

  it('a gap that meets another failure is kept whole', async () => {
    const cursor = { 'writes.since': before(60), 'writes.gapFrom': before(400), 'writes.gapUntil': before(250) };
    const broken = await run({ cursor, faults: [{ kind: 'access_denied', operation: 'LookupEvents' }] });
    expect(broken.cursor).toEqual(cursor);
    const second = await run(
      { cursor, faults: [{ kind: 'server_error', operation: 'LookupEvents', afterFirstPage: true }] },
      ESTATE,
      1,
    );
    expect(second.cursor).toMatchObject({ 'writes.gapFrom': before(400) });
    const mended = await run({ cursor: second.cursor });
    expect(ids(mended)).toEqual(expect.arrayContaining([EVENTS[0]!.eventId, EVENTS.at(-1)!.eventId]));
  });

  it('an event from the future does not move the watermark beyond now', async () => {
    const future = event('DeleteUser', { eventTime: '2099-01-01T00:00:00Z' });
    const { cursor } = await run({}, { ...ESTATE, events: [future] });
    expect(cursor).toMatchObject({ 'writes.since': NOW });
  });

  it('a record that is no event is refused by name, and the sweep goes on', async () => {
    const bad = { ...event('DeleteUser', { eventTime: before(5) }), raw: { eventID: 'bad' } };
    const { snapshot } = await run({}, { ...ESTATE, events: [...EVENTS, bad] });
    expect(snapshot.refused).toEqual([{ reason: 'The record has no eventName.', eventId: bad.eventId }]);
    expect(snapshot.events).toHaveLength(SWEPT.length);
  });

  it('finds what the rules look for, in what was swept', async () => {
    const { detections } = await run();
    expect(new Set(detections.map(({ checkId }) => checkId))).toEqual(
      new Set([
        'cloudtrail_event_trail_stopped',
        'cloudtrail_event_mfa_removed',
        'cloudtrail_event_root_used',
        'cloudtrail_event_network_logs_deleted',
      ]),
    );
  });

  it('a log bucket of another account is a warning, never a verdict', async () => {
    const foreign = cloudTrailEstate({ trails: { ok: true, value: [trail({ s3Bucket: 'their-logs' })] } });
    const theirs = s3Estate({ accountUid: '999988887777', buckets: [bucket({ name: 'their-logs', region: REGION })] });
    const { outcomes } = await run({
      services: [
        cloudTrailStandIn({ estates: [foreign] }),
        s3StandIn({ estates: [theirs] }),
        s3ControlStandIn({ estates: [] }),
      ],
    });
    const about = outcomes.filter(({ checkId }) => checkId.includes('bucket'));
    expect(about.map(({ outcome }) => outcome.status)).toEqual(['warning', 'warning', 'warning']);
  });
});

const S3 = { service: 's3' };
const ROWS = [
  ...['DescribeTrails', 'GetTrailStatus', 'GetEventSelectors', 'GetInsightSelectors', 'ListTags'].map((operation) => ({
    api: `cloudtrail:${operation}`,
    operation,
  })),
  { api: 'cloudtrail:LookupEvents', operation: 'LookupEvents', paged: true },
  ...['GetPublicAccessBlock', 'GetBucketAcl', 'GetBucketPolicyStatus', 'GetBucketLogging', 'GetBucketVersioning'].map(
    (operation) => ({ ...S3, api: `s3:${operation}`, operation }),
  ),
  { api: 's3-control:GetPublicAccessBlock', service: 's3control', operation: 'GetPublicAccessBlock' },
];

describe('the fault table of CloudTrail', () => {
  it.each(ROWS)('$api', async (row) => {
    expect(await faultRow(cloudtrailCollector, row, (faults) => run({ faults }))).toEqual([]);
  });

  it('trails that cannot be read leave the events as they are, and the other way round', async () => {
    const blind = await run({ faults: [{ kind: 'access_denied', operation: 'DescribeTrails' }] });
    expect(blind.snapshot.events).toHaveLength(SWEPT.length);
    const deaf = await run({ faults: [{ kind: 'access_denied', operation: 'LookupEvents' }] });
    expect(deaf.snapshot.trails).toEqual(ESTATE.trails);
    expect(deaf.detections).toEqual([]);
    expect(deaf.cursor).toEqual({});
  });
});
