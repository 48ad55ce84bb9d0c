import { fail, pass } from '../../verdict.ts';
import { accountCheck } from '../check.ts';

/** New instances require IMDSv2 by account default. */
export const instanceAccountImdsv2Enabled = accountCheck({
  id: 'ec2_instance_account_imdsv2_enabled',
  severity: 'high',
  references: 'ISO22×3',
  api: 'ec2:GetInstanceMetadataDefaults',
  title: 'Account default does not require IMDSv2 in this region',
  description:
    'Reads the account-level instance metadata defaults of the region. It passes when HttpTokens is "required": every new instance whose launch request and image say nothing then starts with IMDSv2 only. No preference, or "optional", fails.',
  risk: 'Without a default each launch decides for itself, and the console wizard, an old template or a vendor image will decide for IMDSv1. Such an instance gives its role credentials to any server-side request forgery (SSRF) from its first minute, and nobody notices until a scan finds it.',
  consequence:
    'Fixing instances one by one never ends, because new ones arrive open. One setting per region closes the inflow.',
  remediation: [
    'Check that the launch templates in use work with IMDSv2 (CloudWatch MetadataNoToken at 0 on their instances).',
    'Set the default in each region: EC2 console, Settings, Data protection and security, IMDS defaults; or `aws ec2 modify-instance-metadata-defaults --region <region> --http-tokens required --http-put-response-hop-limit 2`.',
    'Where an organisation exists, enforce it with a declarative policy for EC2, so that a member account cannot undo it.',
    'Then require tokens on the instances that already run; the default does not change them.',
  ],
  ownerHint: 'The cloud platform team that owns account baselines.',
  read: (snapshot) => snapshot.instanceMetadataDefaults,
  judge: (defaults, { region }) =>
    defaults.httpTokens === 'required' || defaults.httpEndpoint === 'disabled'
      ? pass(`New instances in ${region} require IMDSv2 by default.`, { ...defaults })
      : fail(
          `The account has ${defaults.httpTokens === null ? 'no default' : `the default "${defaults.httpTokens}"`} for IMDS tokens in ${region}, so new instances may answer IMDSv1.`,
          { ...defaults },
        ),
});
