/** Groq, by `groq-sdk`. */
import Groq from 'groq-sdk';
import { DEFAULT_MODELS } from './default-models.ts';
import { fetchOverHttp } from './http-fetch.ts';
import { streamChatCompletion, toMessages } from './openai-compatible.ts';
import type { RemoteProvider } from './provider.ts';

const BASE_URL = 'https://api.groq.com';

/** Above any timer of the chain, ms: ours decide, the SDK's never fires first. */
export const SDK_TIMEOUT_MS = 15 * 60_000;

export interface GroqOptions {
  apiKey: string;
  model?: string | undefined;
  /** Without `/openai/v1`: the SDK adds it. */
  baseUrl?: string | undefined;
}

/** A Groq model as a link of the chain. */
export function createGroq({ apiKey, model = DEFAULT_MODELS.groq, baseUrl = BASE_URL }: GroqOptions): RemoteProvider {
  const client = new Groq({
    apiKey,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    fetch: fetchOverHttp,
    logLevel: 'off',
  });
  const reasoning = reasoningOf(model);
  return {
    name: 'groq',
    model,
    region: null,
    stream: (request, signal, tell) =>
      streamChatCompletion({ apiKey, signal, tell }, () =>
        client.chat.completions
          .create(
            {
              model,
              messages: toMessages(request),
              max_completion_tokens: request.maxOutputTokens,
              temperature: request.temperature,
              stream: true,
              ...reasoning,
            },
            { signal },
          )
          .asResponse(),
      ),
  };
}

/** A short thought that is not sent keeps the first word early; Qwen would else write its thoughts into the answer. */
function reasoningOf(model: string) {
  if (model.includes('gpt-oss')) return { reasoning_effort: 'low' as const, include_reasoning: false };
  return /qwen-?3|qwq|deepseek-r1/.test(model) ? { reasoning_format: 'hidden' as const } : {};
}
