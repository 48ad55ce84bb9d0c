import type { FailedRead } from '../../../collectors/coverage.ts';
import type {
  PublicAccessBlock,
  S3AccessPoint,
  S3Bucket,
  S3Grant,
  S3Snapshot,
} from '../../../collectors/s3/snapshot.ts';

export const ACCOUNT = '123456789012';
export const NOW = '2026-03-10T08:00:00.000Z';
export const OWNER = 'owner-canonical-id';

export const ALL_ON: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export const EVERYONE_READS: S3Grant = {
  granteeType: 'Group',
  grantee: 'http://acs.amazonaws.com/groups/global/AllUsers',
  permission: 'READ',
};

const OWNER_GRANT: S3Grant = { granteeType: 'CanonicalUser', grantee: OWNER, permission: 'FULL_CONTROL' };

/** A denied call, as `readApi` keeps it. */
export function denied(api: string, permission = api): FailedRead {
  return {
    ok: false,
    api,
    outcome: 'denied',
    errorCode: 'AccessDenied',
    permission,
    detail: `${api} could not be read: our role is not permitted to make the call.`,
  };
}

/** A bucket that passes every check; `change` says what differs. */
export function bucket(change: Partial<S3Bucket> = {}): S3Bucket {
  const name = change.name ?? 'good-bucket';
  const arn = `arn:aws:s3:::${name}`;
  return {
    name,
    arn,
    region: 'eu-west-1',
    createdAt: '2024-01-01T00:00:00.000Z',
    publicAccessBlock: { ok: true, value: ALL_ON },
    acl: { ok: true, value: { ownerId: OWNER, grants: [OWNER_GRANT] } },
    policyIsPublic: { ok: true, value: false },
    policy: { ok: true, value: policyText(tlsOnly(arn)) },
    encryption: {
      ok: true,
      value: { algorithm: 'aws:kms', kmsKeyId: 'arn:aws:kms:eu-west-1:1:key/k', bucketKey: true },
    },
    versioning: { ok: true, value: { status: 'Enabled', mfaDelete: true } },
    logging: { ok: true, value: { targetBucket: 'log-bucket', targetPrefix: 'good/' } },
    lifecycle: {
      ok: true,
      value: [
        { id: 'tidy', enabled: true, expirationDays: 365, transitions: ['GLACIER'], abortsIncompleteUploads: true },
      ],
    },
    replication: {
      ok: true,
      value: [{ id: 'copy', enabled: true, destinationBucket: 'arn:aws:s3:::replica', destinationAccount: null }],
    },
    objectLock: { ok: true, value: { enabled: true, mode: 'GOVERNANCE', retentionDays: 30 } },
    ownership: { ok: true, value: 'BucketOwnerEnforced' },
    notifications: { ok: true, value: { topics: 0, queues: 1, functions: 0, eventBridge: true } },
    tags: { ok: true, value: { team: 'data' } },
    ...change,
  };
}

export function accessPoint(change: Partial<S3AccessPoint> = {}): S3AccessPoint {
  const { name = 'door', region = 'eu-west-1' } = change;
  return {
    name,
    arn: `arn:aws:s3:${region}:${ACCOUNT}:accesspoint/${name}`,
    region,
    bucket: 'good-bucket',
    networkOrigin: 'VPC',
    publicAccessBlock: { ok: true, value: ALL_ON },
    ...change,
  };
}

/** An account whose block is on, with the given buckets and a replica bucket in another region. */
export function s3Estate(change: Partial<S3Snapshot> = {}): S3Snapshot {
  return {
    accountUid: ACCOUNT,
    partition: 'aws',
    region: 'global',
    collectedAt: NOW,
    coverage: [],
    accountBlock: { ok: true, value: ALL_ON },
    bucketListing: { ok: true, value: true },
    ownerId: OWNER,
    buckets: [bucket(), bucket({ name: 'replica', region: 'us-east-1' })],
    accessPoints: [],
    multiRegionAccessPoints: { ok: true, value: [] },
    ...change,
  };
}

/** Statements as the text of a policy. */
export function policyText(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** The statement that refuses plain HTTP. */
export function tlsOnly(arn: string): object {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
