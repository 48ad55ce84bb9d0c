import { accountResource } from '../../account-resource.ts';
import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { switchedOff } from '../public-access.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 Block Public Access is not fully on for the account. */
export const s3AccountLevelPublicAccessBlocks: Check<S3Snapshot> = {
  id: 's3_account_level_public_access_blocks',
  service: 's3',
  severity: 'high',
  resourceType: 'AWS::::Account',
  compliance: references('CIS6 3.1.4; CIS7 3.1.4; FSBP S3.1; N53×31; PCI4×20; ISO22×2; ATTACK×1'),
  apis: ['s3-control:GetPublicAccessBlock'],
  listedBy: ['s3-control:GetPublicAccessBlock'],
  title: 'S3 Block Public Access is not fully on for the account',
  description:
    'Looks at the account-wide S3 Block Public Access setting. All four switches must be on: BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy and RestrictPublicBuckets.',
  risk: 'The account setting overrides every bucket and access point. Without it, each bucket stands alone: one mistaken ACL, one policy with Principal "*", or one new bucket made by a script with its own block switched off is readable from the internet at once. Scanners enumerate bucket names all day and find such a bucket within hours.',
  consequence:
    'A single slip by any team with S3 rights can publish customer data, backups or credentials. Public buckets are the classic cause of notifiable cloud breaches, with regulatory reports, contract penalties and press.',
  remediation: [
    'Find buckets that are public on purpose (static websites, public downloads) and move them behind CloudFront with origin access control.',
    'Switch all four settings on: `aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`.',
    'Keep it on with a service control policy that denies `s3:PutAccountPublicAccessBlock` to everyone but the platform role.',
  ],
  ownerHint: "The cloud platform or security team: the setting is the account's, not one application's.",
  evaluate: (snapshot) => [
    {
      resource: accountResource(snapshot),
      ...judgeRead(snapshot.accountBlock, 'The account-wide S3 public access block', (block) => {
        const off = switchedOff(block);
        const evidence = { accountBlock: block };
        if (off.length === 0)
          return pass(`Account ${snapshot.accountUid} blocks public access to all of its S3 buckets.`, evidence);
        return fail(
          block === null
            ? `Account ${snapshot.accountUid} has no account-wide S3 public access block.`
            : `Account ${snapshot.accountUid} leaves S3 public access switches off: ${off.join(', ')}.`,
          evidence,
        );
      }),
    },
  ],
};
