import { escalationsIn, grantsBroadly } from '../../policy-power.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import { fail, pass } from '../../verdict.ts';
import { userRef } from '../refs.ts';
import type { IamPolicy } from '../snapshot.ts';
import { iamCheck, shown, type IamCheck } from './check.ts';
import { forEntities } from './outcomes.ts';
import { forInlinePolicies, forManagedPolicies, type Flaw } from './policies.ts';

const ESCALATION_RISK =
  'Some rights can be turned into more rights. Who may write policies gives itself everything; who may pass any role to a service and run code there (iam:PassRole with lambda:CreateFunction, ec2:RunInstances and the like) acts as that role; who may change code, stacks or start-up scripts acts as whatever they run under.';

const ESCALATION_REMEDIATION = [
  'Look at the paths named in the evidence; each lists the actions that together make it.',
  'Limit `iam:PassRole` to the role ARNs that are meant to be passed, with the condition `iam:PassedToService`.',
  'Limit writing rights in IAM to a path or tag, and demand a permissions boundary with the condition `iam:PermissionsBoundary`.',
  'Take the action out if the holder never used it; Access Advisor shows that.',
];

/** Rights that can be turned into more rights, and how rights are handed out. */
export const ESCALATION_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_policy_allows_privilege_escalation',
    severity: 'high',
    resourceType: 'AWS::IAM::Policy',
    references: 'ATTACK×10',
    reads: ['authorizationDetails'],
    title: 'Customer managed policies should not allow privilege escalation',
    description:
      'Looks at customer managed policies, attached or not, for known combinations of actions by which the holder can gain rights beyond those given (privilege escalation, such as iam:PassRole with ec2:RunInstances, or iam:CreatePolicyVersion). Actions count when allowed on broad resources without a narrowing condition.',
    risk: ESCALATION_RISK,
    consequence:
      'A holder who seems limited is an administrator in two or three calls: a developer account or a build role that is taken over costs the whole AWS account.',
    remediation: ESCALATION_REMEDIATION,
    ownerHint: "The team that owns the policy's definition (its stack or Terraform module), with the security team.",
    evaluate: (snapshot) =>
      forManagedPolicies(snapshot, isCustomer, escalationFlaw, {
        flawed: 'allows privilege escalation',
        sound: 'allows no known privilege escalation',
      }),
  }),
  iamCheck({
    id: 'iam_inline_policy_allows_privilege_escalation',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: 'SOC2×1',
    reads: ['authorizationDetails'],
    title: 'Inline policies should not allow privilege escalation',
    description:
      'Looks at inline policies of users, groups and roles for known combinations of actions by which the holder can gain rights beyond those given (privilege escalation, such as iam:PutUserPolicy on itself, or iam:PassRole with lambda:CreateFunction).',
    risk: `${ESCALATION_RISK} Inline, such a combination is on one holder only and is missed by reviews of policies.`,
    consequence:
      'One user or role that looks harmless is a way to administrator rights, and nobody sees it in the list of policies.',
    remediation: ESCALATION_REMEDIATION,
    ownerHint: 'The team that owns the user, group or role on which the policy is written.',
    evaluate: (snapshot) => forInlinePolicies(snapshot, escalationFlaw, 'allows privilege escalation'),
  }),
  iamCheck({
    id: 'iam_no_custom_policy_permissive_role_assumption',
    severity: 'high',
    resourceType: 'AWS::IAM::Policy',
    references: 'ATTACK×5',
    reads: ['authorizationDetails'],
    title: 'Customer managed policies should not allow assuming any role',
    description:
      'Looks at customer managed policies, attached or not, and fails those that allow `sts:AssumeRole` on every role (`*`, or all roles of an account) without a narrowing condition.',
    risk: 'A role that trusts the account as a whole leaves the choice of who may assume it to IAM policies. This policy chooses everyone who holds it: they can become any such role, here and in other accounts that trust this one.',
    consequence:
      'Roles of production, backups and other accounts are open to holders who were meant to have one of them, and lateral movement after a break-in is a single call.',
    remediation: [
      'Name the role ARNs that the holder has to assume in Resource, instead of `*`.',
      'In sensitive roles, name the principals in the trust policy rather than the account root, and require MFA or an ExternalId.',
      'See which roles were really assumed: CloudTrail AssumeRole events by the holder.',
    ],
    ownerHint: "The team that owns the policy's definition, with the security team.",
    evaluate: (snapshot) =>
      forManagedPolicies(
        snapshot,
        isCustomer,
        (document) => (grantsBroadly(document, 'sts:AssumeRole') ? { action: 'sts:AssumeRole' } : null),
        { flawed: 'allows assuming any role', sound: 'does not allow assuming any role' },
      ),
  }),
  iamCheck({
    id: 'iam_policy_attached_only_to_group_or_roles',
    severity: 'low',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.14; CIS7 2.13; N53×33; SOC2×1; PCI4×23; ISO22×1',
    reads: ['authorizationDetails'],
    title: 'Users should get rights through groups or roles only',
    description:
      'Looks at every IAM user and fails those with a managed policy attached directly or with an inline policy of their own. Rights should come from group membership or from a role.',
    risk: 'Rights given to persons one by one pile up: they follow somebody through jobs and are copied to the next user. Who may do what can then only be found out user by user, and removing a right from a job means finding everyone who has it.',
    consequence:
      'Access reviews take days and miss things; people keep rights of jobs they left, which auditors report.',
    remediation: [
      'Make a group for each job, attach the policies there, and add the user: `aws iam add-user-to-group`.',
      'Detach the direct policies (`aws iam detach-user-policy`) and delete inline ones (`aws iam delete-user-policy`).',
      'For programs use a role instead of a user.',
    ],
    ownerHint: "The platform identity team, with the user's team.",
    evaluate: (snapshot) =>
      forEntities(snapshot, snapshot.authorization.users, userRef, (user) => {
        const attached = user.attachedPolicies.map(({ name }) => name);
        const inline = user.inlinePolicies.map(({ name }) => name);
        const evidence = { attachedPolicies: attached, inlinePolicies: inline, groups: user.groups };
        if (attached.length + inline.length === 0)
          return pass(`User ${shown(user)} has no policy of its own.`, evidence);
        const parts = [
          attached.length > 0 ? `attached directly: ${attached.map((name) => shown({ name })).join(', ')}` : '',
          inline.length > 0 ? `inline: ${inline.map((name) => shown({ name })).join(', ')}` : '',
        ].filter(Boolean);
        return fail(`User ${shown(user)} has policies of its own (${parts.join('; ')}).`, evidence);
      }),
  }),
];

function isCustomer({ isAwsManaged }: IamPolicy): boolean {
  return !isAwsManaged;
}

/** At most ten paths in evidence: a policy with `*` has them all. */
function escalationFlaw(document: PolicyDocument): Flaw {
  const paths = escalationsIn(document);
  if (paths.length === 0) return null;
  return {
    escalationPaths: paths.length,
    escalations: paths.slice(0, 10).map(({ id, actions, how }) => ({ id, actions: [...actions], how })),
  };
}
