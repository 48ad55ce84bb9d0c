import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { loggingTrails, names } from './recording.ts';
import { regionCheck } from './trail-check.ts';

/** A multi-region trail that logs covers the region. */
export const multiRegionEnabled = regionCheck({
  id: 'cloudtrail_multi_region_enabled',
  severity: 'high',
  compliance: references('CIS6 4.1; CIS7 4.1; FSBP CloudTrail.1; N53×87; SOC2×4; PCI4×13'),
  apis: ['cloudtrail:GetTrailStatus'],
  title: 'No multi-region CloudTrail trail records the region',
  description:
    'Looks for a trail that covers all regions and is logging, region by region. A single-region trail leaves the other regions, and those opened later, unrecorded.',
  risk: 'Calls in a region without a trail are kept only in the 90-day event history. Intruders prefer such regions: what they start there is neither archived nor alarmed on.',
  consequence: 'After 90 days nobody can say who did what in that region; audits that ask for a year of logs fail.',
  remediation: [
    'Create one trail for all regions, best an organisation trail from the management account: `aws cloudtrail create-trail --name NAME --s3-bucket-name BUCKET --is-multi-region-trail`, then `start-logging`.',
    'Turn an existing trail into one: `aws cloudtrail update-trail --name NAME --is-multi-region-trail`.',
    'Write to a bucket in a separate log account that nobody in this account can change.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const multi = trails.filter(({ isMultiRegion }) => isMultiRegion);
    const { trails: logging, unread: failures } = loggingTrails(multi);
    const evidence = { trails: trails.map(({ name, isMultiRegion }) => ({ name, isMultiRegion })) };
    if (logging.length > 0)
      return pass(`Region ${region} is recorded by the multi-region trail ${names(logging)}.`, evidence);
    if (failures.length > 0) return unread(failures, `Whether a trail records ${region}`);
    return fail(
      multi.length > 0
        ? `Region ${region} is not recorded: the multi-region trail ${names(multi)} has stopped logging.`
        : `Region ${region} is not covered by any multi-region trail.`,
      evidence,
    );
  },
});
