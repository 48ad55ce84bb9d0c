import type { Check } from '../../collector.ts';
import { references } from '../../references.ts';
import { fail, pass, unread } from '../../verdict.ts';
import { inWords, throughAcl } from '../public-access.ts';
import { perBucket } from './per-bucket.ts';
import type { S3Snapshot } from '../snapshot.ts';

/** S3 bucket lets everyone list its objects through its ACL. */
export const s3BucketPublicListAcl: Check<S3Snapshot> = {
  id: 's3_bucket_public_list_acl',
  service: 's3',
  severity: 'critical',
  resourceType: 'AWS::S3::Bucket',
  compliance: references(''),
  apis: ['s3:ListBuckets', 's3:GetBucketAcl', 's3:GetPublicAccessBlock', 's3-control:GetPublicAccessBlock'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket lets everyone list its objects through its ACL',
  description:
    'Looks at the bucket ACL. A bucket fails when the ACL grants READ or FULL_CONTROL to AllUsers or AuthenticatedUsers, and no public access block makes S3 ignore public ACLs.',
  risk: 'READ on a bucket is the right to list it. A stranger fetches the full inventory of keys, learns names of customers, backups and dumps, and then tries each object: one readable object among millions is enough, and the list says which to try.',
  consequence:
    'The names alone can be confidential, and the list turns a guess into a targeted theft. Every list request is billed to you as well.',
  remediation: [
    'Remove the grant: `aws s3api put-bucket-acl --bucket BUCKET --acl private`.',
    'Switch ACLs off for good: set object ownership to BucketOwnerEnforced.',
    'Switch on IgnorePublicAcls and BlockPublicAcls for the bucket and the account.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it. Tell the security team: it may be an incident.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) => {
      const verdict = throughAcl(snapshot.accountBlock, bucket, ({ permission }) => PERMISSIONS.has(permission));
      if (verdict.isPublic === null) return unread(verdict.unread, `The ACL of bucket ${bucket.name}`);
      if (verdict.isPublic)
        return fail(
          `The ACL of bucket ${bucket.name} lets strangers list its objects: ${verdict.via.map(inWords).join(', ')}.`,
          {
            grants: verdict.via,
          },
        );
      return pass(
        verdict.blocked.length > 0
          ? `The ACL of bucket ${bucket.name} would let strangers list its objects, but a public access block makes S3 ignore it.`
          : `The ACL of bucket ${bucket.name} does not let strangers list its objects.`,
        { grants: [], ...(verdict.blocked.length > 0 ? { closedByBlock: verdict.blocked } : {}) },
      );
    }),
};

const PERMISSIONS = new Set(['READ', 'FULL_CONTROL']);
