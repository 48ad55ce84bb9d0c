import { describe, expect, it } from 'vitest';
import { ACCOUNT, ROOT, STRANGER, event, session, user, call, login } from '../../../src/test/aws/cloudtrail-estate.ts';
import type { CloudTrailEvent, Severity } from '../../collector.ts';
import { evaluateEventRules } from './registry.ts';

const NOBODY = { ownRoleArn: null };
function hits(id: string, events: CloudTrailEvent[]) {
  return evaluateEventRules(events, NOBODY).filter(({ checkId }) => checkId === `cloudtrail_${id}`);
}
const trust = (principal: object) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });
const OUTSIDE = { AWS: `arn:aws:iam::${STRANGER}:root` };
const EC2 = { Service: 'ec2.amazonaws.com' };
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ALL = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
const READ = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } });

type Row = [id: string, what: string, event: CloudTrailEvent, severity: Severity | null];

/** Rule, what happens, the event, and its severity; null: a near miss. */
const TABLE: Row[] = [
  ['event_root_used', 'a call', event('CreateUser', { userIdentity: ROOT }), 'critical'],
  ['event_root_used', 'a failed sign-in', login('Failure', 'No', { userIdentity: ROOT }), 'high'],
  [
    'event_root_used',
    'by a service',
    event('CreateUser', { userIdentity: { ...ROOT, invokedBy: 'support.amazonaws.com' } }),
    null,
  ],
  ['event_root_used', 'a user named root', event('CreateUser', { userIdentity: user('root') }), null],
  ['event_console_login_without_mfa', 'user', login('Success', 'No'), 'high'],
  ['event_console_login_without_mfa', 'root', login('Success', 'No', { userIdentity: ROOT }), 'critical'],
  ['event_console_login_without_mfa', 'with MFA', login('Success', 'Yes'), null],
  ['event_console_login_without_mfa', 'failed', login('Failure', 'No'), null],
  ['event_console_login_without_mfa', 'federated', login('Success', 'No', { userIdentity: session('sso') }), null],
  [
    'event_long_lived_credential_created',
    'key for another',
    event('CreateAccessKey', { requestParameters: { userName: 'bob' } }),
    'high',
  ],
  [
    'event_long_lived_credential_created',
    'password for another',
    event('CreateLoginProfile', { requestParameters: { userName: 'bob' } }),
    'high',
  ],
  [
    'event_long_lived_credential_created',
    'own key',
    event('CreateAccessKey', { requestParameters: { userName: 'eve' } }),
    null,
  ],
  ['event_long_lived_credential_created', 'own key, unnamed', event('CreateAccessKey'), null],
  [
    'event_admin_granted',
    'attached',
    event('AttachUserPolicy', { requestParameters: { userName: 'bob', policyArn: ADMIN } }),
    'critical',
  ],
  [
    'event_admin_granted',
    'attached in China',
    event('AttachRolePolicy', {
      requestParameters: { roleName: 'r', policyArn: ADMIN.replace('arn:aws:', 'arn:aws-cn:') },
    }),
    'critical',
  ],
  [
    'event_admin_granted',
    'inline',
    event('PutRolePolicy', { requestParameters: { roleName: 'r', policyName: 'p', policyDocument: ALL } }),
    'critical',
  ],
  [
    'event_admin_granted',
    'power user',
    event('AttachGroupPolicy', {
      requestParameters: { groupName: 'g', policyArn: 'arn:aws:iam::aws:policy/PowerUserAccess' },
    }),
    'high',
  ],
  [
    'event_admin_granted',
    'a look-alike',
    event('AttachUserPolicy', {
      requestParameters: { userName: 'bob', policyArn: `arn:aws:iam::${ACCOUNT}:policy/AdministratorAccessNot` },
    }),
    null,
  ],
  [
    'event_admin_granted',
    'inline, reading',
    event('PutUserPolicy', { requestParameters: { userName: 'bob', policyDocument: READ } }),
    null,
  ],
  [
    'event_admin_granted',
    'not JSON',
    event('PutUserPolicy', { requestParameters: { userName: 'bob', policyDocument: '{"Stat' } }),
    null,
  ],
  [
    'event_policy_version_changed',
    'new default',
    event('CreatePolicyVersion', {
      requestParameters: { policyArn: 'arn:p', setAsDefault: true, policyDocument: READ },
    }),
    'high',
  ],
  [
    'event_policy_version_changed',
    'new default, everything',
    event('CreatePolicyVersion', {
      requestParameters: { policyArn: 'arn:p', setAsDefault: true, policyDocument: ALL },
    }),
    'critical',
  ],
  [
    'event_policy_version_changed',
    'swapped back',
    event('SetDefaultPolicyVersion', { requestParameters: { policyArn: 'arn:p', versionId: 'v1' } }),
    'high',
  ],
  [
    'event_policy_version_changed',
    'not the default',
    event('CreatePolicyVersion', { requestParameters: { policyArn: 'arn:p', setAsDefault: false } }),
    null,
  ],
  [
    'event_trust_policy_changed',
    'outsider added',
    event('UpdateAssumeRolePolicy', { requestParameters: { roleName: 'r', policyDocument: trust(OUTSIDE) } }),
    'high',
  ],
  [
    'event_trust_policy_changed',
    'service only',
    event('UpdateAssumeRolePolicy', { requestParameters: { roleName: 'r', policyDocument: trust(EC2) } }),
    'medium',
  ],
  [
    'event_trust_policy_changed',
    'role for outsider',
    event('CreateRole', { requestParameters: { roleName: 'r', assumeRolePolicyDocument: trust(OUTSIDE) } }),
    'high',
  ],
  [
    'event_trust_policy_changed',
    'role for a provider',
    event('CreateRole', {
      requestParameters: {
        roleName: 'r',
        assumeRolePolicyDocument: trust({ Federated: 'arn:aws:iam::1:saml-provider/x' }),
      },
    }),
    'high',
  ],
  [
    'event_trust_policy_changed',
    'role for a service',
    event('CreateRole', { requestParameters: { roleName: 'r', assumeRolePolicyDocument: trust(EC2) } }),
    null,
  ],
  [
    'event_trust_policy_changed',
    'role for ourselves',
    event('CreateRole', { requestParameters: { roleName: 'r', assumeRolePolicyDocument: trust({ AWS: ACCOUNT }) } }),
    null,
  ],
  [
    'event_mfa_removed',
    'deactivated',
    event('DeactivateMFADevice', { requestParameters: { userName: 'bob', serialNumber: 'arn:mfa' } }),
    'high',
  ],
  [
    'event_mfa_removed',
    'enabled',
    event('EnableMFADevice', { requestParameters: { userName: 'bob', serialNumber: 'arn:mfa' } }),
    null,
  ],
  ['event_federation_created', 'token', call('sts', 'GetFederationToken', { name: 'x' }), 'high'],
  ['event_federation_created', 'anchor', call('rolesanywhere', 'CreateTrustAnchor', { name: 'x' }), 'high'],
  ['event_federation_created', 'role assumed', call('sts', 'AssumeRole', {}), null],
];

describe('rules of single events: identity', () => {
  it.each(TABLE)('%s: %s', (id, _, each, severity) => {
    expect(hits(id, [each]).map((hit) => hit.severity)).toEqual(severity === null ? [] : [severity]);
  });
});
