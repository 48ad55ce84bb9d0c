import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** Instances have a role of their own. */
export const instanceProfileAttached = resourceCheck({
  id: 'ec2_instance_profile_attached',
  severity: 'medium',
  references: 'CIS6 2.17; CIS7 2.16; N53×3; PCI4×9; ISO22×4',
  of: INSTANCES,
  title: 'EC2 instance has no IAM role (instance profile)',
  description:
    'Looks for instances without an instance profile. Software on such a machine that calls AWS can do so only with credentials that somebody put there; without a role the instance cannot be managed by Systems Manager either, unless default host management is on.',
  risk: 'Where no role is, long-lived access keys end up in files, environment variables or images. They do not expire, are copied with each image, and are found by anyone who gets a look at the disk or a backup. Keys of an IAM user used from many machines cannot be told apart in CloudTrail.',
  consequence:
    'A leaked key is valid until someone notices, and rotating it breaks applications nobody knew of. Patch and inventory reports also miss machines that Systems Manager cannot see.',
  remediation: [
    'Search the instance for keys (`~/.aws/credentials`, environment files, application configuration) and note what they are used for.',
    'Make a role with just these rights, plus AmazonSSMManagedInstanceCore where Systems Manager should manage it.',
    'Attach it: `aws ec2 associate-iam-instance-profile --instance-id <id> --iam-instance-profile Name=<profile>`; no restart is needed.',
    'Remove the keys from the machine and deactivate them in IAM.',
  ],
  ownerHint: 'The team in the `team` tag of the instance.',
  judge: () => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    return instance.instanceProfileArn === null
      ? fail(`${who} has no instance profile.`, { instanceProfile: null, state: instance.state })
      : pass(`${who} uses the instance profile ${instance.instanceProfileArn.split('/').pop()}.`, {
          instanceProfile: instance.instanceProfileArn,
        });
  },
});
