import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { SWITCHES, closed } from '../public-access.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket is not covered by Block Public Access. */
export const s3BucketLevelPublicAccessBlock: Check<S3Snapshot> = {
  id: 's3_bucket_level_public_access_block',
  service: 's3',
  severity: 'high',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('CIS6 3.1.4; CIS7 3.1.4; FSBP S3.8; ATTACK×1'),
  apis: ['s3:ListBuckets', 's3:GetPublicAccessBlock', 's3-control:GetPublicAccessBlock'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket is not covered by Block Public Access',
  description:
    "Looks at the bucket's own public access block together with the account's. A bucket passes when each of the four switches is on at one of the two levels.",
  risk: 'Without a block, nothing stands between a change of ACL or policy and the internet. The bucket may be private today; the next deployment that adds `public-read` or Principal "*" takes effect at once and no error is raised.',
  consequence:
    'Exposure becomes a matter of one wrong line in a template. Data that was private for years can be published by accident and copied before anyone notices.',
  remediation: [
    'Check that nothing needs the bucket to be public: `aws s3api get-bucket-policy-status --bucket BUCKET` and its ACL.',
    'Switch the block on: `aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`.',
    'Better, switch it on for the whole account, so that new buckets are covered too.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) => {
      const blocks = [snapshot.accountBlock, bucket.publicAccessBlock];
      const evidence = {
        bucketBlock: bucket.publicAccessBlock.ok ? bucket.publicAccessBlock.value : 'unread',
        accountBlock: snapshot.accountBlock.ok ? snapshot.accountBlock.value : 'unread',
      };
      const states = SWITCHES.map((name) => ({ name, ...closed(blocks, name) }));
      const off = states.filter((state) => state.closed === false).map(({ name }) => name);
      if (off.length > 0)
        return fail(
          `Bucket ${bucket.name} leaves public access switches off, at bucket and account level: ${off.join(', ')}.`,
          evidence,
        );
      const failures = states.flatMap((state) => state.unread);
      if (failures.length > 0) return unread(failures.slice(0, 1), `The public access block of bucket ${bucket.name}`);
      return pass(`Bucket ${bucket.name} is covered by all four public access switches.`, evidence);
    }),
};
