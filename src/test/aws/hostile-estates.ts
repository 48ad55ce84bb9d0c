/** Estates and answers as nobody should send them: for every service, what is on the wire when AWS's text is hostile. */
import { event } from './cloudtrail-estate.ts';
import { estate, instance, rule, securityGroup } from './ec2-estate.ts';
import { finding, guardDutyEstate } from './guardduty-estate.ts';
import { credentialRow, iamPolicy, iamRole, iamSnapshot, iamUser, reportOf, rootRow } from './iam-estate.ts';
import { bucket, s3Estate } from './s3-estate.ts';
import type { AwsServiceStandIn, Operation } from './server.ts';
import { ec2Reply, jsonReply } from './wire.ts';

export const NUL = 'nul\u0000here';
export const LONE = 'lone\ud800here';
export const MARKUP = `"q" 'a' <b>&amp; 🚀 \u0007\u202e[x](http://evil.example) **bold** | t |`;
const HOSTILE_TAGS = { [NUL]: LONE, [LONE]: NUL, note: MARKUP, __proto__x: 'x' };
export const FUTURE = '2999-12-31T23:59:59.000Z';
export const CLEAN_TAGS = { 'nul\ufffdhere': 'lone\ufffdhere', 'lone\ufffdhere': 'nul\ufffdhere', note: MARKUP };

export const IAM_ACCOUNT = '123456789012';
export const userArn = (name: string) => `arn:aws:iam::${IAM_ACCOUNT}:user/${name}`;
const notJson = [{ name: 'inline', document: 'this is {not json' }];
export const IAM = iamSnapshot({
  credentialReport: reportOf([
    rootRow(),
    credentialRow('constructor', { passwordEnabled: true }),
    credentialRow('good', { passwordEnabled: true }),
    credentialRow('future', { createdAt: FUTURE, passwordEnabled: true, passwordLastUsed: FUTURE }),
  ]),
  authorization: {
    users: [
      iamUser('constructor', { tags: HOSTILE_TAGS, inlinePolicies: notJson }),
      iamUser('good'),
      iamUser('future', { createdAt: FUTURE }),
    ],
    groups: [],
    roles: [
      iamRole('torn', { trustPolicy: '{"Statement": [', inlinePolicies: notJson }),
      iamRole('nul', { trustPolicy: `{"Statement":[{"Sid":"${NUL}","Effect":"Sometimes","Action":7}]}` }),
    ],
    policies: [iamPolicy('torn-policy', [], { document: `{{${MARKUP}${NUL}` })],
    failure: null,
  },
});
export const report = [
  'user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active',
  `good,${userArn('good')},2024-01-01T00:00:00Z,true,N/A,false,false`,
  `constructor,${userArn('constructor')},not-a-date,perhaps,,maybe,${NUL}`,
  'a line of nothing',
  `"torn,${userArn('torn')}`,
].join('\n');

export const S3_ACCOUNT = '123456789012';
export const S3 = s3Estate({
  buckets: [
    bucket({ name: 'good' }),
    bucket({
      name: 'bad',
      createdAt: FUTURE,
      tags: { ok: true, value: HOSTILE_TAGS },
      policy: { ok: true, value: `{"Statement": "${MARKUP.replaceAll('"', "'")}` },
      versioning: { ok: true, value: { status: 'Half' as 'Enabled', mfaDelete: false } },
      encryption: { ok: true, value: { algorithm: 'rot13', kmsKeyId: null, bucketKey: false } },
      ownership: { ok: true, value: 'WhoKnows' },
      acl: {
        ok: true,
        value: { ownerId: null, grants: [{ granteeType: 'Martian', grantee: 'x', permission: 'EAT' }] },
      },
    }),
  ],
});

export const EC2_ACCOUNT = '111122223333';
export const EC2 = estate({
  instances: [
    instance({
      instanceId: 'i-0bad',
      tags: { ...HOSTILE_TAGS, Name: NUL },
      state: 'dreaming',
      instanceType: 'x9.mega',
      launchTime: FUTURE,
      stateTransitionReason: `User initiated (${LONE})`,
    }),
    instance({
      instanceId: 'i-0good',
      metadataOptions: { httpTokens: 'optional', httpEndpoint: 'enabled', hopLimit: 1 },
    }),
  ],
  securityGroups: [
    securityGroup({ groupId: 'sg-bad', groupName: MARKUP, description: NUL, ingress: [rule({ protocol: '9999' })] }),
    securityGroup({ groupId: 'sg-good', groupName: 'open', ingress: [rule({ port: 22 })] }),
  ],
});
export const BARE_INSTANCES: Operation = () =>
  ec2Reply('DescribeInstances', {
    reservationSet: [{ instancesSet: [{ instanceId: 'i-0bare' }] }, { instancesSet: [{}] }, {}],
  });

export const GD_ACCOUNT = '123456789012';
export const GUARDDUTY = guardDutyEstate({
  findings: { ok: true, value: [finding({ id: 'f1' }), finding({ id: 'f2' })] },
});
export const HOSTILE_FINDINGS = [
  {
    id: 'f1',
    arn: NUL,
    type: `Weird:New/${LONE}`,
    title: MARKUP,
    severity: 'high',
    accountId: GD_ACCOUNT,
    region: 'eu-west-1',
    createdAt: FUTURE,
    updatedAt: FUTURE,
    resource: { resourceType: 'Spaceship', instanceDetails: { instanceId: NUL, tags: [{ key: NUL, value: LONE }] } },
    service: { count: 1e15, eventFirstSeen: '0000-01-01T00:00:00Z', eventLastSeen: 'yesterday', archived: 'maybe' },
  },
  {
    id: 'bare',
    type: 'Recon:EC2/Portscan',
    createdAt: '2026-03-09T10:00:00Z',
    schemaVersion: '99',
    accountId: GD_ACCOUNT,
    region: 'eu-west-1',
  },
  { type: 'Recon:EC2/Portscan', createdAt: '2026-03-09T10:00:00Z' },
  { id: 'timeless', type: 'Recon:EC2/Portscan', createdAt: '0000-00-00' },
];

export const CT_ACCOUNT = '123456789012';
export const soon = new Date(Date.now() - 3_600_000).toISOString();
export const raw = (change: object) => JSON.stringify({ ...event('StopLogging', { eventTime: soon }).raw, ...change });
export const HOSTILE_EVENTS = [
  raw({ eventID: 'e-good' }),
  raw({ eventID: 'e-nul', userAgent: NUL, errorMessage: LONE, requestParameters: { [NUL]: LONE, name: MARKUP } }),
  raw({ eventID: 'e-version', eventVersion: '99.7', eventName: 'NeverHeardOf', futureField: { deep: [1, 2, 3] } }),
  raw({ eventID: 'e-future', eventTime: FUTURE }),
  raw({ eventID: 'e-nobody', userIdentity: 'who?', awsRegion: 7, readOnly: 'perhaps' }),
  `{"eventID":"e-deep","eventName":"X","eventTime":"${soon}","requestParameters":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
  raw({ eventID: 'e-zero', eventTime: '0000-01-01T00:00:00Z' }),
  raw({ eventID: undefined }),
  '{"cut in the mid',
  'null',
];

export const CE_ACCOUNT = '123456789012';
const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
export const group = (service: string, amount: unknown, unit: unknown = 'USD') => ({
  Keys: [service, CE_ACCOUNT],
  Metrics: Object.fromEntries(['UnblendedCost', 'AmortizedCost'].map((name) => [name, { Amount: amount, Unit: unit }])),
});
export const costs =
  (groups: object[]): Operation =>
  ({ json }) => {
    const isUsage = JSON.stringify(json?.['GroupBy']).includes('LINKED_ACCOUNT') && json?.['Filter'] !== undefined;
    const isMain = isUsage && JSON.stringify(json['Filter']).includes('Not');
    return jsonReply({
      ResultsByTime: [
        { TimePeriod: { Start: day, End: day }, Groups: isMain ? groups : [], Estimated: 'perhaps' },
        { TimePeriod: { Start: '2999-01-01', End: '2999-01-02' }, Groups: isMain ? [group('Tomorrow', '1')] : [] },
      ],
      DimensionValueAttributes: [{ Value: CE_ACCOUNT, Attributes: { description: NUL } }],
    });
  };

export const replaced = (standIn: AwsServiceStandIn, operations: Record<string, Operation>): AwsServiceStandIn => ({
  ...standIn,
  operations: { ...standIn.operations, ...operations },
});
