import {
  ACCOUNT,
  attachment,
  awsPolicy,
  credentialKey,
  credentialRow,
  daysAgo,
  deniedRead,
  iamGroup,
  iamUser,
  policyText,
  reportOf,
  rootRow,
} from '../../../src/test/aws/iam-estate.ts';
import type { CredentialKey, CredentialRow, IamSnapshot } from '../snapshot.ts';
import { aliceCase, rights, type Case } from './case.ts';

/** Cases of the checks of sign-in and access keys of users. */
export const USER_CASES: Case[] = [
  aliceCase(
    'iam_user_mfa_enabled_console_access',
    'pass',
    'password and MFA',
    { passwordEnabled: true, mfaActive: true },
    /and MFA/,
  ),
  aliceCase(
    'iam_user_mfa_enabled_console_access',
    'fail',
    'password without MFA',
    { passwordEnabled: true },
    /no MFA device/,
  ),
  aliceCase(
    'iam_user_mfa_enabled_console_access',
    'warning',
    'the column is not understood',
    { passwordEnabled: true, mfaActive: null, unreadable: ['mfa_active'] },
    /mfa_active is missing or not understood/,
  ),
  aliceCase(
    'iam_user_mfa_enabled_console_access',
    'warning',
    'the report is older than the user',
    {},
    /has no line for it/,
    { credentialReport: reportOf([rootRow()]) },
  ),

  aliceCase(
    'iam_administrator_access_with_mfa',
    'fail',
    'administrator through a group, no MFA',
    { passwordEnabled: true },
    /administrator \(group:admins\) and has no MFA/,
    { authorization: adminGroup() },
  ),
  aliceCase(
    'iam_administrator_access_with_mfa',
    'pass',
    'administrator with MFA',
    { passwordEnabled: true, mfaActive: true },
    /has MFA/,
    { authorization: adminGroup() },
  ),
  aliceCase(
    'iam_administrator_access_with_mfa',
    'pass',
    'administrator with nothing to sign in with',
    {},
    /no password and no active access key/,
    { authorization: adminGroup() },
  ),
  aliceCase('iam_administrator_access_with_mfa', 'warning', 'an inline policy is not JSON', {}, /could not be/, {
    authorization: rights({ users: [iamUser('alice', { inlinePolicies: [{ name: 'x', document: '{' }] })] }),
  }),

  aliceCase(
    'iam_user_hardware_mfa_enabled',
    'pass',
    'a security key only',
    { passwordEnabled: true, mfaActive: true },
    /hardware MFA only \(fido\)/,
    {
      mfaDevices: {
        alice: { ok: true, value: [{ serialNumber: 'arn:aws:iam::1:u2f/x', kind: 'fido', enabledAt: null }] },
      },
    },
  ),
  aliceCase(
    'iam_user_hardware_mfa_enabled',
    'fail',
    'an app beside a token',
    { passwordEnabled: true, mfaActive: true },
    /virtual MFA device/,
    {
      mfaDevices: {
        alice: {
          ok: true,
          value: [
            { serialNumber: 'GAHT1', kind: 'hardware', enabledAt: null },
            { serialNumber: 'arn:aws:iam::1:mfa/alice', kind: 'virtual', enabledAt: null },
          ],
        },
      },
    },
  ),
  aliceCase('iam_user_hardware_mfa_enabled', 'fail', 'no MFA', { passwordEnabled: true }, /no MFA device at all/),
  aliceCase(
    'iam_user_hardware_mfa_enabled',
    'warning',
    'devices may not be listed',
    { passwordEnabled: true, mfaActive: true },
    /iam:ListMFADevices/,
    { mfaDevices: { alice: deniedRead('iam:ListMFADevices') } },
  ),

  aliceCase(
    'iam_user_console_access_unused',
    'pass',
    'signed in 45 days ago',
    { passwordEnabled: true, passwordLastUsed: daysAgo(45) },
    /45 days ago/,
  ),
  aliceCase(
    'iam_user_console_access_unused',
    'fail',
    'signed in 46 days ago',
    { passwordEnabled: true, passwordLastUsed: daysAgo(46) },
    /46 days ago/,
  ),
  aliceCase(
    'iam_user_console_access_unused',
    'fail',
    'never signed in with an old password',
    { passwordEnabled: true, passwordLastChanged: daysAgo(80) },
    /80 days ago and has never/,
  ),
  aliceCase(
    'iam_user_console_access_unused',
    'pass',
    'never signed in with a new password',
    { passwordEnabled: true, passwordLastChanged: daysAgo(3) },
    /has never signed in/,
  ),
  aliceCase(
    'iam_user_console_access_unused',
    'warning',
    'signed in next month',
    { passwordEnabled: true, passwordLastUsed: daysAgo(-30) },
    /future/,
  ),

  aliceCase(
    'iam_rotate_access_key_90_days',
    'pass',
    'a key of 90 days',
    keyed({ lastRotated: daysAgo(90) }),
    /at most 90 days old/,
  ),
  aliceCase(
    'iam_rotate_access_key_90_days',
    'fail',
    'a key of 91 days',
    keyed({ lastRotated: daysAgo(91) }),
    /key 1 is 91 days old/,
  ),
  aliceCase(
    'iam_rotate_access_key_90_days',
    'warning',
    'a key from the future',
    keyed({ lastRotated: daysAgo(-2) }),
    /future/,
  ),
  aliceCase(
    'iam_rotate_access_key_90_days',
    'warning',
    'a key without a date',
    keyed({ lastRotated: null }),
    /missing/,
  ),

  aliceCase(
    'iam_user_accesskey_unused',
    'pass',
    'used 45 days ago',
    keyed({ lastUsed: daysAgo(45) }),
    /within 45 days/,
  ),
  aliceCase(
    'iam_user_accesskey_unused',
    'fail',
    'used 46 days ago',
    keyed({ lastUsed: daysAgo(46) }),
    /last used 46 days ago/,
  ),
  aliceCase(
    'iam_user_accesskey_unused',
    'fail',
    'never used, 50 days old',
    keyed({ lastRotated: daysAgo(50) }),
    /made 50 days ago and never used/,
  ),
  aliceCase(
    'iam_user_accesskey_unused',
    'warning',
    'a last use in the future',
    keyed({ lastUsed: daysAgo(-9) }),
    /future/,
  ),

  aliceCase(
    'iam_user_no_setup_initial_access_key',
    'fail',
    'password and a key never used',
    { ...keyed({ lastRotated: daysAgo(2) }), passwordEnabled: true },
    /never used/,
  ),
  aliceCase(
    'iam_user_no_setup_initial_access_key',
    'pass',
    'password and a key in use',
    { ...keyed({ lastUsed: daysAgo(1) }), passwordEnabled: true },
    /in use/,
  ),
  aliceCase(
    'iam_user_no_setup_initial_access_key',
    'warning',
    "the key's use is not understood",
    { ...keyed({}), passwordEnabled: true, unreadable: ['access_key_1_last_used_date'] },
    /access_key_1_last_used_date/,
  ),

  aliceCase('iam_user_two_active_access_key', 'pass', 'one key', keyed({}), /one active/),
  aliceCase(
    'iam_user_two_active_access_key',
    'fail',
    'two keys',
    { keys: [key(1, { active: true }), key(2, { active: true })] },
    /two active/,
  ),
  aliceCase(
    'iam_user_two_active_access_key',
    'warning',
    "a key's state is not understood",
    { ...keyed({}), unreadable: ['access_key_2_active'] },
    /access_key_2_active/,
  ),

  aliceCase(
    'iam_user_with_temporary_credentials',
    'fail',
    'the key was last used for S3',
    keyed({ lastUsed: daysAgo(1), lastUsedService: 's3' }),
    /last used for s3/,
  ),
  aliceCase('iam_user_with_temporary_credentials', 'pass', 'the key was never used', keyed({}), /never used/),
  aliceCase(
    'iam_user_with_temporary_credentials',
    'fail',
    'last used for STS, but S3 too',
    keyed({ lastRotated: daysAgo(50), lastUsed: daysAgo(1), lastUsedService: 'sts' }),
    /used for s3/,
    { lastAccessed: access([{ namespace: 's3', lastAuthenticated: daysAgo(9) }]) },
  ),
  aliceCase(
    'iam_user_with_temporary_credentials',
    'pass',
    'S3 was used before the key was made',
    keyed({ lastRotated: daysAgo(50), lastUsed: daysAgo(1), lastUsedService: 'sts' }),
    /IAM and STS only/,
    { lastAccessed: access([{ namespace: 's3', lastAuthenticated: daysAgo(51) }]) },
  ),
  aliceCase(
    'iam_user_with_temporary_credentials',
    'warning',
    'the record of services is denied',
    keyed({ lastUsed: daysAgo(1), lastUsedService: 'sts' }),
    /GetServiceLastAccessedDetails/,
    { lastAccessed: { [`arn:aws:iam::${ACCOUNT}:user/alice`]: deniedRead('iam:GetServiceLastAccessedDetails') } },
  ),
];

function key(number: 1 | 2, changes: Partial<CredentialKey> = {}): CredentialKey {
  return credentialKey(number, { ...(changes.active ? { lastRotated: daysAgo(10) } : {}), ...changes });
}

function keyed(changes: Partial<CredentialKey>): Pick<CredentialRow, 'keys'> {
  return { keys: [key(1, { active: true, ...changes }), key(2)] };
}

function adminGroup(): IamSnapshot['authorization'] {
  const admin = awsPolicy('AdministratorAccess', [{ Action: '*' }]);
  return rights({
    users: [
      iamUser('alice', {
        groups: ['admins'],
        inlinePolicies: [{ name: 'self', document: policyText({ Action: 'iam:GetUser' }) }],
      }),
    ],
    groups: [iamGroup('admins', { attachedPolicies: [attachment(admin)] })],
    policies: [admin],
  });
}

function access(value: { namespace: string; lastAuthenticated: string | null }[]): IamSnapshot['lastAccessed'] {
  return { [credentialRow('alice').arn]: { ok: true, value } };
}
