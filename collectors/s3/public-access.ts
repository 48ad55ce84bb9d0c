import type { FailedRead, Read } from '../coverage.ts';
import type { PublicAccessBlock, S3BucketExposure, S3Grant } from './snapshot.ts';

/** The joint verdict. `isPublic` is null when a failed read leaves it open; `unread` then says which. */
export interface PublicAccessVerdict {
  isPublic: boolean | null;
  /** Ways in that no block closes: `acl:AllUsers:READ`, `policy`. */
  via: string[];
  /** Ways in that a public-access block closes at present; one switch away from open. */
  blocked: string[];
  unread: FailedRead[];
}

/**
 * Whether strangers can reach a bucket: the account's block, the bucket's block, its ACL and its policy, together.
 * A block of either level closes the ACL (`IgnorePublicAcls`) or the policy (`RestrictPublicBuckets`); a failed read
 * counts only where it could change the answer. Source: Amazon S3 User Guide, "Blocking public access".
 */
export function evaluatePublicAccess(
  accountBlock: Read<PublicAccessBlock | null>,
  bucket: S3BucketExposure,
): PublicAccessVerdict {
  const acl = throughAcl(accountBlock, bucket, () => true);
  const policy = throughPolicy(accountBlock, bucket);
  const parts = [acl, policy];
  const isPublic = parts.some((part) => part.isPublic)
    ? true
    : parts.some((part) => part.isPublic === null)
      ? null
      : false;
  return {
    isPublic,
    via: parts.flatMap((part) => part.via),
    blocked: parts.flatMap((part) => part.blocked),
    unread: isPublic === null ? unique(parts.flatMap((part) => part.unread)) : [],
  };
}

/** The same for the ACL alone, and only for grants that `matters` accepts. */
export function throughAcl(
  accountBlock: Read<PublicAccessBlock | null>,
  { acl, publicAccessBlock }: S3BucketExposure,
  matters: (grant: S3Grant) => boolean,
): PublicAccessVerdict {
  const ignored = closed([accountBlock, publicAccessBlock], 'ignorePublicAcls');
  if (!acl.ok) return ignored.closed === true ? shut([]) : open([acl]);
  const ways = acl.value.grants
    .filter((grant) => isPublicGrantee(grant) && matters(grant))
    .map((grant) => `acl:${granteeName(grant)}:${grant.permission}`);
  return decide(ways, ignored);
}

/** The same for the policy alone, by AWS's own verdict on it (`GetBucketPolicyStatus`). */
export function throughPolicy(
  accountBlock: Read<PublicAccessBlock | null>,
  { policyIsPublic, publicAccessBlock }: S3BucketExposure,
): PublicAccessVerdict {
  const restricted = closed([accountBlock, publicAccessBlock], 'restrictPublicBuckets');
  if (!policyIsPublic.ok) return restricted.closed === true ? shut([]) : open([policyIsPublic]);
  return decide(policyIsPublic.value === true ? ['policy'] : [], restricted);
}

/** Whether either level's switch is on: null when that hangs on a failed read. */
export function closed(
  blocks: Read<PublicAccessBlock | null>[],
  setting: keyof PublicAccessBlock,
): { closed: boolean | null; unread: FailedRead[] } {
  const unread = blocks.filter((block) => !block.ok);
  if (blocks.some((block) => block.ok && block.value?.[setting] === true)) return { closed: true, unread: [] };
  return { closed: unread.length > 0 ? null : false, unread };
}

/** The four switches, in AWS's order. */
export const SWITCHES = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets'] as const;

/** The switches of one block that are not on; all four when there is no block. */
export function switchedOff(block: PublicAccessBlock | null): string[] {
  return SWITCHES.filter((name) => block?.[name] !== true);
}

/** A way in, for people: `acl:AllUsers:READ` → `ACL grant of READ to everyone on the internet`. */
export function inWords(way: string): string {
  const [kind, grantee, permission] = way.split(':');
  if (kind === 'policy') return 'bucket policy';
  const who = grantee === 'AllUsers' ? 'everyone on the internet' : 'anyone with an AWS account';
  return `ACL grant of ${permission} to ${who}`;
}

/** Everyone on the internet, or everyone with any AWS account: AWS treats both as public. */
export function isPublicGrantee({ grantee }: S3Grant): boolean {
  return /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/.test(grantee);
}

function granteeName({ grantee }: S3Grant): string {
  return grantee.slice(grantee.lastIndexOf('/') + 1);
}

function decide(ways: string[], block: { closed: boolean | null; unread: FailedRead[] }): PublicAccessVerdict {
  if (ways.length === 0 || block.closed === true) return shut(ways);
  if (block.closed === null) return open(block.unread);
  return { isPublic: true, via: ways, blocked: [], unread: [] };
}

function shut(blocked: string[]): PublicAccessVerdict {
  return { isPublic: false, via: [], blocked, unread: [] };
}

function open(unread: FailedRead[]): PublicAccessVerdict {
  return { isPublic: null, via: [], blocked: [], unread };
}

function unique(failures: FailedRead[]): FailedRead[] {
  return [...new Map(failures.map((failure) => [failure.api, failure])).values()];
}
