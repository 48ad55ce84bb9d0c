import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { CostExplorerClient, GetDimensionValuesCommand } from '@aws-sdk/client-cost-explorer';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { IAMClient, ListGroupsCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { classifyAwsError } from '../../../collectors/aws-errors.ts';
import { createAwsHttpHandler } from '../../../collectors/foreign-answers.ts';
import type { FaultKind } from './faults.ts';
import { startAws, type AwsServiceStandIn, type AwsStandIn } from './server.ts';
import { ec2Reply, jsonReply, pageOf, queryReply, xmlReply } from './wire.ts';

/** One service of each protocol, with one list of two pages. */
const SERVICES: AwsServiceStandIn[] = [
  {
    service: 'iam',
    protocol: 'query',
    operations: {
      ListGroups: ({ form }) =>
        queryReply('ListGroups', {
          Groups: [
            { GroupName: `<&"'> ${form.get('Marker') ?? 'first'} \u0001`, Path: '/', GroupId: 'g', Arn: 'arn:x' },
          ],
          IsTruncated: form.get('Marker') === null,
          Marker: form.get('Marker') === null ? 'second' : undefined,
        }),
    },
  },
  {
    service: 'ec2',
    protocol: 'ec2',
    operations: {
      DescribeVolumes: ({ region }) =>
        ec2Reply('DescribeVolumes', { volumeSet: [{ volumeId: 'vol-1', availabilityZone: `${region}a`, size: 8 }] }),
    },
  },
  {
    service: 's3',
    protocol: 'rest-xml',
    operationOf: ({ method, path }) => (method === 'GET' && path === '/' ? 'ListBuckets' : undefined),
    operations: {
      ListBuckets: ({ accountUid }) =>
        xmlReply('ListAllMyBucketsResult', { Buckets: { Bucket: [{ Name: 'one' }, { Name: accountUid }] } }),
    },
  },
  {
    service: 'guardduty',
    protocol: 'rest-json',
    operationOf: ({ path }) => (path === '/detector' ? 'ListDetectors' : undefined),
    operations: { ListDetectors: () => jsonReply({ detectorIds: ['d1'] }) },
  },
  { service: 'cloudtrail', protocol: 'json', operations: { DescribeTrails: () => jsonReply({ trailList: [] }) } },
  { service: 'ce', protocol: 'json', operations: { GetDimensionValues: () => jsonReply({ DimensionValues: [] }) } },
  { service: 'sqs', protocol: 'json', operations: { ReceiveMessage: () => jsonReply({ Messages: [] }) } },
];

let aws: AwsStandIn;
beforeAll(async () => {
  aws = await startAws({ services: SERVICES });
});
afterAll(() => aws.close());
beforeEach(() => aws.faults.clear());

function configuration() {
  return {
    endpoint: aws.endpoint,
    region: 'eu-west-3',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAOTHER', secretAccessKey: 'unused' },
    requestHandler: createAwsHttpHandler({ requestTimeout: 5_000, throwOnRequestTimeout: true }),
  };
}

const PERIOD = { Start: '2025-01-01', End: '2025-01-02' };

/** One call of each protocol, by the real client. */
const CALLS: [string, () => Promise<unknown>][] = [
  ['query (IAM)', () => new IAMClient(configuration()).send(new ListGroupsCommand({}))],
  ['EC2', () => new EC2Client(configuration()).send(new DescribeVolumesCommand({}))],
  ['REST XML (S3)', () => new S3Client(configuration()).send(new ListBucketsCommand({}))],
  ['REST JSON (GuardDuty)', () => new GuardDutyClient(configuration()).send(new ListDetectorsCommand({}))],
  ['JSON (CloudTrail)', () => new CloudTrailClient(configuration()).send(new DescribeTrailsCommand({}))],
  [
    'JSON (Cost Explorer)',
    () =>
      new CostExplorerClient(configuration()).send(
        new GetDimensionValuesCommand({ TimePeriod: PERIOD, Dimension: 'SERVICE' }),
      ),
  ],
  [
    'JSON 1.0 (SQS)',
    () => new SQSClient(configuration()).send(new ReceiveMessageCommand({ QueueUrl: `${aws.endpoint}/1/q` })),
  ],
];

describe.each(CALLS)('over %s', (_, call) => {
  it('answers a real client', async () => {
    await expect(call()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(aws.unknownCalls).toEqual([]);
  });

  it.each<[FaultKind, string]>([
    ['throttle', 'throttled'],
    ['server_error', 'error'],
    ['access_denied', 'denied'],
    ['scp_denied', 'scp_denied'],
    ['expired_token', 'error Expired'],
    ['region_disabled', 'region_disabled'],
    ['garbage', 'error MalformedResponse'],
    ['reset', 'error NetworkError'],
  ])('%s is classified as %s', async (kind, expected) => {
    aws.faults.add({ kind });
    const error: unknown = await call().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const { outcome, errorCode } = classifyAwsError(error, { region: 'eu-west-3' });
    const [expectedOutcome, code] = expected.split(' ');
    expect(outcome).toBe(expectedOutcome);
    expect(errorCode).toMatch(code === 'Expired' ? /^(ExpiredToken(Exception)?|RequestExpired)$/ : (code ?? /^\w+$/));
  });
});

describe('the stand-in', () => {
  it('reads service, region, account and operation from the request alone', async () => {
    aws.identities.set('AKIAOTHER', { accountUid: '999999999999', arn: 'arn:aws:iam::999999999999:user/x' });
    const buckets = await new S3Client(configuration()).send(new ListBucketsCommand({}));
    aws.identities.delete('AKIAOTHER');
    expect(buckets.Buckets?.map(({ Name }) => Name)).toEqual(['one', '999999999999']);
    expect(aws.calls.at(-1)).toEqual({
      service: 's3',
      operation: 'ListBuckets',
      region: 'eu-west-3',
      accountUid: '999999999999',
    });
  });

  it('writes any text so that the client reads the same', async () => {
    const { Groups } = await new IAMClient(configuration()).send(new ListGroupsCommand({}));
    expect(Groups?.[0]?.GroupName).toBe(`<&"'> first \u0001`);
  });

  it('fails only where, and only as often as, it is told', async () => {
    const client = new IAMClient(configuration());
    aws.faults.add({ kind: 'server_error', service: 'iam', region: 'eu-west-3', times: 1 });
    aws.faults.add({ kind: 'server_error', region: 'us-east-1' });
    aws.faults.add({ kind: 'server_error', account: '999999999999' });
    await expect(client.send(new ListGroupsCommand({}))).rejects.toMatchObject({ name: 'InternalFailure' });
    await expect(client.send(new ListGroupsCommand({}))).resolves.toBeDefined();
  });

  it('can fail after the first page', async () => {
    const client = new IAMClient(configuration());
    aws.faults.add({ kind: 'access_denied', afterFirstPage: true });
    const { Marker } = await client.send(new ListGroupsCommand({}));
    await expect(client.send(new ListGroupsCommand({ Marker: Marker! }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  it('names a call that nobody described', async () => {
    const client = new EC2Client(configuration());
    const { AssociateAddressCommand } = await import('@aws-sdk/client-ec2');
    await expect(client.send(new AssociateAddressCommand({}))).rejects.toBeDefined();
    expect(aws.unknownCalls.at(-1)).toMatchObject({ service: 'ec2', operation: 'AssociateAddress' });
  });
});

it('pages walk a list from end to end', () => {
  const first = pageOf([1, 2, 3], undefined, 2);
  expect(first.items).toEqual([1, 2]);
  expect(pageOf([1, 2, 3], first.next, 2)).toEqual({ items: [3], next: undefined });
});
