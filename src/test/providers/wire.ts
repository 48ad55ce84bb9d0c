/** What the stand-ins send: an answer of each provider as bytes on the wire, cut where a fault may strike. */
import { bedrockAnswer } from './wire-bedrock.ts';
import { geminiAnswer } from './wire-gemini.ts';
import { groqAnswer, openRouterAnswer } from './wire-openai.ts';

export type WireKind = 'bedrock' | 'groq' | 'gemini' | 'openrouter';

export const WIRE_KINDS: readonly WireKind[] = ['bedrock', 'groq', 'gemini', 'openrouter'];

/** `preamble` carries no text; `terminal` is the provider's own end; `trailer` is what may follow it. */
export interface WireChunk {
  part: 'preamble' | 'text' | 'terminal' | 'trailer';
  bytes: Buffer;
}

export interface AnswerOptions {
  /** The text, in the pieces in which it is sent. */
  pieces: readonly string[];
  /** In the provider's own vocabulary; unset means a normal end. */
  finish?: string;
  inputTokens?: number;
  outputTokens?: number;
}

const ANSWERS: Record<WireKind, (options: AnswerOptions) => WireChunk[]> = {
  bedrock: bedrockAnswer,
  groq: groqAnswer,
  gemini: geminiAnswer,
  openrouter: openRouterAnswer,
};

/** A whole, healthy answer of a provider. */
export function answerChunks(kind: WireKind, options: AnswerOptions): WireChunk[] {
  return ANSWERS[kind](options);
}

export function contentTypeOf(kind: WireKind): string {
  return kind === 'bedrock' ? 'application/vnd.amazon.eventstream' : 'text/event-stream; charset=utf-8';
}

/** Cuts a text into words, the way models send it. */
export function toPieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
