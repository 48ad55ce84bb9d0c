import { describe, expect, it } from 'vitest';
import { call, TERRAFORM } from '../../../src/test/aws/cloudtrail-estate.ts';
import type { CloudTrailEvent, Severity } from '../../collector.ts';
import { evaluateEventRules } from './registry.ts';

const NOBODY = { ownRoleArn: null };
function hits(id: string, events: CloudTrailEvent[]) {
  return evaluateEventRules(events, NOBODY).filter(({ checkId }) => checkId === `cloudtrail_${id}`);
}
const selectors = (change: object) => ({
  trailName: 'audit',
  eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true, ...change }],
});
const advanced = (...fieldSelectors: object[]) => ({
  trailName: 'audit',
  advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }, ...fieldSelectors] }],
});
const failed = (code: string) => ({ errorCode: code });

type Row = [id: string, what: string, event: CloudTrailEvent, severity: Severity | null];

/** Rule, what happens, the event, and its severity; null: a near miss. */
const TABLE: Row[] = [
  ['event_trail_stopped', 'stopped', call('cloudtrail', 'StopLogging', { name: 'audit' }), 'critical'],
  ['event_trail_stopped', 'deleted', call('cloudtrail', 'DeleteTrail', { name: 'audit' }), 'critical'],
  [
    'event_trail_stopped',
    'deleted by Terraform',
    call('cloudtrail', 'DeleteTrail', { name: 'audit' }, { userAgent: TERRAFORM }),
    'high',
  ],
  [
    'event_trail_stopped',
    'refused',
    call('cloudtrail', 'StopLogging', { name: 'audit' }, failed('AccessDenied')),
    null,
  ],
  ['event_trail_stopped', 'started', call('cloudtrail', 'StartLogging', { name: 'audit' }), null],
  ['event_trail_stopped', 'same name, other service', call('ec2', 'StopLogging', { name: 'audit' }), null],
  [
    'event_trail_narrowed',
    'one region',
    call('cloudtrail', 'UpdateTrail', { name: 'audit', isMultiRegionTrail: false }),
    'high',
  ],
  [
    'event_trail_narrowed',
    'other bucket',
    call('cloudtrail', 'UpdateTrail', { name: 'audit', s3BucketName: 'mine' }),
    'high',
  ],
  [
    'event_trail_narrowed',
    'no management events',
    call('cloudtrail', 'PutEventSelectors', selectors({ includeManagementEvents: false })),
    'high',
  ],
  [
    'event_trail_narrowed',
    'reads only',
    call('cloudtrail', 'PutEventSelectors', selectors({ readWriteType: 'ReadOnly' })),
    'high',
  ],
  [
    'event_trail_narrowed',
    'IAM left out',
    call('cloudtrail', 'PutEventSelectors', selectors({ excludeManagementEventSources: ['iam.amazonaws.com'] })),
    'high',
  ],
  [
    'event_trail_narrowed',
    'advanced, reads only',
    call('cloudtrail', 'PutEventSelectors', advanced({ field: 'readOnly', equals: ['true'] })),
    'high',
  ],
  ['event_trail_narrowed', 'everything', call('cloudtrail', 'PutEventSelectors', selectors({})), null],
  ['event_trail_narrowed', 'advanced, everything', call('cloudtrail', 'PutEventSelectors', advanced()), null],
  [
    'event_trail_narrowed',
    'KMS left out',
    call('cloudtrail', 'PutEventSelectors', selectors({ excludeManagementEventSources: ['kms.amazonaws.com'] })),
    null,
  ],
  [
    'event_trail_narrowed',
    'all regions',
    call('cloudtrail', 'UpdateTrail', { name: 'audit', isMultiRegionTrail: true }),
    null,
  ],
  ['event_guardduty_disabled', 'deleted', call('guardduty', 'DeleteDetector', { detectorId: 'd' }), 'critical'],
  [
    'event_guardduty_disabled',
    'suspended',
    call('guardduty', 'UpdateDetector', { detectorId: 'd', enable: false }),
    'critical',
  ],
  [
    'event_guardduty_disabled',
    'a plan off',
    call('guardduty', 'UpdateDetector', {
      detectorId: 'd',
      features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }],
    }),
    'high',
  ],
  [
    'event_guardduty_disabled',
    'a plan on',
    call('guardduty', 'UpdateDetector', {
      detectorId: 'd',
      enable: true,
      features: [{ name: 'S3_DATA_EVENTS', status: 'ENABLED' }],
    }),
    null,
  ],
  [
    'event_config_stopped',
    'stopped',
    call('config', 'StopConfigurationRecorder', { configurationRecorderName: 'default' }),
    'high',
  ],
  ['event_config_stopped', 'started', call('config', 'StartConfigurationRecorder'), null],
  [
    'event_network_logs_deleted',
    'flow logs',
    call('ec2', 'DeleteFlowLogs', { DeleteFlowLogsRequest: { FlowLogId: { content: 'fl-0123456789abcdef0' } } }),
    'high',
  ],
  ['event_network_logs_deleted', 'created', call('ec2', 'CreateFlowLogs'), null],
  ['event_organization_left', 'left', call('organizations', 'LeaveOrganization'), 'critical'],
  [
    'event_organization_left',
    'refused',
    call('organizations', 'LeaveOrganization', null, failed('AccessDenied')),
    null,
  ],
  [
    'event_safeguard_change_refused',
    'refused',
    call('organizations', 'LeaveOrganization', null, failed('AccessDenied')),
    'medium',
  ],
  [
    'event_safeguard_change_refused',
    'not there',
    call('cloudtrail', 'StopLogging', null, failed('TrailNotFoundException')),
    'medium',
  ],
  [
    'event_safeguard_change_refused',
    'throttled',
    call('cloudtrail', 'StopLogging', null, failed('ThrottlingException')),
    null,
  ],
  ['event_safeguard_change_refused', 'succeeded', call('cloudtrail', 'StopLogging'), null],
  ['event_kms_key_disabled', 'deletion', call('kms', 'ScheduleKeyDeletion', { keyId: 'k' }), 'high'],
  ['event_kms_key_disabled', 'cancelled', call('kms', 'CancelKeyDeletion', { keyId: 'k' }), null],
  ['event_ebs_default_encryption_disabled', 'off', call('ec2', 'DisableEbsEncryptionByDefault'), 'medium'],
  ['event_ebs_default_encryption_disabled', 'on', call('ec2', 'EnableEbsEncryptionByDefault'), null],
  ['event_region_enabled', 'enabled', call('account', 'EnableRegion', { RegionName: 'af-south-1' }), 'medium'],
  ['event_region_enabled', 'disabled', call('account', 'DisableRegion', { RegionName: 'af-south-1' }), null],
];

describe('rules of single events: safeguards', () => {
  it.each(TABLE)('%s: %s', (id, _, each, severity) => {
    expect(hits(id, [each]).map((hit) => hit.severity)).toEqual(severity === null ? [] : [severity]);
  });
});
