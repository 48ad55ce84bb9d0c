import { describe, expect, it } from 'vitest';
import { ESCALATIONS } from './escalations.ts';
import { parsePolicy, type PolicyDocument } from './policy-document.ts';
import {
  allowsAdministration,
  allowsEverywhere,
  allowsWholeService,
  escalationsIn,
  isBroadResource,
} from './policy-power.ts';

function policy(...statements: object[]): PolicyDocument {
  const parsed = parsePolicy(
    JSON.stringify({ Statement: statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement })) }),
  );
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.document;
}

describe('allowsAdministration', () => {
  it.each<[string, object[], boolean]>([
    ['* on *', [{ Action: '*' }], true],
    ['*:* on *', [{ Action: ['s3:Get*', '*:*'] }], true],
    ['* on every ARN', [{ Action: '*', Resource: 'arn:*:*:*:*:*' }], true],
    ['* under MFA', [{ Action: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }], true],
    ['all but billing', [{ NotAction: 'aws-portal:*' }], true],
    ['all but IAM (power user)', [{ NotAction: ['iam:*', 'organizations:*'] }], false],
    ['* on one bucket', [{ Action: '*', Resource: 'arn:aws:s3:::b/*' }], false],
    ['s3:*', [{ Action: 's3:*' }], false],
    ['*, all denied', [{ Action: '*' }, { Effect: 'Deny', Action: '*' }], false],
    ['*, one service denied', [{ Action: '*' }, { Effect: 'Deny', Action: 's3:*' }], true],
    [
      '*, all denied without MFA',
      [{ Action: '*' }, { Effect: 'Deny', Action: '*', Condition: { Bool: { x: '1' } } }],
      true,
    ],
    ['nothing', [], false],
  ])('%s: %#', (_, statements, expected) => {
    expect(allowsAdministration(policy(...statements))).toBe(expected);
  });
});

describe('allowsWholeService', () => {
  it.each<[string, object[], boolean]>([
    ['kms:*', [{ Action: 'kms:*' }], true],
    ['KMS:*', [{ Action: 'KMS:*' }], true],
    ['*', [{ Action: '*' }], true],
    ['NotAction of another', [{ NotAction: 'iam:*' }], true],
    ['NotAction of part of it', [{ NotAction: 'kms:*' }], false],
    ['kms:Decrypt', [{ Action: 'kms:Decrypt' }], false],
    ['kms:* on one key', [{ Action: 'kms:*', Resource: 'arn:aws:kms:eu-west-1:1:key/x' }], false],
    ['kms:*, one denied', [{ Action: 'kms:*' }, { Effect: 'Deny', Action: 'kms:ScheduleKeyDeletion' }], false],
    ['kms:*, all but s3 denied', [{ Action: 'kms:*' }, { Effect: 'Deny', NotAction: 's3:*' }], false],
    ['kms:*, another denied', [{ Action: 'kms:*' }, { Effect: 'Deny', Action: 's3:*' }], true],
  ])('%s: %#', (_, statements, expected) => {
    expect(allowsWholeService(policy(...statements), 'kms')).toBe(expected);
  });
});

it('allowsEverywhere asks for one action on all resources', () => {
  const action = 'aws-marketplace:Subscribe';
  expect(allowsEverywhere(policy({ Action: 'aws-marketplace:*' }), action)).toBe(true);
  expect(allowsEverywhere(policy({ Action: 'aws-marketplace:ViewSubscriptions' }), action)).toBe(false);
  expect(allowsEverywhere(policy({ Action: '*' }, { Effect: 'Deny', Action: action }), action)).toBe(false);
});

describe('escalationsIn', () => {
  const ids = (...statements: object[]) => escalationsIn(policy(...statements)).map(({ id }) => id);

  it.each(ESCALATIONS.map((escalation) => [escalation.id, escalation] as const))(
    'finds %s by its actions, spread over statements, and not when one is missing',
    (id, { actions }) => {
      expect(ids(...actions.map((Action) => ({ Action })))).toContain(id);
      expect(ids(...actions.slice(1).map((Action) => ({ Action })))).not.toContain(id);
    },
  );

  it('has no two paths of one name', () => {
    expect(new Set(ESCALATIONS.map(({ id }) => id)).size).toBe(ESCALATIONS.length);
  });

  it('leaves out what only concerns one’s own user', () => {
    const Resource = 'arn:aws:iam::*:user/${aws:username}';
    expect(ids({ Action: ['iam:CreateAccessKey', 'iam:UpdateLoginProfile'], Resource })).toEqual([]);
  });

  it('leaves out named resources, narrowing conditions and denied actions', () => {
    expect(ids({ Action: 'iam:AttachRolePolicy', Resource: 'arn:aws:iam::1:role/app' })).toEqual([]);
    const boundary = { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::1:policy/b' } };
    expect(ids({ Action: 'iam:AttachRolePolicy', Condition: boundary })).toEqual([]);
    expect(ids({ Action: 'iam:AttachRolePolicy' }, { Effect: 'Deny', Action: 'iam:Attach*' })).toEqual([]);
  });

  it('counts conditions that do not say on whom', () => {
    const Condition = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
    expect(ids({ Action: 'iam:PassRole', Condition }, { Action: 'ec2:RunInstances' })).toContain('PassRole+Ec2');
  });
});

it.each([
  ['*', true],
  ['arn:aws:iam::*:role/*', true],
  ['arn:aws-us-gov:iam::111111111111:user/*', true],
  ['arn:aws:lambda:*:*:function:*', true],
  ['arn:*', true],
  ['arn:aws:iam::111111111111:role/app-*', false],
  ['arn:aws:iam::*:user/${aws:username}', false],
  ['arn:aws:iam::111111111111:role/app', false],
])('isBroadResource(%j) is %j', (resource, expected) => {
  expect(isBroadResource(resource)).toBe(expected);
});
