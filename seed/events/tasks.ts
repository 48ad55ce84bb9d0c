/** What machines, pipelines and people do all day. Data only. */
import type { AccountName, RegionName } from '../accounts.ts';
import { ec2Id, hexOf } from '../random.ts';
import type { Random } from '../random.ts';
import { AGENTS } from './record.ts';
import type { Caller } from './record.ts';

export interface MachineTask {
  account: AccountName;
  region: RegionName;
  source: string;
  name: string;
  caller: Caller;
  perDay: number;
  /** Share of a weekday's count that a day of the weekend has. */
  weekend?: number;
  /** First and last hour, UTC. */
  hours?: readonly [number, number];
  agent?: string;
  address?: string;
  readOnly?: boolean;
  /** Share of calls that are throttled. */
  throttled?: number;
  request?(random: Random, nth: number): object;
}

export const MACHINE_TASKS: readonly MachineTask[] = [
  logStreams('production', 'us-east-1', 'lambda-order-events', 'order-events', 11),
  logStreams('production', 'us-east-1', 'lambda-image-resize', 'image-resize', 6),
  logStreams('production', 'us-east-1', 'lambda-returns', 'returns', 4),
  logStreams('production', 'eu-west-1', 'lambda-order-events', 'order-events', 4),
  logStreams('staging', 'us-east-1', 'lambda-stg-orders', 'stg-orders', 4),
  logStreams('security', 'us-east-1', 'flow-log-reader', 'flow-log-reader', 3),
  backups('production', 'us-east-1', 11),
  backups('production', 'eu-west-1', 6),
  backups('production', 'us-west-2', 4),
  {
    ...instanceRole('production', 'us-east-1', 'etl-batch-instance', 'glue', 'StartJobRun', 6),
    request: (random) => ({ jobName: random.pick(['orders-daily', 'stock-hourly', 'returns-daily']) }),
    throttled: 0.06,
  },
  {
    ...instanceRole('production', 'us-east-1', 'metrics-instance', 'monitoring', 'PutMetricAlarm', 4),
    request: (random) => ({ alarmName: `fleet-${random.pick(['cpu', 'disk', 'latency', 'errors'])}` }),
  },
  {
    ...instanceRole('production', 'us-east-1', 'catalogue-indexer-instance', 'sqs', 'SetQueueAttributes', 3),
    request: () => ({ queueUrl: 'catalogue-updates', attributes: { VisibilityTimeout: '90' } }),
  },
  {
    account: 'security',
    region: 'us-east-1',
    source: 'config',
    name: 'PutEvaluations',
    caller: { kind: 'role', name: 'config-recorder', session: 'config-recorder' },
    perDay: 7,
  },
  {
    account: 'production',
    region: 'us-east-1',
    source: 'rds',
    name: 'CreateDBSnapshot',
    caller: { kind: 'service', invokedBy: 'rds.amazonaws.com' },
    perDay: 2,
    hours: [3, 4],
    request: (_, nth) => ({ dBInstanceIdentifier: nth === 0 ? 'orders' : 'customers' }),
  },
  {
    account: 'production',
    region: 'us-east-1',
    source: 'elasticloadbalancing',
    name: 'RegisterTargets',
    caller: {
      kind: 'role',
      name: 'AWSServiceRoleForAutoScaling',
      session: 'AutoScaling',
      path: '/aws-service-role/autoscaling.amazonaws.com/',
    },
    perDay: 7,
    address: 'autoscaling.amazonaws.com',
    agent: 'autoscaling.amazonaws.com',
    request: () => ({
      targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/storefront/6d0ecf831eec9f09',
    }),
  },
  {
    ...serviceUser('production', 'svc-erp-export', 's3', 'PutBucketTagging', 2),
    request: () => ({ bucketName: 'larkfield-erp-exports', tagging: '' }),
  },
  {
    ...serviceUser('production', 'svc-campaign-mailer', 'ses', 'CreateTemplate', 4),
    request: (random) => ({ template: { templateName: `campaign-${random.between(100, 180)}` } }),
  },
  {
    ...serviceUser('production', 'svc-carrier-sync', 's3', 'PutBucketLifecycle', 1),
    region: 'eu-west-1',
    request: () => ({
      bucketName: 'larkfield-partner-feeds',
      LifecycleConfiguration: { Rule: { ID: 'tidy-up', Status: 'Enabled', Expiration: { Days: 90 } } },
    }),
  },
  {
    ...serviceUser('staging', 'svc-ci-staging', 'ecr', 'PutImage', 10),
    weekend: 0.2,
    request: (random) => ({
      repositoryName: random.pick(['storefront', 'checkout', 'orders']),
      imageTag: `stg-${random.between(1000, 9999)}`,
    }),
  },
  {
    ...serviceUser('staging', 'svc-qa-grid', 'ec2', 'CreateTags', 5),
    weekend: 0.1,
    request: () => ({
      resourcesSet: { items: [{ resourceId: ec2Id('i', 'qa-grid|0|0') }] },
      tagSet: { items: [{ key: 'last-run', value: 'ok' }] },
    }),
  },
];

/** The calls of one deployment, in order. */
export const PIPELINE_STEPS: readonly { source: string; name: string; request(service: string): object }[] = [
  { source: 'ecr', name: 'InitiateLayerUpload', request: (service) => ({ repositoryName: service }) },
  { source: 'ecr', name: 'CompleteLayerUpload', request: (service) => ({ repositoryName: service }) },
  { source: 'ecr', name: 'PutImage', request: (service) => ({ repositoryName: service, imageTag: 'release' }) },
  { source: 'ecs', name: 'RegisterTaskDefinition', request: (service) => ({ family: service }) },
  {
    source: 'ecs',
    name: 'UpdateService',
    request: (service) => ({ service, cluster: 'larkfield', forceNewDeployment: true }),
  },
  {
    source: 'autoscaling',
    name: 'CreateOrUpdateTags',
    request: (service) => ({ tags: [{ key: 'release', resourceId: service }] }),
  },
];

export const HUMAN_TASKS: readonly { source: string; name: string; request(random: Random): object }[] = [
  { source: 'athena', name: 'StartQueryExecution', request: () => ({ workGroup: 'primary' }) },
  {
    source: 'monitoring',
    name: 'PutDashboard',
    request: (random) => ({ dashboardName: random.pick(['shop', 'checkout', 'orders']) }),
  },
  {
    source: 'monitoring',
    name: 'PutMetricAlarm',
    request: (random) => ({ alarmName: `queue-age-${random.between(1, 9)}` }),
  },
  { source: 'logs', name: 'StartQuery', request: () => ({ logGroupName: '/aws/lambda/order-events' }) },
  {
    source: 'logs',
    name: 'PutRetentionPolicy',
    request: () => ({ logGroupName: '/aws/lambda/returns', retentionInDays: 90 }),
  },
  {
    source: 'lambda',
    name: 'UpdateFunctionConfiguration20150331v2',
    request: () => ({ functionName: 'order-events', memorySize: 512 }),
  },
  {
    source: 'ecs',
    name: 'StopTask',
    request: (random) => ({ cluster: 'larkfield', task: hexOf(`task|${random.next()}`, 32) }),
  },
  { source: 'sqs', name: 'PurgeQueue', request: () => ({ queueUrl: 'returns-retry' }) },
  { source: 'rds', name: 'ModifyDBParameterGroup', request: () => ({ dBParameterGroupName: 'larkfield-pg16' }) },
  { source: 'cloudfront', name: 'CreateInvalidation', request: () => ({ distributionId: 'E2QWRUHAPOMQZL' }) },
];

function logStreams(
  account: AccountName,
  region: RegionName,
  role: string,
  session: string,
  perDay: number,
): MachineTask {
  return {
    account,
    region,
    source: 'logs',
    name: 'CreateLogStream',
    caller: { kind: 'role', name: role, session },
    perDay,
    address: 'lambda.amazonaws.com',
    agent: 'awslambda-worker/1.0 rusoto/0.48.0 rust/1.75.0 linux',
    request: (random) => ({
      logGroupName: `/aws/lambda/${session}`,
      logStreamName: hexOf(`stream|${random.next()}`, 32),
    }),
  };
}

function backups(account: AccountName, region: RegionName, perDay: number): MachineTask {
  return {
    account,
    region,
    source: 'ec2',
    name: 'CreateSnapshot',
    caller: { kind: 'role', name: 'AWSBackupDefaultServiceRole', session: 'AWSBackup', path: '/service-role/' },
    perDay,
    hours: [2, 3],
    address: 'backup.amazonaws.com',
    agent: 'backup.amazonaws.com',
    request: (random) => ({
      volumeId: ec2Id('vol', `nightly|${random.between(0, 40)}`),
      description: 'This snapshot is created by the AWS Backup service.',
    }),
  };
}

function instanceRole(
  account: AccountName,
  region: RegionName,
  role: string,
  source: string,
  name: string,
  perDay: number,
): MachineTask {
  const session = ec2Id('i', role.replace('-instance', '|0|0'));
  return {
    account,
    region,
    source,
    name,
    caller: { kind: 'role', name: role, session },
    perDay,
    address: '203.0.113.20',
    agent: AGENTS.boto,
  };
}

function serviceUser(account: AccountName, user: string, source: string, name: string, perDay: number): MachineTask {
  return {
    account,
    region: 'us-east-1',
    source,
    name,
    caller: { kind: 'user', name: user, key: user === 'svc-qa-grid' ? 1 : 0 },
    perDay,
    address: account === 'production' ? '203.0.113.20' : '203.0.113.24',
    agent: AGENTS.boto,
  };
}
