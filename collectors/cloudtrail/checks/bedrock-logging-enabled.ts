import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { recordsManagement } from '../selectors.ts';
import { names, recordingTrails } from './recording.ts';
import { regionCheck } from './trail-check.ts';

const BEDROCK = 'bedrock.amazonaws.com';

/** Calls to Bedrock are recorded in the region. */
export const bedrockLoggingEnabled = regionCheck({
  id: 'cloudtrail_bedrock_logging_enabled',
  severity: 'medium',
  compliance: references('N53×3; SOC2×1; ISO22×1'),
  apis: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'],
  title: 'CloudTrail does not record calls to Amazon Bedrock',
  description:
    'Looks whether a trail that is logging records the management events of bedrock.amazonaws.com, read and write. Model invocations (InvokeModel, Converse) are management events; selectors that exclude Bedrock hide them.',
  risk: 'Stolen keys are used to run expensive models (LLM jacking), and staff may send data to models that are not approved. Without the record neither is seen, nor who did it.',
  consequence: 'Model bills of tens of thousands of dollars cannot be traced to a principal.',
  remediation: [
    'Look at the selectors of the trail: `aws cloudtrail get-event-selectors --trail-name NAME`, and remove the exclusion of bedrock.amazonaws.com.',
    'Record management events of kind read and write in all regions.',
    'Switch on model invocation logging in Bedrock where prompts and answers must be kept.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: (trails, { region }) => {
    const { trails: recording, unread: failures } = recordingTrails(
      trails,
      (selectors) =>
        recordsManagement(selectors, 'WriteOnly', BEDROCK) && recordsManagement(selectors, 'ReadOnly', BEDROCK),
    );
    const evidence = { recording: recording.map(({ name }) => name) };
    if (recording.length > 0) return pass(`Bedrock calls in ${region} are recorded by ${names(recording)}.`, evidence);
    if (failures.length > 0) return unread(failures, `Whether Bedrock calls in ${region} are recorded`);
    return fail(`No trail records the Bedrock calls of ${region}.`, evidence);
  },
});
