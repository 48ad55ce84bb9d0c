import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { recordsManagement } from '../selectors.ts';
import { names, recordingTrails } from './recording.ts';
import { regionCheck } from './trail-check.ts';

/**
 * One trail records a region's management events. AWS CloudTrail pricing: the first copy in each region is free, every
 * further one is charged per 100,000 events (2.00 USD, as of 2026-07).
 */
export const wasteDuplicateTrail = regionCheck({
  id: 'cloudtrail_waste_duplicate_trail',
  severity: 'low',
  compliance: references(''),
  apis: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  title: 'More than one trail records the same management events',
  description:
    'Counts the trails that are logging and record management events in the region, organisation trails included. The first copy of management events is free in each region; further copies are charged by the event and stored again.',
  risk: 'Each further trail delivers the same calls once more: CloudTrail charges for the copy, S3 for keeping it, and KMS and CloudWatch Logs for handling it. An old trail that nobody watches is also a second place from which the audit log can be read or deleted.',
  consequence:
    'The account pays for an audit log that it already has, in a sum that grows with its activity, and auditors find two logs that may disagree.',
  remediation: [
    'Find out who reads each trail: its bucket, its log group, its subscriptions.',
    'Keep the one that is encrypted, validated, multi-region and written to the log account; point its readers there.',
    'Leave management events out of the others (`aws cloudtrail put-event-selectors`), or stop them with `aws cloudtrail stop-logging --name NAME` and delete them after a quiet month. Keep their buckets for as long as the log must be kept.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const { trails: recording, unread: failures } = recordingTrails(
      trails,
      (selectors) => recordsManagement(selectors, 'ReadOnly') || recordsManagement(selectors, 'WriteOnly'),
    );
    const evidence = { recording: recording.map(({ name, homeRegion }) => ({ name, homeRegion })) };
    if (recording.length > 1)
      return fail(
        `${recording.length} trails record the management events of ${region}: ${names(recording)}.`,
        evidence,
      );
    if (failures.length > 0) return unread(failures, `How many trails record the management events of ${region}`);
    return pass(`No more than one trail records the management events of ${region}.`, evidence);
  },
});
