import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readOnlyPolicy, trustPolicy } from '../../collectors/policy.ts';
import { accountOf } from '../test/stand-in-accounts.ts';
import { policyText, roleCommands, roleOf, trustCommand, trustOf } from './setup-text.ts';

const IDENTITY = 'arn:aws:iam::444455556666:role/assay';
const account = accountOf('111122223333', {
  policies: { readOnly: readOnlyPolicy(), trust: trustPolicy('assay-its-own') },
});

/** The arguments of each `aws` call that a shell makes of some commands. */
function calls(commands: string): string[][] {
  const script = `aws() { printf '%s\\0' "$@"; printf '\\0'; }\n${commands}`;
  const printed = execFileSync('sh', ['-euc', script], { encoding: 'utf8' });
  return printed
    .split('\0\0')
    .filter((call) => call !== '')
    .map((call) => call.split('\0'));
}

/** The value of a call's option. */
const option = (call: string[], name: string): string => call[call.indexOf(name) + 1] ?? '';

it('tells the name of a role from its path', () => {
  expect(roleOf('arn:aws:iam::111122223333:role/AssayReadOnly')).toEqual({ name: 'AssayReadOnly', path: '/' });
  expect(roleOf('arn:aws:iam::111122223333:role/a/b/Reader')).toEqual({ name: 'Reader', path: '/a/b/' });
});

it('puts the identity in the place of the server’s words for it, and nothing else', () => {
  expect(trustOf(account, IDENTITY)).toEqual(trustPolicy('assay-its-own', IDENTITY));
  expect(trustOf(account, null)).toEqual(trustPolicy('assay-its-own'));
  expect(JSON.parse(policyText(account.policies.readOnly))).toEqual(readOnlyPolicy());
});

it('gives commands that a shell takes as they are meant', () => {
  const [create = [], put = []] = calls(roleCommands(account, IDENTITY));
  expect(create.slice(0, 2)).toEqual(['iam', 'create-role']);
  expect(create).not.toContain('--path');
  expect(option(create, '--role-name')).toBe('AssayReadOnly');
  expect(JSON.parse(option(create, '--assume-role-policy-document'))).toEqual(trustPolicy('assay-its-own', IDENTITY));
  expect(put.slice(0, 2)).toEqual(['iam', 'put-role-policy']);
  expect(JSON.parse(option(put, '--policy-document'))).toEqual(readOnlyPolicy());

  const deep = { ...account, roleArn: 'arn:aws:iam::111122223333:role/teams/it/Reader' };
  const [withPath = []] = calls(roleCommands(deep, IDENTITY));
  expect([option(withPath, '--path'), option(withPath, '--role-name')]).toEqual(['/teams/it/', 'Reader']);
  const [update = []] = calls(trustCommand(deep, IDENTITY));
  expect([update[1], option(update, '--role-name')]).toEqual(['update-assume-role-policy', 'Reader']);
});

it('keeps a quote inside its word', () => {
  const hostile = accountOf('111122223333', { policies: { readOnly: { Sid: "it's'; rm -rf x" }, trust: {} } });
  const [, put = []] = calls(roleCommands(hostile, null));
  expect(JSON.parse(option(put, '--policy-document'))).toEqual({ Sid: "it's'; rm -rf x" });
});
