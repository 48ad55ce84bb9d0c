/** OpenRouter, by the `openai` SDK. https://openrouter.ai/docs/api/reference/streaming */
import OpenAI from 'openai';
import { DEFAULT_MODELS } from './default-models.ts';
import { SDK_TIMEOUT_MS } from './groq.ts';
import { fetchOverHttp } from './http-fetch.ts';
import { streamChatCompletion, toMessages } from './openai-compatible.ts';
import type { RemoteProvider } from './provider.ts';

const BASE_URL = 'https://openrouter.ai';

export interface OpenRouterOptions {
  apiKey: string;
  model?: string | undefined;
  /** Without `/api/v1`: it is added here. */
  baseUrl?: string | undefined;
}

/** A model reached through OpenRouter as a link of the chain. */
export function createOpenRouter({
  apiKey,
  model = DEFAULT_MODELS.openrouter,
  baseUrl = BASE_URL,
}: OpenRouterOptions): RemoteProvider {
  const client = new OpenAI({
    apiKey,
    baseURL: `${baseUrl}/api/v1`,
    maxRetries: 0,
    timeout: SDK_TIMEOUT_MS,
    fetch: fetchOverHttp,
    logLevel: 'off',
    organization: null,
    project: null,
  });
  return {
    name: 'openrouter',
    model,
    region: null,
    stream: (request, signal, tell) => {
      // `reasoning` is OpenRouter's own; models that do not think ignore it.
      const body = {
        model,
        messages: toMessages(request),
        max_tokens: request.maxOutputTokens,
        temperature: request.temperature,
        stream: true as const,
        stream_options: { include_usage: true },
        reasoning: { effort: 'low', exclude: true },
      };
      return streamChatCompletion({ apiKey, signal, tell }, () =>
        client.chat.completions.create(body, { signal }).asResponse(),
      );
    },
  };
}
