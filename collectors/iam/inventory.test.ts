import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  credentialKey,
  credentialRow,
  daysAgo,
  deniedRead,
  iamRole,
  iamSnapshot,
  iamUser,
  passwordPolicy,
  reportOf,
  rootRow,
  trustPolicy,
} from '../../src/test/aws/iam-estate.ts';
import { BROKEN_OFF, rights } from './cases/case.ts';
import { ESTATE } from './cases/estate.ts';
import { iamInventory } from './inventory.ts';
import type { IamSnapshot } from './snapshot.ts';

function named(snapshot: IamSnapshot, name: string) {
  const found = iamInventory(snapshot).filter((row) => row.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('iamInventory', () => {
  it('has one row for each thing, every uid once', () => {
    const rows = iamInventory(ESTATE);
    expect(rows.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'AWS::::Account acme-prod',
      'AWS::IAM::RootUser root',
      'AWS::IAM::User alice',
      'AWS::IAM::User svc-legacy-backup',
      'AWS::IAM::User a,b"quoted" <&> 🦊',
      'AWS::IAM::Role app',
      'AWS::IAM::Group admins',
      'AWS::IAM::Policy models',
    ]);
    expect(new Set(rows.map(({ uid }) => uid)).size).toBe(rows.length);
    expect(rows.every(({ service, accountUid }) => service === 'iam' && accountUid === ACCOUNT)).toBe(true);
  });

  it('knows the account', () => {
    expect(named(ESTATE, 'acme-prod')).toMatchObject({
      uid: `arn:aws:account::${ACCOUNT}:account`,
      attributes: { alias: 'acme-prod', rootMfaEnabled: true, passwordPolicy: passwordPolicy() },
    });
  });

  it('knows a user by report, rights and keys together', () => {
    expect(named(ESTATE, 'alice')).toMatchObject({
      tags: { team: 'platform', note: '*bold* 🦊' },
      attributes: {
        isRoot: false,
        passwordEnabled: true,
        mfaActive: true,
        isAdmin: true,
        adminVia: ['group:admins'],
        groups: ['admins'],
        lastActivityAt: daysAgo(1),
        activeAccessKeys: 0,
        accessKeys: [],
      },
    });
    expect(named(ESTATE, 'svc-legacy-backup').attributes).toMatchObject({
      isAdmin: false,
      inlinePolicies: ['all'],
      activeAccessKeys: 1,
      accessKeys: [
        { id: 'AKIAOLD', active: true, createdAt: daysAgo(900), lastUsedAt: daysAgo(2), lastUsedService: 'iam' },
      ],
      lastActivityAt: daysAgo(2),
    });
  });

  it('does not claim to know the rights of a user whose policy is not JSON', () => {
    expect(named(ESTATE, 'a,b"quoted" <&> 🦊').attributes).toMatchObject({ isAdmin: null });
  });

  it('takes root for an administrator, and its MFA from the live summary', () => {
    const snapshot = iamSnapshot({
      credentialReport: reportOf([rootRow({ mfaActive: false, passwordLastUsed: daysAgo(3) })]),
    });
    expect(named(snapshot, 'root')).toMatchObject({
      uid: `arn:aws:iam::${ACCOUNT}:root`,
      attributes: { isRoot: true, isAdmin: true, mfaActive: true, lastActivityAt: daysAgo(3) },
    });
  });

  it('says null, never no, when the report could not be read', () => {
    const snapshot = iamSnapshot({
      credentialReport: deniedRead('iam:GetCredentialReport'),
      authorization: rights({ users: [iamUser('bo')] }),
    });
    expect(named(snapshot, 'bo').attributes).toMatchObject({
      passwordEnabled: null,
      mfaActive: null,
      accessKeys: null,
      activeAccessKeys: null,
    });
  });

  it('takes users from the report when the sweep of rights broke off, and only then', () => {
    const report = reportOf([rootRow(), credentialRow('bo', { keys: [credentialKey(1), credentialKey(2)] })]);
    const broken = iamSnapshot({ credentialReport: report, authorization: rights({ failure: BROKEN_OFF }) });
    expect(named(broken, 'bo').attributes).toMatchObject({ isAdmin: null, activeAccessKeys: 0 });
    const whole = iamSnapshot({ credentialReport: report });
    expect(iamInventory(whole).some(({ name }) => name === 'bo')).toBe(false);
  });

  it.each([
    [{ Service: 'ec2.amazonaws.com' }, false],
    [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, false],
    [{ AWS: 'arn:aws:iam::222222222222:root' }, true],
    ['*', true],
  ])('knows whether a role that trusts %j trusts other accounts', (principal, trusts) => {
    const snapshot = iamSnapshot({
      authorization: rights({ roles: [iamRole('app', { trustPolicy: trustPolicy(principal) })] }),
    });
    const names = typeof principal === 'string' ? [principal] : Object.values(principal);
    expect(named(snapshot, 'app').attributes).toMatchObject({ trustsOtherAccounts: trusts, trustedPrincipals: names });
  });
});
