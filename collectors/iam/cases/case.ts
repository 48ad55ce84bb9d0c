import {
  credentialRow,
  deniedRead,
  iamSnapshot,
  iamUser,
  reportOf,
  rootRow,
} from '../../../src/test/aws/iam-estate.ts';
import type { CredentialRow, IamSnapshot } from '../snapshot.ts';

/** One snapshot and what one check must say of one resource in it. */
export interface Case {
  id: string;
  status: 'pass' | 'fail' | 'warning';
  when: string;
  snapshot: IamSnapshot;
  /** Name of the resource. */
  resource: string;
  says: RegExp;
}

/** A case about the user `alice`, known by one line of the credential report. */
export function aliceCase(
  id: string,
  status: Case['status'],
  when: string,
  row: Partial<CredentialRow>,
  says: RegExp,
  changes: Partial<IamSnapshot> = {},
): Case {
  const snapshot = iamSnapshot({
    credentialReport: reportOf([rootRow(), credentialRow('alice', row)]),
    authorization: { users: [iamUser('alice')], groups: [], roles: [], policies: [], failure: null },
    ...changes,
  });
  return { id, status, when, snapshot, resource: 'alice', says };
}

/** A case about rights: what GetAccountAuthorizationDetails holds. */
export function rightsCase(
  id: string,
  status: Case['status'],
  when: string,
  resource: string,
  authorization: Partial<IamSnapshot['authorization']>,
  says: RegExp,
): Case {
  return { id, status, when, resource, says, snapshot: iamSnapshot({ authorization: rights(authorization) }) };
}

export function rights(changes: Partial<IamSnapshot['authorization']>): IamSnapshot['authorization'] {
  return { users: [], groups: [], roles: [], policies: [], failure: null, ...changes };
}

/** A sweep that broke off after what it holds. */
export const BROKEN_OFF: NonNullable<IamSnapshot['authorization']['failure']> = {
  ...deniedRead('iam:GetAccountAuthorizationDetails'),
  outcome: 'partial',
  errorCode: 'InternalFailure',
};
