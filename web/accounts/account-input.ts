/** What a person types about an account, read before it is sent: each fault is a sentence that says what to type. */

/** The role that the policy of Assay's own identity allows by default; any other works once that policy names it. */
export const ROLE_NAME = 'AssayReadOnly';

export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string };

export interface RoleToConnect {
  accountUid: string;
  roleArn: string;
}

/** An account id, grouped or not, which means its role `AssayReadOnly`; or the ARN of a role. */
export function readRole(text: string): Reading<RoleToConnect> {
  const typed = text.trim();
  const grouped = /^(\d{4})[ -]?(\d{4})[ -]?(\d{4})$/.exec(typed);
  if (grouped !== null) {
    const accountUid = grouped.slice(1).join('');
    return { ok: true, value: { accountUid, roleArn: `arn:aws:iam::${accountUid}:role/${ROLE_NAME}` } };
  }
  const accountUid = /^arn:(?:aws|aws-cn|aws-us-gov):iam::(\d{12}):role\/[\w+=,.@/-]{1,576}$/.exec(typed)?.[1];
  if (accountUid !== undefined) return { ok: true, value: { accountUid, roleArn: typed } };
  if (typed === '') return fault('Type the twelve digits of the account, or the ARN of the role.');
  if (/^[\d -]+$/.test(typed)) return fault('An account id has twelve digits.');
  return fault(`That is no role: its ARN looks like arn:aws:iam::111122223333:role/${ROLE_NAME}.`);
}

/** Region names by commas or spaces, each once; none at all is a fair answer. */
export function readRegions(text: string): Reading<string[]> {
  const names = [...new Set(text.split(/[\s,;]+/).filter((name) => name !== ''))];
  const odd = names.find((name) => !/^[a-z]{2}(-[a-z]+)+-\d$/.test(name));
  if (odd !== undefined) return fault(`“${odd}” is not the name of a region, such as eu-west-1.`);
  return names.length > 60 ? fault('Name at most 60 regions, or none to read them all.') : { ok: true, value: names };
}

/**
 * The ARN to trust for what STS says of the caller: a user or role as it is, a role's session as its role. Source: IAM
 * User Guide, "AWS JSON policy elements: Principal".
 */
export function readIdentity(text: string): Reading<string> {
  const typed = text.trim().replaceAll(/^"|"$/g, '');
  if (/^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)$/.test(typed)) {
    return { ok: true, value: typed };
  }
  const [, partition, account, role] =
    /^arn:(aws|aws-cn|aws-us-gov):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/.exec(typed) ?? [];
  if (role === undefined) {
    return fault('That is no user or role: its ARN looks like arn:aws:iam::444455556666:role/assay.');
  }
  if (role.startsWith('AWSReservedSSO_')) {
    return fault(
      'A session of IAM Identity Center does not name its whole role: copy the role’s ARN from IAM → Roles.',
    );
  }
  return { ok: true, value: `arn:${partition}:iam::${account}:role/${role}` };
}

function fault(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
