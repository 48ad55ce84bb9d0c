/** One attempt over an OpenAI-shaped chat completion stream: what Groq and OpenRouter share. The bytes are read here. */
import type { Readable } from 'node:stream';
import { classifyNetwork } from './classify-network.ts';
import { classifyOpenAiError, classifyPayload } from './classify-openai.ts';
import { watchConnection } from './connection-watch.ts';
import { bodyOf, readPlain } from './http-fetch.ts';
import { ProviderError } from './provider.ts';
import type { FinishReason, ProviderEvent, RemoteRequest } from './provider.ts';
import { redactUpstream, withoutSecret } from './redact.ts';
import { readSse } from './sse.ts';
import type { SseItem } from './sse.ts';
import { createGrace, END_GRACE_MS, TRAILER_GRACE_MS } from './trailer.ts';

/** `finish_reason` values that mean a terminal of the provider's own. Any other is an error. */
const FINISH_REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content_blocked',
};

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The system prompt and the turns, in OpenAI's form. */
export function toMessages(request: RemoteRequest): ChatMessage[] {
  const system: ChatMessage[] = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  return [...system, ...request.turns];
}

/**
 * Sends by `open` (an SDK call over `fetchOverHttp` that resolves to the raw response of a 2xx and throws otherwise) and tells
 * the events of the stream. Usage follows the finish reason on the wire, so `finish` is told after it, or after a short grace.
 */
export async function streamChatCompletion(
  { apiKey, signal, tell }: { apiKey: string; signal: AbortSignal; tell: (event: ProviderEvent) => void },
  open: () => PromiseLike<Response>,
): Promise<void> {
  const watch = watchConnection(() => true, signal);
  try {
    const opening = watch.run(() => Promise.resolve(open()));
    await Promise.race([watch.connected, opening]);
    tell({ type: 'activity', phase: 'connected' });
    const response = await opening;
    tell({ type: 'activity', phase: 'headers' });
    if (!isEventStream(response)) throw await classifyPlainBody(response);
    const finish = await readChunks(bodyOf(response), tell);
    if (finish === null) throw new ProviderError('truncated', { upstream: 'the stream ended without finish_reason' });
    tell({ type: 'finish', reason: finish });
  } catch (error) {
    throw withoutSecret(classifyOpenAiError(error, Date.now()), apiKey);
  }
}

/** What of a stream has come. */
interface Seen {
  finish: FinishReason | null;
  usage: boolean;
  done: boolean;
}

/** Once the terminal is in, the rest has a short time to come, and nothing that goes wrong in it counts. */
async function readChunks(body: Readable, tell: (event: ProviderEvent) => void): Promise<FinishReason | null> {
  const seen: Seen = { finish: null, usage: false, done: false };
  const grace = createGrace();
  const reading = readSse(body, (item) => {
    const { finish, done } = seen;
    takeItem(item, seen, tell);
    if (seen.done && !done) grace.begin(END_GRACE_MS);
    else if (seen.finish !== null && finish === null) grace.begin(TRAILER_GRACE_MS);
  }).catch((error: unknown) => {
    if (seen.finish === null && !seen.done) throw error;
  });
  try {
    await Promise.race([reading, grace.over]);
    return seen.finish;
  } finally {
    grace.end();
    body.destroy();
  }
}

function takeItem(item: SseItem, seen: Seen, tell: (event: ProviderEvent) => void): void {
  const chunk = chunkOf(item, seen);
  if (chunk === null) return;
  if (seen.finish === null) {
    tell(item.type === 'comment' ? { type: 'activity', phase: 'preamble', bytes: item.bytes } : deltaOf(chunk, item));
    seen.finish = finishOf(chunk);
  }
  const usage = seen.usage ? null : usageOf(chunk);
  if (!usage) return;
  seen.usage = true;
  tell(usage);
}

/** Null for what says nothing more. Throws on an error that the provider sends inside the stream. */
function chunkOf(item: SseItem, seen: Seen): Chunk | null {
  if (seen.done) return null;
  if (item.type === 'comment') return seen.finish === null ? {} : null;
  if (item.data === '[DONE]') {
    // Read on to the end of the body, so that the connection can serve the next request.
    seen.done = true;
    return null;
  }
  const chunk = parseChunk(item, seen.finish !== null);
  if (chunk !== null && seen.finish === null) failOnError(item, chunk);
  return chunk;
}

interface Chunk {
  choices?: unknown;
  error?: unknown;
  usage?: unknown;
  x_groq?: { usage?: unknown; error?: unknown };
}

interface Choice {
  delta?: { content?: unknown; reasoning?: unknown; reasoning_content?: unknown };
  finish_reason?: unknown;
  error?: unknown;
}

/** Null after the finish reason (what follows cannot harm a whole answer) and for half an event at a cut. */
function parseChunk(item: SseItem & { type: 'event' }, finished: boolean): Chunk | null {
  try {
    const chunk: unknown = JSON.parse(item.data);
    if (typeof chunk === 'object' && chunk !== null) return chunk as Chunk;
    if (typeof chunk === 'string') return { error: chunk };
  } catch (cause) {
    if (finished) return null;
    if (!item.complete) throw new ProviderError('truncated', { upstream: 'cut in mid-event', cause });
    if (item.name === 'error') return { error: item.data };
    throw new ProviderError('malformed', { upstream: redactUpstream(item.data), cause });
  }
  if (finished) return null;
  throw new ProviderError('malformed', { upstream: redactUpstream(item.data) });
}

function failOnError(item: SseItem & { type: 'event' }, chunk: Chunk): void {
  const choice = choiceOf(chunk);
  const error = chunk.error ?? chunk.x_groq?.error ?? choice?.error ?? (item.name === 'error' ? chunk : null);
  if (error === null || error === undefined) {
    if (choice?.finish_reason === 'error') throw new ProviderError('server', { upstream: 'finish_reason error' });
    return;
  }
  throw classifyPayload(error, { status: null, nowMs: Date.now() });
}

function deltaOf(chunk: Chunk, { bytes }: SseItem): ProviderEvent {
  const delta = choiceOf(chunk)?.delta;
  if (typeof delta?.content === 'string' && delta.content !== '') return { type: 'text-delta', text: delta.content };
  const thinking = typeof delta?.reasoning === 'string' || typeof delta?.reasoning_content === 'string';
  return { type: 'activity', phase: thinking ? 'thinking' : 'preamble', bytes };
}

function finishOf(chunk: Chunk): FinishReason | null {
  const reason = choiceOf(chunk)?.finish_reason;
  if (reason === null || reason === undefined || reason === '') return null;
  const known = typeof reason === 'string' ? FINISH_REASONS[reason] : undefined;
  if (known) return known;
  throw new ProviderError('malformed', { upstream: redactUpstream(`finish_reason ${JSON.stringify(reason)}`) });
}

function usageOf(chunk: Chunk): ProviderEvent | null {
  const usage = Object(chunk.usage ?? chunk.x_groq?.usage) as { prompt_tokens?: unknown; completion_tokens?: unknown };
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage;
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return null;
  return { type: 'usage', inputTokens, outputTokens };
}

function choiceOf(chunk: Chunk): Choice | undefined {
  return Array.isArray(chunk.choices) ? (chunk.choices[0] as Choice | undefined) : undefined;
}

function isEventStream(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').toLowerCase().includes('text/event-stream');
}

/** A 200 that is no stream: an error in JSON (any status may be inside), a web page, or nothing. */
async function classifyPlainBody(response: Response): Promise<ProviderError> {
  const text = await readPlain(bodyOf(response)).catch((error: unknown) => {
    // Without a readable body a 200 is a network fault.
    throw classifyNetwork(error) ?? error;
  });
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    const kind = response.headers.get('content-type') ?? 'no content type';
    return new ProviderError('malformed', { upstream: redactUpstream(`${kind}: ${text}`), cause });
  }
  const hasError = Array.isArray(body) || (Object(body) as { error?: unknown }).error !== undefined;
  if (!hasError) return new ProviderError('malformed', { upstream: redactUpstream(text) });
  return classifyPayload(body, { status: null, headers: response.headers, nowMs: Date.now() });
}
