import { fail, pass, unread, type Verdict } from '../../verdict.ts';
import { rootRef } from '../refs.ts';
import type { CredentialRow, IamSnapshot } from '../snapshot.ts';
import { summaryFlag } from '../summary.ts';
import { daysSince, iamCheck, type IamCheck } from './check.ts';
import { forAccount, rootRowOf, unusable } from './outcomes.ts';

/** Root may be needed a few times a year; a month without it is what CIS calls avoiding daily use. */
const ROOT_UNUSED_DAYS = 30;

const ROOT_OWNER =
  'The holder of the root e-mail address; usually the head of platform or the finance owner of the account.';

/** What must hold of the account's root user. */
export const ROOT_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'iam_avoid_root_usage',
    severity: 'high',
    resourceType: 'AWS::IAM::RootUser',
    references: 'CIS6 2.6; CIS7 2.7; ISO22×1; ATTACK×2',
    reads: ['getReport'],
    title: 'Root user should not be used for everyday work',
    description: `Looks at when the root user (the account owner's e-mail sign-in) last signed in or last used an access key, by the credential report. It fails when that was within the ${ROOT_UNUSED_DAYS} days before the read.`,
    risk: 'Nothing limits the root user: no IAM policy, no permissions boundary. Whoever works as root has the session open in a browser, where a stolen cookie, a malicious extension or a mistyped command acts with every right there is, and the log names nobody in particular.',
    consequence:
      'A slip or theft in a root session can delete the whole account, its backups and its billing set-up, and afterwards it cannot be shown who did it.',
    remediation: [
      'Find out who signed in as root and for what: look in CloudTrail (us-east-1) for events with `userIdentity.type` Root around the time given.',
      'Give that person a role in IAM Identity Center or an IAM role with the rights needed, and stop handing out the root password.',
      'Keep root for the few tasks that need it (closing the account, changing its e-mail, some billing and support settings), with the password and MFA device in two different hands.',
      'Alert on every root event, so that the next use is seen when it happens.',
    ],
    ownerHint: ROOT_OWNER,
    evaluate: (snapshot) => forRoot(snapshot, rootUse(snapshot)),
  }),
  iamCheck({
    id: 'iam_no_root_access_key',
    severity: 'critical',
    resourceType: 'AWS::IAM::RootUser',
    references: 'CIS6 2.3; CIS7 2.4; FSBP IAM.4; N53×38; PCI4×8; ISO22×1; ATTACK×2',
    reads: ['accountSummary', 'getReport'],
    title: 'Root user should have no access keys',
    description:
      'Looks at whether the root user has access keys (long-lived API credentials), by the account summary and the credential report. Any active root access key fails.',
    risk: 'A root access key is a name and a secret that grant everything in the account from anywhere, without MFA and without end. It sits in files, build settings and laptops; one copy that leaks is enough, and no policy can narrow what it does.',
    consequence:
      "Whoever finds the key owns the account: all data can be read or destroyed, machines run at the company's cost, and every other lock removed.",
    remediation: [
      'Find what uses the key: CloudTrail events with `userIdentity.type` Root and an `accessKeyId`, and the last-used date in the credential report.',
      'Move that work to an IAM role with only the rights it needs.',
      'Sign in as root, open Security credentials, deactivate the key, watch for a day, then delete it. In an organisation, the management account can delete it centrally with root credentials management.',
      'Treat a key that may have been copied as stolen: check what it did before you close the case.',
    ],
    ownerHint: ROOT_OWNER,
    evaluate: (snapshot) => forRoot(snapshot, rootKeys(snapshot)),
  }),
  iamCheck({
    id: 'iam_root_mfa_enabled',
    severity: 'critical',
    resourceType: 'AWS::IAM::RootUser',
    references: 'CIS6 2.4; CIS7 2.5; N53×33; PCI4×3; ISO22×3; ATTACK×6',
    reads: ['accountSummary', 'getReport'],
    title: 'Root user should have MFA',
    description:
      'Looks at whether multi-factor authentication (MFA, two-factor, 2FA) protects the root user, by AccountMFAEnabled in the account summary, else by the credential report.',
    risk: 'Without a second factor the root password alone opens the account, and control of the root e-mail box is enough to reset that password. Phishing, a reused password or a taken-over mailbox each lead straight in.',
    consequence:
      "Losing the root user is losing the account: workloads, data, backups and the bill are in somebody else's hands until AWS Support gives them back.",
    remediation: [
      'Sign in as root, open Security credentials, Multi-factor authentication, Assign MFA device.',
      'Choose a security key or passkey, and register a second one that is kept elsewhere, so that the loss of one locks nobody out.',
      'In an organisation, remove root credentials of member accounts altogether with centralised root access in the management account.',
    ],
    ownerHint: ROOT_OWNER,
    evaluate: (snapshot) => forRoot(snapshot, rootMfa(snapshot)),
  }),
  iamCheck({
    id: 'iam_root_hardware_mfa_enabled',
    severity: 'critical',
    resourceType: 'AWS::IAM::RootUser',
    references: 'CIS6 2.5; CIS7 2.6; FSBP IAM.6; N53×34; PCI4×3; ATTACK×6',
    reads: ['accountSummary', 'virtualMfaDevices', 'getReport'],
    title: 'Root user should have hardware MFA',
    description:
      'Looks at what kind of MFA protects the root user. A hardware device (security key, passkey or token) passes; a virtual device, which is an authenticator app on a phone, fails, and so does no MFA at all.',
    risk: "The codes of an authenticator app can be typed into a phishing page and replayed within seconds, and the app's secret is copied with a phone backup. A security key answers only the real AWS sign-in page and cannot be copied.",
    consequence:
      'For the one user that nothing restricts, a phished code is enough to lose the whole account, its data and its backups.',
    remediation: [
      'Buy two FIDO2 security keys and keep them in different safe places.',
      'Sign in as root, open Security credentials, register both keys, sign out and in again with each.',
      'Then remove the virtual device: as long as it is registered, an attacker can choose it.',
    ],
    ownerHint: ROOT_OWNER,
    evaluate: (snapshot) => forRoot(snapshot, rootHardwareMfa(snapshot)),
  }),
  iamCheck({
    id: 'iam_root_credentials_management_enabled',
    severity: 'high',
    resourceType: 'AWS::::Account',
    references: 'CIS7 2.1.1',
    reads: ['organizationFeatures'],
    title: 'Organisation should manage member root credentials centrally',
    description:
      'Looks, in the management account or the delegated administrator of IAM, at whether centralised root access (RootCredentialsManagement) is on. Other accounts are not judged.',
    risk: 'Every member account is born with a root user whose password can be reset by e-mail. Without central management these root users stay, unwatched, and each is a way to become all-powerful in its account and out of reach of IAM policies.',
    consequence:
      'The weakest root mailbox among all accounts decides how safe the estate is, and nobody can remove root credentials or recover a locked bucket without it.',
    remediation: [
      'In the management account open IAM, Root access management, Enable, and turn on root credentials management (and root sessions for privileged tasks); or run `aws iam enable-organizations-root-credentials-management`.',
      'Delete the root passwords, keys and MFA devices of member accounts from there; new accounts are then made without root credentials.',
      'Delegate the administration to a security account, so that nobody works in the management account for it.',
    ],
    ownerHint: "The team that owns the organisation's management account.",
    evaluate: (snapshot) => forAccount(snapshot, rootManagement(snapshot)),
  }),
];

function forRoot(snapshot: IamSnapshot, verdict: Verdict) {
  return [{ resource: rootRef(snapshot), ...verdict }];
}

function rootUse(snapshot: IamSnapshot): Verdict {
  const row = rootRowOf(snapshot);
  if (!row.ok) return unread([row], `Use of the root user of account ${snapshot.accountUid}`);
  if (row.value === null) return noRootRow(snapshot);
  const { passwordLastUsed, keys, unreadable } = row.value;
  const columns = ['password_last_used', 'access_key_1_last_used_date', 'access_key_2_last_used_date'];
  const strange = columns.filter((column) => unreadable.includes(column));
  const uses = [
    { how: 'signed in', at: passwordLastUsed },
    ...keys.map(({ number, lastUsed }) => ({ how: `used access key ${number}`, at: lastUsed })),
  ].filter((use): use is { how: string; at: string } => use.at !== null);
  const latest = uses.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  const evidence = {
    passwordLastUsed,
    accessKeysLastUsed: keys.map(({ lastUsed }) => lastUsed),
    ...reportTime(snapshot),
  };
  const days = latest ? daysSince(latest.at, snapshot) : null;
  if (latest && days === null)
    return unusable('Use of the root user', `its last use, ${latest.at}, lies in the future`, evidence);
  const sentence = latest
    ? `Root last ${latest.how} on ${latest.at.slice(0, 10)}, ${days} days before this read.`
    : 'Root has no recorded use.';
  if (days !== null && days <= ROOT_UNUSED_DAYS) return fail(sentence, evidence);
  if (strange.length > 0) return unusable('Use of the root user', `${strange.join(', ')} is not understood`, evidence);
  return pass(sentence, evidence);
}

function rootKeys(snapshot: IamSnapshot): Verdict {
  const fromSummary = summaryFlag(snapshot, 'AccountAccessKeysPresent');
  const row = rootRowOf(snapshot);
  const active = row.ok ? (row.value?.keys ?? []).filter((key) => key.active === true) : [];
  const evidence = {
    accountAccessKeysPresent: fromSummary,
    activeKeys: active.map(({ number, lastRotated, lastUsed }) => ({ number, lastRotated, lastUsed })),
    ...reportTime(snapshot),
  };
  // The summary is live; the report may be four hours old and show a key that is gone.
  if (fromSummary === true || (fromSummary === null && active.length > 0)) {
    const used = active
      .map(({ lastUsed }) => lastUsed)
      .filter((time) => time !== null)
      .toSorted()
      .at(-1);
    const known = active.length > 0 ? `, last used ${used ? `on ${used.slice(0, 10)}` : 'never'}` : '';
    return fail(`The root user of account ${snapshot.accountUid} has an access key${known}.`, evidence);
  }
  if (fromSummary === false || (row.ok && row.value?.keys.every((key) => key.active === false)))
    return pass(`The root user of account ${snapshot.accountUid} has no access key.`, evidence);
  return rootUnknown(snapshot, 'Access keys of the root user', evidence);
}

function rootMfa(snapshot: IamSnapshot): Verdict {
  const { hasMfa, evidence, row } = mfaOf(snapshot);
  if (hasMfa === true) return pass(`The root user of account ${snapshot.accountUid} has MFA.`, evidence);
  if (hasMfa === null) return rootUnknown(snapshot, 'MFA of the root user', evidence);
  if (hasNoCredentials(snapshot, row))
    return pass(
      `The root user of account ${snapshot.accountUid} has no password and no access key, so there is nothing for MFA to protect.`,
      evidence,
    );
  return fail(`The root user of account ${snapshot.accountUid} has no MFA.`, evidence);
}

function rootHardwareMfa(snapshot: IamSnapshot): Verdict {
  const { items, failure } = snapshot.virtualMfaDevices;
  const { hasMfa, evidence, row } = mfaOf(snapshot);
  const device = items.find(
    ({ serialNumber, userArn }) => serialNumber.endsWith(':mfa/root-account-mfa-device') || userArn?.endsWith(':root'),
  );
  const known = { ...evidence, virtualDevice: device?.serialNumber ?? null };
  if (hasMfa === false) {
    return hasNoCredentials(snapshot, row)
      ? pass(`The root user of account ${snapshot.accountUid} has no password and no access key.`, known)
      : fail(`The root user of account ${snapshot.accountUid} has no MFA at all.`, known);
  }
  if (device)
    return fail(
      `The root user of account ${snapshot.accountUid} uses a virtual MFA device (authenticator app), not a hardware one.`,
      known,
    );
  if (hasMfa === null) return rootUnknown(snapshot, 'MFA of the root user', known);
  if (failure) return unread([failure], 'The kind of MFA of the root user');
  return pass(
    `The root user of account ${snapshot.accountUid} has MFA, and no virtual device is registered for it.`,
    known,
  );
}

function rootManagement({ organizationFeatures: features, accountUid }: IamSnapshot): Verdict | null {
  if (!features.ok) return unread([features], 'Central management of root credentials');
  if (features.value === null) return null;
  const evidence = { enabledFeatures: features.value };
  return features.value.includes('RootCredentialsManagement')
    ? pass(`Account ${accountUid} manages the root credentials of its organisation centrally.`, evidence)
    : fail(`Account ${accountUid} leaves root credentials to each member account of its organisation.`, evidence);
}

function mfaOf(snapshot: IamSnapshot): {
  hasMfa: boolean | null;
  evidence: Record<string, unknown>;
  row: CredentialRow | null;
} {
  const read = rootRowOf(snapshot);
  const row = read.ok ? read.value : null;
  const fromSummary = summaryFlag(snapshot, 'AccountMFAEnabled');
  return {
    hasMfa: fromSummary ?? row?.mfaActive ?? null,
    evidence: { accountMfaEnabled: fromSummary, reportMfaActive: row?.mfaActive ?? null, ...reportTime(snapshot) },
    row,
  };
}

/** Centralised root access leaves member accounts a root user without password and keys. */
function hasNoCredentials(snapshot: IamSnapshot, row: CredentialRow | null): boolean {
  const keys = summaryFlag(snapshot, 'AccountAccessKeysPresent') ?? row?.keys.some(({ active }) => active !== false);
  return row?.passwordEnabled === false && keys === false;
}

function rootUnknown(snapshot: IamSnapshot, what: string, evidence: Record<string, unknown>): Verdict {
  const failures = [snapshot.summary, snapshot.credentialReport].filter((read) => !read.ok);
  return failures.length > 0 ? unread(failures, what) : unusable(what, 'AWS did not say', evidence);
}

function noRootRow({ accountUid }: IamSnapshot): Verdict {
  return unusable(`The root user of account ${accountUid}`, 'the credential report has no line for it');
}

function reportTime({ credentialReport: report }: IamSnapshot): Record<string, unknown> {
  return { reportGeneratedAt: report.ok ? report.value.generatedAt : null };
}
