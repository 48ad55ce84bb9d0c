/** Chat: ask, resume, stop. The stream is written to the raw response, in as few writes as the answer allows. */
import { createHash } from 'node:crypto';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { startAnswer } from '../answer/answer.ts';
import { seqOfEventId } from '../answer/frames.ts';
import { readStream } from '../answer/read-stream.ts';
import { sendLive } from '../answer/send-live.ts';
import { untoldAnswer } from '../answer/reading.ts';
import { runningAnswer, stopAnswer } from '../answer/stop.ts';
import type { AppEnv, Services } from './environment.ts';
import { message, parse, readBody, readIdempotencyKey, uuid } from './input.ts';
import { createOutlet } from './stream-outlet.ts';

const scope = z.strictObject({
  accounts: z.array(z.string().max(20)).max(100).optional(),
  regions: z.array(z.string().max(30)).max(100).optional(),
  services: z.array(z.string().max(30)).max(20).optional(),
});

/** Strict: a misspelt scope that is ignored gives an answer about everything. */
export const chatBody = z.strictObject({
  sessionId: uuid('session').nullish(),
  parentMessageId: uuid('message').nullish(),
  message,
  scope: scope.optional(),
});

/** The AI SDK's default transport sends the whole conversation; the last user message is the question. */
const aiSdkBody = z.object({
  id: z.string().max(200).optional(),
  trigger: z.string().optional(),
  sessionId: uuid('session').nullish(),
  scope: scope.optional(),
  messages: z
    .array(
      z.object({
        role: z.string(),
        parts: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
        content: z.string().optional(),
      }),
    )
    .min(1),
});

export function chatRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post('/', async (context) => {
    const ctx = context.get('ctx');
    const raw = await readBody(context, z.record(z.string(), z.unknown()));
    const input = 'messages' in raw ? questionOf(parse(aiSdkBody, raw)) : parse(chatBody, raw);
    const idempotencyKey = readIdempotencyKey(context);
    const begun = await startAnswer(services.answers, ctx, {
      sessionId: input.sessionId ?? null,
      parentMessageId: ('parentMessageId' in input ? input.parentMessageId : null) ?? null,
      question: input.message,
      scope: definedScope(input.scope),
      idempotencyKey,
      createSession: 'createSession' in input,
    });
    return sendStream(context, services, begun.messageId, null);
  });

  routes.get('/:sessionId/stream', async (context) => {
    const ctx = context.get('ctx');
    const sessionId = sessionIdOf(context.req.param('sessionId'));
    // A client that names its chats itself asks before it has said anything in one: then none runs either.
    const lastEventId = context.req.header('last-event-id') ?? null;
    const messageId = (await runningAnswer(ctx, sessionId)) ?? (await untoldAnswer(ctx, sessionId, lastEventId));
    if (!messageId) return context.body(null, 204);
    return sendStream(context, services, messageId, seqOfEventId(messageId, lastEventId));
  });

  routes.post('/:sessionId/stop', async (context) => {
    const sessionId = sessionIdOf(context.req.param('sessionId'));
    const stopped = await stopAnswer(context.get('ctx'), services.answers.streamLog, sessionId);
    return context.json({ stopped });
  });
  return routes;
}

function questionOf(input: z.infer<typeof aiSdkBody>) {
  const last = input.messages.findLast((entry) => entry.role === 'user');
  const text =
    last?.content ??
    last?.parts
      ?.filter((part) => part.type === 'text')
      .map((part) => part.text ?? '')
      .join('\n') ??
    '';
  return {
    sessionId: input.sessionId ?? (input.id ? sessionIdOf(input.id) : null),
    createSession: true,
    message: parse(z.object({ message }), { message: text }).message,
    scope: input.scope,
  };
}

/** An AI SDK client names its chat itself: a name that is no UUID becomes one, the same each time. */
function sessionIdOf(id: string): string {
  if (z.uuid().safeParse(id).success) return id;
  const hex = createHash('sha256').update(`chat:${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function definedScope(given: z.infer<typeof scope> | undefined) {
  return {
    ...(given?.accounts ? { accounts: given.accounts } : {}),
    ...(given?.regions ? { regions: given.regions } : {}),
    ...(given?.services ? { services: given.services } : {}),
  };
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-vercel-ai-ui-message-stream': 'v1',
  'x-accel-buffering': 'no',
};

/** Sends an answer's events from a position on; a reader that goes away ends the reading, not the answer. */
function sendStream(context: Context<AppEnv>, services: Services, messageId: string, after: number | null): Response {
  const ctx = context.get('ctx');
  const { streamLog } = services.answers;
  const gone = new AbortController();
  const readChunks = () => readStream(ctx, streamLog, messageId, after, gone.signal);
  const outgoing = context.env?.outgoing;
  if (!outgoing)
    return new Response(asReadable(readChunks(), gone), {
      headers: { ...HEADERS, 'x-request-id': context.get('requestId') },
    });
  outgoing.on('close', () => gone.abort());
  outgoing.on('error', () => gone.abort());
  // A reader that left while its question was stored has closed already: nobody will say so again.
  if (outgoing.destroyed) gone.abort();
  else outgoing.writeHead(200, { ...HEADERS, 'x-request-id': context.get('requestId') }).flushHeaders();
  const live = streamLog.find(messageId);
  if (live && !outgoing.destroyed) {
    gone.signal.addEventListener('abort', sendLive(streamLog, live, after, createOutlet(outgoing)), { once: true });
    return RESPONSE_ALREADY_SENT;
  }
  void pump(readChunks(), outgoing).catch((error: unknown) => {
    ctx.log.warn('stream.broken', { error });
    outgoing.destroy();
  });
  return RESPONSE_ALREADY_SENT;
}

/** Waits for the socket when it is full, so that a slow reader holds no memory of ours. */
async function pump(chunks: AsyncIterable<string>, outgoing: HttpOutgoing): Promise<void> {
  for await (const chunk of chunks) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk)) await drained(outgoing);
  }
  outgoing.end();
}

type HttpOutgoing = AppEnv['Bindings']['outgoing'];

function drained(outgoing: HttpOutgoing): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      outgoing.off('drain', finish);
      outgoing.off('close', finish);
      resolve();
    };
    outgoing.on('drain', finish);
    outgoing.on('close', finish);
  });
}

function asReadable(
  chunks: AsyncGenerator<string, void, undefined>,
  gone: AbortController,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => gone.abort(),
  });
}
