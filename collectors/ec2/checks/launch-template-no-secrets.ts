import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { versionList } from '../launch-versions.ts';
import { LAUNCH_TEMPLATES, label } from '../resources.ts';

/** Launch templates hold no secrets in user data. */
export const launchTemplateNoSecrets = resourceCheck({
  id: 'ec2_launch_template_no_secrets',
  severity: 'high',
  references: 'ISO22×3; ATTACK×1',
  of: LAUNCH_TEMPLATES,
  alsoReads: ['ec2:DescribeLaunchTemplateVersions'],
  title: 'Launch template carries a secret in its user data',
  description:
    'Scans the user data (the start script) of every version of each launch template for access keys, private keys, tokens and passwords. The text is looked at in memory and thrown away: only the version and the name of the rule that matched are kept. All versions count, since old ones stay readable until they are deleted.',
  risk: 'User data is not protected: everyone with ec2:DescribeLaunchTemplateVersions reads it, and so does every process on every instance, at http://169.254.169.254/latest/user-data, request-forgery flaws included. Secrets there are also in the state files of Terraform and in build logs.',
  consequence:
    'One read-only role too many, or one flaw in a web application, hands out a database password or an access key. Because templates are copied between environments, the same secret is often valid in production.',
  remediation: [
    'Treat the secret as known: replace it where it is used, and deactivate access keys in IAM.',
    'Put it into Secrets Manager or Parameter Store, and let the instance fetch it at start with its role.',
    'Make a new version without it, make that the default, and delete the old versions (`aws ec2 delete-launch-template-versions`).',
    'Look for the same value in the repository and state that the template comes from.',
  ],
  ownerHint: 'The team in the `team` tag of the template; else its creator, named in the evidence.',
  judge: () => (template, ref) => {
    const who = `Launch template ${label(template.launchTemplateId, ref)}`;
    if (!template.versions.ok) return template.versions;
    const found = template.versions.value.filter(({ userData }) => userData.matchedRules.length > 0);
    if (found.length > 0)
      return {
        ...fail(
          `${who} holds what looks like a secret in ${versionList(found)} (${[...new Set(found.flatMap(({ userData }) => userData.matchedRules))].join(', ')}).`,
          {
            matches: found.map(({ version, userData }) => ({ version, rules: userData.matchedRules })),
            createdBy: template.createdBy,
          },
        ),
        confidence: 80,
      };
    const unscanned = template.versions.value.filter(({ userData }) => userData.present && !userData.scanned);
    if (unscanned.length > 0)
      return notTold(
        'ec2:DescribeLaunchTemplateVersions',
        `The user data of ${versionList(unscanned)} could not be decoded.`,
      );
    return pass(`${who} shows no secret in its user data.`, { versionsScanned: template.versions.value.length });
  },
});
