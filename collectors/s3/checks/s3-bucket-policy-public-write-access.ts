import type { Check } from '../../collector.ts';
import { coversAction, type PolicyStatement } from '../../policy-document.ts';
import { grantScope } from '../../policy-principals.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { closed } from '../public-access.ts';
import type { S3Snapshot } from '../snapshot.ts';
import { perBucket } from './per-bucket.ts';
import { judgePolicy } from './policy-check.ts';

/** S3 bucket policy lets everyone write. */
export const s3BucketPolicyPublicWriteAccess: Check<S3Snapshot> = {
  id: 's3_bucket_policy_public_write_access',
  service: 's3',
  severity: 'critical',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('CIS7 2.21; FSBP S3.3; N53×31; ISO22×1; ATTACK×2'),
  apis: ['s3:ListBuckets', 's3:GetBucketPolicy', 's3:GetPublicAccessBlock', 's3-control:GetPublicAccessBlock'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket policy lets everyone write, delete or change settings',
  description:
    'Reads the statements of the bucket policy. It fails when one allows everyone (Principal "*", without a condition that fixes the caller) to write or delete objects, or to change ACL, policy or settings, and no block restricts public buckets.',
  risk: 'A stranger puts, overwrites or deletes objects: malware in place of a download, a changed script that your pages or builds load, deletion with a ransom note. With rights on policy or ACL the stranger takes over the bucket.',
  consequence:
    'Loss or silent corruption of data, malicious files served in your name, and storage bills for other people’s files.',
  remediation: [
    'Switch RestrictPublicBuckets on for the bucket now: it takes the effect from public statements at once.',
    'Replace Principal "*" by the roles or accounts that write, or add a condition such as `aws:PrincipalOrgID`.',
    'For uploads by the public, hand out presigned URLs or POST policies from your application.',
    'Compare the objects with a known good copy before anything uses them again.',
  ],
  ownerHint: "The team in the bucket's `team` or `owner` tag. Tell the security team: it may be an incident.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) => {
      const restricted = closed([snapshot.accountBlock, bucket.publicAccessBlock], 'restrictPublicBuckets');
      if (restricted.closed === true)
        return pass(`Public statements have no effect on bucket ${bucket.name}: a public access block restricts it.`, {
          restrictPublicBuckets: true,
        });
      return judgePolicy(bucket, (document) => {
        const open = (document?.statements ?? []).flatMap((statement) => publicWrites(statement, snapshot.accountUid));
        if (open.length === 0) return pass(`The policy of bucket ${bucket.name} lets no stranger write.`, { open });
        if (restricted.closed === null) return unread(restricted.unread, `Public writing to bucket ${bucket.name}`);
        return fail(`The policy of bucket ${bucket.name} lets everyone call ${open.join(', ')}.`, { open });
      });
    }),
};

/** Writing, deleting and changing who may. */
const WRITES = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectAcl',
  's3:PutBucketAcl',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutBucketPublicAccessBlock',
  's3:PutLifecycleConfiguration',
  's3:PutBucketVersioning',
  's3:DeleteBucket',
];

function publicWrites(statement: PolicyStatement, accountUid: string): string[] {
  if (!grantScope(statement, accountUid).isPublic) return [];
  return WRITES.filter((action) => coversAction(statement, action));
}
