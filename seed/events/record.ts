/** CloudTrail records in AWS's own shape, made from the few things that differ between calls. */
import { ACCOUNT_UIDS } from '../accounts.ts';
import type { AccountName, RegionName } from '../accounts.ts';
import { isoSeconds } from '../clock.ts';
import { accessKeyId } from '../identity/credentials.ts';
import { iamId, uuidOf } from '../random.ts';

/** Who calls. `console` users hold temporary keys; `session` is a role's session name. */
export type Caller =
  | { kind: 'user'; name: string; console?: { mfa: boolean }; key?: number }
  | { kind: 'role'; name: string; session: string; path?: string }
  | { kind: 'service'; invokedBy: string }
  | { kind: 'web'; provider: string; subject: string }
  | { kind: 'root'; mfa: boolean };

export interface Call {
  time: number;
  account: AccountName;
  region: RegionName;
  /** Before `.amazonaws.com`. */
  source: string;
  name: string;
  caller: Caller;
  address: string;
  agent: string;
  request?: object | null;
  response?: object | null;
  readOnly?: boolean;
  error?: { code: string; message: string };
  /** Fields of special records, such as `additionalEventData`. */
  extra?: Record<string, unknown>;
  /** Tells calls apart that are alike in all else. */
  nth?: number;
}

export const AGENTS = {
  console: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/126.0.0.0 Safari/537.36',
  cli: 'aws-cli/2.17.9 ua/2.0 os/linux#6.1 lang/python#3.11.9',
  terraform: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 terraform-provider-aws/5.58.0',
  actions: 'aws-sdk-js/3.609.0 os/linux#6.5.0-azure lang/js md/nodejs#20.15.0',
  boto: 'Boto3/1.34.144 os/linux#5.15.0 lang/python#3.10.12 Botocore/1.34.144',
} as const;

/** The record as a trail would have written it. */
export function toRecord(call: Call): Record<string, unknown> {
  const { time, account, region, source, name, request = null, response = null, readOnly = false, error } = call;
  const identity = `${account}|${region}|${source}|${name}|${time}|${JSON.stringify(call.caller)}|${call.nth ?? 0}`;
  return {
    eventVersion: '1.09',
    userIdentity: userIdentity(call),
    eventTime: isoSeconds(time).replace('.000', ''),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: call.address,
    userAgent: call.agent,
    ...(error ? { errorCode: error.code, errorMessage: error.message } : {}),
    requestParameters: request,
    responseElements: error ? null : response,
    requestID: uuidOf(`request|${identity}`),
    eventID: uuidOf(`event|${identity}`),
    readOnly,
    eventType: name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT_UIDS[account],
    eventCategory: 'Management',
    ...call.extra,
  };
}

/** A console sign-in, as the sign-in service records it. */
export function signIn(
  account: AccountName,
  user: string,
  time: number,
  { mfa, address, failed = false, nth = 0 }: { mfa: boolean; address: string; failed?: boolean; nth?: number },
): Call {
  return {
    time,
    account,
    region: 'us-east-1',
    source: 'signin',
    name: 'ConsoleLogin',
    caller: { kind: 'user', name: user },
    address,
    agent: AGENTS.console,
    nth,
    response: { ConsoleLogin: failed ? 'Failure' : 'Success' },
    extra: {
      ...(failed ? { errorMessage: 'Failed authentication' } : {}),
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: mfa ? 'Yes' : 'No',
      },
    },
  };
}

function userIdentity({ caller, account, time }: Call): object {
  const accountId = ACCOUNT_UIDS[account];
  switch (caller.kind) {
    case 'user':
      return {
        type: 'IAMUser',
        principalId: iamId('AIDA', `${account}|${caller.name}`),
        arn: `arn:aws:iam::${accountId}:user/${caller.name}`,
        accountId,
        ...(caller.console
          ? {
              accessKeyId: iamId('ASIA', `${account}|${caller.name}`),
              sessionContext: sessionAttributes(time, caller.console.mfa),
            }
          : caller.key === undefined
            ? {}
            : { accessKeyId: accessKeyId(account, caller.name, caller.key) }),
        userName: caller.name,
      };
    case 'role': {
      const principalId = iamId('AROA', `${account}|${caller.name}`);
      return {
        type: 'AssumedRole',
        principalId: `${principalId}:${caller.session}`,
        arn: `arn:aws:sts::${accountId}:assumed-role/${caller.name}/${caller.session}`,
        accountId,
        accessKeyId: iamId('ASIA', caller.session),
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId,
            arn: `arn:aws:iam::${accountId}:role${caller.path ?? '/'}${caller.name}`,
            accountId,
            userName: caller.name,
          },
          ...sessionAttributes(time, false),
        },
      };
    }
    case 'service':
      return { type: 'AWSService', invokedBy: caller.invokedBy };
    case 'web':
      return {
        type: 'WebIdentityUser',
        principalId: `${caller.provider}:${caller.subject}`,
        userName: caller.subject,
        identityProvider: caller.provider,
      };
    case 'root':
      return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId };
  }
}

function sessionAttributes(time: number, mfa: boolean): object {
  return {
    attributes: {
      creationDate: isoSeconds(time - 7 * 60_000).replace('.000', ''),
      mfaAuthenticated: mfa ? 'true' : 'false',
    },
  };
}
