/** What is to be copied into AWS, made for one account: policies as text, and the commands that put them there. */
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { ROLE_NAME } from './account-input.ts';

/** The command that says whom the trust policy must name. */
export const WHO_AM_I = 'aws sts get-caller-identity --query Arn --output text';

/** Name and path of a role; the path is `/` for most. */
export function roleOf(roleArn: string): { name: string; path: string } {
  const [, path = '/', name = ROLE_NAME] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn) ?? [];
  return { name, path };
}

/** A policy as it is pasted. */
export function policyText(policy: object): string {
  return JSON.stringify(policy, null, 2);
}

/** The trust policy with the identity that Assay runs as in the place of the server's words for it. */
export function trustOf(account: AccountReport, identity: string | null): object {
  if (identity === null) return account.policies.trust;
  const named: unknown = JSON.parse(JSON.stringify(account.policies.trust), (key, value: unknown) =>
    key === 'AWS' ? identity : value,
  );
  return named as object;
}

/** Creates the role and gives it the read-only policy; for a shell such as CloudShell's. */
export function roleCommands(account: AccountReport, identity: string | null): string {
  const { name, path } = roleOf(account.roleArn ?? '');
  return [
    command('aws iam create-role', [
      ...(path === '/' ? [] : [`--path ${path}`]),
      `--role-name ${name}`,
      `--assume-role-policy-document ${quoted(trustOf(account, identity))}`,
    ]),
    command('aws iam put-role-policy', [
      `--role-name ${name}`,
      `--policy-name ${ROLE_NAME}`,
      `--policy-document ${quoted(account.policies.readOnly)}`,
    ]),
  ].join('\n');
}

/** Puts the trust policy on a role that is there already. */
export function trustCommand(account: AccountReport, identity: string | null): string {
  return command('aws iam update-assume-role-policy', [
    `--role-name ${roleOf(account.roleArn ?? '').name}`,
    `--policy-document ${quoted(trustOf(account, identity))}`,
  ]);
}

/** What the identity that Assay runs as must be allowed. */
export function assumePolicy(roleArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn }],
  };
}

function command(name: string, options: string[]): string {
  return [name, ...options].join(' \\\n  ');
}

/** One word for a POSIX shell, whatever is in it. */
function quoted(policy: object): string {
  return `'${JSON.stringify(policy).replaceAll("'", String.raw`'\''`)}'`;
}
