import {
  ACCOUNT,
  attachment,
  awsPolicy,
  iamGroup,
  iamPolicy,
  iamRole,
  iamUser,
  policyText,
} from '../../../src/test/aws/iam-estate.ts';
import type { IamPolicy } from '../snapshot.ts';
import { BROKEN_OFF, rightsCase, type Case } from './case.ts';

const admin = awsPolicy('AdministratorAccess', [{ Action: '*' }]);
const readOnly = awsPolicy('ReadOnlyAccess', [{ Action: 's3:Get*' }]);
const audit = awsPolicy('SecurityAudit', [{ Action: 'iam:Get*' }]);
const cloudShell = awsPolicy('AWSCloudShellFullAccess', [{ Action: 'cloudshell:*' }]);
const models = iamPolicy('models', [{ Action: 'bedrock:*' }]);

/** Cases of the checks of policies and administrators. */
export const POLICY_CASES: Case[] = [
  rightsCase(
    'iam_aws_attached_policy_no_administrative_privileges',
    'fail',
    'AdministratorAccess is held',
    'AdministratorAccess',
    { policies: [admin], users: [iamUser('alice', { attachedPolicies: [attachment(admin)] })] },
    /every action on every resource; it is attached to user alice/,
  ),
  rightsCase(
    'iam_aws_attached_policy_no_administrative_privileges',
    'pass',
    'another AWS policy is held',
    'ReadOnlyAccess',
    { policies: [readOnly] },
    /does not allow everything/,
  ),
  rightsCase(
    'iam_aws_attached_policy_no_administrative_privileges',
    'warning',
    'its text did not come',
    'ReadOnlyAccess',
    { policies: [{ ...readOnly, document: null }] },
    /did not come/,
  ),

  ...customerCases(
    'iam_customer_attached_policy_no_administrative_privileges',
    { Action: '*' },
    /every action on every resource/,
  ),
  ...customerCases(
    'iam_customer_unattached_policy_no_administrative_privileges',
    { Action: '*' },
    /attached to nobody/,
    { attachmentCount: 0 },
  ),
  ...customerCases(
    'iam_policy_allows_privilege_escalation',
    { Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'] },
    /allows privilege escalation/,
  ),
  ...customerCases(
    'iam_no_custom_policy_permissive_role_assumption',
    { Action: 'sts:AssumeRole' },
    /assuming any role/,
  ),
  ...customerCases('iam_policy_no_full_access_to_cloudtrail', { Action: 'cloudtrail:*' }, /every CloudTrail action/),
  ...customerCases('iam_policy_no_full_access_to_kms', { Action: 'kms:*' }, /every KMS action/),
  ...customerCases(
    'iam_policy_no_wildcard_marketplace_subscribe',
    { Action: 'aws-marketplace:Subscribe' },
    /any AWS Marketplace product/,
  ),

  ...inlineCases('iam_inline_policy_no_administrative_privileges', { Action: '*' }),
  ...inlineCases('iam_inline_policy_allows_privilege_escalation', { Action: 'iam:PutUserPolicy' }),
  ...inlineCases('iam_inline_policy_no_full_access_to_cloudtrail', { Action: 'cloudtrail:*' }),
  ...inlineCases('iam_inline_policy_no_full_access_to_kms', { Action: 'kms:*' }),
  ...inlineCases('iam_inline_policy_no_wildcard_marketplace_subscribe', { Action: 'aws-marketplace:*' }),

  rightsCase(
    'iam_user_administrator_access_policy',
    'fail',
    'attached directly',
    'alice',
    { users: [iamUser('alice', { attachedPolicies: [attachment(admin)] })], policies: [admin] },
    /administrator rights by AdministratorAccess/,
  ),
  rightsCase(
    'iam_user_administrator_access_policy',
    'pass',
    'through a group only',
    'alice',
    {
      users: [iamUser('alice', { groups: ['admins'] })],
      groups: [iamGroup('admins', { attachedPolicies: [attachment(admin)] })],
      policies: [admin],
    },
    /no administrator policy/,
  ),
  rightsCase(
    'iam_user_administrator_access_policy',
    'warning',
    'the text of its policy is missing',
    'alice',
    { users: [iamUser('alice', { attachedPolicies: [attachment(models)] })] },
    /missing or malformed/,
  ),
  rightsCase(
    'iam_group_administrator_access_policy',
    'fail',
    'the group holds it',
    'admins',
    { groups: [iamGroup('admins', { attachedPolicies: [attachment(admin)] })] },
    /administrator rights/,
  ),
  rightsCase(
    'iam_group_administrator_access_policy',
    'pass',
    'it does not',
    'staff',
    { groups: [iamGroup('staff', { attachedPolicies: [attachment(audit)] })], policies: [audit] },
    /no administrator policy/,
  ),
  rightsCase(
    'iam_group_administrator_access_policy',
    'warning',
    'the sweep broke off',
    ACCOUNT,
    { failure: BROKEN_OFF },
    /could not be/,
  ),
  rightsCase(
    'iam_role_administratoraccess_policy',
    'fail',
    'the role holds it',
    'app',
    { roles: [iamRole('app', { attachedPolicies: [attachment(admin)] })] },
    /administrator rights/,
  ),
  rightsCase(
    'iam_role_administratoraccess_policy',
    'fail',
    'in another partition',
    'app',
    {
      roles: [
        iamRole('app', {
          attachedPolicies: [{ name: 'AdministratorAccess', arn: 'arn:aws-cn:iam::aws:policy/AdministratorAccess' }],
        }),
      ],
    },
    /administrator rights/,
  ),
  rightsCase(
    'iam_role_administratoraccess_policy',
    'pass',
    'it holds none',
    'app',
    { roles: [iamRole('app')] },
    /no administrator policy/,
  ),
  rightsCase(
    'iam_role_administratoraccess_policy',
    'warning',
    'a policy is malformed',
    'app',
    { roles: [iamRole('app', { attachedPolicies: [attachment(models)] })], policies: [{ ...models, document: '[]' }] },
    /missing or malformed/,
  ),

  rightsCase(
    'iam_policy_attached_only_to_group_or_roles',
    'pass',
    'rights through groups',
    'alice',
    { users: [iamUser('alice', { groups: ['staff'] })] },
    /no policy of its own/,
  ),
  rightsCase(
    'iam_policy_attached_only_to_group_or_roles',
    'fail',
    'an inline policy',
    'alice',
    { users: [iamUser('alice', { inlinePolicies: [{ name: 'all', document: '{' }] })] },
    /inline: all/,
  ),
  rightsCase(
    'iam_policy_attached_only_to_group_or_roles',
    'warning',
    'the sweep broke off',
    ACCOUNT,
    { failure: BROKEN_OFF },
    /could not be/,
  ),

  rightsCase(
    'iam_policy_cloudshell_admin_not_attached',
    'pass',
    'nobody holds it',
    'AWSCloudShellFullAccess',
    {},
    /attached to nobody/,
  ),
  rightsCase(
    'iam_policy_cloudshell_admin_not_attached',
    'fail',
    'a group holds it',
    'AWSCloudShellFullAccess',
    { groups: [iamGroup('devs', { attachedPolicies: [attachment(cloudShell)] })] },
    /attached to group devs/,
  ),
  rightsCase(
    'iam_policy_cloudshell_admin_not_attached',
    'warning',
    'the sweep broke off',
    'AWSCloudShellFullAccess',
    { failure: BROKEN_OFF },
    /could not be/,
  ),
];

function customerCases(id: string, statement: object, says: RegExp, changes: Partial<IamPolicy> = {}): Case[] {
  return [
    rightsCase(
      id,
      'fail',
      'the policy allows it',
      'wide',
      { policies: [iamPolicy('wide', [statement], changes)] },
      says,
    ),
    rightsCase(
      id,
      'pass',
      'the policy allows little',
      'narrow',
      { policies: [iamPolicy('narrow', [{ Action: 's3:GetObject' }], changes)] },
      /does not allow|allows no/,
    ),
    rightsCase(
      id,
      'warning',
      'the policy is not JSON',
      'broken',
      { policies: [iamPolicy('broken', [], { document: '{"Statement"', ...changes })] },
      /not JSON/,
    ),
    rightsCase(id, 'warning', 'the sweep broke off', ACCOUNT, { failure: BROKEN_OFF }, /could not be/),
  ];
}

function inlineCases(id: string, statement: object): Case[] {
  const written = (document: string) => ({ inlinePolicies: [{ name: 'own', document }] });
  const wide = written(policyText(statement));
  const narrow = written(policyText({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }));
  return [
    rightsCase(
      id,
      'fail',
      'a user has it',
      'alice',
      { users: [iamUser('alice', wide)] },
      /^User alice has an inline policy that .*: own\.$/,
    ),
    rightsCase(id, 'fail', 'a group has it', 'devs', { groups: [iamGroup('devs', wide)] }, /^Group devs/),
    rightsCase(id, 'fail', 'a role has it', 'app', { roles: [iamRole('app', wide)] }, /^Role app/),
    rightsCase(
      id,
      'pass',
      'a user has a narrow one',
      'alice',
      { users: [iamUser('alice', narrow)] },
      /no inline policy that/,
    ),
    rightsCase(
      id,
      'warning',
      'one is not JSON',
      'alice',
      { users: [iamUser('alice', written('%7Bnope'))] },
      /not JSON/,
    ),
    rightsCase(id, 'warning', 'the sweep broke off', ACCOUNT, { failure: BROKEN_OFF }, /could not be/),
  ];
}
