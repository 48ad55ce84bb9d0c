import {
  ACCOUNT,
  credentialKey,
  daysAgo,
  deniedRead,
  iamSnapshot,
  passwordPolicy,
  reportOf,
  rootRow,
} from '../../../src/test/aws/iam-estate.ts';
import type { CredentialKey, CredentialRow, IamSnapshot, PasswordPolicy } from '../snapshot.ts';
import { type Case } from './case.ts';

const ROOT_MFA_DEVICE = {
  serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/root-account-mfa-device`,
  userArn: `arn:aws:iam::${ACCOUNT}:root`,
  enabledAt: daysAgo(100),
};

/** Cases of the checks of the root user and the password policy. */
export const ACCOUNT_CASES: Case[] = [
  root('iam_avoid_root_usage', 'pass', 'root was never used', {}, /no recorded use/),
  root(
    'iam_avoid_root_usage',
    'pass',
    'root was used 31 days ago',
    { passwordLastUsed: daysAgo(31) },
    /31 days before/,
  ),
  root(
    'iam_avoid_root_usage',
    'fail',
    'root signed in yesterday',
    { passwordLastUsed: daysAgo(1) },
    /signed in on 2025-06-14/,
  ),
  root(
    'iam_avoid_root_usage',
    'fail',
    'a root key was used',
    { keys: [key(1, { lastUsed: daysAgo(2) }), key(2)] },
    /used access key 1/,
  ),
  root(
    'iam_avoid_root_usage',
    'warning',
    'the last use lies in the future',
    { passwordLastUsed: daysAgo(-9) },
    /future/,
  ),
  root(
    'iam_avoid_root_usage',
    'warning',
    'a date is not understood',
    { unreadable: ['password_last_used'] },
    /password_last_used is not understood/,
  ),
  {
    ...root('iam_avoid_root_usage', 'warning', 'the report has no line for root', {}, /no line for it/),
    snapshot: iamSnapshot({ credentialReport: reportOf([]) }),
  },

  root('iam_no_root_access_key', 'pass', 'there is none', {}, /has no access key/),
  root('iam_no_root_access_key', 'fail', 'the live summary counts one', {}, /has an access key/, {
    summary: summary({ AccountAccessKeysPresent: 1 }),
  }),
  root(
    'iam_no_root_access_key',
    'fail',
    'only the report can be read and shows one',
    { keys: [key(1, { active: true, lastUsed: daysAgo(4) }), key(2)] },
    /last used on 2025-06-11/,
    { summary: deniedRead('iam:GetAccountSummary') },
  ),
  root(
    'iam_no_root_access_key',
    'pass',
    'the report shows one that the live summary no longer counts',
    { keys: [key(1, { active: true }), key(2)] },
    /has no access key/,
  ),
  root('iam_no_root_access_key', 'warning', 'neither source can be read', {}, /could not be/, {
    summary: deniedRead('iam:GetAccountSummary'),
    credentialReport: deniedRead('iam:GetCredentialReport'),
  }),

  root('iam_root_mfa_enabled', 'pass', 'the summary says so', {}, /has MFA/),
  root('iam_root_mfa_enabled', 'fail', 'the summary says no', {}, /has no MFA/, {
    summary: summary({ AccountMFAEnabled: 0 }),
  }),
  root('iam_root_mfa_enabled', 'fail', 'only the report can be read and says no', { mfaActive: false }, /has no MFA/, {
    summary: deniedRead('iam:GetAccountSummary'),
  }),
  root(
    'iam_root_mfa_enabled',
    'pass',
    'root has no credentials at all',
    { passwordEnabled: false },
    /nothing for MFA to protect/,
    { summary: summary({ AccountMFAEnabled: 0 }) },
  ),
  root(
    'iam_root_mfa_enabled',
    'warning',
    'the summary lacks the counter and the report is denied',
    {},
    /could not be/,
    { summary: { ok: true, value: {} }, credentialReport: deniedRead('iam:GetCredentialReport') },
  ),

  root('iam_root_hardware_mfa_enabled', 'pass', "MFA is on and no virtual device is root's", {}, /no virtual device/),
  root('iam_root_hardware_mfa_enabled', 'fail', 'root has an authenticator app', {}, /virtual MFA device/, {
    virtualMfaDevices: { items: [ROOT_MFA_DEVICE], failure: null },
  }),
  root('iam_root_hardware_mfa_enabled', 'fail', 'root has no MFA', {}, /no MFA at all/, {
    summary: summary({ AccountMFAEnabled: 0 }),
  }),
  root(
    'iam_root_hardware_mfa_enabled',
    'warning',
    'virtual devices cannot be listed',
    {},
    /iam:ListVirtualMFADevices/,
    { virtualMfaDevices: { items: [], failure: deniedRead('iam:ListVirtualMFADevices') } },
  ),

  root('iam_root_hardware_mfa_enabled', 'warning', 'whether there is MFA is unknown', {}, /could not be/, {
    summary: deniedRead('iam:GetAccountSummary'),
    credentialReport: deniedRead('iam:GetCredentialReport'),
  }),
  account('iam_root_credentials_management_enabled', 'pass', 'the organisation does', /centrally/, {
    organizationFeatures: { ok: true, value: ['RootCredentialsManagement'] },
  }),
  account('iam_root_credentials_management_enabled', 'fail', 'only root sessions are on', /each member account/, {
    organizationFeatures: { ok: true, value: ['RootSessions'] },
  }),
  account('iam_root_credentials_management_enabled', 'warning', 'it may not be asked', /could not be/, {
    organizationFeatures: deniedRead('iam:ListOrganizationsFeatures'),
  }),

  ...passwordPolicyCases('iam_password_policy_minimum_length_14', { minimumLength: 13 }, /at least 13 characters/),
  ...passwordPolicyCases('iam_password_policy_reuse_24', { reusePrevention: 23 }, /remembers the last 23/),
  ...passwordPolicyCases(
    'iam_password_policy_expires_passwords_within_90_days_or_less',
    { maxAgeDays: 91 },
    /after 91 days/,
  ),
  ...passwordPolicyCases('iam_password_policy_lowercase', { requireLowercase: false }, /does not require a lowercase/),
  ...passwordPolicyCases('iam_password_policy_uppercase', { requireUppercase: false }, /does not require an uppercase/),
  ...passwordPolicyCases('iam_password_policy_number', { requireNumbers: false }, /does not require a number/),
  ...passwordPolicyCases('iam_password_policy_symbol', { requireSymbols: false }, /does not require a symbol/),
];

function root(
  id: string,
  status: Case['status'],
  when: string,
  row: Partial<CredentialRow>,
  says: RegExp,
  changes: Partial<IamSnapshot> = {},
): Case {
  const snapshot = iamSnapshot({ credentialReport: reportOf([rootRow(row)]), ...changes });
  return { id, status, when, snapshot, resource: 'root', says };
}

function account(id: string, status: Case['status'], when: string, says: RegExp, changes: Partial<IamSnapshot>): Case {
  return { id, status, when, snapshot: iamSnapshot(changes), resource: ACCOUNT, says };
}

function passwordPolicyCases(id: string, weak: Partial<PasswordPolicy>, says: RegExp): Case[] {
  return [
    account(id, 'pass', 'the policy is strong', /^The password policy/, {}),
    account(id, 'fail', 'the policy is weak', says, { passwordPolicy: { ok: true, value: passwordPolicy(weak) } }),
    account(id, 'fail', 'there is no policy', /no password policy of its own/, {
      passwordPolicy: { ok: true, value: null },
    }),
    account(id, 'warning', 'the policy may not be read', /could not be/, {
      passwordPolicy: deniedRead('iam:GetAccountPasswordPolicy'),
    }),
  ];
}

function summary(changes: Record<string, number>): IamSnapshot['summary'] {
  return { ok: true, value: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, ...changes } };
}

function key(number: 1 | 2, changes: Partial<CredentialKey> = {}): CredentialKey {
  return credentialKey(number, { ...(changes.active ? { lastRotated: daysAgo(10) } : {}), ...changes });
}
