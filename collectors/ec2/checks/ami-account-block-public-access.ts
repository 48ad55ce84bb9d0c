import { fail, pass } from '../../verdict.ts';
import { accountCheck } from '../check.ts';

/** The account cannot make images public. */
export const amiAccountBlockPublicAccess = accountCheck({
  id: 'ec2_ami_account_block_public_access',
  severity: 'medium',
  references: '',
  api: 'ec2:GetImageBlockPublicAccessState',
  title: 'Machine images (AMIs) can be made public (block public access is off)',
  description:
    'Reads the state of "block public access for AMIs" in the region. `block-new-sharing` passes; `unblocked` fails. Images that are already public stay so until each is made private.',
  risk: 'One ModifyImageAttribute call, from a pipeline with the wrong group or a stolen role, publishes an image with all its disks: application code, configuration, and often keys left by the build. Others list new public images and search them.',
  consequence:
    'A published image cannot be called back: copies stay in other accounts. The lock is free and stops the mistake before it happens.',
  remediation: [
    'Check whether any image is public on purpose (the check for public images lists them); vendors who publish images need an account of their own.',
    'Switch it on in every region: `aws ec2 enable-image-block-public-access --image-block-public-access-state block-new-sharing --region <region>`. It can take ten minutes to act.',
    'Deny ec2:DisableImageBlockPublicAccess by a service control policy.',
  ],
  ownerHint: 'The cloud platform team that owns account baselines.',
  read: (snapshot) => snapshot.imageBlockPublicAccess,
  judge: (state, { region }) =>
    state === 'block-new-sharing'
      ? pass(`New images cannot be made public in ${region}.`, { state })
      : fail(`In ${region} any image can be made public.`, { state }),
});
