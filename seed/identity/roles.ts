/** The sixty roles, one row each; those of instances follow from the fleets. */
import { ACCOUNT_UIDS, OUTSIDE_ACCOUNT_UID, READER_ROLE } from '../accounts.ts';
import type { AccountName } from '../accounts.ts';
import { CI_ROLE } from '../cast.ts';
import type { Story } from '../clock.ts';
import { FLEETS } from '../fleets.ts';
import { networkNamed } from '../network.ts';
import type { TeamKey } from '../teams.ts';

export interface RoleRow {
  name: string;
  account: AccountName;
  team: TeamKey | null;
  ageDays: number;
  trust: object;
  path?: string;
  attached?: readonly string[];
  inline?: readonly string[];
  /** An inline policy that somebody added in the weeks that we look at. */
  laterInline?: { policy: string; since: keyof Story };
  /** Days ago; null: not in 400 days. */
  lastUsed: number | null;
  lastRegion?: string;
  gaps?: readonly string[];
}

const SELF = (account: AccountName) => `arn:aws:iam::${ACCOUNT_UIDS[account]}:root`;

const HAND_MADE: readonly RoleRow[] = [
  // Production
  role(CI_ROLE, 'production', 'platform', 520, github('production', 'repo:larkfield/*:*'), {
    attached: ['larkfield-ci-deploy'],
  }),
  role('terraform-apply', 'production', 'platform', 880, accounts([SELF('production')]), {
    attached: ['AdministratorAccess'],
  }),
  role('old-ops', 'production', null, 1390, accounts([SELF('production')]), {
    attached: ['larkfield-ops-legacy'],
    lastUsed: 318,
    gaps: ['team', 'owner'],
  }),
  role('support-desk', 'production', 'platform', 700, accounts([SELF('production')]), {
    attached: ['AWSSupportAccess'],
    lastUsed: 44,
  }),
  role('agency-brightpath-read', 'production', 'growth', 512, accounts([`arn:aws:iam::${OUTSIDE_ACCOUNT_UID}:root`]), {
    attached: ['ReadOnlyAccess'],
    lastUsed: 37,
    gaps: ['owner'],
  }),
  role('security-audit', 'production', 'security', 720, accounts([SELF('security')]), { attached: ['SecurityAudit'] }),
  role(READER_ROLE, 'production', 'security', 36, external([SELF('security')], 'assay-7f3c91d2'), {
    attached: ['SecurityAudit'],
  }),
  role('lambda-order-events', 'production', 'orders', 640, service('lambda'), {
    attached: ['AWSLambdaBasicExecutionRole', 'larkfield-app-runtime'],
  }),
  role('lambda-image-resize', 'production', 'storefront', 530, service('lambda'), {
    attached: ['AWSLambdaBasicExecutionRole', 'larkfield-image-resizer'],
  }),
  role('lambda-returns', 'production', 'orders', 390, service('lambda'), {
    attached: ['AWSLambdaBasicExecutionRole', 'larkfield-app-runtime'],
  }),
  role('ecs-task-execution', 'production', 'platform', 700, service('ecs-tasks'), {
    attached: ['AmazonECSTaskExecutionRolePolicy'],
  }),
  role('glue-etl', 'production', 'data', 610, service('glue'), {
    attached: ['AWSGlueServiceRole'],
    inline: ['kms-anything'],
  }),
  role('AWSBackupDefaultServiceRole', 'production', null, 640, service('backup'), {
    attached: ['AWSBackupServiceRolePolicyForBackup'],
    path: '/service-role/',
  }),
  linked('AutoScaling', 'production', 'autoscaling'),
  linked('ElasticLoadBalancing', 'production', 'elasticloadbalancing'),
  linked('RDS', 'production', 'rds'),
  linked('AmazonGuardDuty', 'production', 'guardduty'),
  linked('Organizations', 'production', 'organizations'),

  // Staging
  role(CI_ROLE, 'staging', 'platform', 500, github('staging', 'repo:larkfield/*:*'), {
    attached: ['PowerUserAccess'],
    inline: ['pass-and-run'],
  }),
  role('terraform-apply', 'staging', 'platform', 870, accounts([SELF('production')]), {
    attached: ['AdministratorAccess'],
  }),
  role('legacy-deploy', 'staging', null, 1280, accounts([SELF('staging')]), {
    inline: ['everything'],
    lastUsed: 244,
    gaps: ['team', 'owner'],
  }),
  role('qa-runner', 'staging', 'quality', 330, accounts([SELF('staging')]), {
    attached: ['PowerUserAccess'],
    lastUsed: 2,
  }),
  role('agency-test', 'staging', 'growth', 380, accounts([`arn:aws:iam::${OUTSIDE_ACCOUNT_UID}:root`]), {
    attached: ['PowerUserAccess'],
    lastUsed: 166,
    gaps: ['owner'],
  }),
  role('trail-cleanup', 'staging', 'quality', 61, service('lambda'), {
    attached: ['AWSLambdaBasicExecutionRole'],
    inline: ['trail-anything'],
    lastUsed: 12,
  }),
  role('security-audit', 'staging', 'security', 720, accounts([SELF('security')]), { attached: ['SecurityAudit'] }),
  role(READER_ROLE, 'staging', 'security', 36, external([SELF('security')], 'assay-b20e64a8'), {
    attached: ['SecurityAudit'],
    laterInline: { policy: 'not-in-europe', since: 'euDenied' },
  }),
  role('lambda-stg-orders', 'staging', 'orders', 500, service('lambda'), { attached: ['AWSLambdaBasicExecutionRole'] }),
  role('ecs-task-execution', 'staging', 'platform', 690, service('ecs-tasks'), {
    attached: ['AmazonECSTaskExecutionRolePolicy'],
  }),
  role('design-tools-trial', 'staging', 'storefront', 203, service('ec2'), {
    inline: ['marketplace-buyer'],
    lastUsed: 190,
  }),
  linked('AutoScaling', 'staging', 'autoscaling'),
  linked('ElasticLoadBalancing', 'staging', 'elasticloadbalancing'),
  linked('AmazonGuardDuty', 'staging', 'guardduty'),
  linked('Support', 'staging', 'support'),

  // Security
  role('incident-response', 'security', 'security', 900, mfaOnly([SELF('security')]), {
    attached: ['AdministratorAccess'],
    lastUsed: 19,
  }),
  role('config-recorder', 'security', 'security', 900, service('config'), { attached: ['AWS_ConfigRole'] }),
  role('flow-log-reader', 'security', 'security', 600, service('lambda'), {
    attached: ['AWSLambdaBasicExecutionRole'],
    inline: ['read-flow-logs'],
  }),
  role(READER_ROLE, 'security', 'security', 36, external([SELF('security')], 'assay-5d18ce03'), {
    attached: ['SecurityAudit'],
  }),
  role('support-desk', 'security', 'security', 700, accounts([SELF('security')]), {
    attached: ['AWSSupportAccess'],
    lastUsed: 210,
  }),
  linked('AmazonGuardDuty', 'security', 'guardduty'),
  linked('SecurityHub', 'security', 'securityhub'),
  linked('TrustedAdvisor', 'security', 'trustedadvisor'),
];

/** Policies of instance roles that are more than an agent needs. */
const INSTANCE_POLICIES: Record<string, readonly string[]> = {
  // A build server that anybody can reach, with the keys to everything.
  'jenkins-controller': ['AdministratorAccess'],
  'etl-batch-instance': ['larkfield-data-engineer'],
  'season-forecast-instance': ['larkfield-data-engineer', 'larkfield-models'],
  'siem-collector': ['larkfield-siem-read', 'AmazonSSMManagedInstanceCore'],
};

export const ROLES: readonly RoleRow[] = [...HAND_MADE, ...instanceRoles()];

function instanceRoles(): RoleRow[] {
  const seen = new Map<string, RoleRow>();
  for (const { profile, network, team } of FLEETS) {
    if (profile === null) continue;
    const { account, region } = networkNamed(network);
    const key = `${account}|${profile}`;
    if (seen.has(key)) continue;
    const usual =
      account === 'production'
        ? ['AmazonSSMManagedInstanceCore', 'larkfield-app-runtime']
        : ['AmazonSSMManagedInstanceCore'];
    seen.set(key, {
      ...role(profile, account, team, 810, service('ec2'), { attached: INSTANCE_POLICIES[profile] ?? usual }),
      lastRegion: region,
    });
  }
  return [...seen.values()];
}

function role(
  name: string,
  account: AccountName,
  team: TeamKey | null,
  ageDays: number,
  trust: object,
  rest: Partial<RoleRow>,
): RoleRow {
  return { name, account, team, ageDays, trust, lastUsed: 0, ...rest };
}

function linked(serviceName: string, account: AccountName, principal: string): RoleRow {
  return {
    ...role(`AWSServiceRoleFor${serviceName}`, account, null, 900, service(principal), { attached: ['ServiceLinked'] }),
    path: `/aws-service-role/${principal}.amazonaws.com/`,
  };
}

function service(name: string): object {
  return trust({ Service: `${name}.amazonaws.com` });
}

function accounts(arns: readonly string[]): object {
  return trust({ AWS: arns });
}

function external(arns: readonly string[], externalId: string): object {
  return trust({ AWS: arns }, { StringEquals: { 'sts:ExternalId': externalId } });
}

function mfaOnly(arns: readonly string[]): object {
  return trust({ AWS: arns }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
}

/** Any branch of any repository: a build of a fork was enough. */
function github(account: AccountName, subject: string): object {
  return trust(
    { Federated: `arn:aws:iam::${ACCOUNT_UIDS[account]}:oidc-provider/token.actions.githubusercontent.com` },
    {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': subject },
    },
    'sts:AssumeRoleWithWebIdentity',
  );
}

function trust(principal: object, condition?: object, action = 'sts:AssumeRole'): object {
  const statement = {
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    ...(condition ? { Condition: condition } : {}),
  };
  return { Version: '2012-10-17', Statement: [statement] };
}
