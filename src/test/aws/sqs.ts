/**
 * SQS as a stand-in, over JSON 1.0: queues in memory, messages hidden after a receive until deleted or `redeliver` is
 * called, so that tests never wait for a visibility time-out.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { AwsServiceStandIn, StandInRequest } from './server.ts';
import { errorReply, jsonReply } from './wire.ts';

interface Message {
  id: string;
  body: string;
  /** null: visible. */
  receiptHandle: string | null;
  receives: number;
}

export interface SqsStandIn extends AwsServiceStandIn {
  /** Puts a message into a queue, which is made if need be; gives its id. */
  put(queueUrl: string, body: string): string;
  /** Makes every received, undeleted message of a queue visible again. */
  redeliver(queueUrl: string): void;
  /** Messages not deleted yet. */
  left(queueUrl: string): number;
}

/** The SQS part of the stand-in. */
export function sqsStandIn(queueUrls: readonly string[] = []): SqsStandIn {
  const queues = new Map<string, Message[]>(queueUrls.map((url) => [url, []]));
  const missing = () =>
    errorReply('json', 'com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.', 400);
  const queueOf = ({ json }: StandInRequest) => queues.get(textOf(json?.['QueueUrl']));
  const remove = (url: string, handle: unknown) =>
    queues.set(
      url,
      (queues.get(url) ?? []).filter(({ receiptHandle }) => receiptHandle !== handle),
    );
  return {
    service: 'sqs',
    protocol: 'json',
    put(queueUrl, body) {
      const id = randomUUID();
      const queue = queues.get(queueUrl) ?? [];
      queues.set(queueUrl, [...queue, { id, body, receiptHandle: null, receives: 0 }]);
      return id;
    },
    redeliver: (queueUrl) => queues.get(queueUrl)?.forEach((message) => (message.receiptHandle = null)),
    left: (queueUrl) => queues.get(queueUrl)?.length ?? 0,
    operations: {
      ReceiveMessage: (request) => {
        const queue = queueOf(request);
        if (!queue) return missing();
        const most = Number(request.json?.['MaxNumberOfMessages'] ?? 1);
        const taken = queue.filter(({ receiptHandle }) => receiptHandle === null).slice(0, Math.min(most, 10));
        return jsonReply({
          Messages: taken.map((message) => {
            message.receiptHandle = randomUUID();
            message.receives += 1;
            return {
              MessageId: message.id,
              ReceiptHandle: message.receiptHandle,
              Body: message.body,
              MD5OfBody: createHash('md5').update(message.body).digest('hex'),
              Attributes: { ApproximateReceiveCount: String(message.receives) },
            };
          }),
        });
      },
      DeleteMessage: (request) => {
        if (!queueOf(request)) return missing();
        remove(textOf(request.json?.['QueueUrl']), request.json?.['ReceiptHandle']);
        return jsonReply({});
      },
      DeleteMessageBatch: (request) => {
        if (!queueOf(request)) return missing();
        const entries = (request.json?.['Entries'] ?? []) as { Id: string; ReceiptHandle: string }[];
        for (const { ReceiptHandle } of entries) remove(textOf(request.json?.['QueueUrl']), ReceiptHandle);
        return jsonReply({ Successful: entries.map(({ Id }) => ({ Id })), Failed: [] });
      },
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
