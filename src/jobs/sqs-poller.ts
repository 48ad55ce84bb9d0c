/** Reads EventBridge events from an SQS queue: a message is deleted once it is stored, or can never be. */
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Ctx } from '../context.ts';
import { takeLiveEvents } from '../intake/live-events.ts';

export interface SqsPollerOptions {
  ctx: Pick<Ctx, 'sql' | 'tenantId' | 'log'>;
  queueUrl: string;
  /** Also take events of the default credentials' account before it is known. */
  collecting: boolean;
  /** Default: the one in the queue's address, else `us-east-1`. */
  region?: string;
  /** After an error, doubled each time up to the second. */
  backoffMs?: { first: number; longest: number };
}

export interface SqsPoller {
  /** Lets the batch at hand be stored and deleted, then ends. */
  close(): Promise<void>;
}

const LONG_POLL_SECONDS = 20;
const BACKOFF_MS = { first: 1000, longest: 60_000 };
/** A queue that answers "nothing" at once is not long polling; asking it without a pause would only cost. */
const EMPTY_PAUSE_MS = 250;

/**
 * Polls until closed. What the database refuses stays in the queue and comes again after the queue's visibility
 * time-out; errors of SQS or the database slow it down and are logged, never thrown.
 */
export function startSqsPoller(options: SqsPollerOptions): SqsPoller {
  const { ctx, queueUrl, backoffMs = BACKOFF_MS } = options;
  const client = new SQSClient({
    region: options.region ?? regionOf(queueUrl),
    endpoint: new URL(queueUrl).origin,
  });
  const stop = new AbortController();
  const poll = async () => {
    let wait = backoffMs.first;
    while (!stop.signal.aborted) {
      try {
        const began = performance.now();
        const messages = await receive(client, queueUrl, stop.signal);
        const done = await takeMessages(options, messages);
        await remove(client, queueUrl, done);
        if (messages.length > 0 && done.length === 0) throw new Error('None of the received messages could be stored');
        wait = backoffMs.first;
        if (messages.length === 0 && performance.now() - began < 1000) await pause(EMPTY_PAUSE_MS, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) break;
        ctx.log.warn('sqs.failed', { error, retryInMs: wait });
        await pause(wait, stop.signal);
        wait = Math.min(wait * 2, backoffMs.longest);
      }
    }
  };
  const ended = poll().finally(() => client.destroy());
  return {
    close: () => {
      stop.abort();
      return ended;
    },
  };
}

async function receive(client: SQSClient, queueUrl: string, abortSignal: AbortSignal): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: LONG_POLL_SECONDS,
  });
  return (await client.send(command, { abortSignal })).Messages ?? [];
}

/** The messages that need not come again: stored, not ours, or not to be understood. */
async function takeMessages({ ctx, collecting }: SqsPollerOptions, messages: readonly Message[]): Promise<Message[]> {
  const done: Message[] = [];
  const readable: { message: Message; envelopes: unknown[] }[] = [];
  for (const message of messages) {
    const envelopes = envelopesOf(message.Body ?? '');
    if (envelopes) readable.push({ message, envelopes });
    else {
      ctx.log.warn('sqs.dropped', { messageId: message.MessageId, reason: 'The message is not JSON.' });
      done.push(message);
    }
  }
  if (readable.length === 0) return done;
  try {
    await takeLiveEvents(
      ctx,
      readable.flatMap(({ envelopes }) => envelopes),
      { collecting },
    );
    return messages.slice();
  } catch (error) {
    ctx.log.warn('sqs.batch_failed', { error, messages: readable.length });
  }
  // One by one, so that a single message that the database refuses does not keep the others.
  for (const { message, envelopes } of readable)
    try {
      await takeLiveEvents(ctx, envelopes, { collecting });
      done.push(message);
    } catch (error) {
      ctx.log.warn('sqs.message_failed', { messageId: message.MessageId, error });
    }
  return done;
}

/** The events of a message, which EventBridge writes bare and SNS wraps; null when it is not JSON. */
function envelopesOf(body: string): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const wrapped = parsed as { Type?: unknown; Message?: unknown } | null;
    if (wrapped?.Type === 'Notification' && typeof wrapped.Message === 'string') return envelopesOf(wrapped.Message);
    return Array.isArray(parsed) ? parsed : [parsed];
  } catch {
    return null;
  }
}

async function remove(client: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

/** Ends early, without an error, when closed. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** `https://sqs.eu-west-1.amazonaws.com/…`, or the older `https://eu-west-1.queue.amazonaws.com/…`. */
function regionOf(queueUrl: string): string {
  const { hostname } = new URL(queueUrl);
  return /^sqs\.([a-z0-9-]+)\.|^([a-z0-9-]+)\.queue\./.exec(hostname)?.slice(1).find(Boolean) ?? 'us-east-1';
}
