/**
 * The OpenAI-compatible door: Open WebUI, LibreChat, the `openai` SDK and curl use Assay as the model `assay`. Text that
 * was sent over this door cannot be taken back, as our own stream takes back the text of a provider that broke off. So
 * an answer is sent when it is whole; until then comments keep the connection alive.
 */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { startAnswer } from '../answer/answer.ts';
import { decodeFrames } from '../answer/frames.ts';
import { readStream } from '../answer/read-stream.ts';
import { AppError } from '../errors.ts';
import { blockWords } from '../llm/block-words.ts';
import type { BlockReason } from '../llm/provider.ts';
import type { EvidenceItem, UsagePart } from './api.ts';
import type { AppEnv, Services } from './environment.ts';
import { problemOf } from './errors.ts';
import { message, ParameterError, parse, readBody, readIdempotencyKey } from './input.ts';
import {
  type CompletionBody,
  completionBody,
  cutAtStop,
  type FinishReason,
  MODEL,
  openAiError,
  textOf,
  type Usage,
  withSources,
} from './openai-wire.ts';
import { replyToHousekeeping } from './openai-housekeeping.ts';
import { findConversation, wasInterrupted } from './openai-conversation.ts';

/** Between two comments while an answer is written, ms: shorter than any proxy's patience. */
const KEEP_ALIVE_MS = 5000;
/** Characters of one streamed piece: clients render as they come. */
const PIECE_CHARACTERS = 400;

export function openAiRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const model = { id: MODEL, object: 'model', created: 0, owned_by: 'assay' };

  routes.get('/models', (context) => context.json({ object: 'list', data: [model] }));
  routes.get('/models/:id', (context) => {
    requireModel(context.req.param('id'));
    return context.json(model);
  });

  routes.post('/chat/completions', async (context) => {
    const body = await readBody(context, completionBody);
    requireModel(body.model);
    const housekeeping = replyToHousekeeping(body);
    if (housekeeping !== null) return replyAtOnce(context, body, housekeeping);
    refuseUnsupported(body);
    const asked = await ask(services, context, body);
    const { messageId } = asked;
    const reply = { id: `chatcmpl-${messageId}`, created: Math.floor(Date.now() / 1000), model: MODEL };
    if (!body.stream) {
      const answer = await collect(services, context, asked, context.req.raw.signal);
      const { content, annotations } = withSources(answer.text, answer.evidence);
      const choice = {
        index: 0,
        message: { role: 'assistant', content, refusal: null, annotations },
        logprobs: null,
        finish_reason: answer.finishReason,
      };
      return context.json({ ...reply, object: 'chat.completion', choices: [choice], usage: usageOf(answer.usage) });
    }
    return streamReply(services, context, { ...reply, asked, includeUsage: !!body.stream_options?.include_usage });
  });
  return routes;
}

/** A reply that no model wrote. */
function replyAtOnce(context: Context<AppEnv>, body: CompletionBody, content: string): Response {
  const id = `chatcmpl-${context.get('requestId')}`;
  const head = { id, created: Math.floor(Date.now() / 1000), model: MODEL };
  const usage = usageOf(null);
  if (!body.stream) {
    const message = { role: 'assistant', content, refusal: null, annotations: [] };
    const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' };
    return context.json({ ...head, object: 'chat.completion', choices: [choice], usage });
  }
  const includeUsage = !!body.stream_options?.include_usage;
  const chunk = (choices: object[], more: object = includeUsage ? { usage: null } : {}) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
  const events = [
    chunk([{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: null }]),
    chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]),
    ...(includeUsage ? [chunk([], { usage })] : []),
    'data: [DONE]\n\n',
  ];
  return new Response(events.join(''), { headers: STREAM_HEADERS });
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** A question under way, and how its reply is read. */
interface Asked {
  messageId: string;
  /** Sent with an Idempotency-Key: the client may come back for it. */
  keyed: boolean;
  stop: CompletionBody['stop'];
}

/** Asks the last user message; those before it say which conversation this is. */
async function ask(services: Services, context: Context<AppEnv>, body: CompletionBody): Promise<Asked> {
  const ctx = context.get('ctx');
  const questions = body.messages.filter((entry) => entry.role === 'user').map((entry) => textOf(entry.content));
  if (questions.length === 0) throw new ParameterError('messages', 'messages: none of them is of the role "user".');
  const question = parse(z.object({ messages: message }), { messages: questions.at(-1) }).messages;
  const earlier = questions.slice(0, -1).map((text) => message.safeParse(text).data ?? '');
  const idempotencyKey = readIdempotencyKey(context);
  const begun = await startAnswer(services.answers, ctx, {
    sessionId: await findConversation(ctx, earlier),
    parentMessageId: null,
    question,
    scope: {},
    idempotencyKey,
    createSession: false,
    earlierQuestions: earlier,
  });
  return { messageId: begun.messageId, keyed: idempotencyKey !== null, stop: body.stop };
}

interface WholeAnswer {
  text: string;
  evidence: EvidenceItem[];
  usage: UsagePart | null;
  finishReason: FinishReason;
}

/**
 * Waits for the whole answer. Throws AppError `unavailable` when nobody could write it, `invalid_input` when a content
 * policy forbade it. Without a reader it is stopped.
 */
async function collect(
  services: Services,
  context: Context<AppEnv>,
  { messageId, keyed, stop }: Asked,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  const { streamLog } = services.answers;
  const answer: WholeAnswer = { text: '', evidence: [], usage: null, finishReason: 'stop' };
  let ended: 'done' | 'cut' | 'failed' = 'failed';
  let blocked: BlockReason | null = null;
  for await (const chunk of readStream(context.get('ctx'), streamLog, messageId, null, signal)) {
    if (!chunk.startsWith('id: ')) continue;
    for (const { part } of decodeFrames(chunk)) {
      if (part.type === 'text-start' || part.type === 'data-restart') answer.text = '';
      else if (part.type === 'text-delta') answer.text += part.delta;
      else if (part.type === 'data-evidence') answer.evidence = part.data.items;
      else if (part.type === 'data-usage') answer.usage = part.data;
      else if (part.type === 'data-attempt') blocked = part.data.blockReason ?? blocked;
      else if (part.type === 'finish') ended = 'done';
      else if (part.type === 'abort') ended = answer.text === '' ? 'failed' : 'cut';
    }
  }
  // Without a key nobody can come back for it over this door, so it is not worth finishing.
  if (signal.aborted && !keyed) streamLog.find(messageId)?.stop.abort('unread');
  // Heard by nobody; it must not be logged as a failure of the providers.
  if (signal.aborted) throw new AppError('invalid_input', 'The client left before the answer was whole.');
  // As a fault of the request, so that clients do not send it again by themselves.
  if (ended === 'failed' && blocked)
    throw new AppError(
      'invalid_input',
      `The provider refused this question under its content policy (${blockWords(blocked)}), and no other model was asked. Ask in other words.`,
    );
  if (ended === 'failed')
    throw new AppError('unavailable', 'No provider could write this answer. Ask again; GET /api/providers says why.');
  if (ended === 'cut' || (await wasInterrupted(context.get('ctx'), messageId))) answer.finishReason = 'length';
  const text = cutAtStop(answer.text, stop);
  return text === answer.text ? answer : { ...answer, text, finishReason: 'stop' };
}

function streamReply(
  services: Services,
  context: Context<AppEnv>,
  reply: { id: string; created: number; model: string; asked: Asked; includeUsage: boolean },
): Response {
  const { asked, includeUsage, ...head } = reply;
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const events = new ReadableStream<Uint8Array>({
    async start(controller) {
      // To a client that has left nothing can be said: that throws, and from a timer it would end the process.
      const say = (text: string) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const usage = includeUsage ? { usage: null } : {};
      const send = (choices: object[], more: object = usage) =>
        say(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
      const choice = (delta: object, finishReason: FinishReason | null = null) => [
        { index: 0, delta, logprobs: null, finish_reason: finishReason },
      ];
      send(choice({ role: 'assistant', content: '' }));
      const keepAlive = setInterval(() => say(': writing\n\n'), KEEP_ALIVE_MS);
      try {
        const answer = await collect(services, context, asked, gone.signal);
        const { content, annotations } = withSources(answer.text, answer.evidence);
        for (const piece of piecesOf(content)) send(choice({ content: piece }));
        if (annotations.length > 0) send(choice({ annotations }));
        send(choice({}, answer.finishReason));
        if (includeUsage) send([], { usage: usageOf(answer.usage) });
        say('data: [DONE]\n\n');
      } catch (error) {
        if (!gone.signal.aborted)
          say(
            `data: ${JSON.stringify(openAiError(problemOf(error, context.get('requestId'), context.get('ctx').log)))}\n\n`,
          );
      } finally {
        clearInterval(keepAlive);
      }
      if (!gone.signal.aborted) controller.close();
    },
    cancel: () => gone.abort(),
  });
  return new Response(events, { headers: STREAM_HEADERS });
}

function requireModel(model: string): void {
  if (model !== MODEL)
    throw new AppError('not_found', `There is no model "${model.slice(0, 60)}" here. The one model is "${MODEL}".`);
}

/** What would change the answer's meaning and cannot be honoured is refused rather than ignored. */
function refuseUnsupported(body: CompletionBody): void {
  if ((body.n ?? 1) !== 1) throw new ParameterError('n', 'n: Assay gives one answer. Leave n out.');
  if (body.response_format && body.response_format.type !== 'text')
    throw new ParameterError(
      'response_format',
      'response_format: Assay answers in text. Leave it out, or use POST /api/facts.',
    );
  if (body.modalities?.some((kind) => kind !== 'text'))
    throw new ParameterError('modalities', 'modalities: Assay answers in text only. Leave them out.');
  // A model may always choose to call no tool, so offering some is no fault; demanding a call is.
  if (body.tool_choice && body.tool_choice !== 'none' && body.tool_choice !== 'auto')
    throw new ParameterError('tool_choice', 'tool_choice: Assay calls no tools of its clients. Leave it out.');
  const at = body.messages.findLastIndex(({ role }) => role === 'user');
  const content = body.messages[at]?.content;
  const unread = Array.isArray(content) ? content.findIndex(({ type }) => type !== 'text') : -1;
  if (unread >= 0)
    throw new ParameterError(
      `messages[${at}].content[${unread}]`,
      'messages: Assay reads text only, and would answer without what was attached. Send the question alone.',
    );
}

function usageOf(usage: UsagePart | null): Usage {
  const prompt = usage?.inputTokens ?? 0;
  const completion = usage?.outputTokens ?? 0;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Cuts at code points, so that no piece begins with half a character. */
function* piecesOf(text: string): Generator<string> {
  const points = Array.from(text);
  for (let at = 0; at < points.length; at += PIECE_CHARACTERS) yield points.slice(at, at + PIECE_CHARACTERS).join('');
}
