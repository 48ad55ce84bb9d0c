import { describe, expect, it } from 'vitest';
import {
  ALL_ON,
  EVERYONE_READS,
  OWNER,
  accessPoint,
  bucket,
  denied,
  policyText,
  s3Estate,
  tlsOnly,
} from '../../src/test/aws/s3-estate.ts';
import type { CheckOutcome } from '../collector.ts';
import { S3_CHECKS } from './checks.ts';
import { s3Inventory } from './inventory.ts';
import type { S3Bucket, S3Snapshot } from './snapshot.ts';

function outcomes(id: string, snapshot: S3Snapshot): CheckOutcome[] {
  const check = S3_CHECKS.find((each) => each.id === id);
  if (!check) throw new Error(`No check ${id}`);
  return check.evaluate(snapshot);
}

/** The outcome of the first bucket, changed, in an account whose block is off. */
function judge(id: string, change: Partial<S3Bucket>, account: Partial<S3Snapshot> = {}): CheckOutcome | undefined {
  const changed = bucket(change);
  const all = s3Estate({
    accountBlock: { ok: true, value: null },
    buckets: [changed, bucket({ name: 'replica', region: 'us-east-1' })],
    ...account,
  });
  return outcomes(id, all).find(({ resource }) => resource.uid === changed.arn);
}

const OFF = { publicAccessBlock: { ok: true, value: null } } as const;
const PUBLIC_WRITE = policyText({
  Effect: 'Allow',
  Principal: '*',
  Action: ['s3:PutObject', 's3:GetObject'],
  Resource: 'arn:aws:s3:::good-bucket/*',
});
const acl = (permission: string): Partial<S3Bucket> => ({
  acl: { ok: true, value: { ownerId: OWNER, grants: [{ ...EVERYONE_READS, permission }] } },
});

/** Check id, a bucket that fails, one that is unread. Every check passes on the bucket as built. */
const TABLE: [id: string, failing: Partial<S3Bucket>, unread: Partial<S3Bucket>][] = [
  ['s3_bucket_acl_prohibited', { ownership: { ok: true, value: 'ObjectWriter' } }, { ownership: denied('a') }],
  ['s3_bucket_acl_prohibited', { ownership: { ok: true, value: null } }, { ownership: denied('a') }],
  [
    's3_bucket_cross_account_access',
    {
      policy: {
        ok: true,
        value: policyText({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::999988887777:root' },
          Action: 's3:GetObject',
          Resource: '*',
        }),
      },
    },
    { policy: denied('a') },
  ],
  ['s3_bucket_cross_region_replication', { replication: { ok: true, value: [] } }, { replication: denied('a') }],
  ['s3_bucket_default_encryption', { encryption: { ok: true, value: null } }, { encryption: denied('a') }],
  [
    's3_bucket_event_notifications_enabled',
    { notifications: { ok: true, value: { topics: 0, queues: 0, functions: 0, eventBridge: false } } },
    { notifications: denied('a') },
  ],
  [
    's3_bucket_kms_encryption',
    { encryption: { ok: true, value: { algorithm: 'AES256', kmsKeyId: null, bucketKey: false } } },
    { encryption: denied('a') },
  ],
  [
    's3_bucket_level_public_access_block',
    { publicAccessBlock: { ok: true, value: { ...ALL_ON, ignorePublicAcls: false } } },
    { publicAccessBlock: denied('a') },
  ],
  ['s3_bucket_lifecycle_enabled', { lifecycle: { ok: true, value: [] } }, { lifecycle: denied('a') }],
  [
    's3_bucket_no_mfa_delete',
    { versioning: { ok: true, value: { status: 'Enabled', mfaDelete: false } } },
    { versioning: denied('a') },
  ],
  ['s3_bucket_object_lock', { objectLock: { ok: true, value: null } }, { objectLock: denied('a') }],
  [
    's3_bucket_object_versioning',
    { versioning: { ok: true, value: { status: 'Suspended', mfaDelete: false } } },
    { versioning: denied('a') },
  ],
  [
    's3_bucket_policy_public_write_access',
    { ...OFF, policy: { ok: true, value: PUBLIC_WRITE } },
    { ...OFF, policy: denied('a') },
  ],
  ['s3_bucket_public_access', { ...OFF, ...acl('READ') }, { ...OFF, acl: denied('a') }],
  ['s3_bucket_public_list_acl', { ...OFF, ...acl('READ') }, { ...OFF, acl: denied('a') }],
  ['s3_bucket_public_write_acl', { ...OFF, ...acl('WRITE_ACP') }, { ...OFF, acl: denied('a') }],
  ['s3_bucket_secure_transport_policy', { policy: { ok: true, value: null } }, { policy: denied('a') }],
  ['s3_bucket_server_access_logging_enabled', { logging: { ok: true, value: null } }, { logging: denied('a') }],
];

describe('checks of buckets', () => {
  it.each(TABLE)('%s passes, fails, and warns when unread', (id, failing, unread) => {
    expect(judge(id, {})).toMatchObject({ status: 'pass' });
    expect(judge(id, failing)).toMatchObject({ status: 'fail' });
    const warning = judge(id, unread);
    expect(warning).toMatchObject({ status: 'warning', missingPermission: 'a' });
    expect(warning!.statusDetail).toContain('not permitted');
  });

  it('cover the catalogue: every check of buckets is in the table', () => {
    const others = new Set([
      's3_access_point_public_access_block',
      's3_account_level_public_access_blocks',
      's3_multi_region_access_point_public_access_block',
      's3_bucket_shadow_resource_vulnerability',
    ]);
    const tested = new Set(TABLE.map(([id]) => id));
    expect(S3_CHECKS.filter(({ id }) => !others.has(id) && !tested.has(id)).map(({ id }) => id)).toEqual([]);
    expect(S3_CHECKS).toHaveLength(21);
  });

  it('warn on the account when the listing failed, and still judge what was seen', () => {
    const snapshot = s3Estate({ bucketListing: denied('s3:ListBuckets', 's3:ListAllMyBuckets') });
    const found = outcomes('s3_bucket_object_versioning', snapshot);
    expect(found.map(({ status }) => status)).toEqual(['pass', 'pass', 'warning']);
    expect(found[2]).toMatchObject({
      resource: { type: 'AWS::::Account' },
      missingPermission: 's3:ListAllMyBuckets',
    });
  });

  it('keep hostile names as data', () => {
    const name = `a"b'<script>|*_\u0007🚀`;
    const outcome = judge('s3_bucket_object_lock', {
      name,
      arn: `arn:aws:s3:::${name}`,
      objectLock: { ok: true, value: null },
    });
    expect(outcome!.resource.name).toBe(name);
    expect(outcome!.statusDetail).toContain(name);
  });
});

describe('the joint evaluation of public access', () => {
  const open = { ...OFF, ...acl('READ'), policyIsPublic: { ok: true, value: true } } as const;

  it.each([
    ['neither block', open, null, 'fail'],
    ['the account’s block closes both ways', open, ALL_ON, 'pass'],
    ['the bucket’s block closes both ways', { ...open, publicAccessBlock: { ok: true, value: ALL_ON } }, null, 'pass'],
    [
      'ACLs ignored, policy still open',
      { ...open, publicAccessBlock: { ok: true, value: { ...ALL_ON, restrictPublicBuckets: false } } },
      null,
      'fail',
    ],
    [
      'each level closes one way',
      { ...open, publicAccessBlock: { ok: true, value: { ...ALL_ON, restrictPublicBuckets: false } } },
      { ...ALL_ON, ignorePublicAcls: false },
      'pass',
    ],
    ['ACL unread but ignored', { acl: denied('a') }, ALL_ON, 'pass'],
    ['ACL unread and not ignored', { ...OFF, acl: denied('a') }, null, 'warning'],
    [
      'ACL unread, policy public',
      { ...OFF, acl: denied('a'), policyIsPublic: { ok: true, value: true } },
      null,
      'fail',
    ],
    ['block unread, nothing to close', { publicAccessBlock: denied('a') }, null, 'pass'],
    ['block unread, ACL public', { ...acl('READ'), publicAccessBlock: denied('a') }, null, 'warning'],
  ] as const)('%s', (_, change, accountBlock, status) => {
    const account = { accountBlock: { ok: true, value: accountBlock } } as const;
    expect(judge('s3_bucket_public_access', change as Partial<S3Bucket>, account)).toMatchObject({ status });
  });

  it('says which way is open, and which is held shut', () => {
    expect(judge('s3_bucket_public_access', open)!.evidence).toEqual({ publicVia: ['acl:AllUsers:READ', 'policy'] });
    const shut = judge('s3_bucket_public_access', open, { accountBlock: { ok: true, value: ALL_ON } });
    expect(shut!.evidence).toEqual({ closedByBlock: ['acl:AllUsers:READ', 'policy'] });
  });

  it('counts any AWS account as everyone, but not the log delivery group', () => {
    const grant = (group: string) => ({
      ...OFF,
      acl: {
        ok: true as const,
        value: {
          ownerId: OWNER,
          grants: [{ granteeType: 'Group', grantee: `http://acs.amazonaws.com/groups/${group}`, permission: 'WRITE' }],
        },
      },
    });
    expect(judge('s3_bucket_public_write_acl', grant('global/AuthenticatedUsers'))).toMatchObject({ status: 'fail' });
    expect(judge('s3_bucket_public_write_acl', grant('s3/LogDelivery'))).toMatchObject({ status: 'pass' });
  });
});

describe('policies of buckets', () => {
  const arn = 'arn:aws:s3:::good-bucket';
  it.each([
    ['both resources in one statement', policyText(tlsOnly(arn)), 'pass'],
    ['objects only', policyText({ ...tlsOnly(arn), Resource: `${arn}/*` }), 'fail'],
    [
      'two statements',
      policyText({ ...tlsOnly(arn), Resource: arn }, { ...tlsOnly(arn), Resource: `${arn}/*` }),
      'pass',
    ],
    ['one action only', policyText({ ...tlsOnly(arn), Action: 's3:GetObject' }), 'fail'],
    ['one principal only', policyText({ ...tlsOnly(arn), Principal: { AWS: 'arn:aws:iam::1:user/a' } }), 'fail'],
    [
      'the wrong value',
      policyText({ ...tlsOnly(arn), Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      'fail',
    ],
    ['not JSON', '{"Statement": [', 'warning'],
    ['no policy text at all', '', 'warning'],
  ])('plain HTTP: %s', (_, policy, status) => {
    expect(judge('s3_bucket_secure_transport_policy', { policy: { ok: true, value: policy } })).toMatchObject({
      status,
    });
  });

  it.each([
    ['closed by the block', {}, 'pass'],
    [
      'a condition that fixes the caller',
      { ...OFF, policy: text({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }) },
      'pass',
    ],
    ['a condition that fixes nothing', { ...OFF, policy: text({ StringLike: { 'aws:Referer': '*' } }) }, 'fail'],
    ['block unread', { publicAccessBlock: denied('a'), policy: text() }, 'warning'],
  ] as const)('public writing: %s', (_, change, status) => {
    expect(judge('s3_bucket_policy_public_write_access', change as Partial<S3Bucket>)).toMatchObject({ status });
  });

  function text(Condition?: object) {
    const value = policyText({ Effect: 'Allow', Principal: '*', Action: 's3:Put*', Resource: '*', Condition });
    return { ok: true as const, value };
  }
});

describe('other checks of S3', () => {
  it('judges the account block', () => {
    const run = (accountBlock: S3Snapshot['accountBlock']) =>
      outcomes('s3_account_level_public_access_blocks', s3Estate({ accountBlock }))[0];
    expect(run({ ok: true, value: ALL_ON })).toMatchObject({ status: 'pass', resource: { type: 'AWS::::Account' } });
    expect(run({ ok: true, value: { ...ALL_ON, blockPublicPolicy: false } })!.statusDetail).toContain(
      'blockPublicPolicy',
    );
    expect(run({ ok: true, value: null })).toMatchObject({ status: 'fail' });
    expect(run(denied('s3-control:GetPublicAccessBlock', 's3:GetAccountPublicAccessBlock'))).toMatchObject({
      status: 'warning',
      missingPermission: 's3:GetAccountPublicAccessBlock',
    });
  });

  it('judges access points, and warns for regions that could not be listed', () => {
    const found = outcomes(
      's3_access_point_public_access_block',
      s3Estate({
        accessPoints: [
          {
            region: 'eu-west-1',
            listing: { ok: true, value: true },
            items: [
              accessPoint(),
              accessPoint({
                name: 'open',
                publicAccessBlock: { ok: true, value: { ...ALL_ON, blockPublicPolicy: false } },
              }),
              accessPoint({ name: 'dark', publicAccessBlock: denied('s3:GetAccessPoint') }),
            ],
          },
          { region: 'us-east-1', listing: denied('s3-control:ListAccessPoints', 's3:ListAccessPoints'), items: [] },
        ],
      }),
    );
    expect(found.map(({ status }) => status)).toEqual(['pass', 'fail', 'warning', 'warning']);
    expect(found[3]).toMatchObject({ evidence: { regions: ['us-east-1'] }, missingPermission: 's3:ListAccessPoints' });
  });

  it('judges multi-region access points', () => {
    const point = { name: 'm', alias: 'm.mrap', arn: 'arn:m', createdAt: null, status: 'READY', buckets: [] };
    const run = (read: S3Snapshot['multiRegionAccessPoints']) =>
      outcomes('s3_multi_region_access_point_public_access_block', s3Estate({ multiRegionAccessPoints: read }));
    expect(run({ ok: true, value: [] })).toEqual([]);
    expect(run({ ok: true, value: [{ ...point, publicAccessBlock: ALL_ON }] })[0]).toMatchObject({ status: 'pass' });
    expect(run({ ok: true, value: [{ ...point, publicAccessBlock: null }] })[0]).toMatchObject({ status: 'fail' });
    expect(run(denied('x'))[0]).toMatchObject({ status: 'warning' });
  });

  it('replication: same region fails, an unlistable destination is a warning', () => {
    const to = (destinationBucket: string) => ({
      replication: {
        ok: true as const,
        value: [{ id: null, enabled: true, destinationBucket, destinationAccount: null }],
      },
    });
    expect(judge('s3_bucket_cross_region_replication', to('arn:aws:s3:::good-bucket'))).toMatchObject({
      status: 'fail',
    });
    expect(judge('s3_bucket_cross_region_replication', to('arn:aws:s3:::foreign'))).toMatchObject({
      status: 'warning',
    });
  });

  it('shadow resources: only predictable names are judged, by their owner', () => {
    const id = 's3_bucket_shadow_resource_vulnerability';
    const name = 'aws-glue-assets-123456789012-eu-west-1';
    const owned = (ownerId: string | null) => ({
      name,
      arn: `arn:aws:s3:::${name}`,
      acl: { ok: true as const, value: { ownerId, grants: [] } },
    });
    expect(judge(id, {})).toBeUndefined();
    expect(judge(id, owned(OWNER))).toMatchObject({ status: 'pass' });
    expect(judge(id, owned('somebody'))).toMatchObject({ status: 'fail' });
    expect(judge(id, owned(null))).toMatchObject({ status: 'warning' });
    expect(judge(id, { ...owned(OWNER), acl: denied('s3:GetBucketAcl') })).toMatchObject({ status: 'warning' });
  });
});

describe('inventory of S3', () => {
  it('says null for what could not be read', () => {
    const snapshot = s3Estate({
      buckets: [bucket({ versioning: denied('v'), policy: denied('p'), encryption: denied('e') })],
    });
    expect(s3Inventory(snapshot)[0]).toMatchObject({
      uid: 'arn:aws:s3:::good-bucket',
      type: 'AWS::S3::Bucket',
      listedBy: ['s3:ListBuckets'],
      attributes: {
        isPublic: false,
        versioning: null,
        mfaDelete: null,
        encryption: null,
        secureTransportOnly: null,
        blockPublicAccess: true,
        lifecycleRules: 1,
        loggingEnabled: true,
      },
    });
  });
});

it('every text is whole', () => {
  const thin = S3_CHECKS.filter(
    ({ title, description, risk, consequence, remediation, ownerHint }) =>
      remediation.length < 3 || [title, description, risk, consequence, ownerHint].some((text) => text.length < 15),
  );
  expect(thin.map(({ id }) => id)).toEqual([]);
});
