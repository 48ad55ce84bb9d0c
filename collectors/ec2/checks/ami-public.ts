import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { IMAGES, label } from '../resources.ts';

/** No image of ours is public. */
export const amiPublic = resourceCheck({
  id: 'ec2_ami_public',
  severity: 'critical',
  references: 'SOC2×1; ISO22×1',
  of: IMAGES,
  title: 'Machine image (AMI) is public',
  description:
    'Looks at the machine images that the account owns. An image whose launch permission is public can be started, and so read, by every AWS account.',
  risk: 'Strangers start the image, become root and read its disks: source code, database dumps, SSH host keys, cloud credentials in user profiles, internal host names. New public images are harvested by machine within hours. Nothing of it shows in the owner’s logs.',
  consequence:
    'Intellectual property and credentials must be considered published; every secret baked into the image has to be replaced wherever it is used.',
  remediation: [
    'Make it private: `aws ec2 modify-image-attribute --image-id <id> --launch-permission "Remove=[{Group=all}]"`.',
    'Find since when it was public (ModifyImageAttribute in CloudTrail), search the image for secrets, and replace all of them.',
    'Share with named accounts or the organisation (`--organization-arns`) where others need it.',
    'Switch block public access for AMIs on in the region.',
  ],
  ownerHint: 'The team that builds images; tell the security team: it may be an incident.',
  judge: () => (image, ref) => {
    const who = `Image ${label(image.imageId, ref)}`;
    const evidence = { isPublic: image.isPublic, creationDate: image.creationDate, snapshotIds: image.snapshotIds };
    return image.isPublic
      ? fail(`${who} can be started by any AWS account.`, evidence)
      : pass(`${who} is not public.`, evidence);
  },
});
