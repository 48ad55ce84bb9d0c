import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { evaluatePublicAccess, inWords } from '../public-access.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket is public. */
export const s3BucketPublicAccess: Check<S3Snapshot> = {
  id: 's3_bucket_public_access',
  service: 's3',
  severity: 'critical',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('N53×58; SOC2×1; PCI4×23; ISO22×1; ATTACK×1'),
  apis: [
    's3:ListBuckets',
    's3:GetPublicAccessBlock',
    's3-control:GetPublicAccessBlock',
    's3:GetBucketAcl',
    's3:GetBucketPolicyStatus',
  ],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket is public',
  description:
    'Judges account block, bucket block, ACL and bucket policy together. A bucket is public when its ACL grants something to everyone (AllUsers or AuthenticatedUsers) or AWS calls its policy public, and neither block closes that way.',
  risk: 'Anyone on the internet can use what the grant allows: list names, download objects, or write. Bucket names leak through URLs, scripts and certificates, and scanners try common names without pause; "authenticated users" means anyone with any AWS account, not your staff.',
  consequence:
    'Data in an open bucket must be treated as published. Expect disclosure duties, contract claims and loss of trust; an open, writable bucket can also be used to serve malware or run up transfer charges in your name.',
  remediation: [
    'Switch the public access block on for the bucket now: it closes ACL and policy at once and is easily undone.',
    'If objects must be reachable by the public, serve them through CloudFront with origin access control and keep the bucket private.',
    'Remove the public grant itself: delete the policy statement with Principal "*", or set the object ownership to BucketOwnerEnforced, which switches ACLs off.',
    'Read the server access logs or CloudTrail data events for the time it was open, to learn what was fetched and by whom.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it. Tell the security team: it may be an incident.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) => {
      const { isPublic, via, blocked, unread: failures } = evaluatePublicAccess(snapshot.accountBlock, bucket);
      if (isPublic === null) return unread(failures, `Whether bucket ${bucket.name} is public`);
      if (isPublic)
        return fail(`Bucket ${bucket.name} is open to the public through ${via.map(inWords).join(' and ')}.`, {
          publicVia: via,
        });
      if (blocked.length > 0)
        return pass(
          `Bucket ${bucket.name} is not public: its ${blocked.map(inWords).join(' and ')} would open it, but a public access block closes that way.`,
          { closedByBlock: blocked },
        );
      return pass(`Bucket ${bucket.name} is not public.`, { publicVia: [] });
    }),
};
