import { describe, expect, it } from 'vitest';
import { REGION, cloudTrailEstate, trail, trailBucket } from '../../src/test/aws/cloudtrail-estate.ts';
import { EVERYONE_READS, denied } from '../../src/test/aws/s3-estate.ts';
import { CLOUDTRAIL_CHECKS } from './checks.ts';
import { cloudtrailInventory } from './inventory.ts';
import type { BasicEventSelector, CloudTrailTrail, SelectorCondition, TrailSelectors } from './snapshot.ts';

function judge(id: string, trails: CloudTrailTrail[]) {
  const check = CLOUDTRAIL_CHECKS.find((each) => each.id === `cloudtrail_${id}`);
  if (!check) throw new Error(`No check ${id}`);
  return check.evaluate(cloudTrailEstate({ trails: { ok: true, value: trails } }));
}

const statusWith = (change: object): Partial<CloudTrailTrail> => {
  const { status } = trail();
  return status.ok ? { status: { ok: true, value: { ...status.value, ...change } } } : {};
};
const basic = (change: Partial<BasicEventSelector>): Partial<CloudTrailTrail> => ({
  selectors: {
    ok: true,
    value: {
      basic: [{ readWriteType: 'All', includeManagementEvents: true, dataResources: [], ...change }],
      advanced: [],
    },
  },
});
const condition = (field: string, ...values: string[]): SelectorCondition => ({ field, operator: 'equals', values });
const advanced = (...conditions: SelectorCondition[]): Partial<CloudTrailTrail> => ({
  selectors: { ok: true, value: { basic: [], advanced: [{ name: null, conditions }] } satisfies TrailSelectors },
});
const STOPPED = statusWith({ isLogging: false });
const MANAGEMENT = condition('eventCategory', 'Management');
const DATA = condition('eventCategory', 'Data');
const OBJECTS = condition('resources.type', 'AWS::S3::Object');
const UNREAD_STATUS = { status: denied('cloudtrail:GetTrailStatus') };
const UNREAD_SELECTORS = { selectors: denied('cloudtrail:GetEventSelectors') };
const bucketWith = (change: Parameters<typeof trailBucket>[0]) => ({ bucket: trailBucket(change) });

type Row = [id: string, what: string, change: Partial<CloudTrailTrail>, status: 'pass' | 'fail' | 'warning'];

/** Every check passes on the trail as built; here is what makes it differ. */
const TABLE: Row[] = [
  ['multi_region_enabled', 'one region only', { isMultiRegion: false }, 'fail'],
  ['multi_region_enabled', 'stopped', STOPPED, 'fail'],
  ['multi_region_enabled', 'status unread', UNREAD_STATUS, 'warning'],
  ['multi_region_enabled_logging_management_events', 'writes only', basic({ readWriteType: 'WriteOnly' }), 'fail'],
  ['multi_region_enabled_logging_management_events', 'advanced', advanced(MANAGEMENT), 'pass'],
  [
    'multi_region_enabled_logging_management_events',
    'advanced, reads only',
    advanced(MANAGEMENT, condition('readOnly', 'true')),
    'fail',
  ],
  ['multi_region_enabled_logging_management_events', 'selectors unread', UNREAD_SELECTORS, 'warning'],
  [
    'multi_region_enabled_logging_management_events',
    'stopped, selectors unread',
    { ...STOPPED, ...UNREAD_SELECTORS },
    'fail',
  ],
  ['bedrock_logging_enabled', 'data events only', basic({ includeManagementEvents: false }), 'fail'],
  [
    'bedrock_logging_enabled',
    'left out',
    advanced(MANAGEMENT, { field: 'eventSource', operator: 'notEquals', values: ['bedrock.amazonaws.com'] }),
    'fail',
  ],
  [
    'bedrock_logging_enabled',
    'another left out',
    advanced(MANAGEMENT, { field: 'eventSource', operator: 'notEquals', values: ['kms.amazonaws.com'] }),
    'pass',
  ],
  ['bedrock_logging_enabled', 'selectors unread', UNREAD_SELECTORS, 'warning'],
  ['s3_dataevents_read_enabled', 'none', basic({}), 'fail'],
  [
    's3_dataevents_read_enabled',
    'writes only',
    basic({ readWriteType: 'WriteOnly', dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }] }),
    'fail',
  ],
  [
    's3_dataevents_read_enabled',
    'one bucket',
    basic({ dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3:::one/'] }] }),
    'fail',
  ],
  ['s3_dataevents_read_enabled', 'advanced, all', advanced(DATA, OBJECTS), 'pass'],
  [
    's3_dataevents_read_enabled',
    'advanced, one bucket',
    advanced(DATA, OBJECTS, { field: 'resources.ARN', operator: 'startsWith', values: ['arn:aws:s3:::one/'] }),
    'fail',
  ],
  ['s3_dataevents_read_enabled', 'selectors unread', UNREAD_SELECTORS, 'warning'],
  ['s3_dataevents_write_enabled', 'none', basic({}), 'fail'],
  [
    's3_dataevents_write_enabled',
    'advanced, reads only',
    advanced(DATA, OBJECTS, condition('readOnly', 'true')),
    'fail',
  ],
  ['s3_dataevents_write_enabled', 'advanced, writes', advanced(DATA, OBJECTS, condition('readOnly', 'false')), 'pass'],
  ['s3_dataevents_write_enabled', 'status unread', UNREAD_STATUS, 'warning'],
  ['kms_encryption_enabled', 'no key', { kmsKeyId: null }, 'fail'],
  ['log_file_validation_enabled', 'off', { logFileValidation: false }, 'fail'],
  ['cloudwatch_logging_enabled', 'no group', { cloudWatchLogGroupArn: null }, 'fail'],
  [
    'cloudwatch_logging_enabled',
    'no delivery for two days',
    statusWith({ latestCloudWatchDeliveryAt: '2026-03-08T07:00:00.000Z' }),
    'fail',
  ],
  ['cloudwatch_logging_enabled', 'never', statusWith({ latestCloudWatchDeliveryAt: null }), 'fail'],
  ['cloudwatch_logging_enabled', 'status unread', UNREAD_STATUS, 'warning'],
  ['insights_exist', 'none', { insightTypes: { ok: true, value: [] } }, 'fail'],
  ['insights_exist', 'unread', { insightTypes: denied('cloudtrail:GetInsightSelectors') }, 'warning'],
  [
    'bucket_requires_mfa_delete',
    'off',
    bucketWith({ versioning: { ok: true, value: { status: 'Enabled', mfaDelete: false } } }),
    'fail',
  ],
  ['bucket_requires_mfa_delete', 'unread', bucketWith({ versioning: denied('s3:GetBucketVersioning') }), 'warning'],
  ['logs_s3_bucket_access_logging_enabled', 'off', bucketWith({ logging: { ok: true, value: null } }), 'fail'],
  [
    'logs_s3_bucket_access_logging_enabled',
    'unread',
    bucketWith({ logging: denied('s3:GetBucketLogging') }),
    'warning',
  ],
  [
    'logs_s3_bucket_is_not_publicly_accessible',
    'public',
    bucketWith({
      accountBlock: { ok: true, value: null },
      publicAccessBlock: { ok: true, value: null },
      acl: { ok: true, value: { ownerId: null, grants: [EVERYONE_READS] } },
    }),
    'fail',
  ],
  [
    'logs_s3_bucket_is_not_publicly_accessible',
    'unread',
    bucketWith({
      accountBlock: { ok: true, value: null },
      publicAccessBlock: denied('s3:GetBucketPublicAccessBlock'),
      acl: denied('s3:GetBucketAcl'),
    }),
    'warning',
  ],
];

describe('checks of CloudTrail', () => {
  it.each(TABLE)('%s: %s', (id, _, change, status) => {
    expect(judge(id, [trail()])[0]).toMatchObject({ status: 'pass' });
    const [outcome] = judge(id, [trail(change)]);
    expect(outcome).toMatchObject({ status });
    expect(outcome!.missingPermission !== undefined).toBe(status === 'warning');
  });

  it('are all in the table', () => {
    const tested = new Set([...TABLE.map(([id]) => `cloudtrail_${id}`), 'cloudtrail_waste_duplicate_trail']);
    expect(CLOUDTRAIL_CHECKS.filter(({ id }) => !tested.has(id))).toEqual([]);
    expect(CLOUDTRAIL_CHECKS).toHaveLength(13);
  });

  it('one trail that is known to record settles it, whatever else is unread', () => {
    const trails = [trail(), trail({ name: 'dark', ...UNREAD_STATUS })];
    expect(judge('multi_region_enabled', trails)[0]).toMatchObject({ status: 'pass' });
  });

  it('a shadow is judged at home only, but counts for the region', () => {
    const shadow = trail({ homeRegion: 'us-east-1', bucket: null });
    expect(judge('kms_encryption_enabled', [shadow])).toEqual([]);
    expect(judge('multi_region_enabled', [shadow])[0]).toMatchObject({ status: 'pass', resource: { region: REGION } });
    expect(cloudtrailInventory(cloudTrailEstate({ trails: { ok: true, value: [shadow] } }))).toEqual([]);
  });

  it('a region without trails fails; one that cannot be listed is a warning of every check', () => {
    expect(judge('multi_region_enabled', [])[0]).toMatchObject({ status: 'fail' });
    const snapshot = cloudTrailEstate({ trails: denied('cloudtrail:DescribeTrails') });
    const statuses = CLOUDTRAIL_CHECKS.map((check) => check.evaluate(snapshot).map(({ status }) => status));
    expect(statuses).toEqual(CLOUDTRAIL_CHECKS.map(() => ['warning']));
  });

  it('a second copy of the management events is waste, unless it is stopped or holds data events only', () => {
    const second = (change: Partial<CloudTrailTrail>) =>
      judge('waste_duplicate_trail', [trail(), trail({ name: 'second', ...change })])[0];
    expect(second({})).toMatchObject({ status: 'fail', resource: { region: REGION } });
    expect(second({ homeRegion: 'us-east-1', bucket: null })).toMatchObject({ status: 'fail' });
    expect(second(basic({ readWriteType: 'WriteOnly' }))).toMatchObject({ status: 'fail' });
    expect(second(basic({ includeManagementEvents: false }))).toMatchObject({ status: 'pass' });
    expect(second(STOPPED)).toMatchObject({ status: 'pass' });
    expect(second(UNREAD_STATUS)).toMatchObject({ status: 'warning' });
    expect(judge('waste_duplicate_trail', [trail()])[0]).toMatchObject({ status: 'pass' });
  });

  it('a trail without a bucket says nothing about one', () => {
    expect(judge('bucket_requires_mfa_delete', [trail({ s3Bucket: null, bucket: null })])).toEqual([]);
  });
});

describe('inventory of CloudTrail', () => {
  it('tells what a trail records, and null for what could not be read', () => {
    const rows = (change: Partial<CloudTrailTrail>) =>
      cloudtrailInventory(cloudTrailEstate({ trails: { ok: true, value: [trail(change)] } }));
    expect(rows({})[0]).toMatchObject({ attributes: { isLogging: true, managementEvents: true, dataEvents: true } });
    expect(rows({ ...UNREAD_STATUS, ...UNREAD_SELECTORS })[0]).toMatchObject({
      attributes: { isLogging: null, managementEvents: null, dataEvents: null },
    });
  });
});
