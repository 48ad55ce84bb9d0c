import type { Check } from '../../collector.ts';
import { grantScope } from '../../policy-principals.ts';
import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import type { S3Snapshot } from '../snapshot.ts';
import { perBucket } from './per-bucket.ts';
import { judgePolicy } from './policy-check.ts';

/** S3 bucket policy lets other accounts in. */
export const s3BucketCrossAccountAccess: Check<S3Snapshot> = {
  id: 's3_bucket_cross_account_access',
  service: 's3',
  severity: 'high',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('FSBP S3.6,S3.7; PCI4×31'),
  apis: ['s3:ListBuckets', 's3:GetBucketPolicy'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket policy grants access to other AWS accounts',
  description:
    'Reads the statements of the bucket policy and lists every account other than the bucket’s own that an Allow names, as principal or by a condition, and anyone at all. Grants to AWS services and to the whole organisation are not counted.',
  risk: 'Whoever is administrator in the other account decides there who uses the grant, and you cannot see or limit it. Intruders add such a statement to keep reading after they are thrown out; forgotten partners and closed projects keep theirs for years.',
  consequence:
    'Data stays reachable for people who left the contract, or for a thief, and no review of your own users shows them.',
  remediation: [
    'Look up each account in the evidence: your organisation, a vendor with a contract, or unknown?',
    'Remove the statement of an unknown account, and look in CloudTrail for who added it (PutBucketPolicy) and what was read.',
    'Narrow what remains to the actions and prefixes needed, to a role rather than an account’s root, and add `aws:PrincipalOrgID` where it fits.',
    'Review cross-account grants regularly with IAM Access Analyzer.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag, which knows its partners; the security team if it does not.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgePolicy(bucket, (document) => {
        const scopes = (document?.statements ?? []).map((statement) => grantScope(statement, snapshot.accountUid));
        const accounts = [...new Set(scopes.flatMap(({ otherAccounts }) => otherAccounts))].toSorted();
        const anyone = scopes.some(({ isPublic }) => isPublic);
        const evidence = { otherAccounts: accounts, anyone };
        if (accounts.length === 0 && !anyone)
          return pass(`The policy of bucket ${bucket.name} names no other account.`, evidence);
        const whom = [...(anyone ? ['anyone'] : []), ...accounts.map((account) => `account ${account}`)];
        return fail(`The policy of bucket ${bucket.name} grants access to ${whom.join(', ')}.`, evidence);
      }),
    ),
};
