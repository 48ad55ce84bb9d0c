import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { inWords, throughAcl } from '../public-access.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket lets everyone write through its ACL. */
export const s3BucketPublicWriteAcl: Check<S3Snapshot> = {
  id: 's3_bucket_public_write_acl',
  service: 's3',
  severity: 'critical',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.3; PCI4×10'),
  apis: ['s3:ListBuckets', 's3:GetBucketAcl', 's3:GetPublicAccessBlock', 's3-control:GetPublicAccessBlock'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket lets everyone write through its ACL',
  description:
    'Looks at the bucket ACL. A bucket fails when the ACL grants WRITE, WRITE_ACP or FULL_CONTROL to AllUsers or AuthenticatedUsers, and no public access block makes S3 ignore public ACLs.',
  risk: 'WRITE lets a stranger add, overwrite and delete objects; WRITE_ACP lets them rewrite the ACL and give themselves the rest. Attackers replace scripts that a web page or a build loads, plant malware under your name, or delete the data and leave a ransom note.',
  consequence:
    'Loss or corruption of data, malicious code served to customers from your own address, and storage bills for other people’s files.',
  remediation: [
    'Remove the grant at once: `aws s3api put-bucket-acl --bucket BUCKET --acl private`.',
    'Switch ACLs off for good: set object ownership to BucketOwnerEnforced, and switch the public access block on.',
    'Compare the objects with a known good copy (versions, backups, checksums) before anything reads them again.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it. Tell the security team: it may be an incident.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) => {
      const verdict = throughAcl(snapshot.accountBlock, bucket, ({ permission }) => PERMISSIONS.has(permission));
      if (verdict.isPublic === null) return unread(verdict.unread, `The ACL of bucket ${bucket.name}`);
      if (verdict.isPublic)
        return fail(
          `The ACL of bucket ${bucket.name} lets strangers write to it: ${verdict.via.map(inWords).join(', ')}.`,
          {
            grants: verdict.via,
          },
        );
      return pass(
        verdict.blocked.length > 0
          ? `The ACL of bucket ${bucket.name} would let strangers write to it, but a public access block makes S3 ignore it.`
          : `The ACL of bucket ${bucket.name} does not let strangers write to it.`,
        { grants: [], ...(verdict.blocked.length > 0 ? { closedByBlock: verdict.blocked } : {}) },
      );
    }),
};

const PERMISSIONS = new Set(['WRITE', 'WRITE_ACP', 'FULL_CONTROL']);
