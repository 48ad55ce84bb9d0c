import type { FailedRead } from '../../coverage.ts';
import { parsePolicy, type PolicyDocument } from '../../policy-document.ts';
import { unread, type Verdict } from '../../verdict.ts';
import type { S3Bucket } from '../snapshot.ts';

/** Judges a bucket policy; null when there is none. One that cannot be read or parsed is a Warning. */
export function judgePolicy(bucket: S3Bucket, judge: (document: PolicyDocument | null) => Verdict): Verdict {
  const { policy, name } = bucket;
  if (!policy.ok) return unread([policy], `The policy of bucket ${name}`);
  if (policy.value === null) return judge(null);
  const parsed = parsePolicy(policy.value);
  if (parsed.ok) return judge(parsed.document);
  const failure: FailedRead = {
    ok: false,
    api: 's3:GetBucketPolicy',
    outcome: 'error',
    errorCode: 'MalformedPolicy',
    detail: `The policy document could not be understood: ${parsed.reason}.`,
  };
  return unread([failure], `The policy of bucket ${name}`);
}
