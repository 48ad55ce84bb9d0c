/** `streamGenerateContent?alt=sse`: GenerateContentResponse objects, and never `[DONE]`. */
import type { AnswerOptions, WireChunk } from './wire.ts';
import { sseData } from './wire-openai.ts';

export function geminiChunk(candidate: object, more: object = {}): Buffer {
  return sseData({ candidates: [{ index: 0, ...candidate }], modelVersion: 'stand-in', ...more });
}

export function geminiText(text: string): Buffer {
  return geminiChunk({ content: { role: 'model', parts: [{ text }] } });
}

export function geminiAnswer({
  pieces,
  finish = 'STOP',
  inputTokens = 40,
  outputTokens = 12,
}: AnswerOptions): WireChunk[] {
  const usageMetadata = {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens,
    totalTokenCount: inputTokens + outputTokens,
  };
  return [
    { part: 'preamble', bytes: geminiChunk({ content: { role: 'model', parts: [{ thoughtSignature: 'c2ln' }] } }) },
    ...pieces.map((text) => ({ part: 'text' as const, bytes: geminiText(text) })),
    {
      part: 'terminal',
      bytes: geminiChunk(
        { content: { role: 'model', parts: [{ text: '' }] }, finishReason: finish },
        { usageMetadata },
      ),
    },
  ];
}
