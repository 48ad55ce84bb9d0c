import { fail, pass } from '../../verdict.ts';
import { allowsAdministration } from '../../policy-power.ts';
import { groupRef, roleRef, userRef } from '../refs.ts';
import { isAdministrative, membersByGroup, ownPolicies } from '../rights.ts';
import type { IamSnapshot, PolicyHolder } from '../snapshot.ts';
import { iamCheck, shown, type IamCheck } from './check.ts';
import { forEntities, isServiceLinked, unusable } from './outcomes.ts';
import { forInlinePolicies, forManagedPolicies } from './policies.ts';

const ALL_RIGHTS = { flawed: 'allows every action on every resource', sound: 'does not allow everything' };
const POLICY_OWNER =
  "The team that owns the policy's definition (its stack or Terraform module), with the security team.";

/** Who has administrator rights, and by which policies. */
export const ADMINISTRATION_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_aws_attached_policy_no_administrative_privileges',
    severity: 'critical',
    resourceType: 'AWS::IAM::Policy',
    references: 'CIS6 2.15; CIS7 2.14; FSBP IAM.1; N53×37; SOC2×2; ISO22×2; ATTACK×10',
    reads: ['authorizationDetails'],
    title: 'AWS managed policies with full administrator rights should not be attached',
    description:
      'Looks at the AWS managed policies in use and fails those that allow every action on every resource (`*` on `*`), such as AdministratorAccess, while anything holds them.',
    risk: 'Whoever takes over one holder, by a leaked key, a phished session or a flaw in the application that runs with the role, has all rights at once. There is nothing left to escalate: data, backups, logs and further accounts are open.',
    consequence:
      'Any single weakness in a holder becomes a loss of the account, and least privilege cannot be shown to an auditor.',
    remediation: [
      'List the holders: `aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`.',
      'For each, see which services it really used (IAM, Access Advisor tab, or Access Analyzer policy generation) and attach a policy for those only.',
      'Detach the administrator policy; keep one break-glass role with MFA and an alarm on its use.',
      'Let administrators assume a role for limited time instead of holding the right for good.',
    ],
    ownerHint: 'The head of platform for people; for roles of applications the team that runs the application.',
    evaluate: (snapshot) =>
      forManagedPolicies(
        snapshot,
        ({ isAwsManaged, attachmentCount }) => isAwsManaged && attachmentCount !== 0,
        (document, { arn }) => (isAdministrative({ arn, parsed: { ok: true, document } }) ? {} : null),
        ALL_RIGHTS,
      ),
  }),
  iamCheck({
    id: 'iam_customer_attached_policy_no_administrative_privileges',
    severity: 'high',
    resourceType: 'AWS::IAM::Policy',
    references: 'CIS6 2.15; CIS7 2.14; FSBP IAM.1; N53×37; SOC2×2; ISO22×2; ATTACK×10',
    reads: ['authorizationDetails'],
    title: 'Attached customer managed policies should not grant full administrator rights',
    description:
      'Looks at customer managed policies that are attached to a user, group or role and fails those that allow every action on every resource (`*` on `*`, or everything but a short NotAction list that leaves IAM in).',
    risk: "A policy of one's own with `*` is AdministratorAccess under another name: reviews that look for the AWS policy miss it. Every holder that is taken over gives the whole account.",
    consequence:
      'Rights that nobody meant to give are in daily use, and a small breach in one application spreads to everything.',
    remediation: [
      'See who holds the policy (evidence, or `aws iam list-entities-for-policy`) and what they used in the last 90 days.',
      'Write the actions and resources they need instead of `*`; Access Analyzer generates a draft from CloudTrail.',
      'Publish it as a new version with `aws iam create-policy-version --set-as-default`, watch for access denied, and delete the old version so that it cannot be brought back.',
    ],
    ownerHint: POLICY_OWNER,
    evaluate: (snapshot) =>
      forManagedPolicies(
        snapshot,
        ({ isAwsManaged, attachmentCount }) => !isAwsManaged && attachmentCount !== 0,
        administrationFlaw,
        ALL_RIGHTS,
      ),
  }),
  iamCheck({
    id: 'iam_customer_unattached_policy_no_administrative_privileges',
    severity: 'medium',
    resourceType: 'AWS::IAM::Policy',
    references: 'ISO22×1; ATTACK×1',
    reads: ['authorizationDetails'],
    title: 'Unattached customer managed policies should not grant full administrator rights',
    description:
      'Looks at customer managed policies that nothing holds (unattached, unused) and fails those that allow every action on every resource.',
    risk: 'The policy harms nobody until somebody attaches it. That takes one call by anyone who may attach policies, and a harmless name hides what it does: it is a ready-made way to administrator rights.',
    consequence:
      'An insider or intruder with the right to attach policies becomes administrator without writing a suspicious policy first.',
    remediation: [
      'Ask the author whether it is still needed; its creation is in CloudTrail as CreatePolicy.',
      'Delete it: remove its other versions with `aws iam delete-policy-version`, then `aws iam delete-policy`.',
    ],
    ownerHint: POLICY_OWNER,
    evaluate: (snapshot) =>
      forManagedPolicies(
        snapshot,
        ({ isAwsManaged, attachmentCount }) => !isAwsManaged && attachmentCount === 0,
        administrationFlaw,
        ALL_RIGHTS,
      ),
  }),
  iamCheck({
    id: 'iam_inline_policy_no_administrative_privileges',
    severity: 'critical',
    resourceType: 'AWS::IAM::User',
    references: 'FSBP IAM.1; N53×37; SOC2×2; ISO22×2; ATTACK×10',
    reads: ['authorizationDetails'],
    title: 'Inline policies should not grant full administrator rights',
    description:
      'Looks at the policies written directly on users, groups and roles (inline policies) and fails holders of one that allows every action on every resource.',
    risk: 'An inline policy shows up in no list of policies, only on its holder, so that it escapes reviews. With `*` on `*` it makes the holder an administrator in a place where few look; intruders use it to stay in.',
    consequence:
      'Administrator rights exist that no inventory shows, and removing the known administrators does not remove them.',
    remediation: [
      'Find out who wrote it and when: CloudTrail events PutUserPolicy, PutRolePolicy or PutGroupPolicy with the name of the holder.',
      'If nobody can say why, treat it as a sign of intrusion and look at what the holder did since.',
      'Replace it by a managed policy with the actions needed and delete it with `aws iam delete-user-policy`, `delete-role-policy` or `delete-group-policy`.',
    ],
    ownerHint: 'The team that owns the user or role; the security team until somebody claims it.',
    evaluate: (snapshot) => forInlinePolicies(snapshot, administrationFlaw, 'allows every action on every resource'),
  }),
  iamCheck({
    id: 'iam_user_administrator_access_policy',
    severity: 'critical',
    resourceType: 'AWS::IAM::User',
    references: 'PCI4×9',
    reads: ['authorizationDetails'],
    title: 'Users should not have an administrator policy attached',
    description:
      'Looks at the managed policies attached directly to each IAM user and fails users with AdministratorAccess or another policy that allows every action on every resource. Rights through groups and inline policies have checks of their own.',
    risk: 'An IAM user has a password or keys that last. Full rights on it mean that one leaked key or guessed password is the whole account, at any hour and from anywhere.',
    consequence: 'The most likely kind of loss, a leaked credential, has the worst possible effect.',
    remediation: [
      'Give the person a role in IAM Identity Center, or an IAM role that they assume with MFA for administrative work.',
      'Detach the policy: `aws iam detach-user-policy --user-name <name> --policy-arn <arn>`.',
      'For users of services, replace the policy by the few actions that the service calls.',
    ],
    ownerHint: 'The person or team behind the user; the head of platform decides who stays administrator.',
    evaluate: (snapshot) => forHolders(snapshot, snapshot.authorization.users, userRef, 'User'),
  }),
  iamCheck({
    id: 'iam_group_administrator_access_policy',
    severity: 'high',
    resourceType: 'AWS::IAM::Group',
    references: '',
    reads: ['authorizationDetails'],
    title: 'Groups should not have an administrator policy attached',
    description:
      'Looks at the managed policies attached to each IAM group and fails groups with AdministratorAccess or another policy that allows every action on every resource: every member is an administrator.',
    risk: 'Membership is changed with one call, AddUserToGroup, by whoever manages users. Each new member brings a password or keys that carry all rights, and members are seldom taken out again.',
    consequence:
      'The number of administrators grows unseen, and with it the chance that one of their credentials is lost.',
    remediation: [
      'See the members: `aws iam get-group --group-name <name>`; take out those who do not administer the account.',
      'Give the group rights for its job instead of all of them, and provide an administrator role to assume when needed.',
      'Detach the policy: `aws iam detach-group-policy --group-name <name> --policy-arn <arn>`.',
    ],
    ownerHint: 'The platform identity team that keeps the groups.',
    evaluate: (snapshot) => {
      const members = membersByGroup(snapshot.authorization);
      return forHolders(snapshot, snapshot.authorization.groups, groupRef, 'Group', ({ name }) => ({
        members: members.get(name) ?? [],
      }));
    },
  }),
  iamCheck({
    id: 'iam_role_administratoraccess_policy',
    severity: 'high',
    resourceType: 'AWS::IAM::Role',
    references: '',
    reads: ['authorizationDetails'],
    title: 'Roles should not have an administrator policy attached',
    description:
      'Looks at the managed policies attached to each IAM role, service-linked roles aside, and fails roles with AdministratorAccess or another policy that allows every action on every resource. Roles of IAM Identity Center (AWSReservedSSO_…) are judged too.',
    risk: 'Whoever the trust policy lets in gets everything. For a role of an instance, function or pipeline that is anybody who can run code there: one flaw in the application, one malicious build step.',
    consequence: 'A fault in one workload, which should cost that workload, costs the account.',
    remediation: [
      'Read the trust policy: who can assume it, and from where?',
      'For workloads, write a policy with the actions seen in Access Advisor and CloudTrail, attach it, and detach the administrator policy with `aws iam detach-role-policy`.',
      'For people, keep few such roles, require MFA in the trust policy, shorten the session, and alert on their use.',
    ],
    ownerHint: "The team in the role's `team` or `owner` tag, or whoever runs the workload that assumes it.",
    evaluate: (snapshot) =>
      forHolders(
        snapshot,
        snapshot.authorization.roles.filter((role) => !isServiceLinked(role)),
        roleRef,
        'Role',
        ({ trustPolicy }) => ({ trustPolicy }),
      ),
  }),
];

function administrationFlaw(document: Parameters<typeof allowsAdministration>[0]) {
  return allowsAdministration(document) ? {} : null;
}

/** Judges holders by the managed policies attached to them. */
function forHolders<Holder extends PolicyHolder>(
  snapshot: IamSnapshot,
  holders: readonly Holder[],
  ref: (snapshot: IamSnapshot, holder: Holder) => ReturnType<typeof groupRef>,
  kind: string,
  more: (holder: Holder) => Record<string, unknown> = () => ({}),
) {
  return forEntities(snapshot, holders, ref, (holder) => {
    const attached = ownPolicies(snapshot.authorization, holder).filter(({ arn }) => arn !== null);
    const verdicts = attached.map((policy) => ({ name: policy.name, isAdmin: isAdministrative(policy) }));
    const evidence = { attachedPolicies: attached.map(({ name }) => name), ...more(holder) };
    const admin = verdicts.filter(({ isAdmin }) => isAdmin === true).map(({ name }) => name);
    if (admin.length > 0)
      return fail(`${kind} ${shown(holder)} has administrator rights by ${admin.join(', ')}.`, {
        ...evidence,
        administratorPolicies: admin,
      });
    const unknown = verdicts.find(({ isAdmin }) => isAdmin === null);
    if (unknown)
      return unusable(
        `The rights of ${kind.toLowerCase()} ${shown(holder)}`,
        `the text of its policy ${shown(unknown)} is missing or malformed`,
        evidence,
      );
    return pass(`${kind} ${shown(holder)} has no administrator policy attached.`, evidence);
  });
}
