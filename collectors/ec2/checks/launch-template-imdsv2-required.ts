import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { launchingVersions, versionList } from '../launch-versions.ts';
import { LAUNCH_TEMPLATES, label } from '../resources.ts';

/** Launch templates require IMDSv2. */
export const launchTemplateImdsv2Required = resourceCheck({
  id: 'ec2_launch_template_imdsv2_required',
  severity: 'high',
  references: 'ISO22×3',
  of: LAUNCH_TEMPLATES,
  alsoReads: ['ec2:DescribeLaunchTemplateVersions'],
  title: 'Launch template does not require IMDSv2',
  description:
    'Looks at the default and the latest version of each launch template, which are what launches use. Each must set HttpTokens to "required" or switch the metadata endpoint off. A version that says nothing fails: the account default or the image may help, but nothing in the template does.',
  risk: 'Each instance started from the template answers IMDSv1 and gives its role credentials to any server-side request forgery (SSRF) in the application. Auto Scaling repeats the mistake with every scale-out, so instances fixed by hand come back open.',
  consequence:
    'The whole fleet behind the template has the weakness, and its role with it. One line in the template repairs all future instances.',
  remediation: [
    'Check that the software works with IMDSv2 (CloudWatch MetadataNoToken at 0 on its instances).',
    'Make a new version: `aws ec2 create-launch-template-version --launch-template-id <id> --source-version <n> --launch-template-data "MetadataOptions={HttpTokens=required,HttpPutResponseHopLimit=1}"` (hop limit 2 for containers).',
    'Make it the default (`aws ec2 modify-launch-template --default-version <n>`), and start an instance refresh of the groups that use it.',
    'Change the same in Terraform or CloudFormation, or the next deployment undoes it.',
  ],
  ownerHint: 'The team in the `team` tag of the template; else its creator, named in the evidence.',
  judge: () => (template, ref) => {
    const who = `Launch template ${label(template.launchTemplateId, ref)}`;
    if (!template.versions.ok) return template.versions;
    const used = launchingVersions(template.versions.value);
    const open = used.filter(
      ({ httpTokens, httpEndpoint }) => httpTokens !== 'required' && httpEndpoint !== 'disabled',
    );
    const evidence = {
      versions: used.map(({ version, isDefault, httpTokens, httpEndpoint }) => ({
        version,
        isDefault,
        httpTokens,
        httpEndpoint,
      })),
      createdBy: template.createdBy,
    };
    return open.length > 0
      ? fail(`${who} does not require IMDSv2 in ${versionList(open)}.`, evidence)
      : pass(`${who} requires IMDSv2 in its default and latest version.`, evidence);
  },
});
