import type { CloudTrailEvent } from '../../collector.ts';
import { textAt } from '../../untrusted.ts';
import { callerResource, from, iamResource, partitionOf, resourceOf, toolNote, who } from './describe.ts';
import { singleEventRule } from './single.ts';

/** A key or password that lives until somebody removes it, made for someone else. */
export const longLivedCredentialCreated = singleEventRule({
  id: 'cloudtrail_event_long_lived_credential_created',
  severity: 'high',
  title: 'Long-lived credential was created for another user',
  description:
    'Someone made an access key for another user (CreateAccessKey), or set or reset another user’s console password (CreateLoginProfile, UpdateLoginProfile).',
  risk: 'A new key or password is the usual back door: it works from anywhere, survives the rotation of the credential that was stolen first, and belongs to a user that nobody watches. Whoever made it has seen the secret.',
  consequence:
    'The intruder keeps a way in after the first one is closed, and acts under a colleague’s or a service’s name.',
  remediation: [
    'Ask the maker and the user whether it was requested; find the ticket.',
    'If not: deactivate the key (`aws iam update-access-key --status Inactive`) or delete the login profile, then look at what it was used for.',
    'Treat the maker’s own credentials as stolen and review its other calls of that day.',
    'Replace long-lived keys by roles; give `iam:CreateAccessKey` and `iam:CreateLoginProfile` on other users to the identity team only.',
  ],
  ownerHint: 'The identity team; the owner of the user that got the credential.',
  calls: { 'iam.amazonaws.com': ['CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile'] },
  match: (event) => {
    const user =
      textAt(event.raw, 'requestParameters', 'userName') ??
      textAt(event.raw, 'responseElements', 'accessKey', 'userName');
    // Without a name the call is for the caller itself; root making its own key is another rule's hit.
    if (user === null || (event.principalType === 'IAMUser' && user === event.principalName)) return null;
    const what = {
      CreateAccessKey: 'made an access key for',
      CreateLoginProfile: 'gave a console password to',
      UpdateLoginProfile: 'reset the console password of',
    }[event.name];
    return {
      statusDetail: `${who(event)} ${what} user ${user}${from(event)} at ${event.time}${toolNote([event])}.`,
      resource: iamResource(event, 'user', user),
      evidence: {
        action: event.name,
        user,
        newAccessKeyId: textAt(event.raw, 'responseElements', 'accessKey', 'accessKeyId'),
      },
    };
  },
});

/** The second factor of a user taken away. */
export const mfaRemoved = singleEventRule({
  id: 'cloudtrail_event_mfa_removed',
  severity: 'high',
  title: 'MFA device was removed from a user',
  description: 'Someone deactivated or deleted an MFA device (DeactivateMFADevice, DeleteVirtualMFADevice).',
  risk: 'With the second factor gone, the password alone opens the console. Attackers remove a device to sign in with a stolen password, or to register one of their own; help desks are tricked into doing it for them.',
  consequence: 'The user’s rights are one stolen password away from misuse.',
  remediation: [
    'Ask the user whether they changed their phone or key; a new device registered minutes later fits that.',
    'If not: delete the console password and deactivate the keys, then look at what the user did since.',
    'Have a device registered again, and check that it is the user’s own.',
    'Let users manage only their own device, and only with MFA present.',
  ],
  ownerHint: 'The user named, and the identity team.',
  calls: { 'iam.amazonaws.com': ['DeactivateMFADevice', 'DeleteVirtualMFADevice'] },
  match: (event) => {
    const serial = textAt(event.raw, 'requestParameters', 'serialNumber') ?? 'unknown';
    const user = textAt(event.raw, 'requestParameters', 'userName');
    const of = user ? ` of user ${user}` : '';
    return {
      statusDetail: `${who(event)} ${event.name === 'DeactivateMFADevice' ? 'deactivated' : 'deleted'} the MFA device ${serial}${of}${from(event)}.`,
      resource: user ? iamResource(event, 'user', user) : resourceOf(event, 'AWS::IAM::MFADevice', serial),
      evidence: { action: event.name, serialNumber: serial, user },
    };
  },
});

/** Ways in that IAM reviews overlook: federation tokens and certificates. */
export const federationCreated = singleEventRule({
  id: 'cloudtrail_event_federation_created',
  severity: 'high',
  title: 'Federation or Roles Anywhere access was set up',
  description:
    'Someone took a federation token (GetFederationToken), or made a trust anchor of IAM Roles Anywhere, a SAML provider or an OpenID Connect provider (CreateTrustAnchor, CreateSAMLProvider, CreateOpenIDConnectProvider).',
  risk: 'A federation token keeps working for up to 36 hours even after the user’s key is deactivated, and can open the console. A trust anchor or identity provider lets whoever holds its private key or runs the provider make credentials for your roles at will, from outside.',
  consequence: 'Access persists after you believe it is closed, and key rotation does not end it.',
  remediation: [
    'Ask the principal what needs it; few applications use GetFederationToken today.',
    'For a token: attach a policy to the user that denies requests issued before now (`aws:TokenIssueTime`), or delete the user.',
    'For a trust anchor or provider that nobody knows: disable it, then delete it, and read which roles trust it.',
    'Allow these calls only to the role that deploys identity settings.',
  ],
  ownerHint: 'The identity team, with the owner of the principal.',
  calls: {
    'sts.amazonaws.com': ['GetFederationToken'],
    'rolesanywhere.amazonaws.com': ['CreateTrustAnchor'],
    'iam.amazonaws.com': ['CreateSAMLProvider', 'CreateOpenIDConnectProvider'],
  },
  match: (event) => ({
    statusDetail: `${who(event)} called ${event.name}${named(event)}${from(event)} at ${event.time}.`,
    resource: createdResource(event),
    evidence: { action: event.name },
  }),
});

function named({ raw }: CloudTrailEvent): string {
  const name = textAt(raw, 'requestParameters', 'name') ?? textAt(raw, 'requestParameters', 'url');
  return name ? ` for ${name}` : '';
}

function createdResource(event: CloudTrailEvent) {
  const anchor = textAt(event.raw, 'responseElements', 'trustAnchor', 'trustAnchorArn');
  if (anchor)
    return resourceOf(
      event,
      'AWS::RolesAnywhere::TrustAnchor',
      anchor,
      textAt(event.raw, 'requestParameters', 'name') ?? anchor,
    );
  const saml = textAt(event.raw, 'responseElements', 'sAMLProviderArn');
  if (saml) return { ...resourceOf(event, 'AWS::IAM::SAMLProvider', saml), region: 'global' };
  const oidc = textAt(event.raw, 'responseElements', 'openIDConnectProviderArn');
  if (oidc) return { ...resourceOf(event, 'AWS::IAM::OIDCProvider', oidc), region: 'global' };
  const name = textAt(event.raw, 'requestParameters', 'name');
  if (event.name === 'GetFederationToken' || name === null) return callerResource(event);
  return resourceOf(
    event,
    'AWS::RolesAnywhere::TrustAnchor',
    `arn:${partitionOf(event)}:rolesanywhere:${event.region}:${event.accountUid}:trust-anchor/${name}`,
    name,
  );
}
