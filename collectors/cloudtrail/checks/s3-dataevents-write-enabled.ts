import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { recordsS3Objects } from '../selectors.ts';
import { names, recordingTrails } from './recording.ts';
import { regionCheck } from './trail-check.ts';

/** S3 data events for writes are recorded for all buckets of the region. */
export const s3DataEventsWriteEnabled = regionCheck({
  id: 'cloudtrail_s3_dataevents_write_enabled',
  severity: 'low',
  compliance: references('CIS6 4.8; CIS7 4.8; N53×44; SOC2×3; PCI4×13; ISO22×2'),
  apis: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  title: 'S3 object-level writes are not logged (CloudTrail data events)',
  description:
    'Looks whether a trail that is logging records the data events of S3 for writes (PutObject, DeleteObject and their like) of all buckets. Selectors for single buckets do not suffice: the check names what is covered.',
  risk: 'Without data events for writes, nobody can tell who overwrote or deleted an object: mass deletion and ransom encryption leave no name behind.',
  consequence: 'After an incident all objects must be taken as affected, because nobody can show which ones were.',
  remediation: [
    'Estimate the volume first: data events are billed per event, and busy buckets make millions.',
    'Add an advanced event selector with eventCategory Data, resources.type AWS::S3::Object, readOnly false: `aws cloudtrail put-event-selectors --advanced-event-selectors ...`.',
    'Where cost forbids all buckets, begin with those that hold personal or financial data, and accept this finding with that reason.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const all = recordingTrails(trails, (selectors) => recordsS3Objects(selectors, 'WriteOnly') === 'all');
    const some = recordingTrails(trails, (selectors) => recordsS3Objects(selectors, 'WriteOnly') === 'some');
    const evidence = {
      forAllBuckets: all.trails.map(({ name }) => name),
      forSomeBuckets: some.trails.map(({ name }) => name),
    };
    if (all.trails.length > 0)
      return pass(`S3 object writes in ${region} are recorded by ${names(all.trails)}.`, evidence);
    if (all.unread.length > 0) return unread(all.unread, `Whether S3 object writes in ${region} are recorded`);
    return fail(
      some.trails.length > 0
        ? `S3 object writes in ${region} are recorded for some buckets only, by ${names(some.trails)}.`
        : `No trail records S3 object writes in ${region}.`,
      evidence,
    );
  },
});
