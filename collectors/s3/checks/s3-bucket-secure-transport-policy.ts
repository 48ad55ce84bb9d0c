import type { Check } from '../../collector.ts';
import { coversAction, matchesPattern, type PolicyDocument, type PolicyStatement } from '../../policy-document.ts';
import { references } from '../../references.ts';
import { fail, pass } from '../../verdict.ts';
import type { S3Snapshot } from '../snapshot.ts';
import { perBucket } from './per-bucket.ts';
import { judgePolicy } from './policy-check.ts';

/** S3 bucket accepts unencrypted HTTP. */
export const s3BucketSecureTransportPolicy: Check<S3Snapshot> = {
  id: 's3_bucket_secure_transport_policy',
  service: 's3',
  severity: 'medium',
  resourceType: 'AWS::S3::Bucket',
  compliance: references('CIS6 3.1.1; CIS7 3.1.1; FSBP S3.5; N53×24; PCI4×6; ATTACK×1'),
  apis: ['s3:ListBuckets', 's3:GetBucketPolicy'],
  listedBy: ['s3:ListBuckets'],
  title: 'S3 bucket accepts requests without TLS (plain HTTP)',
  description:
    'Looks at the bucket policy for a Deny to everyone when `aws:SecureTransport` is false, for the bucket and its objects. It alone makes S3 refuse plain HTTP.',
  risk: 'S3 answers on HTTP as well as HTTPS. A client with an `http://` address, an old SDK or a misconfigured proxy sends data and presigned links readable to everyone on the path, who can copy or replay them.',
  consequence:
    'Confidential data crosses networks in clear text, which most contracts and standards forbid whether or not anyone listened.',
  remediation: [
    'Find plain HTTP clients first: server access logs show requests without a TLS version.',
    'Add a statement: Effect Deny, Principal "*", Action "s3:*", Resource the bucket and `bucket/*`, Condition `{"Bool": {"aws:SecureTransport": "false"}}`.',
    'Add a minimum version with `s3:TlsVersion` once all clients are known to cope.',
  ],
  ownerHint:
    "The team in the bucket's `team` or `owner` tag; without one, whoever runs the application that writes to it.",
  evaluate: (snapshot) =>
    perBucket(snapshot, (bucket) =>
      judgePolicy(bucket, (document) => {
        if (document === null)
          return fail(`Bucket ${bucket.name} accepts plain HTTP: it has no policy at all.`, { policy: 'none' });
        return deniesPlainHttp(document, bucket.arn)
          ? pass(`Bucket ${bucket.name} refuses requests without TLS.`, { denied: 'aws:SecureTransport false' })
          : fail(`Bucket ${bucket.name} accepts plain HTTP: no statement of its policy denies it to everyone.`, {
              policy: 'present',
              statements: document.statements.length,
            });
      }),
    ),
};

/** Whether the policy refuses plain HTTP for the bucket and for its objects, in one statement or in two. */
export function deniesPlainHttp({ statements }: PolicyDocument, bucketArn: string): boolean {
  const denials = statements.filter(isTlsDenial);
  const covers = (resource: string) =>
    denials.some((statement) => (statement.resources ?? []).some((pattern) => matchesPattern(pattern, resource)));
  return covers(bucketArn) && covers(`${bucketArn}/any`);
}

function isTlsDenial(statement: PolicyStatement): boolean {
  return (
    statement.effect === 'Deny' &&
    statement.principals?.anyone === true &&
    coversAction(statement, 's3:GetObject') &&
    coversAction(statement, 's3:ListBucket') &&
    statement.conditions.length === 1 &&
    statement.conditions.some(
      ({ operator, key, values }) =>
        key === 'aws:securetransport' &&
        /^Bool(IfExists)?$/i.test(operator) &&
        values.some((value) => value.toLowerCase() === 'false'),
    )
  );
}
