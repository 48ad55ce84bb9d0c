/** Chat completion chunks over server-sent events, as Groq and OpenRouter send them. */
import type { AnswerOptions, WireChunk } from './wire.ts';

/** One `data:` event. */
export function sseData(payload: unknown): Buffer {
  return Buffer.from(`data: ${typeof payload === 'string' ? payload : JSON.stringify(payload)}\n\n`);
}

export function sseComment(text: string): Buffer {
  return Buffer.from(`: ${text}\n\n`);
}

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'stand-in' };

export function openAiChunk(delta: object, finishReason: string | null = null, more: object = {}): Buffer {
  return sseData({ ...HEAD, choices: [{ index: 0, delta, finish_reason: finishReason }], ...more });
}

export function groqAnswer({
  pieces,
  finish = 'stop',
  inputTokens = 40,
  outputTokens = 12,
}: AnswerOptions): WireChunk[] {
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  return [
    { part: 'preamble', bytes: openAiChunk({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }) },
    ...pieces.map((content) => ({ part: 'text' as const, bytes: openAiChunk({ content }) })),
    { part: 'terminal', bytes: openAiChunk({}, finish, { x_groq: { id: 'req_1', usage } }) },
    { part: 'trailer', bytes: sseData('[DONE]') },
  ];
}

export function openRouterAnswer(options: AnswerOptions): WireChunk[] {
  const { pieces, finish = 'stop', inputTokens = 40, outputTokens = 12 } = options;
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  return [
    { part: 'preamble', bytes: sseComment('OPENROUTER PROCESSING') },
    { part: 'preamble', bytes: openAiChunk({ role: 'assistant', content: '' }) },
    ...pieces.map((content) => ({ part: 'text' as const, bytes: openAiChunk({ content }) })),
    { part: 'terminal', bytes: openAiChunk({ content: '' }, finish) },
    { part: 'trailer', bytes: sseData({ ...HEAD, choices: [], usage }) },
    { part: 'trailer', bytes: sseData('[DONE]') },
  ];
}
