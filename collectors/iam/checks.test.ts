import { describe, expect, it } from 'vitest';
import { ACCOUNT_CASES } from './cases/account.ts';
import { BROKEN_OFF, rights } from './cases/case.ts';
import { POLICY_CASES } from './cases/policies.ts';
import { ROLE_CASES } from './cases/roles.ts';
import { USER_CASES } from './cases/users.ts';
import { credentialRow, deniedRead, iamSnapshot, iamUser, reportOf, rootRow } from '../../src/test/aws/iam-estate.ts';
import type { CheckOutcome } from '../collector.ts';
import { shown } from './checks/check.ts';
import { iamCollector } from './collector.ts';
import type { IamSnapshot } from './snapshot.ts';

const CASES = [...ACCOUNT_CASES, ...USER_CASES, ...POLICY_CASES, ...ROLE_CASES];

const checks = new Map(iamCollector.checks.map((check) => [check.id, check]));

function run(id: string, snapshot: IamSnapshot): CheckOutcome[] {
  return checks.get(id)!.evaluate(snapshot);
}

/** Every read failed. */
const DENIED: IamSnapshot = iamSnapshot({
  alias: deniedRead('iam:ListAccountAliases'),
  summary: deniedRead('iam:GetAccountSummary'),
  passwordPolicy: deniedRead('iam:GetAccountPasswordPolicy'),
  credentialReport: deniedRead('iam:GetCredentialReport'),
  authorization: {
    users: [],
    groups: [],
    roles: [],
    policies: [],
    failure: deniedRead('iam:GetAccountAuthorizationDetails'),
  },
  virtualMfaDevices: { items: [], failure: deniedRead('iam:ListVirtualMFADevices') },
  serverCertificates: { items: [], failure: deniedRead('iam:ListServerCertificates') },
  samlProviders: deniedRead('iam:ListSAMLProviders'),
  oidcProviders: deniedRead('iam:ListOpenIDConnectProviders'),
  organizationFeatures: deniedRead('iam:ListOrganizationsFeatures'),
  analyzers: [{ region: 'eu-west-1', analyzers: { items: [], failure: deniedRead('access-analyzer:ListAnalyzers') } }],
});

describe('every IAM check', () => {
  it.each([...checks.keys()])('%s has cases that pass, fail and cannot be read', (id) => {
    const statuses = new Set(CASES.filter((entry) => entry.id === id).map(({ status }) => status));
    expect(statuses).toEqual(new Set(id === 'accessanalyzer_enabled' ? ['pass', 'fail'] : ['pass', 'fail', 'warning']));
  });

  it.each([...checks.values()].map((check) => [check.id, check] as const))(
    '%s gives a Warning with the missing permission, and no verdict, when nothing could be read',
    (_, check) => {
      const outcomes = check.evaluate(DENIED);
      // Findings can only be counted of analyzers that were listed; the listing's own Warning stands for them.
      expect(outcomes.length).toBeGreaterThan(0);
      for (const { status, missingPermission, statusDetail } of outcomes) {
        expect(status).toBe('warning');
        expect(check.apis.some((api) => missingPermission?.includes(api))).toBe(true);
        expect(statusDetail).toContain('could not be');
      }
    },
  );

  it.each([...checks.values()].map((check) => [check.id, check] as const))(
    '%s says what it is in words of its own',
    (_, check) => {
      const { title, description, risk, consequence, remediation, ownerHint } = check;
      for (const text of [title, description, risk, consequence, ownerHint, ...remediation]) {
        expect(text.trim()).toBe(text);
        expect(text.length).toBeGreaterThan(15);
      }
      expect(description.length).toBeGreaterThan(80);
      expect(risk.length).toBeGreaterThan(100);
      expect(remediation.length).toBeGreaterThan(1);
      const twins = iamCollector.checks.filter((other) => other.title === title || other.description === description);
      expect(twins).toHaveLength(1);
    },
  );

  it('is there once', () => {
    expect(checks.size).toBe(iamCollector.checks.length);
  });
});

describe.each([...new Set(CASES.map(({ id }) => id))])('%s', (id) => {
  it.each(CASES.filter((entry) => entry.id === id).map((entry) => [entry.status, entry.when, entry] as const))(
    '%s: %s',
    (status, _, { snapshot, resource, says }) => {
      const outcomes = run(id, snapshot);
      const found = outcomes.filter(({ resource: { name } }) => name === resource);
      expect(found).toMatchObject([{ status }]);
      expect(found[0]!.statusDetail).toMatch(says);
      expect(found[0]!.missingPermission !== undefined).toBe(status === 'warning');
      expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
    },
  );
});

describe('what the reads disagree on', () => {
  const report = reportOf([rootRow(), credentialRow('gone', { passwordEnabled: true })]);
  const id = 'iam_user_mfa_enabled_console_access';

  it('a user that the complete sweep no longer shows is gone, whatever the older report says', () => {
    expect(run(id, iamSnapshot({ credentialReport: report }))).toEqual([]);
  });

  it('a user that a broken sweep did not show is judged by the report', () => {
    const snapshot = iamSnapshot({ credentialReport: report, authorization: rights({ failure: BROKEN_OFF }) });
    expect(run(id, snapshot)).toMatchObject([{ status: 'fail', resource: { name: 'gone' } }]);
  });

  it('a user whose group was not read is not said to be no administrator', () => {
    const snapshot = iamSnapshot({
      credentialReport: reportOf([rootRow(), credentialRow('bo', { passwordEnabled: true })]),
      authorization: rights({ users: [iamUser('bo', { groups: ['unread'] })], failure: BROKEN_OFF }),
    });
    expect(run('iam_administrator_access_with_mfa', snapshot)).toMatchObject([{ status: 'warning' }]);
  });

  it('lines that are no user are said to be so when nothing else would show them', () => {
    const malformed = reportOf([rootRow()]);
    const credentialReport = malformed.ok
      ? { ok: true as const, value: { ...malformed.value, malformedLines: 2 } }
      : malformed;
    const snapshot = iamSnapshot({ credentialReport, authorization: rights({ failure: BROKEN_OFF }) });
    expect(run(id, snapshot)).toMatchObject([{ status: 'warning', resource: { type: 'AWS::::Account' } }]);
  });
});

it('shows control characters as such and cuts endless names', () => {
  expect(shown({ name: 'a\u0000b\u001b[31m' })).toBe('a\uFFFDb\uFFFD[31m');
  expect(shown({ name: 'x'.repeat(500) })).toHaveLength(128);
  expect(shown({ name: '🦊 *bold* "quoted"' })).toBe('🦊 *bold* "quoted"');
});
