import { EC2Client, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { S3ControlClient, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { afterEach, describe, expect, it } from 'vitest';
import { startAws, type AwsServiceStandIn, type AwsStandIn } from '../src/test/aws/server.ts';
import { stsStandIn, type StsOptions } from '../src/test/aws/sts.ts';
import { ec2Reply, queryReply, xmlReply } from '../src/test/aws/wire.ts';
import { awsErrorCode } from './aws-errors.ts';
import { openSession, type SessionOptions } from './session.ts';

const ROLE = { arn: 'arn:aws:iam::222222222222:role/AssayReadOnly', externalId: 'right-one' };
const KEYS = { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'unused' };

const ec2: AwsServiceStandIn = {
  service: 'ec2',
  protocol: 'ec2',
  operations: {
    DescribeRegions: ({ form }) =>
      ec2Reply('DescribeRegions', {
        regionInfo: ['us-east-1', 'eu-west-1', 'af-south-1'].map((regionName) => ({
          regionName,
          optInStatus: regionName === 'af-south-1' ? 'not-opted-in' : 'opt-in-not-required',
          regionEndpoint: form.get('Filter.1.Name'),
        })),
      }),
  },
};
const iam: AwsServiceStandIn = {
  service: 'iam',
  protocol: 'query',
  operations: { ListUsers: () => queryReply('ListUsers', { Users: [], IsTruncated: false }) },
};
const s3control: AwsServiceStandIn = {
  service: 's3control',
  protocol: 'rest-xml',
  operationOf: () => 'GetPublicAccessBlock',
  operations: {
    GetPublicAccessBlock: ({ headers }) =>
      xmlReply('PublicAccessBlockConfiguration', { BlockPublicAcls: headers['x-amz-account-id'] === '222222222222' }),
  },
};

let aws: AwsStandIn | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

async function start(sts: Partial<StsOptions> = {}): Promise<AwsStandIn> {
  aws = await startAws({
    services: [ec2, iam, s3control, stsStandIn({ identities: () => aws!.identities, roles: [ROLE], ...sts })],
  });
  return aws;
}

function open(options: SessionOptions = {}) {
  return openSession({
    endpoint: aws!.endpoint,
    credentials: KEYS,
    homeRegion: 'us-east-1',
    retries: { maxAttempts: 3, baseDelayMs: 1, throttleDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
}

describe('opening an account', () => {
  it('assumes the role with its ExternalId, and every client then speaks as that account', async () => {
    await start();
    const session = await open({ roleArn: ROLE.arn, externalId: 'right-one', accountUid: '222222222222' });
    expect(session).toMatchObject({
      accountUid: '222222222222',
      partition: 'aws',
      ownRoleArn: ROLE.arn,
      regions: ['eu-west-1', 'us-east-1'],
      regionsFailure: null,
      globalRegion: 'us-east-1',
    });
    await session.client(IAMClient, 'us-east-1').send(new ListUsersCommand({}));
    expect(aws!.count({ service: 'iam', accountUid: '222222222222' })).toBe(1);
    session.close();
  });

  it.each([
    ['none', undefined],
    ['a wrong one', 'wrong'],
  ])('is refused with %s of the ExternalId', async (_, externalId) => {
    await start();
    await expect(open({ roleArn: ROLE.arn, ...(externalId ? { externalId } : {}) })).rejects.toMatchObject({
      code: 'assume_role_denied',
      errorCode: 'AccessDenied',
    });
  });

  it('uses base credentials as they are, and refuses another account than the one named', async () => {
    await start();
    const session = await open({ regions: ['eu-west-1'] });
    expect(session).toMatchObject({ accountUid: '123456789012', regions: ['eu-west-1'], ownRoleArn: null });
    session.close();
    await expect(open({ accountUid: '999999999999' })).rejects.toMatchObject({ code: 'wrong_account' });
  });

  it('is still open when regions cannot be discovered, and says why', async () => {
    await start();
    aws!.faults.add({ service: 'ec2', kind: 'scp_denied' });
    const session = await open();
    expect(session.regions).toEqual(['us-east-1']);
    expect(session.regionsFailure).toMatchObject({ outcome: 'scp_denied', permission: 'ec2:DescribeRegions' });
    session.close();
  });

  it('says unreachable, within its time-outs, when STS never answers', async () => {
    await start();
    aws!.faults.add({ service: 'sts', kind: 'hang' });
    await expect(open({ timeouts: { requestMs: 60 } })).rejects.toMatchObject({ code: 'unreachable' });
    expect(aws!.count({ service: 'sts' })).toBe(2);
  });
});

describe('a session', () => {
  it('makes one client per service and region', async () => {
    await start();
    const session = await open();
    expect(session.client(IAMClient, 'us-east-1')).toBe(session.client(IAMClient, 'us-east-1'));
    expect(session.client(IAMClient, 'us-east-1')).not.toBe(session.client(IAMClient, 'eu-west-1'));
    session.close();
  });

  it('renews assumed credentials before they expire, once for all clients', async () => {
    await start({ lifetimeMs: 60_000 });
    const session = await open({ roleArn: ROLE.arn, externalId: 'right-one', regions: ['us-east-1'] });
    const before = aws!.count({ operation: 'AssumeRole' });
    await Promise.all([1, 2, 3, 4].map(() => session.credentials!()));
    expect(aws!.count({ operation: 'AssumeRole' }) - before).toBe(1);
    session.close();
  });

  it('assumes once only while the credentials have long to live', async () => {
    await start();
    const session = await open({ roleArn: ROLE.arn, externalId: 'right-one', regions: ['us-east-1'] });
    for (const region of ['us-east-1', 'eu-west-1'])
      await session.client(IAMClient, region).send(new ListUsersCommand({}));
    expect(aws!.count({ operation: 'AssumeRole' })).toBe(1);
    session.close();
  });

  it.each([
    ['throttle', 3],
    ['server_error', 3],
    ['reset', 3],
    ['access_denied', 1],
    ['expired_token', 1],
    ['region_disabled', 1],
  ] as const)('tries %s %i times', async (kind, attempts) => {
    await start();
    const session = await open({ regions: ['eu-west-1'] });
    aws!.faults.add({ service: 'ec2', kind });
    await expect(session.client(EC2Client, 'eu-west-1').send(new DescribeRegionsCommand({}))).rejects.toHaveProperty(
      'name',
    );
    expect(aws!.count({ service: 'ec2' })).toBe(attempts);
    session.close();
  });

  it('succeeds when throttling ends within the attempts', async () => {
    await start();
    const session = await open({ regions: ['eu-west-1'] });
    aws!.faults.add({ service: 'iam', kind: 'throttle', times: 2 });
    const answer = await session.client(IAMClient, 'us-east-1').send(new ListUsersCommand({}));
    expect(answer.Users).toEqual([]);
    session.close();
  });

  it('reaches S3 Control at an IP address, the account in the header', async () => {
    await start();
    const session = await open({ regions: ['eu-west-1'] });
    const client = session.client(S3ControlClient, 'eu-west-1');
    const answer = await client.send(new GetPublicAccessBlockCommand({ AccountId: '222222222222' }));
    expect(answer.PublicAccessBlockConfiguration?.BlockPublicAcls).toBe(true);
    session.close();
  });

  it('names a refused token by the service’s own code once assumed credentials have run out', async () => {
    await start({ lifetimeMs: 1 });
    const error = await open({ roleArn: ROLE.arn, externalId: 'right-one' }).catch((thrown: unknown) => thrown);
    expect(awsErrorCode((error as Error).cause)).toBe('ExpiredToken');
  });
});
