import { describe, expect, it } from 'vitest';
import { ACCOUNT, ROOT, event, record, session } from '../../src/test/aws/cloudtrail-estate.ts';
import { normaliseEvent } from './normalise.ts';
import { isOwnSession, roleArnOf } from './principal.ts';

const ARN = `arn:aws:iam::${ACCOUNT}`;

describe('normalising CloudTrail records', () => {
  it('keeps what matters, and the record as it came', () => {
    const raw = record('StopLogging', {
      eventSource: 'cloudtrail.amazonaws.com',
      requestParameters: { name: 'audit' },
    });
    expect(normaliseEvent(raw)).toEqual({
      ok: true,
      event: {
        eventId: raw['eventID'],
        time: '2026-03-10T06:00:00.000Z',
        name: 'StopLogging',
        source: 'cloudtrail.amazonaws.com',
        accountUid: ACCOUNT,
        region: 'eu-west-1',
        principalType: 'IAMUser',
        principal: `${ARN}:user/eve`,
        principalName: 'eve',
        sourceIpAddress: '203.0.113.9',
        userAgent: 'aws-cli/2.15',
        errorCode: null,
        errorMessage: null,
        readOnly: false,
        resources: [],
        raw,
      },
    });
  });

  it.each([
    ['Root', ROOT, `${ARN}:root`, 'root', undefined],
    ['AssumedRole', session('deploy', 'ci'), `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`, 'deploy', 'ci'],
    [
      'AWSService',
      { type: 'AWSService', invokedBy: 'rds.amazonaws.com' },
      'rds.amazonaws.com',
      'rds.amazonaws.com',
      undefined,
    ],
    [
      'AWSService',
      { accountId: ACCOUNT, invokedBy: 'ec2.amazonaws.com' },
      'ec2.amazonaws.com',
      'ec2.amazonaws.com',
      undefined,
    ],
    [
      'AWSAccount',
      { type: 'AWSAccount', principalId: 'AIDAOTHER', accountId: '999988887777' },
      'AIDAOTHER',
      'account 999988887777',
      undefined,
    ],
    [
      'FederatedUser',
      {
        type: 'FederatedUser',
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
        sessionContext: { sessionIssuer: { userName: 'eve' } },
      },
      `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      'bob',
      'eve',
    ],
    [
      'SAMLUser',
      { type: 'SAMLUser', principalId: 'idp:bob', userName: 'bob@example.org' },
      'idp:bob',
      'bob@example.org',
      undefined,
    ],
    [
      'WebIdentityUser',
      { type: 'WebIdentityUser', principalId: 'accounts.google.com:app:1', userName: '1' },
      'accounts.google.com:app:1',
      '1',
      undefined,
    ],
    [
      'IdentityCenterUser',
      { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' } },
      'u-1',
      'u-1',
      undefined,
    ],
    ['Directory', { type: 'Directory', userName: 'bob' }, 'bob', 'bob', undefined],
    ['Unknown', {}, 'unknown', 'unknown', undefined],
    ['Unknown', 'not an object', 'unknown', 'unknown', undefined],
    ['Martian', { type: 'Martian', arn: 'arn:aws:iam::1:martian/zog' }, 'arn:aws:iam::1:martian/zog', 'zog', undefined],
    [
      'IAMUser',
      { type: 'IAMUser', principalId: '', accountId: ACCOUNT, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      'HIDDEN_DUE_TO_SECURITY_REASONS',
      'HIDDEN_DUE_TO_SECURITY_REASONS',
      undefined,
    ],
  ])('identity %s', (type, userIdentity, principal, principalName, sessionName) => {
    const found = event('X', { userIdentity });
    expect([found.principalType, found.principal, found.principalName, found.sessionName]).toEqual([
      type,
      principal,
      principalName,
      sessionName,
    ]);
  });

  it.each([
    [null, 'object'],
    ['text', 'object'],
    [[record('X')], 'object'],
    [{}, 'eventID'],
    [record('X', { eventID: {} }), 'eventID'],
    [record(''), 'eventName'],
    [record('X', { eventTime: 'last Tuesday' }), 'eventTime'],
    [record('X', { eventTime: '1' }), 'eventTime'],
    [record('X', { eventTime: '2026-13-45T99:00:00Z' }), 'eventTime'],
    [record('X', { eventTime: undefined }), 'eventTime'],
  ])('refuses %#: by name', (input, word) => {
    const normalised = normaliseEvent(input);
    expect(normalised.ok ? '' : normalised.reason).toContain(word);
  });

  it.each([
    ['2099-01-01T00:00:00Z', '2099-01-01T00:00:00.000Z'],
    ['2026-03-10 06:00:00.123', '2026-03-10T06:00:00.123Z'],
    ['2026-03-10T06:00:00+02:00', '2026-03-10T04:00:00.000Z'],
    ['2026-03-10T06:00:00.123456789Z', '2026-03-10T06:00:00.123Z'],
  ])('reads the time %s', (eventTime, time) => expect(event('X', { eventTime }).time).toBe(time));

  it('needs no more than id, time and name, of any version', () => {
    const found = normaliseEvent({
      eventID: 'a',
      eventTime: '2026-01-01T00:00:00Z',
      eventName: 'X',
      eventVersion: '7.3',
    });
    expect(found).toMatchObject({
      ok: true,
      event: { source: 'unknown', region: 'unknown', accountUid: 'unknown', readOnly: null },
    });
  });

  it('reads booleans that are written as text', () => {
    expect(event('X', { readOnly: 'true' }).readOnly).toBe(true);
    expect(event('X', { readOnly: 'perhaps' }).readOnly).toBeNull();
  });

  it('names resources: its own list, ARNs, ids and names in parameters and answer', () => {
    const found = event('RunInstances', {
      resources: [{ ARN: 'arn:aws:kms:eu-west-1:1:key/k' }],
      requestParameters: {
        bucketName: 'logs',
        instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0' }] },
        note: 'i-am-not-an-id',
      },
      responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    });
    expect(found.resources).toEqual([
      'arn:aws:kms:eu-west-1:1:key/k',
      'arn:aws:s3:::logs',
      'ami-0123456789abcdef0',
      'i-0123456789abcdef0',
    ]);
  });

  it('takes secrets out, and what PostgreSQL cannot store', () => {
    const { raw } = event('AssumeRole', {
      requestParameters: { userData: 'IyEvYmlu', name: 'a\u0000b\ud800' },
      responseElements: { credentials: { accessKeyId: 'ASIA1', sessionToken: 'FwoGZX' } },
    });
    expect(JSON.stringify(raw)).not.toMatch(/IyEvYmlu|FwoGZX|\\u0000|\\ud800/);
    expect(raw).toMatchObject({
      requestParameters: { userData: '[removed]' },
      responseElements: { credentials: { accessKeyId: 'ASIA1', sessionToken: '[removed]' } },
    });
  });

  it('is bounded on hostile depth and breadth', () => {
    let deep: unknown = 'i-0123456789abcdef0';
    for (let level = 0; level < 5_000; level += 1) deep = { inner: deep };
    const wide = Array.from({ length: 10_000 }, (_, index) => `arn:aws:s3:::b${index}`);
    const found = event('X', { requestParameters: { deep, wide } });
    expect(found.resources.length).toBeLessThanOrEqual(50);
  });
});

describe('our own sessions', () => {
  it.each([
    [`${ARN}:role/AssayReadOnly`, 'AssayReadOnly', true],
    [`${ARN}:role/tools/AssayReadOnly`, 'AssayReadOnly', true],
    [`${ARN}:role/Other`, 'AssayReadOnly', false],
    [null, 'AssayReadOnly', false],
  ])('%s against %s', (own, role, expected) => {
    expect(isOwnSession(event('X', { userIdentity: session(role) }), own)).toBe(expected);
  });

  it('knows the role by the session’s ARN where the issuer is missing', () => {
    const userIdentity = { type: 'AssumedRole', arn: `arn:aws-cn:sts::${ACCOUNT}:assumed-role/deploy/ci` };
    expect(roleArnOf(event('X', { userIdentity }))).toBe(`arn:aws-cn:iam::${ACCOUNT}:role/deploy`);
    expect(roleArnOf(event('X'))).toBeNull();
  });
});
