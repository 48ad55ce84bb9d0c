/** Connected accounts of the stand-in: they are kept, changed and tested as the real contract says. */
import type { ServerResponse } from 'node:http';
import type { AccountReport, AccountTestResult, OwnIdentity } from '../../src/http/accounts-view.ts';
import { NOW } from './recordings.ts';
import { json, problem } from './stand-in-replies.ts';

const READ_ONLY = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Iam', Effect: 'Allow', Action: ['iam:GetCredentialReport', 'iam:ListUsers'], Resource: '*' },
    { Sid: 'NeverData', Effect: 'Deny', Action: ['s3:GetObject*', 'kms:Decrypt'], Resource: '*' },
  ],
};

const trust = (externalId: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::<account Assay runs in>:role/<role Assay runs as>' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});

/** An account as the server answers it; named parts replace the usual ones. */
export function accountOf(accountUid: string, more: Partial<AccountReport> = {}): AccountReport {
  const externalId = `assay-of-${accountUid}-0123456789abcdef`;
  return {
    accountUid,
    name: accountUid,
    partition: 'aws',
    roleArn: `arn:aws:iam::${accountUid}:role/AssayReadOnly`,
    externalId,
    regions: [],
    enabled: true,
    isDemo: false,
    lastTest: null,
    createdAt: new Date(NOW).toISOString(),
    policies: { readOnly: READ_ONLY, trust: trust(externalId) },
    ...more,
  };
}

const REFUSED =
  'The role does not open with its ExternalId. The role could not be assumed: AccessDenied \u202e<b>not bold</b>. Check that the role exists.';

/** A server without credentials of its own. */
const NOBODY: OwnIdentity = {
  arn: null,
  accountUid: null,
  principal: null,
  detail: 'Assay has no AWS credentials of its own.',
};

/** The account calls over `given`. A test of a role whose name ends in `Ready` goes well; every other is refused. */
export function createStandInAccounts(given: AccountReport[], identity: OwnIdentity = NOBODY) {
  const accounts = new Map(given.map((account) => [account.accountUid, account]));

  function test(account: AccountReport): AccountTestResult {
    const ok = account.roleArn?.endsWith('Ready') === true;
    const detail = ok ? 'The role opens with its ExternalId. AWS refuses it without.' : REFUSED;
    const tested = { ...account, lastTest: { at: new Date().toISOString(), ok, detail } };
    accounts.set(account.accountUid, tested);
    const checks: AccountTestResult['checks'] = [{ check: 'with_external_id', ok, detail }];
    if (ok) checks.push({ check: 'without_external_id', ok, detail }, { check: 'wrong_external_id', ok, detail });
    return { ok, detail, checks, account: tested };
  }

  /** Whether the call was one of them. */
  function handle(method: string, path: string, body: string, response: ServerResponse): boolean {
    const [, uid, action] = /^\/api\/accounts(?:\/(\d{12})(?:\/(test))?)?$/.exec(path) ?? ['', undefined, undefined];
    if (!path.startsWith('/api/accounts')) return false;
    const account = accounts.get(uid ?? '');
    if (path === '/api/accounts/identity') {
      json(response, 200, identity);
      return true;
    }
    if (uid === undefined && method === 'GET') {
      const items = [...accounts.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
      json(response, 200, { items, nextCursor: null, total: items.length });
    } else if (uid === undefined) {
      const { roleArn, ...rest } = JSON.parse(body) as { roleArn: string; name?: string; regions: string[] };
      const made = accountOf(roleArn.split(':')[4] ?? '', { roleArn, ...rest });
      accounts.set(made.accountUid, made);
      json(response, 201, made);
    } else if (account === undefined) problem(response, 404, 'not_found', `Account ${uid} is not connected.`);
    else if (action === 'test') json(response, 200, test(account));
    else if (method === 'DELETE') {
      accounts.delete(uid);
      response.writeHead(204).end();
    } else {
      const change = JSON.parse(body) as Partial<AccountReport>;
      if (change.name === 'refuse') problem(response, 400, 'invalid_input', 'name: is refused here.');
      else {
        accounts.set(uid, { ...account, ...change, ...(change.roleArn === undefined ? {} : { lastTest: null }) });
        json(response, 200, accounts.get(uid));
      }
    }
    return true;
  }

  return { handle, connected: () => [...accounts.values()].map(({ accountUid, name }) => ({ accountUid, name })) };
}
