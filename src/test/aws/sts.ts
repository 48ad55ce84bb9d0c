import { randomBytes } from 'node:crypto';
import type { AwsServiceStandIn, Identity } from './server.ts';
import { errorReply, queryReply } from './wire.ts';

/** A role that may be assumed. With an `externalId`, only by who names it exactly. */
export interface AssumableRole {
  arn: string;
  externalId?: string;
}

export interface StsOptions {
  /** The stand-in's own map, so that the keys given out are known to every service. Set after `startAws`. */
  identities: () => Map<string, Identity>;
  roles?: readonly AssumableRole[];
  /** How long assumed credentials last; they are refused afterwards. Default one hour. */
  lifetimeMs?: number;
}

/** STS: GetCallerIdentity, and AssumeRole with the ExternalId checked as a trust policy does. */
export function stsStandIn({ identities, roles = [], lifetimeMs = 3_600_000 }: StsOptions): AwsServiceStandIn {
  return {
    service: 'sts',
    protocol: 'query',
    operations: {
      GetCallerIdentity: ({ accountUid, callerArn }) =>
        queryReply('GetCallerIdentity', { Arn: callerArn, UserId: 'AIDASTANDIN', Account: accountUid }),
      AssumeRole({ form, callerArn }) {
        const arn = form.get('RoleArn') ?? '';
        const session = form.get('RoleSessionName') ?? '';
        const role = roles.find((candidate) => candidate.arn === arn);
        if (!role || (role.externalId !== undefined && role.externalId !== form.get('ExternalId')))
          return errorReply(
            'query',
            'AccessDenied',
            `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
            403,
          );
        const [, partition, , , accountUid = ''] = arn.split(':');
        const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
        const assumed = `arn:${partition}:sts::${accountUid}:assumed-role/${arn.split('/').at(-1)}/${session}`;
        const expiresAtMs = Date.now() + lifetimeMs;
        identities().set(accessKeyId, { accountUid, arn: assumed, expiresAtMs });
        return queryReply('AssumeRole', {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: 'stand-in-secret',
            SessionToken: `token-of-${accessKeyId}`,
            Expiration: new Date(expiresAtMs),
          },
          AssumedRoleUser: { Arn: assumed, AssumedRoleId: `AROASTANDIN:${session}` },
        });
      },
    },
  };
}
