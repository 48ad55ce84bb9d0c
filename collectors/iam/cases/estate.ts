import {
  ACCOUNT,
  attachment,
  awsPolicy,
  credentialKey,
  credentialRow,
  daysAgo,
  iamGroup,
  iamPolicy,
  iamRole,
  iamSnapshot,
  iamUser,
  policyText,
  reportOf,
  rootRow,
} from '../../../src/test/aws/iam-estate.ts';
import type { IamSnapshot } from '../snapshot.ts';

const admin = awsPolicy('AdministratorAccess', [{ Action: '*' }]);
const models = iamPolicy('models', [{ Action: 'bedrock:InvokeModel' }]);
const strange = 'a,b"quoted" <&> 🦊';

/** One of everything that a read can see, awkward names included. */
export const ESTATE: IamSnapshot = iamSnapshot({
  credentialReport: reportOf([
    rootRow({ passwordLastUsed: daysAgo(3) }),
    credentialRow('alice', { passwordEnabled: true, passwordLastUsed: daysAgo(1), mfaActive: true }),
    credentialRow('svc-legacy-backup', {
      keys: [
        credentialKey(1, { active: true, lastRotated: daysAgo(900), lastUsed: daysAgo(2), lastUsedService: 'iam' }),
        credentialKey(2),
      ],
    }),
    credentialRow(strange),
  ]),
  authorization: {
    users: [
      iamUser('alice', { groups: ['admins'], tags: { team: 'platform', note: '*bold* 🦊' } }),
      iamUser('svc-legacy-backup', {
        inlinePolicies: [{ name: 'all', document: policyText({ Action: 's3:*' }) }],
        permissionsBoundary: 'arn:aws:iam::123456789012:policy/limit',
      }),
      iamUser(strange, { inlinePolicies: [{ name: 'broken', document: '{not json %' }] }),
    ],
    groups: [iamGroup('admins', { attachedPolicies: [attachment(admin)] })],
    roles: [
      iamRole('app', { attachedPolicies: [attachment(models)], lastUsedAt: daysAgo(1), lastUsedRegion: 'eu-west-1' }),
    ],
    policies: [admin, models],
    failure: null,
  },
  mfaDevices: {
    alice: {
      ok: true,
      value: [
        { serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/alice`, kind: 'virtual', enabledAt: daysAgo(9) },
        { serialNumber: `arn:aws:iam::${ACCOUNT}:u2f/user/alice/key`, kind: 'fido', enabledAt: daysAgo(8) },
        { serialNumber: 'GAHT12345678', kind: 'hardware', enabledAt: daysAgo(7) },
      ],
    },
  },
  accessKeys: {
    'svc-legacy-backup': { ok: true, value: [{ id: 'AKIAOLD', active: true, createdAt: daysAgo(900) }] },
  },
  virtualMfaDevices: {
    items: [
      {
        serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/alice`,
        userArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
        enabledAt: daysAgo(9),
      },
    ],
    failure: null,
  },
  serverCertificates: {
    items: [
      {
        name: 'www',
        arn: `arn:aws:iam::${ACCOUNT}:server-certificate/www`,
        expiresAt: daysAgo(1),
        uploadedAt: daysAgo(366),
      },
    ],
    failure: null,
  },
  samlProviders: {
    ok: true,
    value: [{ arn: `arn:aws:iam::${ACCOUNT}:saml-provider/okta`, createdAt: daysAgo(10), validUntil: daysAgo(-900) }],
  },
  oidcProviders: {
    ok: true,
    value: [{ arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/ci`, createdAt: null, validUntil: null }],
  },
  organizationFeatures: { ok: true, value: ['RootCredentialsManagement'] },
  lastAccessed: {
    [`arn:aws:iam::${ACCOUNT}:user/svc-legacy-backup`]: {
      ok: true,
      value: [{ namespace: 's3', lastAuthenticated: daysAgo(2) }],
    },
    [`arn:aws:iam::${ACCOUNT}:role/app`]: { ok: true, value: [{ namespace: 'bedrock', lastAuthenticated: null }] },
  },
  analyzers: [
    {
      region: 'eu-west-1',
      analyzers: {
        items: [
          {
            name: 'outside',
            arn: `arn:aws:access-analyzer:eu-west-1:${ACCOUNT}:analyzer/outside`,
            type: 'ACCOUNT',
            status: 'ACTIVE',
            activeFindings: { ok: true, value: 3 },
          },
        ],
        failure: null,
      },
    },
    { region: 'us-east-1', analyzers: { items: [], failure: null } },
  ],
});
