import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/test/aws/faults.ts';
import {
  ACCOUNT,
  attachment,
  awsPolicy,
  COLLECTED_AT,
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
} from '../../src/test/aws/iam-estate.ts';
import { accessAnalyzerStandIn, iamStandIn, type IamStandInOptions } from '../../src/test/aws/iam.ts';
import { startAws, type AwsStandIn } from '../../src/test/aws/server.ts';
import { stsStandIn } from '../../src/test/aws/sts.ts';
import { openSession } from '../session.ts';
import { IAM_APIS } from './apis.ts';
import { readIam, type IamTimings } from './read.ts';
import type { IamSnapshot } from './snapshot.ts';

const TIMINGS: IamTimings = {
  reportDeadlineMs: 100,
  reportPollMs: 1,
  lastAccessedDeadlineMs: 100,
  lastAccessedPollMs: 1,
  maxLastAccessed: 300,
};

const admin = awsPolicy('AdministratorAccess', [{ Action: '*' }]);
const models = iamPolicy('models', [{ Action: 'bedrock:InvokeModel' }]);
const strange = 'a,b"quoted" <&> 🦊';

/** One of everything that a read can see, awkward names included. */
const ESTATE: IamSnapshot = iamSnapshot({
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

let aws: AwsStandIn | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

interface Scene extends Partial<IamStandInOptions> {
  snapshot?: IamSnapshot;
  timings?: Partial<IamTimings>;
  deadlineMs?: number;
  requestMs?: number;
  maxAttempts?: number;
  fault?: (aws: AwsStandIn) => void;
}

async function read(scene: Scene = {}): Promise<IamSnapshot> {
  const {
    snapshot = ESTATE,
    timings,
    deadlineMs = 20_000,
    requestMs = 5_000,
    maxAttempts = 3,
    fault,
    ...options
  } = scene;
  const estate = () => snapshot;
  aws = await startAws({
    services: [
      stsStandIn({ identities: () => aws!.identities }),
      iamStandIn({ estate, ...options }),
      accessAnalyzerStandIn({ estate, ...options }),
    ],
  });
  const session = await openSession({
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'unused' },
    regions: ['eu-west-1', 'us-east-1'],
    homeRegion: 'us-east-1',
    retries: { maxAttempts, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 3 },
    timeouts: { requestMs },
  });
  fault?.(aws);
  const context = {
    accountUid: session.accountUid,
    region: 'global',
    collectedAt: COLLECTED_AT,
    cursor: null,
    signal: AbortSignal.timeout(deadlineMs),
  };
  try {
    return await readIam(session, context, { ...TIMINGS, ...timings });
  } finally {
    session.close();
  }
}

const entryOf = ({ coverage }: IamSnapshot, api: string) => coverage.find((entry) => entry.api === api);

describe('reading IAM', () => {
  it.each([100, 1])('gives back the estate as it is, %i to a page', async (pageSize) => {
    const snapshot = await read({ pageSize });
    expect({ ...snapshot, coverage: [] }).toEqual(ESTATE);
    expect(aws!.unknownCalls).toEqual([]);
  });

  it('covers every API it names, in the account or the region, and calls no other', async () => {
    const { coverage } = await read();
    expect(coverage.every(({ outcome, truncated }) => outcome === 'ok' && !truncated)).toBe(true);
    expect(new Set(coverage.map(({ api }) => api))).toEqual(new Set(Object.values(IAM_APIS).map(({ api }) => api)));
    expect(entryOf({ coverage } as IamSnapshot, 'iam:GetAccountAuthorizationDetails')).toMatchObject({
      region: 'global',
      items: 7,
    });
    const regions = coverage.filter(({ api }) => api === 'access-analyzer:ListAnalyzers').map(({ region }) => region);
    expect(regions).toEqual(['eu-west-1', 'us-east-1']);
    const called = new Set(aws!.calls.filter(({ service }) => service !== 'sts').map(({ operation }) => operation));
    expect(called).toEqual(new Set(Object.values(IAM_APIS).map(({ api }) => api.split(':')[1])));
  });

  it('asks for devices and keys only of users that have them', async () => {
    await read();
    expect(aws!.count({ operation: 'ListMFADevices' })).toBe(1);
    expect(aws!.count({ operation: 'ListAccessKeys' })).toBe(1);
  });
});

describe('the credential report', () => {
  it('is waited for while AWS makes it', async () => {
    const { credentialReport } = await read({ reportStates: ['STARTED', 'INPROGRESS', 'COMPLETE'] });
    expect(credentialReport).toMatchObject({ ok: true, value: { isStored: false } });
    expect(aws!.count({ operation: 'GenerateCredentialReport' })).toBe(3);
  });

  it.each([
    ['AWS will not make another (LimitExceeded)', { reportStates: ['LimitExceeded'] as const }, 'throttled'],
    ['it takes too long', { reportStates: ['INPROGRESS'] as const, timings: { reportDeadlineMs: 5 } }, 'ok'],
    [
      'making one is not permitted',
      {
        fault: (aws: AwsStandIn) =>
          aws.faults.add({ operation: 'GenerateCredentialReport', kind: 'access_denied' as const }),
      },
      'denied',
    ],
  ])('is the stored one, with its own time, when %s', async (_, scene, outcome) => {
    const report = ESTATE.credentialReport;
    const value = { ...(report.ok ? report.value : null!), generatedAt: daysAgo(0.1) };
    const snapshot = await read({ ...scene, snapshot: { ...ESTATE, credentialReport: { ok: true, value } } });
    expect(snapshot.credentialReport).toEqual({ ok: true, value: { ...value, isStored: true } });
    expect(entryOf(snapshot, 'iam:GenerateCredentialReport')?.outcome).toBe(outcome);
  });

  it('is a failed read, never an empty list, when the text is something else', async () => {
    const snapshot = await read({ reportText: '<html>sign in</html>' });
    expect(snapshot.credentialReport).toMatchObject({ ok: false, outcome: 'error', errorCode: 'MalformedResponse' });
    expect(entryOf(snapshot, 'iam:GetCredentialReport')).toMatchObject({ outcome: 'error', items: 0 });
  });
});

/** What each fault must look like in coverage. */
const FAULTS: [FaultKind, string, string][] = [
  ['throttle', 'throttled', 'Throttling|TooManyRequestsException'],
  ['server_error', 'error', 'InternalFailure'],
  ['access_denied', 'denied', 'AccessDenied|AccessDeniedException'],
  ['scp_denied', 'scp_denied', 'AccessDenied|AccessDeniedException'],
  ['expired_token', 'error', 'ExpiredToken|ExpiredTokenException'],
  ['garbage', 'error', 'MalformedResponse'],
  ['empty', 'error', 'MalformedResponse'],
  ['hang', 'error', 'TimeoutError'],
  ['reset', 'error', 'NetworkError'],
];

const APIS = Object.values(IAM_APIS).map(({ api }) => api);

/** A hang costs its whole time-out, so that only `npm run soak` tries it on every API. */
const HUNG = process.env['SOAK'] ? APIS : APIS.filter((_, index) => index % 4 === 0);

describe.each(FAULTS)('under %s', (kind, outcome, errorCode) => {
  it.each(kind === 'hang' ? HUNG : APIS)('%s fails alone, as what it is', async (api) => {
    const [prefix, operation] = api.split(':') as [string, string];
    const snapshot = await read({
      ...(kind === 'hang' ? { requestMs: 600, maxAttempts: 1 } : {}),
      fault: ({ faults }) => faults.add({ kind, service: prefix, operation }),
    });
    const entry = entryOf(snapshot, api)!;
    expect(entry).toMatchObject({ outcome, permission: api, items: 0 });
    expect(entry.errorCode).toMatch(new RegExp(`^(${errorCode})$`));
    const others = snapshot.coverage.filter((other) => other.api !== api);
    expect(others.filter((other) => other.outcome !== 'ok')).toEqual([]);
  });
});

describe('other faults', () => {
  it('throttling that ends leaves no trace', async () => {
    const snapshot = await read({ fault: ({ faults }) => faults.add({ kind: 'throttle', times: 2 }) });
    expect({ ...snapshot, coverage: [] }).toEqual(ESTATE);
  });

  it.each([
    ['iam:GetAccountAuthorizationDetails', (snapshot: IamSnapshot) => snapshot.authorization.failure],
    ['iam:ListVirtualMFADevices', (snapshot: IamSnapshot) => snapshot.virtualMfaDevices.failure],
    ['iam:ListServerCertificates', (snapshot: IamSnapshot) => snapshot.serverCertificates.failure],
  ])('%s failing on page 2 is partial and truncated', async (api, failureOf) => {
    const twice = <T>(items: T[]) => [...items, ...items];
    const snapshot = await read({
      pageSize: 1,
      snapshot: {
        ...ESTATE,
        virtualMfaDevices: { items: twice(ESTATE.virtualMfaDevices.items), failure: null },
        serverCertificates: { items: twice(ESTATE.serverCertificates.items), failure: null },
      },
      fault: ({ faults }) => faults.add({ kind: 'server_error', operation: api.split(':')[1]!, afterFirstPage: true }),
    });
    expect(failureOf(snapshot)).toMatchObject({ outcome: 'partial', permission: api });
    expect(entryOf(snapshot, api)).toMatchObject({ outcome: 'partial', truncated: true, items: 1 });
  });

  it('a disabled region says so and leaves the others alone', async () => {
    const { coverage, analyzers } = await read({
      fault: ({ faults }) => faults.add({ kind: 'region_disabled', region: 'eu-west-1' }),
    });
    expect(coverage.filter(({ outcome }) => outcome !== 'ok')).toMatchObject([
      { api: 'access-analyzer:ListAnalyzers', region: 'eu-west-1', outcome: 'region_disabled' },
    ]);
    expect(analyzers.map(({ analyzers: { failure } }) => failure?.outcome ?? 'ok')).toEqual(['region_disabled', 'ok']);
  });

  it('ends at its deadline when everything hangs, with nothing read and everything named', async () => {
    const startedAt = performance.now();
    const { coverage } = await read({ deadlineMs: 300, fault: ({ faults }) => faults.add({ kind: 'hang' }) });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(new Set(coverage.map(({ outcome, errorCode }) => `${outcome} ${errorCode}`))).toEqual(
      new Set(['error DeadlineExceeded']),
    );
  });
});
