/** What an account must allow so that the collectors can read it, and who may come in. Made from the code itself. */
import { COLLECTORS } from './registry.ts';

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string | string[];
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

/** Called when an account is opened, to find its regions; every other action is a collector's own. */
const SESSION_ACTIONS = ['ec2:DescribeRegions'];

/** What the role must never do, whatever else is attached to it: contents, secrets, user data, code. */
const NEVER_DATA = [
  's3:GetObject*',
  's3:ListBucket*',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter*',
  'kms:Decrypt',
  'ec2:GetPasswordData',
  'ec2:GetConsoleOutput',
  'ec2:DescribeInstanceAttribute',
  'lambda:GetFunction',
];

/** Every action of every collector, one statement per service, and the refusal of data. */
export function readOnlyPolicy(): PolicyDocument {
  const actions = [...new Set([...SESSION_ACTIONS, ...Object.values(COLLECTORS).flatMap(({ actions }) => actions)])];
  const byService = Map.groupBy(actions.toSorted(), (action) => action.slice(0, action.indexOf(':')));
  return {
    Version: '2012-10-17',
    Statement: [
      ...Array.from(byService, ([service, Action]): PolicyStatement => {
        return { Sid: sidOf(service), Effect: 'Allow', Action, Resource: '*' };
      }),
      { Sid: 'NeverData', Effect: 'Deny', Action: NEVER_DATA, Resource: '*' },
    ],
  };
}

/** A Sid takes letters and digits only: `access-analyzer` is `AccessAnalyzer`. */
function sidOf(service: string): string {
  return service
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Stands where only the operator knows the value. */
export const PRINCIPAL_PLACEHOLDER = 'arn:aws:iam::<account Assay runs in>:role/<role Assay runs as>';
export const EXTERNAL_ID_PLACEHOLDER = '<ExternalId that Assay shows for this account>';

/**
 * Who may assume the role: one principal, and only with the ExternalId. Without that condition another customer of the
 * same principal could point it at this account (the confused deputy, IAM User Guide).
 */
export function trustPolicy(
  externalId: string = EXTERNAL_ID_PLACEHOLDER,
  principal: string = PRINCIPAL_PLACEHOLDER,
): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  };
}
