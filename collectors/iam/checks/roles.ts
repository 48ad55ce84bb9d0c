import { parsePolicy } from '../../policy-document.ts';
import { grantScope } from '../../policy-principals.ts';
import { fail, pass, unread, type Verdict } from '../../verdict.ts';
import { roleRef } from '../refs.ts';
import { isAwsPolicy } from '../rights.ts';
import type { IamRole, IamSnapshot } from '../snapshot.ts';
import { iamCheck, shown, type IamCheck } from './check.ts';
import { forAccount, forEntities, isServiceLinked, unusable } from './outcomes.ts';

/** Whom roles trust, and which roles an account should have. */
export const ROLE_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_role_cross_account_readonlyaccess_policy',
    severity: 'high',
    resourceType: 'AWS::IAM::Role',
    references: 'ATTACK×1',
    reads: ['authorizationDetails'],
    title: 'Roles with ReadOnlyAccess should not trust other accounts',
    description:
      'Looks at roles that hold the AWS managed policy ReadOnlyAccess and fails those whose trust policy lets in another AWS account (cross-account access) or anyone at all.',
    risk: 'ReadOnlyAccess reads contents, not only settings: objects in S3, items in DynamoDB, messages in queues, code of functions. Another account that may assume the role reads all of it, and so does whoever breaks into that account.',
    consequence:
      "All data of the account is only as safe as a third party's AWS account, which nobody here can see into.",
    remediation: [
      'Ask what the other account needs it for; monitoring and audit tools need settings, not contents.',
      'Replace ReadOnlyAccess by SecurityAudit or ViewOnlyAccess, which do not read data, or by a policy of your own.',
      'Keep an ExternalId condition in the trust policy, and remove accounts that no longer have a contract.',
    ],
    ownerHint: "Whoever brought in the third party or set up the connection: the vendor's owner or the security team.",
    evaluate: (snapshot) =>
      forRoles(snapshot, (role) =>
        role.attachedPolicies.some(({ arn }) => isAwsPolicy(arn, 'ReadOnlyAccess'))
          ? readOnlyTrust(snapshot, role)
          : null,
      ),
  }),
  iamCheck({
    id: 'iam_role_cross_service_confused_deputy_prevention',
    severity: 'high',
    resourceType: 'AWS::IAM::Role',
    references: 'ATTACK×1',
    reads: ['authorizationDetails'],
    title: 'Roles trusted by AWS services should guard against the confused deputy',
    description:
      'Looks at roles that an AWS service may assume (service roles) and fails those whose trust policy does not say on whose behalf: a condition on aws:SourceAccount, aws:SourceArn, aws:SourceOrgID or aws:SourceOrgPaths. Service-linked roles are left out, and so are roles for EC2 instances, which EC2 assumes without those keys.',
    risk: "A service works for every AWS customer. If the trust policy only names the service, somebody else's resource in that service can make it use this role (cross-service confused deputy), with this role's rights in this account.",
    consequence:
      'Data or actions here can be reached through a service by a customer who has no rights in this account.',
    remediation: [
      'Add to the trust policy: `"Condition": {"StringEquals": {"aws:SourceAccount": "<this account>"}}`, and `ArnLike` on `aws:SourceArn` for the resource that uses the role.',
      "Look in the service's documentation whether it sends these keys; test in a non-production account first.",
      'Use `aws iam update-assume-role-policy` or, better, change the definition that made the role.',
    ],
    ownerHint: 'The team whose stack or module defines the role.',
    evaluate: (snapshot) => forRoles(snapshot, (role) => deputyVerdict(snapshot, role)),
  }),
  iamCheck({
    id: 'iam_securityaudit_role_created',
    severity: 'low',
    resourceType: 'AWS::::Account',
    references: 'ISO22×1',
    reads: ['authorizationDetails'],
    title: 'A role with SecurityAudit should exist',
    description:
      'Looks at whether some role of the account holds the AWS managed policy SecurityAudit, so that reviewers and tools can read settings without wider rights.',
    risk: 'Where no audit role exists, security reviews are done with administrator rights or not at all. In an incident the investigators first have to be given access, while time runs.',
    consequence: 'Audits and investigations start late, or with rights that can change the evidence they look at.',
    remediation: [
      'Make a role that your security account may assume: IAM, Roles, Create role, AWS account; or `aws iam create-role`.',
      'Attach `arn:aws:iam::aws:policy/SecurityAudit` to it; it reads settings and no data.',
      'Put it into the account baseline, so that new accounts have it from the start.',
    ],
    ownerHint: 'The security team, by the account baseline.',
    evaluate: (snapshot) => forAccount(snapshot, roleWith(snapshot, 'SecurityAudit')),
  }),
  iamCheck({
    id: 'iam_support_role_created',
    severity: 'low',
    resourceType: 'AWS::::Account',
    references: 'CIS6 2.16; CIS7 2.15',
    reads: ['authorizationDetails'],
    title: 'A role for AWS Support should exist',
    description:
      'Looks at whether some role of the account holds the AWS managed policy AWSSupportAccess, so that named people can open and follow cases with AWS Support.',
    risk: 'Without such a role only administrators, or root, can talk to AWS Support. In an incident the people who handle it either cannot open a case or are handed far wider rights in a hurry.',
    consequence: 'Help from AWS comes later when it is needed most, such as during an attack or an outage.',
    remediation: [
      'Make a role for your incident handlers: IAM, Roles, Create role.',
      'Attach `arn:aws:iam::aws:policy/AWSSupportAccess` and let those people assume it.',
      'Try it once by opening a general question.',
    ],
    ownerHint: 'Whoever runs incident response; the platform team where there is none.',
    evaluate: (snapshot) => forAccount(snapshot, roleWith(snapshot, 'AWSSupportAccess')),
  }),
];

const DEPUTY_KEYS = new Set([
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
]);

/** EC2 hands role credentials to its own instances and sends no source keys when it does. */
const WITHOUT_SOURCE_KEYS = new Set(['ec2.amazonaws.com', 'ec2.amazonaws.com.cn']);

function forRoles(snapshot: IamSnapshot, judge: (role: IamRole) => Verdict | null) {
  return forEntities(
    snapshot,
    snapshot.authorization.roles.filter((role) => !isServiceLinked(role)),
    roleRef,
    judge,
  );
}

function readOnlyTrust(snapshot: IamSnapshot, role: IamRole): Verdict {
  const trust = parsePolicy(role.trustPolicy);
  if (!trust.ok) return unusable(`The trust policy of role ${shown(role)}`, trust.reason);
  const scopes = trust.document.statements.map((statement) => grantScope(statement, snapshot.accountUid));
  const accounts = [...new Set(scopes.flatMap(({ otherAccounts }) => otherAccounts))];
  const evidence = { trustedAccounts: accounts, organizations: scopes.flatMap(({ organizations }) => organizations) };
  if (scopes.some(({ isPublic }) => isPublic))
    return fail(`Role ${shown(role)} has ReadOnlyAccess and can be assumed by anyone.`, {
      ...evidence,
      isPublic: true,
    });
  return accounts.length > 0
    ? fail(`Role ${shown(role)} has ReadOnlyAccess and trusts account ${accounts.join(', ')}.`, evidence)
    : pass(`Role ${shown(role)} has ReadOnlyAccess and trusts no other account.`, evidence);
}

function deputyVerdict({ accountUid }: IamSnapshot, role: IamRole): Verdict | null {
  const trust = parsePolicy(role.trustPolicy);
  if (!trust.ok) return unusable(`The trust policy of role ${shown(role)}`, trust.reason);
  const forServices = trust.document.statements
    .map((statement) => ({ statement, scope: grantScope(statement, accountUid) }))
    .filter(({ scope }) => scope.services.some((service) => !WITHOUT_SOURCE_KEYS.has(service)));
  if (forServices.length === 0) return null;
  const open = forServices.filter(
    ({ statement }) => !statement.conditions.some(({ key, values }) => DEPUTY_KEYS.has(key) && !values.includes('*')),
  );
  const services = [...new Set(open.flatMap(({ scope }) => scope.services))].filter(
    (service) => !WITHOUT_SOURCE_KEYS.has(service),
  );
  return open.length > 0
    ? fail(`Role ${shown(role)} trusts ${services.join(', ')} on anybody's behalf.`, { services })
    : pass(`Role ${shown(role)} says on whose behalf services may assume it.`, {
        services: [...new Set(forServices.flatMap(({ scope }) => scope.services))],
      });
}

function roleWith(snapshot: IamSnapshot, policy: string): Verdict {
  const { roles, failure } = snapshot.authorization;
  const names = roles
    .filter(({ attachedPolicies }) => attachedPolicies.some(({ arn }) => isAwsPolicy(arn, policy)))
    .map(({ name }) => name);
  if (names.length > 0) return pass(`${policy} is held by role ${names.slice(0, 5).join(', ')}.`, { roles: names });
  if (failure) return unread([failure], `Whether a role holds ${policy}`);
  return fail(`No role of account ${snapshot.accountUid} holds ${policy}.`, { roles: [] });
}
