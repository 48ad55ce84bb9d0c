import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from 'vitest';
import { startAws, type AwsStandIn } from './server.ts';
import { sqsStandIn } from './sqs.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
let aws: AwsStandIn | undefined;
afterEach(() => aws?.close());

it('hides what was received until it is deleted or redelivered, for the real client', async () => {
  const sqs = sqsStandIn([QUEUE]);
  aws = await startAws({ services: [sqs] });
  const client = new SQSClient({
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'unused' },
  });
  const receive = async () =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl: QUEUE, MaxNumberOfMessages: 10 }))).Messages ?? [];
  sqs.put(QUEUE, '{"one":1}');
  sqs.put(QUEUE, 'ümlaut 🚀');
  const taken = await receive();
  expect(taken.map(({ Body }) => Body)).toEqual(['{"one":1}', 'ümlaut 🚀']);
  expect(await receive()).toEqual([]);
  await client.send(new DeleteMessageCommand({ QueueUrl: QUEUE, ReceiptHandle: taken[0]!.ReceiptHandle }));
  sqs.redeliver(QUEUE);
  expect((await receive()).map(({ Body }) => Body)).toEqual(['ümlaut 🚀']);
  expect(sqs.left(QUEUE)).toBe(1);
  const missing = client.send(new ReceiveMessageCommand({ QueueUrl: `${QUEUE}-not` }));
  await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});
