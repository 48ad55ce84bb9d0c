/** Gemini, by `@google/generative-ai`. */
import { GoogleGenerativeAI } from '@google/generative-ai';
import type { EnhancedGenerateContentResponse, GenerateContentCandidate } from '@google/generative-ai';
import { classifyGeminiError, classifyRpcError } from './classify-gemini.ts';
import { watchConnection } from './connection-watch.ts';
import { DEFAULT_MODELS } from './default-models.ts';
import { ProviderError } from './provider.ts';
import type { BlockReason, FinishReason, RemoteProvider, ProviderEvent, RemoteRequest } from './provider.ts';
import { redactUpstream, withoutSecret } from './redact.ts';
import { TRAILER_GRACE_MS, withGrace } from './trailer.ts';

const BASE_URL = 'https://generativelanguage.googleapis.com';

export interface GeminiOptions {
  apiKey: string;
  model?: string | undefined;
  /** Without `/v1beta`: the SDK adds it. */
  baseUrl?: string | undefined;
}

/** `finishReason` values that mean a terminal. MALFORMED_FUNCTION_CALL, LANGUAGE, OTHER and unknown ones are errors. */
const FINISH_REASONS: Record<string, FinishReason> = { STOP: 'stop', MAX_TOKENS: 'length' };

/** `finishReason` values of an answer that was blocked, and `blockReason` values of a question. */
const BLOCKED: Record<string, BlockReason> = {
  SAFETY: 'safety',
  IMAGE_SAFETY: 'safety',
  RECITATION: 'recitation',
  PROHIBITED_CONTENT: 'prohibited',
  SPII: 'personal_data',
  BLOCKLIST: 'blocklist',
};

/** A Gemini model as a link of the chain. */
export function createGemini({
  apiKey,
  model = DEFAULT_MODELS.gemini,
  baseUrl = BASE_URL,
}: GeminiOptions): RemoteProvider {
  const client = new GoogleGenerativeAI(apiKey);
  const { host } = new URL(baseUrl);
  return {
    name: 'gemini',
    model,
    region: null,
    async stream(request, signal, tell) {
      const watch = watchConnection((other) => other === host, signal);
      try {
        const generative = client.getGenerativeModel(
          { model, ...(request.system === '' ? {} : { systemInstruction: request.system }) },
          { baseUrl },
        );
        const opening = watch.run(async () => {
          const result = await generative.generateContentStream(toBody(request, model), { signal });
          // The SDK reads the stream a second time for this promise; unheard, its rejection would end the process.
          result.response.catch(() => undefined);
          return result;
        });
        await Promise.race([watch.connected, opening]);
        tell({ type: 'activity', phase: 'connected' });
        const result = await opening;
        tell({ type: 'activity', phase: 'headers' });
        await readChunks(result.stream, watch.headers(), tell);
      } catch (error) {
        const context = {
          nowMs: Date.now(),
          headers: watch.headers(),
          body: watch.refusalBody(),
          networkCode: watch.networkCode(),
        };
        throw withoutSecret(classifyGeminiError(error, context), apiKey);
      }
    },
  };
}

function toBody(
  request: RemoteRequest,
  model: string,
): Parameters<ReturnType<GoogleGenerativeAI['getGenerativeModel']>['generateContentStream']>[0] {
  const generationConfig = {
    maxOutputTokens: request.maxOutputTokens,
    temperature: request.temperature,
    ...thinkingOf(model),
  };
  return {
    contents: request.turns.map((turn) => ({
      role: turn.role === 'assistant' ? 'model' : 'user',
      parts: [{ text: turn.content }],
    })),
    generationConfig,
  };
}

/** Thinking counts as output and delays the first word: as little as each generation allows. Newer than the SDK's types. */
function thinkingOf(model: string): object {
  if (/^gemini-(?:[3-9]|\d\d)/.test(model)) return { thinkingConfig: { thinkingLevel: 'low' } };
  if (model.startsWith('gemini-2.5-flash')) return { thinkingConfig: { thinkingBudget: 0 } };
  return {};
}

async function readChunks(
  chunks: AsyncIterable<EnhancedGenerateContentResponse>,
  headers: Headers | null,
  tell: (event: ProviderEvent) => void,
): Promise<void> {
  let finish: FinishReason | BlockReason | null = null;
  let usage: ProviderEvent | null = null;
  for await (const chunk of withGrace(chunks, () => (finish === null ? null : TRAILER_GRACE_MS))) {
    usage = usageOf(chunk) ?? usage;
    if (finish === null) {
      failOnError(chunk, headers);
      const candidate = candidateOf(chunk);
      const text = textOf(candidate);
      if (text === '') tell({ type: 'activity', phase: candidate?.content ? 'thinking' : 'preamble' });
      else tell({ type: 'text-delta', text });
      finish = finishOf(candidate);
    }
    if (finish !== null && usage !== null) break;
  }
  if (usage) tell(usage);
  if (finish === null) throw new ProviderError('truncated', { upstream: 'the stream ended without finishReason' });
  if (finish !== 'stop' && finish !== 'length')
    throw new ProviderError('content_blocked', {
      upstream: `finishReason ${finish}`,
      blockReason: finish as BlockReason,
    });
  tell({ type: 'finish', reason: finish });
}

/** An error inside a 200 stream (OmniRoute #4177), and a prompt that was blocked before a word was written. */
function failOnError(chunk: EnhancedGenerateContentResponse, headers: Headers | null): void {
  const body: unknown = Array.isArray(chunk) ? chunk[0] : chunk;
  const { error, promptFeedback } = Object(body) as { error?: unknown; promptFeedback?: { blockReason?: unknown } };
  if (error) throw classifyRpcError(error, { nowMs: Date.now(), headers });
  const blockReason = promptFeedback?.blockReason;
  if (typeof blockReason === 'string' && blockReason !== 'BLOCK_REASON_UNSPECIFIED') {
    throw new ProviderError('content_blocked', {
      upstream: redactUpstream(`blockReason ${blockReason}`),
      blockReason: BLOCKED[blockReason] ?? 'policy',
    });
  }
}

function candidateOf(chunk: EnhancedGenerateContentResponse): GenerateContentCandidate | undefined {
  return Array.isArray(chunk.candidates) ? chunk.candidates[0] : undefined;
}

/** Text of the parts that are not thoughts. A part may hold a thoughtSignature and nothing else (sub2api #7081). */
function textOf(candidate: GenerateContentCandidate | undefined): string {
  const parts = candidate?.content?.parts;
  if (!Array.isArray(parts)) return '';
  return parts
    .filter((part) => typeof part.text === 'string' && (part as { thought?: unknown }).thought !== true)
    .map((part) => part.text)
    .join('');
}

function finishOf(candidate: GenerateContentCandidate | undefined): FinishReason | BlockReason | null {
  const reason: unknown = candidate?.finishReason;
  if (reason === undefined || reason === null || reason === '' || reason === 'FINISH_REASON_UNSPECIFIED') return null;
  const known = typeof reason === 'string' ? (FINISH_REASONS[reason] ?? BLOCKED[reason]) : undefined;
  if (known) return known;
  throw new ProviderError('malformed', {
    upstream: redactUpstream(`finishReason ${JSON.stringify(reason)} ${candidate?.finishMessage ?? ''}`),
  });
}

/** Thoughts are billed as output. */
function usageOf(chunk: EnhancedGenerateContentResponse): ProviderEvent | null {
  const usage = Object(chunk.usageMetadata) as Record<string, unknown>;
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount } = usage;
  if (typeof promptTokenCount !== 'number' || typeof candidatesTokenCount !== 'number') return null;
  const thoughts = typeof thoughtsTokenCount === 'number' ? thoughtsTokenCount : 0;
  return { type: 'usage', inputTokens: promptTokenCount, outputTokens: candidatesTokenCount + thoughts };
}
