import { describe, expect, it } from 'vitest';
import { ACCOUNT, STRANGER, call, TERRAFORM } from '../../../src/test/aws/cloudtrail-estate.ts';
import type { CloudTrailEvent, Severity } from '../../collector.ts';
import { evaluateEventRules } from './registry.ts';

const NOBODY = { ownRoleArn: null };
function hits(id: string, events: CloudTrailEvent[]) {
  return evaluateEventRules(events, NOBODY).filter(({ checkId }) => checkId === `cloudtrail_${id}`);
}
const OUTSIDE = { AWS: `arn:aws:iam::${STRANGER}:root` };
const ingress = (cidrIp: string, port: number) => ({
  groupId: 'sg-0123456789abcdef0',
  ipPermissions: { items: [{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp }] } }] },
});
const bucketPolicy = (principal: unknown, condition?: object) => ({
  bucketName: 'data',
  bucketPolicy: {
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: '*', Condition: condition }],
  },
});
const lifecycle = (days: number, status = 'Enabled') => ({
  bucketName: 'data',
  LifecycleConfiguration: { Rule: { Status: status, Expiration: { Days: days } } },
});
const run = (type: string, maxCount = 1) => ({ instanceType: type, instancesSet: { items: [{ maxCount }] } });
const failed = (code: string) => ({ errorCode: code });
const BLOCK_ON = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

type Row = [id: string, what: string, event: CloudTrailEvent, severity: Severity | null];

/** Rule, what happens, the event, and its severity; null: a near miss. */
const TABLE: Row[] = [
  [
    'event_security_group_opened',
    'SSH',
    call('ec2', 'AuthorizeSecurityGroupIngress', ingress('0.0.0.0/0', 22)),
    'high',
  ],
  [
    'event_security_group_opened',
    'HTTPS',
    call('ec2', 'AuthorizeSecurityGroupIngress', ingress('0.0.0.0/0', 443)),
    'medium',
  ],
  [
    'event_security_group_opened',
    'old form',
    call('ec2', 'AuthorizeSecurityGroupIngress', {
      groupId: 'sg-1',
      ipPermissions: {},
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      cidrIp: '0.0.0.0/0',
    }),
    'high',
  ],
  [
    'event_security_group_opened',
    'IPv6, all',
    call('ec2', 'AuthorizeSecurityGroupIngress', {
      groupId: 'sg-1',
      ipPermissions: { items: [{ ipProtocol: '-1', ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }] },
    }),
    'high',
  ],
  [
    'event_security_group_opened',
    'private range',
    call('ec2', 'AuthorizeSecurityGroupIngress', ingress('10.0.0.0/8', 22)),
    null,
  ],
  [
    'event_security_group_opened',
    'outbound',
    call('ec2', 'AuthorizeSecurityGroupEgress', ingress('0.0.0.0/0', 22)),
    null,
  ],
  [
    'event_network_path_changed',
    'a route',
    call('ec2', 'CreateRoute', { destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-1' }),
    'medium',
  ],
  ['event_network_path_changed', 'by Terraform', call('ec2', 'CreateVpc', {}, { userAgent: TERRAFORM }), 'low'],
  ['event_network_path_changed', 'a tag', call('ec2', 'CreateTags', {}), null],
  [
    'event_snapshot_shared',
    'snapshot',
    call('ec2', 'ModifySnapshotAttribute', {
      snapshotId: 'snap-1',
      createVolumePermission: { add: { items: [{ userId: STRANGER }] } },
    }),
    'critical',
  ],
  [
    'event_snapshot_shared',
    'public image',
    call('ec2', 'ModifyImageAttribute', { imageId: 'ami-1', launchPermission: { add: { items: [{ group: 'all' }] } } }),
    'critical',
  ],
  [
    'event_snapshot_shared',
    'database',
    call('rds', 'ModifyDBSnapshotAttribute', {
      dBSnapshotIdentifier: 'db',
      attributeName: 'restore',
      valuesToAdd: [STRANGER],
    }),
    'critical',
  ],
  [
    'event_snapshot_shared',
    'taken back',
    call('ec2', 'ModifySnapshotAttribute', {
      snapshotId: 'snap-1',
      createVolumePermission: { remove: { items: [{ userId: STRANGER }] } },
    }),
    null,
  ],
  [
    'event_snapshot_shared',
    'with ourselves',
    call('ec2', 'ModifySnapshotAttribute', {
      snapshotId: 'snap-1',
      createVolumePermission: { add: { items: [{ userId: ACCOUNT }] } },
    }),
    null,
  ],
  ['event_bucket_exposed', 'public policy', call('s3', 'PutBucketPolicy', bucketPolicy('*')), 'critical'],
  ['event_bucket_exposed', 'stranger', call('s3', 'PutBucketPolicy', bucketPolicy(OUTSIDE)), 'high'],
  [
    'event_bucket_exposed',
    'public ACL',
    call('s3', 'PutBucketAcl', { bucketName: 'data', 'x-amz-acl': ['public-read'] }),
    'critical',
  ],
  [
    'event_bucket_exposed',
    'block removed',
    call('s3', 'DeleteBucketPublicAccessBlock', { bucketName: 'data' }),
    'high',
  ],
  [
    'event_bucket_exposed',
    'account block lowered',
    call('s3', 'PutAccountPublicAccessBlock', {
      PublicAccessBlockConfiguration: { ...BLOCK_ON, BlockPublicPolicy: false },
    }),
    'high',
  ],
  [
    'event_bucket_exposed',
    'block on',
    call('s3', 'PutBucketPublicAccessBlock', { bucketName: 'data', PublicAccessBlockConfiguration: BLOCK_ON }),
    null,
  ],
  [
    'event_bucket_exposed',
    'CloudTrail itself',
    call('s3', 'PutBucketPolicy', bucketPolicy({ Service: 'cloudtrail.amazonaws.com' })),
    null,
  ],
  [
    'event_bucket_exposed',
    'our organisation',
    call('s3', 'PutBucketPolicy', bucketPolicy('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })),
    null,
  ],
  [
    'event_bucket_exposed',
    'private ACL',
    call('s3', 'PutBucketAcl', { bucketName: 'data', 'x-amz-acl': ['private'] }),
    null,
  ],
  ['event_bucket_recovery_removed', 'gone in a day', call('s3', 'PutBucketLifecycle', lifecycle(1)), 'high'],
  [
    'event_bucket_recovery_removed',
    'suspended',
    call('s3', 'PutBucketVersioning', { bucketName: 'data', VersioningConfiguration: { Status: 'Suspended' } }),
    'medium',
  ],
  ['event_bucket_recovery_removed', 'gone in a year', call('s3', 'PutBucketLifecycle', lifecycle(365)), null],
  ['event_bucket_recovery_removed', 'rule off', call('s3', 'PutBucketLifecycle', lifecycle(1, 'Disabled')), null],
  [
    'event_bucket_recovery_removed',
    'enabled',
    call('s3', 'PutBucketVersioning', { bucketName: 'data', VersioningConfiguration: { Status: 'Enabled' } }),
    null,
  ],
  [
    'event_remote_access',
    'a command',
    call('ssm', 'SendCommand', { instanceIds: ['i-0123456789abcdef0'], documentName: 'AWS-RunShellScript' }),
    'medium',
  ],
  [
    'event_remote_access',
    'a pushed key',
    call('ec2-instance-connect', 'SendSSHPublicKey', { instanceId: 'i-0123456789abcdef0' }),
    'medium',
  ],
  [
    'event_remote_access',
    'to nowhere',
    call('ssm', 'SendCommand', { instanceIds: ['i-0123456789abcdef0'] }, failed('InvalidInstanceId')),
    null,
  ],
  [
    'event_remote_access',
    'by a service',
    call('ssm', 'SendCommand', {}, { userIdentity: { type: 'AWSService', invokedBy: 'ssm.amazonaws.com' } }),
    null,
  ],
  [
    'event_user_data_swapped',
    'alone',
    call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', userData: 'x' }),
    'medium',
  ],
  [
    'event_user_data_swapped',
    'another attribute',
    call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', disableApiTermination: {} }),
    null,
  ],
  ['event_unusual_instances', 'GPU', call('ec2', 'RunInstances', run('p4d.24xlarge')), 'medium'],
  [
    'event_unusual_instances',
    'GPU, stopped by the quota',
    call('ec2', 'RunInstances', run('g5.xlarge', 10), failed('Client.VcpuLimitExceeded')),
    'medium',
  ],
  ['event_unusual_instances', 'many', call('ec2', 'RunInstances', run('m7i.large', 20)), 'medium'],
  ['event_unusual_instances', 'one small', call('ec2', 'RunInstances', run('t3.micro')), null],
  [
    'event_unusual_instances',
    'GPU, wrong parameters',
    call('ec2', 'RunInstances', run('p4d.24xlarge'), failed('Client.InvalidParameterValue')),
    null,
  ],
  [
    'event_function_shared',
    'anyone',
    call('lambda', 'AddPermission20150331v2', { functionName: 'f', principal: '*' }),
    'critical',
  ],
  [
    'event_function_shared',
    'stranger',
    call('lambda', 'AddPermission20150331v2', { functionName: 'f', principal: STRANGER }),
    'high',
  ],
  [
    'event_function_shared',
    'a service',
    call('lambda', 'AddPermission20150331v2', { functionName: 'f', principal: 's3.amazonaws.com' }),
    null,
  ],
  [
    'event_function_shared',
    'ourselves',
    call('lambda', 'AddPermission20150331v2', { functionName: 'f', principal: ACCOUNT }),
    null,
  ],
];

describe('rules of single events: exposure', () => {
  it.each(TABLE)('%s: %s', (id, _, each, severity) => {
    expect(hits(id, [each]).map((hit) => hit.severity)).toEqual(severity === null ? [] : [severity]);
  });
});
