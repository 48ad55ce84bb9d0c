import { fail, pass, unread, type Verdict } from '../../verdict.ts';
import { administrationOfUser } from '../rights.ts';
import type { CredentialRow, IamSnapshot } from '../snapshot.ts';
import { daysSince, iamCheck, shown, type IamCheck } from './check.ts';
import { forReportedUsers, unusable, type ReportedUser } from './outcomes.ts';

const UNUSED_AFTER_DAYS = 45;

/** What must hold of how IAM users sign in: MFA, and consoles that somebody uses. */
export const USER_SIGN_IN_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_user_mfa_enabled_console_access',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.9; CIS7 2.10; FSBP IAM.5,IAM.19; N53×66; PCI4×6; ISO22×4; ATTACK×7',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Users with a console password should have MFA',
    description:
      'Looks at every IAM user with a console password and at whether multi-factor authentication (MFA, two-factor, 2FA) is active, by the credential report. Users without a console password are left out; the root user has checks of its own.',
    risk: 'Without a second factor the password is all there is. Passwords are phished with copies of the AWS sign-in page, tried from lists of other breaches, and sprayed at all users at once; the first that works is a full console session from anywhere.',
    consequence:
      "One employee's password is enough for an outsider to act with that employee's rights, and the log shows a normal sign-in.",
    remediation: [
      'Ask the user to register a security key, passkey or authenticator app under Security credentials, Multi-factor authentication, Assign MFA device.',
      'Until then, attach a policy that denies everything but MFA set-up while `aws:MultiFactorAuthPresent` is false.',
      'If nobody signs in with the password any more, delete it: `aws iam delete-login-profile --user-name <name>`.',
      'Better still, let people sign in through IAM Identity Center with MFA enforced, and keep no console passwords in IAM.',
    ],
    ownerHint:
      'The person behind the user; for shared or service users the team in its `team` or `owner` tag, else the identity team.',
    evaluate: (snapshot) =>
      forReportedUsers(snapshot, ['password_enabled', 'mfa_active'], ({ row, resource }) => {
        if (row.passwordEnabled !== true) return null;
        const evidence = signInEvidence(row);
        return row.mfaActive === true
          ? pass(`User ${shown(resource)} has a console password and MFA.`, evidence)
          : fail(`User ${shown(resource)} has a console password and no MFA device.`, evidence);
      }),
  }),
  iamCheck({
    id: 'iam_administrator_access_with_mfa',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: 'ATTACK×3',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Administrators should have MFA',
    description:
      'Looks at every IAM user with administrator rights (AdministratorAccess or a policy allowing `*` on `*`, attached, inline or through a group) and at whether MFA is active. An administrator that can sign in or has an access key must have it.',
    risk: "An administrator's password or key is worth as much as the root user's. Without MFA a single phished or leaked secret gives every right in the account, including the right to make more administrators and to switch the logs off.",
    consequence:
      'Loss of one secret is loss of the account; there is no smaller step on the way at which it would be noticed.',
    remediation: [
      'Register an MFA device for the user now: Security credentials, Multi-factor authentication, Assign MFA device; prefer a security key.',
      'Require it in the policy: allow the administrative actions only under the condition `aws:MultiFactorAuthPresent` true.',
      'Take the standing rights away: let people assume an administrator role for the hour they need it.',
    ],
    ownerHint: 'The administrator in person; the head of platform for users that nobody claims.',
    evaluate: (snapshot) =>
      forReportedUsers(snapshot, ['mfa_active'], (reported) => administratorMfa(snapshot, reported)),
  }),
  iamCheck({
    id: 'iam_user_hardware_mfa_enabled',
    severity: 'high',
    resourceType: 'AWS::IAM::User',
    references: 'ISO22×1; ATTACK×6',
    reads: ['getReport', 'mfaDevices', 'authorizationDetails'],
    listedBy: ['getReport', 'authorizationDetails'],
    title: 'Console users should use hardware MFA',
    description:
      'Looks at the MFA devices of IAM users with a console password. Security keys, passkeys and hardware tokens pass; a virtual device (authenticator app) fails, alone or beside a hardware one, and so does having no device.',
    risk: 'A code from an authenticator app can be typed into a false sign-in page and used within seconds; tools for this are ready-made. A security key signs for the true address only, so that there is nothing to pass on.',
    consequence: 'Phishing that aims at AWS users gets past MFA, which everybody believes to protect the account.',
    remediation: [
      'Give the user a FIDO2 security key or let them register a passkey: Security credentials, Assign MFA device.',
      'Register a second key as a spare, kept elsewhere.',
      'Remove the virtual device afterwards with `aws iam deactivate-mfa-device` and `aws iam delete-virtual-mfa-device`.',
    ],
    ownerHint: 'The person behind the user, with keys supplied by workplace IT or the identity team.',
    evaluate: (snapshot) =>
      forReportedUsers(snapshot, ['password_enabled', 'mfa_active'], (reported) => hardwareMfa(snapshot, reported)),
  }),
  iamCheck({
    id: 'iam_user_console_access_unused',
    severity: 'medium',
    resourceType: 'AWS::IAM::User',
    references: 'CIS6 2.11; CIS7 2.11; FSBP IAM.8,IAM.22,IAM.26; N53×38; SOC2×1; ISO22×1; ATTACK×3',
    reads: ['getReport', 'authorizationDetails'],
    title: 'Unused console passwords should be removed',
    description: `Looks at when each IAM user with a console password last signed in. No sign-in for more than ${UNUSED_AFTER_DAYS} days, or a password that old which was never used, is a stale (inactive, dormant) login and fails.`,
    risk: "Unused logins belong to people who left or changed jobs. The password stays valid, is not changed when the person's other accounts are closed, and nobody is there to notice a strange sign-in.",
    consequence:
      "Former staff and whoever has their passwords keep access to company data, which auditors look for first in a leaver's review.",
    remediation: [
      'Ask the person or their team whether the login is needed.',
      'Delete the console password: `aws iam delete-login-profile --user-name <name>`. Access keys of the user go on working; look at them too.',
      'Delete the user altogether when nothing else depends on it, and tie console access to the company directory through IAM Identity Center so that leavers lose it by themselves.',
    ],
    ownerHint: 'The line manager of the person behind the user; the identity team for users that nobody knows.',
    evaluate: (snapshot) =>
      forReportedUsers(
        snapshot,
        ['password_enabled', 'password_last_used', 'password_last_changed', 'user_creation_time'],
        ({ row, resource }) => consoleUse(snapshot, row, shown(resource)),
      ),
  }),
];

function administratorMfa(snapshot: IamSnapshot, { row, resource, user }: ReportedUser): Verdict | null {
  const { authorization } = snapshot;
  const name = shown(resource);
  const rights = user ? administrationOfUser(authorization, user) : { isAdmin: null, via: [] };
  if (rights.isAdmin === false) return null;
  if (rights.isAdmin === null) {
    // When the sweep failed as a whole, one line for each user says so, not a verdict.
    if (authorization.failure) return unread([authorization.failure], `Whether user ${name} is an administrator`);
    return unusable(`Whether user ${name} is an administrator`, 'a policy it holds could not be understood');
  }
  const evidence = { ...signInEvidence(row), adminVia: rights.via };
  if (row.mfaActive === true) return pass(`Administrator ${name} has MFA.`, evidence);
  if (row.passwordEnabled === false && row.keys.every(({ active }) => active === false))
    return pass(`Administrator ${name} has no password and no active access key.`, evidence);
  return fail(`User ${name} is an administrator (${rights.via.join(', ')}) and has no MFA.`, evidence);
}

function hardwareMfa(snapshot: IamSnapshot, { row, resource }: ReportedUser): Verdict | null {
  if (row.passwordEnabled !== true) return null;
  const name = shown(resource);
  if (row.mfaActive !== true)
    return fail(`User ${name} has a console password and no MFA device at all.`, signInEvidence(row));
  const devices = Object.hasOwn(snapshot.mfaDevices, row.user) ? snapshot.mfaDevices[row.user] : undefined;
  if (!devices) return unusable(`The MFA devices of user ${name}`, 'they were not read', signInEvidence(row));
  if (!devices.ok) return unread([devices], `The MFA devices of user ${name}`);
  const evidence = { ...signInEvidence(row), mfaDevices: devices.value };
  if (devices.value.length === 0)
    return fail(`User ${name} has a console password and, by now, no MFA device.`, evidence);
  return devices.value.some(({ kind }) => kind === 'virtual')
    ? fail(`User ${name} signs in with a virtual MFA device (authenticator app).`, evidence)
    : pass(`User ${name} has hardware MFA only (${devices.value.map(({ kind }) => kind).join(', ')}).`, evidence);
}

function consoleUse(snapshot: IamSnapshot, row: CredentialRow, name: string): Verdict | null {
  if (row.passwordEnabled !== true) return null;
  const evidence = signInEvidence(row);
  const since = row.passwordLastUsed ?? row.passwordLastChanged ?? row.createdAt;
  const days = daysSince(since, snapshot);
  if (days === null)
    return unusable(`Use of the console by user ${name}`, 'the date is missing or lies in the future', evidence);
  const sentence = row.passwordLastUsed
    ? `User ${name} last signed in to the console ${days} days ago.`
    : `User ${name} got a console password ${days} days ago and has never signed in.`;
  return days > UNUSED_AFTER_DAYS ? fail(sentence, evidence) : pass(sentence, evidence);
}

function signInEvidence({
  passwordEnabled,
  passwordLastUsed,
  passwordLastChanged,
  mfaActive,
  keys,
}: CredentialRow): Record<string, unknown> {
  return {
    passwordEnabled,
    passwordLastUsed,
    passwordLastChanged,
    mfaActive,
    activeAccessKeys: keys.filter(({ active }) => active === true).length,
  };
}
