import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** Instances run images that are still maintained. */
export const instanceWithOutdatedAmi = resourceCheck({
  id: 'ec2_instance_with_outdated_ami',
  severity: 'medium',
  references: '',
  of: INSTANCES,
  alsoReads: ['ec2:DescribeImages'],
  title: 'EC2 instance runs a deprecated machine image (AMI)',
  description:
    'Looks up the image that each instance was started from, own or foreign, and compares its deprecation time with the time of the read. An image past that time fails. An image that no longer exists or is no longer shared cannot be judged.',
  risk: 'The publisher of a deprecated image has stopped caring for it: new instances from it start with every hole found since. AWS hides it from searches, and deleting it is the next step, after which Auto Scaling can no longer start replacements.',
  consequence:
    'Security patches stop at the base of the machine, and one day scaling out or replacing a failed instance fails at the worst moment.',
  remediation: [
    'Find the current image of the same line (for Amazon Linux: `aws ssm get-parameters-by-path --path /aws/service/ami-amazon-linux-latest`).',
    'Put it into the launch template or the image pipeline, test, and replace the instances (instance refresh).',
    'For images of your own, renew the deprecation time only when the image has been rebuilt with current packages.',
  ],
  ownerHint: 'The team that owns the image pipeline; the team in the `team` tag for the replacement.',
  judge(snapshot) {
    const { images, foreignImages } = snapshot;
    const byId = new Map(
      [...(images.ok ? images.value : []), ...(foreignImages.ok ? foreignImages.value : [])].map((image) => [
        image.imageId,
        image,
      ]),
    );
    return (instance, ref) => {
      const who = `Instance ${label(instance.instanceId, ref)}`;
      const image = instance.imageId === null ? undefined : byId.get(instance.imageId);
      if (!image) {
        if (!images.ok) return images;
        if (!foreignImages.ok) return foreignImages;
        return notTold(
          'ec2:DescribeImages',
          `Its image ${instance.imageId ?? '(unknown)'} is gone or not shared any more.`,
        );
      }
      const { imageId, name, deprecationTime, ownerAlias } = image;
      const evidence = { imageId, imageName: name, deprecationTime, owner: ownerAlias ?? image.ownerId };
      return deprecationTime !== null && deprecationTime < snapshot.collectedAt
        ? fail(`${who} runs image ${imageId} (${name}), deprecated since ${deprecationTime.slice(0, 10)}.`, evidence)
        : pass(`${who} runs image ${imageId}, which is not deprecated.`, evidence);
    };
  },
});
