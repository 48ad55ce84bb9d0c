import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  ROOT,
  at,
  event,
  session,
  user,
  call,
  login,
  TERRAFORM,
} from '../../../src/test/aws/cloudtrail-estate.ts';
import type { CloudTrailEvent } from '../../collector.ts';
import { EVENT_RULES, evaluateEventRules } from './registry.ts';

const NOBODY = { ownRoleArn: null };
function hits(id: string, events: CloudTrailEvent[]) {
  return evaluateEventRules(events, NOBODY).filter(({ checkId }) => checkId === `cloudtrail_${id}`);
}
const many = (count: number, make: (index: number) => CloudTrailEvent) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('hits', () => {
  it('cite their event, its caller and where it came from', () => {
    const each = call('cloudtrail', 'StopLogging', { name: 'audit' });
    const [hit] = hits('event_trail_stopped', [each]);
    expect(hit).toMatchObject({
      key: each.eventId,
      service: 'cloudtrail',
      accountUid: ACCOUNT,
      region: 'eu-west-1',
      resource: { uid: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/audit` },
      firstSeenTime: each.time,
      evidence: {
        events: [{ eventId: each.eventId, name: 'StopLogging' }],
        principalName: 'eve',
        accessKeyId: 'AKIASTANDIN',
        sourceIpAddresses: ['203.0.113.9'],
        userAgents: ['aws-cli/2.15'],
      },
    });
    expect(hit!.statusDetail).toBe(
      'IAM user eve stopped the trail audit from 203.0.113.9 at 2026-03-10T06:00:00.000Z.',
    );
  });

  it('replaced user data ranks high with a stop or start of the same instance around it', () => {
    const swap = call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', userData: 'x' });
    const stop = (id: string) => call('ec2', 'StopInstances', { instancesSet: { items: [{ instanceId: id }] } });
    expect(hits('event_user_data_swapped', [swap, stop('i-0123456789abcdef0')])[0]).toMatchObject({
      severity: 'high',
      key: swap.eventId,
    });
    expect(hits('event_user_data_swapped', [swap, stop('i-0fedcba9876543210')])[0]).toMatchObject({
      severity: 'medium',
    });
  });
});

const denied = (seconds: number, change: object = {}) =>
  call('s3', 'ListBuckets', null, { eventTime: at(seconds), errorCode: 'AccessDenied', ...change });

describe('rules of bursts', () => {
  it.each([
    ['event_console_login_failures', 5, (i: number) => login('Failure', 'No', { eventTime: at(i) })],
    [
      'event_password_data_pulled',
      5,
      (i: number) => call('ec2', 'GetPasswordData', { instanceId: `i-${i}` }, { eventTime: at(i) }),
    ],
    [
      'event_secrets_pulled',
      10,
      (i: number) => call('secretsmanager', 'GetSecretValue', { secretId: `s${i}` }, { eventTime: at(i) }),
    ],
    [
      'event_secrets_pulled',
      10,
      (i: number) => call('ssm', 'GetParameter', { name: `/p${i}`, withDecryption: true }, { eventTime: at(i) }),
    ],
    ['event_access_denied_burst', 10, (i: number) => denied(i)],
    ['event_access_denied_burst', 10, (i: number) => denied(i, { errorCode: 'Client.UnauthorizedOperation' })],
  ] as [string, number, (index: number) => CloudTrailEvent][])('%s needs %d', (id, threshold, make) => {
    expect(hits(id, many(threshold, make))).toHaveLength(1);
    expect(hits(id, many(threshold - 1, make))).toEqual([]);
  });

  it.each([
    [
      'event_secrets_pulled',
      'the same secret again and again',
      (i: number) => call('secretsmanager', 'GetSecretValue', { secretId: 's' }, { eventTime: at(i) }),
    ],
    [
      'event_secrets_pulled',
      'parameters that are no secrets',
      (i: number) => call('ssm', 'GetParameter', { name: `/p${i}`, withDecryption: false }, { eventTime: at(i) }),
    ],
    ['event_access_denied_burst', 'spread over principals', (i: number) => denied(i, { userIdentity: user(`u${i}`) })],
    ['event_access_denied_burst', 'spread over hours', (i: number) => denied(i * 600)],
    ['event_access_denied_burst', 'not found is not denied', (i: number) => denied(i, { errorCode: 'NoSuchBucket' })],
    [
      'threat_detection_enumeration',
      'one call many times',
      (i: number) => call('iam', 'ListUsers', null, { eventTime: at(i) }),
    ],
  ] as [string, string, (index: number) => CloudTrailEvent][])('%s: near miss, %s', (id, _, make) => {
    expect(hits(id, many(40, make))).toEqual([]);
  });

  it('a burst over the edge of a window is found in the window that holds most of it', () => {
    const across = many(12, (i) => denied(10 * 60 - 3 + i));
    expect(hits('event_access_denied_burst', across)).toHaveLength(1);
  });

  it('looking again from any later moment, or with more around it, never gives another key', () => {
    const events = [...many(35, (i) => denied(i * 40)), ...many(20, (i) => denied(4_000 + i * 7))];
    const whole = new Set(hits('event_access_denied_burst', events).map(({ key }) => key));
    expect(whole.size).toBeGreaterThan(1);
    for (let start = 0; start < events.length; start += 1)
      for (const { key } of hits('event_access_denied_burst', events.slice(start))) expect(whole).toContain(key);
    const again = hits('event_access_denied_burst', [...events, ...events].toReversed()).map(({ key }) => key);
    expect(new Set(again)).toEqual(whole);
  });

  it('windows that began before the stretch are left to whom saw them whole', () => {
    const events = many(12, (i) => denied(i));
    const from = (completeFrom: string) =>
      evaluateEventRules(events, { ownRoleArn: null, completeFrom }).filter(({ checkId }) =>
        checkId.endsWith('denied_burst'),
      );
    expect(from(at(0))).toHaveLength(1);
    expect(from(at(1))).toEqual([]);
  });

  it('what a deployment tool reads is told apart from what the same user reads without it', () => {
    const read = (userAgent: string) => (i: number) =>
      call('secretsmanager', 'GetSecretValue', { secretId: `s${i}` }, { eventTime: at(i), userAgent });
    const found = hits('event_secrets_pulled', [...many(20, read(TERRAFORM)), ...many(20, read('aws-cli/2'))]);
    expect(found.map(({ severity }) => severity).toSorted()).toEqual(['low', 'medium']);
  });

  it('taking stock over many services is critical, of one service medium', () => {
    const iam = [
      'ListUsers',
      'ListRoles',
      'ListGroups',
      'ListPolicies',
      'ListAccessKeys',
      'GetUser',
      'ListMFADevices',
      'ListUserPolicies',
      'ListRolePolicies',
      'ListInstanceProfiles',
      'GetAccountSummary',
      'ListGroupsForUser',
      'ListAttachedUserPolicies',
      'ListAttachedRolePolicies',
      'GetLoginProfile',
    ];
    const calls = (names: [string, string][]) =>
      names.map(([service, name], i) => call(service, name, null, { eventTime: at(i * 20) }));
    const narrow = hits('threat_detection_enumeration', calls(iam.map((name) => ['iam', name])));
    expect(narrow[0]).toMatchObject({ severity: 'medium' });
    const wide = hits(
      'threat_detection_enumeration',
      calls([
        ...iam.map((name): [string, string] => ['iam', name]),
        ['s3', 'ListBuckets'],
        ['ec2', 'DescribeInstances'],
        ['kms', 'ListKeys'],
      ]),
    );
    expect(wide[0]).toMatchObject({ severity: 'critical' });
  });

  it('raising rights and probing models need five different calls', () => {
    const raise = [
      'AttachRolePolicy',
      'PutRolePolicy',
      'CreateAccessKey',
      'UpdateAssumeRolePolicy',
      'CreateLoginProfile',
    ];
    const probe = [
      'ListFoundationModels',
      'GetFoundationModelAvailability',
      'GetUseCaseForModelAccess',
      'PutUseCaseForModelAccess',
      'InvokeModel',
    ];
    for (const [id, service, names] of [
      ['threat_detection_privilege_escalation', 'iam', raise],
      ['threat_detection_llm_jacking', 'bedrock', probe],
    ] as const) {
      const calls = names.map((name, i) => call(service, name, {}, { eventTime: at(i) }));
      expect(hits(id, calls)).toHaveLength(1);
      expect(hits(id, calls.slice(1))).toEqual([]);
    }
  });

  it('instance credentials from a second address', () => {
    const used = (sourceIPAddress: string, change: object = {}) =>
      call('ec2', 'DescribeInstances', null, {
        userIdentity: session('web', 'i-0123456789abcdef0'),
        sourceIPAddress,
        ...change,
      });
    const id = 'event_instance_credentials_elsewhere';
    expect(hits(id, [used('198.51.100.1'), used('203.0.113.9')])).toHaveLength(1);
    expect(hits(id, [used('198.51.100.1'), used('198.51.100.1')])).toEqual([]);
    expect(hits(id, [used('198.51.100.1'), used('10.0.0.5', { vpcEndpointId: 'vpce-1' })])).toEqual([]);
    expect(hits(id, [used('198.51.100.1'), used('ec2.amazonaws.com')])).toEqual([]);
  });

  it('root in one half hour is one detection', () => {
    const calls = many(30, (i) => event('GetUser', { userIdentity: ROOT, eventTime: at(i * 50) }));
    const [hit, ...more] = hits('event_root_used', calls);
    expect(more).toEqual([]);
    expect(hit).toMatchObject({ count: 30, key: expect.stringContaining('2026-03-10T06:00:00.000Z') });
  });
});

describe('all rules', () => {
  const AS_US = { userIdentity: session('AssayReadOnly', 'assay-1') };

  it('leave our own sessions out', () => {
    const events = [call('cloudtrail', 'StopLogging', { name: 'audit' }, AS_US), ...many(20, (i) => denied(i, AS_US))];
    expect(evaluateEventRules(events, NOBODY)).not.toEqual([]);
    expect(evaluateEventRules(events, { ownRoleArn: `arn:aws:iam::${ACCOUNT}:role/AssayReadOnly` })).toEqual([]);
  });

  it('are deterministic, whatever the order', () => {
    const events = [call('cloudtrail', 'StopLogging', { name: 'audit' }), ...many(40, (i) => denied(i * 30))];
    expect(evaluateEventRules(events, NOBODY)).not.toEqual([]);
    expect(evaluateEventRules(events.toReversed(), NOBODY)).toEqual(evaluateEventRules(events, NOBODY));
  });

  it('have ids of their own, whole texts, and a hit in these tests', () => {
    expect(new Set(EVENT_RULES.map(({ id }) => id)).size).toBe(EVENT_RULES.length);
    const thin = EVENT_RULES.filter(
      ({ title, description, risk, consequence, remediation, ownerHint }) =>
        remediation.length < 3 || [title, description, risk, consequence, ownerHint].some((text) => text.length < 15),
    );
    expect(thin).toEqual([]);
  });

  it('keep hostile text as data', () => {
    const name = '"><img src=x>| `rm -rf` \u202e🚀';
    const [hit] = hits('event_trail_stopped', [
      call('cloudtrail', 'StopLogging', { name }, { userAgent: name, userIdentity: user(name) }),
    ]);
    expect(hit!.evidence['userAgents']).toEqual([name]);
    expect(hit!.statusDetail).toContain(name);
  });
});
