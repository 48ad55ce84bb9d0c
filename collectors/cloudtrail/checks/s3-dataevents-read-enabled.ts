import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { recordsS3Objects } from '../selectors.ts';
import { names, recordingTrails } from './recording.ts';
import { regionCheck } from './trail-check.ts';

/** S3 data events for reads are recorded for all buckets of the region. */
export const s3DataEventsReadEnabled = regionCheck({
  id: 'cloudtrail_s3_dataevents_read_enabled',
  severity: 'low',
  compliance: references('CIS6 4.9; CIS7 4.9; N53×44; SOC2×2; ISO22×2'),
  apis: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  title: 'S3 object-level reads are not logged (CloudTrail data events)',
  description:
    'Looks whether a trail that is logging records the data events of S3 for reads (GetObject and its like) of all buckets. Selectors for single buckets do not suffice: the check names what is covered.',
  risk: 'Without data events for reads, CloudTrail does not say who downloaded which object. A theft with a stolen key leaves no record beyond what server access logs may hold.',
  consequence: 'After an incident all objects must be taken as affected, because nobody can show which ones were.',
  remediation: [
    'Estimate the volume first: data events are billed per event, and busy buckets make millions.',
    'Add an advanced event selector with eventCategory Data, resources.type AWS::S3::Object, readOnly true: `aws cloudtrail put-event-selectors --advanced-event-selectors ...`.',
    'Where cost forbids all buckets, begin with those that hold personal or financial data, and accept this finding with that reason.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const all = recordingTrails(trails, (selectors) => recordsS3Objects(selectors, 'ReadOnly') === 'all');
    const some = recordingTrails(trails, (selectors) => recordsS3Objects(selectors, 'ReadOnly') === 'some');
    const evidence = {
      forAllBuckets: all.trails.map(({ name }) => name),
      forSomeBuckets: some.trails.map(({ name }) => name),
    };
    if (all.trails.length > 0)
      return pass(`S3 object reads in ${region} are recorded by ${names(all.trails)}.`, evidence);
    if (all.unread.length > 0) return unread(all.unread, `Whether S3 object reads in ${region} are recorded`);
    return fail(
      some.trails.length > 0
        ? `S3 object reads in ${region} are recorded for some buckets only, by ${names(some.trails)}.`
        : `No trail records S3 object reads in ${region}.`,
      evidence,
    );
  },
});
