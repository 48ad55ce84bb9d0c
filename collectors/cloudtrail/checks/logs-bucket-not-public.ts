import { references } from '../../references.ts';
import { evaluatePublicAccess, inWords } from '../../s3/public-access.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { trailBucketCheck } from './trail-check.ts';

/** The log bucket is not public, by the joint evaluation of blocks, ACL and policy. */
export const logsBucketNotPublic = trailBucketCheck({
  id: 'cloudtrail_logs_s3_bucket_is_not_publicly_accessible',
  severity: 'critical',
  compliance: references('FSBP CloudTrail.6; ISO22×3'),
  apis: ['s3:GetBucketAcl', 's3:GetBucketPolicyStatus', 's3:GetPublicAccessBlock', 's3-control:GetPublicAccessBlock'],
  title: 'CloudTrail log bucket is public',
  description:
    'Judges the public access blocks of account and bucket, the ACL and the policy of the bucket that the trail writes to, together.',
  risk: 'The logs name every user, role, address and resource, and every alarm’s blind spot. Published, they are the plan for the attack; writable, they can be altered.',
  consequence: 'Strangers know the estate as well as its owners, and the audit trail is worthless as evidence.',
  remediation: [
    'Switch the public access block of the bucket on now.',
    'Remove the public grant from ACL and policy; CloudTrail needs only its own service principal.',
    'Look in the access logs for what was read.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name }, bucket) => {
    const { isPublic, via, unread: failures } = evaluatePublicAccess(bucket.accountBlock, bucket);
    const evidence = { bucket: bucket.name, publicVia: via };
    if (isPublic === null)
      return unread(failures, `Whether ${bucket.name}, the log bucket of trail ${name}, is public`);
    return isPublic
      ? fail(
          `Log bucket ${bucket.name} of trail ${name} is open to the public through ${via.map(inWords).join(' and ')}.`,
          evidence,
        )
      : pass(`Log bucket ${bucket.name} of trail ${name} is not public.`, evidence);
  },
});
