import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** IMDSv2 is enforced, or the metadata service is off. */
export const instanceImdsv2Enabled = resourceCheck({
  id: 'ec2_instance_imdsv2_enabled',
  severity: 'high',
  references: 'CIS6 6.7; CIS7 6.7; FSBP EC2.8; N53×28; SOC2×1; PCI4×1; ISO22×3; ATTACK×1',
  of: INSTANCES,
  title: 'EC2 instance answers IMDSv1 (IMDSv2 is not required)',
  description:
    'Reads the metadata options of each instance. It passes when HttpTokens is "required", so that only session-based IMDSv2 requests are answered, or when the metadata endpoint is switched off; "optional" still answers plain IMDSv1 requests and fails.',
  risk: 'Version 1 of the instance metadata service hands the credentials of the instance role to any process, proxy or web application that can be talked into fetching http://169.254.169.254/ (server-side request forgery, SSRF). IMDSv2 asks for a PUT request and a token header first, which such a flaw can almost never send. The Capital One breach of 2019 went exactly this way: one forged request, one role, a hundred million records.',
  consequence:
    'A harmless-looking flaw in a web application turns into the rights of its instance role, used from anywhere in the world, with nothing but CloudTrail to notice it.',
  remediation: [
    'Find software that still uses version 1: CloudWatch metric MetadataNoToken of the instance must be 0 for a few days; old SDKs and agents are the usual callers.',
    'Require tokens: `aws ec2 modify-instance-metadata-options --instance-id <id> --http-tokens required --http-endpoint enabled`. It takes effect at once, without a restart.',
    'Set the hop limit to 1, or 2 where containers need the role.',
    'Set the same in the launch template and as the account default (`aws ec2 modify-instance-metadata-defaults --http-tokens required`), so that the next instance starts right.',
  ],
  ownerHint: 'The team in the `team` or `owner` tag of the instance; the platform team for launch templates.',
  judge: () => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    const options = instance.metadataOptions;
    if (!options?.httpTokens && !options?.httpEndpoint)
      return notTold('ec2:DescribeInstances', 'AWS sent no metadata options for it.');
    const evidence = { ...options, state: instance.state, instanceProfile: instance.instanceProfileArn };
    if (options.httpEndpoint === 'disabled') return pass(`${who} has the metadata service switched off.`, evidence);
    if (options.httpTokens === 'required') return pass(`${who} requires IMDSv2 session tokens.`, evidence);
    return fail(
      `${who} still answers IMDSv1${instance.instanceProfileArn ? ', and its instance role can be taken through it' : ''}.`,
      evidence,
    );
  },
});
