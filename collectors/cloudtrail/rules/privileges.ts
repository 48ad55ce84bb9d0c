import type { CloudTrailEvent, ResourceRef } from '../../collector.ts';
import { at, textAt } from '../../untrusted.ts';
import { accountOf, from, iamResource, toolNote, who } from './describe.ts';
import { federatedProviders, isAdminPolicy, isAdminPolicyArn, outsiders } from './policies.ts';
import { singleEventRule } from './single.ts';

const IAM = 'iam.amazonaws.com';

/** Someone became an administrator. */
export const adminGranted = singleEventRule({
  id: 'cloudtrail_event_admin_granted',
  severity: 'critical',
  title: 'Administrator rights were granted',
  description:
    'A user, role or group got administrator rights: AdministratorAccess, PowerUserAccess or IAMFullAccess was attached (AttachUserPolicy, AttachRolePolicy, AttachGroupPolicy), or an inline policy that allows everything was written (PutUserPolicy, PutRolePolicy, PutGroupPolicy).',
  risk: 'With administrator rights every other control can be undone: logs stopped, keys made, data copied. An intruder who can attach a policy makes a fresh administrator in one call and keeps that way in.',
  consequence: 'Whoever holds the user or role now holds the account, its data and its bill.',
  remediation: [
    'Ask the principal for the ticket; a new administrator should never be a surprise.',
    'If nobody knows: detach the policy (`aws iam detach-user-policy` or `detach-role-policy`), deactivate the keys and revoke the sessions of the one who got it and of the one who gave it.',
    'List what the new administrator did since, in every region.',
    'Use a permissions boundary or service control policy, so that only the identity pipeline can attach administrator policies.',
  ],
  ownerHint: 'The identity team; the security team if the grant is not explained.',
  calls: {
    [IAM]: [
      'AttachUserPolicy',
      'AttachRolePolicy',
      'AttachGroupPolicy',
      'PutUserPolicy',
      'PutRolePolicy',
      'PutGroupPolicy',
    ],
  },
  match: (event) => {
    const asked = at(event.raw, 'requestParameters');
    const arn = textAt(asked, 'policyArn');
    const inline = at(asked, 'policyDocument');
    if (!isAdminPolicyArn(arn) && !isAdminPolicy(inline)) return null;
    const policy = arn ?? `inline policy ${textAt(asked, 'policyName') ?? ''}`;
    const holder = holderOf(event);
    return {
      statusDetail: `${who(event)} gave ${policy} to ${holder.type.split('::')[2]?.toLowerCase() ?? 'holder'} ${holder.name}${from(event)} at ${event.time}${toolNote([event])}.`,
      resource: holder,
      severity: arn?.endsWith('/PowerUserAccess') ? 'high' : 'critical',
      evidence: { action: event.name, policy },
    };
  },
});

/** The content of a policy swapped under those who hold it. */
export const policyVersionChanged = singleEventRule({
  id: 'cloudtrail_event_policy_version_changed',
  severity: 'high',
  title: 'The version of a managed policy in force was changed',
  description:
    'A new default version of a customer managed policy was made (CreatePolicyVersion with setAsDefault), or an older one was put back in force (SetDefaultPolicyVersion). Everyone who holds the policy has other rights from that moment. It ranks critical when the new version allows everything.',
  risk: 'No attachment changes, so reviews of "who has which policy" show nothing. An intruder swaps a harmless version for one that allows everything, uses it, and swaps it back; old versions with too many rights lie about ready for that.',
  consequence: 'Users and roles silently gain or lose rights; a gain can be the whole account.',
  remediation: [
    'Compare the versions: `aws iam get-policy-version --policy-arn ARN --version-id v…`, and look for the pipeline run that made the change.',
    'Put the right version back in force if nobody planned it, and delete the other.',
    'Delete old versions that allow more than the present one.',
    'Allow these calls only to the role that deploys IAM.',
  ],
  ownerHint: 'The identity team, or the team whose pipeline owns the policy.',
  calls: { [IAM]: ['CreatePolicyVersion', 'SetDefaultPolicyVersion'] },
  match: (event) => {
    const asked = at(event.raw, 'requestParameters');
    // A version that is not made the default changes nothing yet.
    if (event.name === 'CreatePolicyVersion' && String(at(asked, 'setAsDefault')) !== 'true') return null;
    const arn = textAt(asked, 'policyArn') ?? 'unknown';
    const isAdmin = isAdminPolicy(at(asked, 'policyDocument'));
    const version = textAt(asked, 'versionId') ?? textAt(event.raw, 'responseElements', 'policyVersion', 'versionId');
    return {
      statusDetail: `${who(event)} put version ${version ?? 'unknown'} of policy ${arn} in force${from(event)} at ${event.time}${isAdmin ? '; it allows everything' : ''}.`,
      resource: { uid: arn, type: 'AWS::IAM::Policy', name: arn.slice(arn.lastIndexOf('/') + 1), region: 'global' },
      severity: isAdmin ? 'critical' : 'high',
      evidence: { action: event.name, versionId: version, allowsEverything: isAdmin },
    };
  },
});

/** The door of a role opened to someone else. */
export const trustPolicyChanged = singleEventRule({
  id: 'cloudtrail_event_trust_policy_changed',
  severity: 'high',
  title: 'Role trust was changed, or a role for outsiders was made',
  description:
    'The trust policy of a role was replaced (UpdateAssumeRolePolicy), or a role was made that another account, anyone or an identity provider may assume (CreateRole). A change that lets in nobody from outside ranks medium.',
  risk: 'The trust policy says who may become the role. Adding an outside account to an existing, powerful role is a quiet back door: no key, no user, and it survives every password change.',
  consequence: 'Somebody outside holds the rights of the role for as long as the entry stays.',
  remediation: [
    'Look up the outside accounts in the evidence: your organisation, a vendor with a contract, or unknown?',
    'If unknown: put the former trust policy back, revoke the role’s sessions, and treat the principal’s credentials as stolen.',
    'For vendors demand an ExternalId, and name a role rather than the whole account.',
    'Look for AssumeRole events of this role from outside since then.',
  ],
  ownerHint: 'The owner of the role by its tags; the identity team.',
  calls: { [IAM]: ['UpdateAssumeRolePolicy', 'CreateRole'] },
  match: (event) => {
    const asked = at(event.raw, 'requestParameters');
    const document = at(asked, 'policyDocument') ?? at(asked, 'assumeRolePolicyDocument');
    const outside = [...outsiders(document, event.accountUid), ...federatedProviders(document, event.accountUid)];
    if (event.name === 'CreateRole' && outside.length === 0) return null;
    const role = textAt(asked, 'roleName') ?? 'unknown';
    const did = event.name === 'CreateRole' ? 'made role' : 'replaced the trust policy of role';
    const lets = outside.length > 0 ? `it now trusts ${outside.join(', ')}` : 'it trusts nobody outside the account';
    return {
      statusDetail: `${who(event)} ${did} ${role}${from(event)} at ${event.time}; ${lets}.`,
      resource: iamResource(event, 'role', role),
      severity: outside.length > 0 ? 'high' : 'medium',
      evidence: { action: event.name, trustsOutside: outside },
    };
  },
});

function holderOf(event: CloudTrailEvent): ResourceRef {
  for (const kind of ['user', 'role', 'group'] as const) {
    const name = textAt(event.raw, 'requestParameters', `${kind}Name`);
    if (name) return iamResource(event, kind, name);
  }
  return accountOf(event);
}
