import type { CloudTrailEvent } from '../../collector.ts';
import { asList, asRecord, asText, at, textAt } from '../../untrusted.ts';
import { accountOf, bucketOf, from, who } from './describe.ts';
import { outsiders } from './policies.ts';
import { singleEventRule } from './single.ts';

const S3 = ['s3.amazonaws.com'];

/** A bucket opened to strangers or to another account, or the lock against that removed. */
export const bucketExposed = singleEventRule({
  id: 'cloudtrail_event_bucket_exposed',
  severity: 'high',
  title: 'S3 bucket was opened, or its public access block was removed',
  description:
    'A bucket policy that lets in anyone or another account was set (PutBucketPolicy), a public ACL was set (PutBucketAcl), or Block Public Access was removed or switched off for a bucket or the account (DeleteBucketPublicAccessBlock, PutBucketPublicAccessBlock, DeleteAccountPublicAccessBlock, PutAccountPublicAccessBlock). It ranks critical when everyone on the internet is let in.',
  risk: 'One call publishes a bucket or gives it to an account outside: data can then be copied without any further trace in your own users’ activity. Removing the block is often the step before.',
  consequence:
    'Data may be read by strangers or carried over to an account that you do not control, from the minute of the change.',
  remediation: [
    'Ask the principal who should read the bucket, and look up the account named.',
    'Switch the public access block on again, and put the former policy or ACL back.',
    'Look in access logs or data events for what was read since the change.',
    'Deny changes of Block Public Access with a service control policy.',
  ],
  ownerHint: 'The team in the bucket’s `team` or `owner` tag; the security team if the change is not explained.',
  calls: sources(S3, [
    'PutBucketPolicy',
    'PutBucketAcl',
    'DeletePublicAccessBlock',
    'DeleteBucketPublicAccessBlock',
    'PutBucketPublicAccessBlock',
    'PutAccountPublicAccessBlock',
    'DeleteAccountPublicAccessBlock',
  ]),
  match: (event) => {
    const opened = openedBy(event);
    if (opened === null) return null;
    const bucket = textAt(event.raw, 'requestParameters', 'bucketName');
    const what = bucket ? `bucket ${bucket}` : `account ${event.accountUid}`;
    return {
      statusDetail: `${who(event)} called ${event.name} on ${what}${from(event)} at ${event.time}: ${opened.words}.`,
      resource: bucket ? bucketOf(event, bucket) : accountOf(event),
      severity: opened.toAnyone ? 'critical' : 'high',
      evidence: { action: event.name, bucket, opened: opened.words, openedTo: opened.to },
    };
  },
});

/** Making objects disappear by themselves, or unrecoverable. */
export const bucketRecoveryRemoved = singleEventRule({
  id: 'cloudtrail_event_bucket_recovery_removed',
  severity: 'high',
  title: 'S3 objects were set to expire within days, or versioning was suspended',
  description:
    'A lifecycle rule that deletes objects after seven days or less was set (PutBucketLifecycle), or versioning was suspended (PutBucketVersioning). Both are steps of ransom attacks on S3, and of hiding logs.',
  risk: 'A one-day expiry deletes a whole bucket for the attacker without a single delete call by them, old log files included. With versioning suspended, overwriting or encrypting objects leaves no former version to return to.',
  consequence: 'Data or audit logs are gone within a day unless the rule is taken back in time.',
  remediation: [
    'Take the rule back now: `aws s3api delete-bucket-lifecycle` or put the former rules; S3 acts once a day, around midnight UTC.',
    'Enable versioning again, and check that noncurrent versions are still there.',
    'Ask the principal; a short expiry is normal for buckets with temporary files only.',
    'Protect backup and log buckets with object lock, and allow `s3:PutLifecycleConfiguration` only to the role that deploys them.',
  ],
  ownerHint: 'The team in the bucket’s `team` or `owner` tag; the security team for log and backup buckets.',
  calls: sources(S3, ['PutBucketLifecycle', 'PutBucketLifecycleConfiguration', 'PutBucketVersioning']),
  match: (event) => {
    const bucket = textAt(event.raw, 'requestParameters', 'bucketName') ?? 'unknown';
    const days = event.name === 'PutBucketVersioning' ? null : shortestExpiry(event);
    const suspended = textAt(event.raw, 'requestParameters', 'VersioningConfiguration', 'Status') === 'Suspended';
    if (days === null && !suspended) return null;
    if (days !== null && days > SHORT_DAYS) return null;
    const did = suspended
      ? `suspended versioning of bucket ${bucket}`
      : `set the objects of bucket ${bucket} to be deleted after ${days} ${days === 1 ? 'day' : 'days'}`;
    return {
      statusDetail: `${who(event)} ${did}${from(event)} at ${event.time}.`,
      resource: bucketOf(event, bucket),
      severity: suspended || days! > 1 ? 'medium' : 'high',
      confidence: 75,
      evidence: { action: event.name, bucket, expirationDays: days, versioningSuspended: suspended },
    };
  },
});

const SHORT_DAYS = 7;

function sources(names: string[], calls: string[]): Record<string, string[]> {
  return Object.fromEntries([...names, 's3-outposts.amazonaws.com'].map((name) => [name, calls]));
}

interface Opened {
  words: string;
  to: string[];
  toAnyone: boolean;
}

function openedBy(event: CloudTrailEvent): Opened | null {
  const asked = at(event.raw, 'requestParameters');
  if (event.name === 'PutBucketPolicy') {
    const to = outsiders(at(asked, 'bucketPolicy') ?? at(asked, 'policy'), event.accountUid);
    return to.length === 0
      ? null
      : { words: `the new policy lets in ${to.join(', ')}`, to, toAnyone: to.includes('anyone') };
  }
  if (event.name === 'PutBucketAcl') {
    const to = publicGrants(asked);
    return to.length === 0 ? null : { words: `the new ACL lets in ${to.join(', ')}`, to, toAnyone: true };
  }
  if (event.name.startsWith('Delete')) return { words: 'the public access block was removed', to: [], toAnyone: false };
  const configuration = asRecord(at(asked, 'PublicAccessBlockConfiguration')) ?? {};
  const off = SWITCH_NAMES.filter((name) => String(configuration[name]) !== 'true');
  return off.length === 0 ? null : { words: `switched off: ${off.join(', ')}`, to: [], toAnyone: false };
}

const SWITCH_NAMES = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/** A canned ACL in the header, or grants in the body. */
function publicGrants(asked: unknown): string[] {
  const canned = asList(at(asked, 'x-amz-acl'))
    .map(asText)
    .filter((acl) => acl?.startsWith('public-read') || acl === 'authenticated-read');
  const grants = asList(at(asked, 'AccessControlPolicy', 'AccessControlList', 'Grant'))
    .map((grant) => textAt(grant, 'Grantee', 'URI'))
    .filter((uri) => uri !== null && /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/.test(uri))
    .map((uri) => uri!.slice(uri!.lastIndexOf('/') + 1));
  return [...new Set([...canned.map(String), ...grants])];
}

/** Of the enabled rules that delete current objects, the fewest days. */
function shortestExpiry({ raw }: CloudTrailEvent): number | null {
  const configuration =
    at(raw, 'requestParameters', 'LifecycleConfiguration') ?? at(raw, 'requestParameters', 'lifecycleConfiguration');
  const days = asList(at(configuration, 'Rule') ?? at(configuration, 'Rules'))
    .map((rule) => asRecord(rule) ?? {})
    .filter((rule) => rule['Status'] !== 'Disabled')
    .map((rule) => Number(at(rule, 'Expiration', 'Days') ?? Number.NaN))
    .filter((count) => Number.isFinite(count) && count > 0);
  return days.length === 0 ? null : Math.min(...days);
}
