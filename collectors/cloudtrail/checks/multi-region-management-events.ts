import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { recordsManagement } from '../selectors.ts';
import { names, recordingTrails } from './recording.ts';
import { regionCheck } from './trail-check.ts';

/** A multi-region trail that logs records management events, read and write. */
export const multiRegionManagementEvents = regionCheck({
  id: 'cloudtrail_multi_region_enabled_logging_management_events',
  severity: 'low',
  compliance: references('ISO22×2'),
  apis: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  title: 'No multi-region trail records all management events',
  description:
    'Looks whether a multi-region trail that is logging records management events, both read and write. Event selectors may leave them out although the trail itself runs.',
  risk: 'Management events are the calls that change or list resources: users, keys, networks, logging itself. A trail that records data events only, or writes only, misses how an intruder looked around and what he changed.',
  consequence: 'Investigations end at the first question: who made this change.',
  remediation: [
    'Look at the selectors: `aws cloudtrail get-event-selectors --trail-name NAME`.',
    'Set management events to read and write: `aws cloudtrail put-event-selectors` with `ReadWriteType=All,IncludeManagementEvents=true`.',
    'Keep exclusions to KMS and RDS Data API at most.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const multi = trails.filter(({ isMultiRegion }) => isMultiRegion);
    const { trails: recording, unread: failures } = recordingTrails(
      multi,
      (selectors) => recordsManagement(selectors, 'ReadOnly') && recordsManagement(selectors, 'WriteOnly'),
    );
    const evidence = { multiRegionTrails: multi.map(({ name }) => name), recording: recording.map(({ name }) => name) };
    if (recording.length > 0)
      return pass(`All management events of ${region} are recorded by ${names(recording)}.`, evidence);
    if (failures.length > 0) return unread(failures, `Whether a trail records the management events of ${region}`);
    return fail(`No multi-region trail records all management events of ${region}.`, evidence);
  },
});
