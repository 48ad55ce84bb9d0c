/**
 * The contract of a language-model provider. Vocabulary: an **attempt** is one request to one provider and model; the
 * **chain** is the ordered list of them; **visible text** is the first non-empty text delta, which decides an attempt.
 * `llm` knows no database and no HTTP of ours. Faults are classed here once; nothing ever branches on message text alone.
 */
import type { AnswerBrief } from '../evidence.ts';

export type RemoteName = 'bedrock' | 'groq' | 'gemini' | 'openrouter';
export type ProviderName = RemoteName | 'composer';

/** How an attempt failed, by error name and status. */
export type ErrorClass =
  | 'auth'
  | 'access_not_granted'
  | 'model_not_found'
  | 'throttled'
  | 'quota_exhausted'
  | 'context_too_long'
  | 'content_blocked'
  | 'timeout_connect'
  | 'timeout_first_token'
  | 'timeout_idle'
  | 'timeout_total'
  | 'network'
  | 'truncated'
  | 'malformed'
  | 'server'
  | 'invalid_request'
  | 'aborted';

/** What of a content policy a provider named when it refused: its own words mapped to ours, and never shown themselves. */
export type BlockReason =
  | 'safety'
  | 'recitation'
  | 'prohibited'
  | 'personal_data'
  | 'blocklist'
  | 'guardrail'
  | 'content_filter'
  | 'moderation'
  | 'refusal'
  | 'policy';

/** Why a link was not asked: no credentials, no model needed, not in the allow-list, resting, blocked content, no time. */
export type SkipKind = 'not_configured' | 'not_needed' | 'not_allowed' | 'resting' | 'blocked' | 'no_time';

export interface ChatTurn {
  role: 'user' | 'assistant';
  content: string;
}

/** One request, the same for each provider. `brief` is what the offline composer writes from; others ignore it. */
export interface ProviderRequest {
  system: string;
  turns: ChatTurn[];
  maxOutputTokens: number;
  temperature: number;
  brief: AnswerBrief;
  /** Set by the chain for links after the first: why the link before failed. The composer says so when content was blocked. */
  precededBy?: ErrorClass;
  /** With `precededBy` content_blocked: what was named. */
  blockReason?: BlockReason;
}

/** Why the model stopped, after mapping. `length` is an answer cut by the output limit: it is not success. */
export type FinishReason = 'stop' | 'length' | 'content_blocked';

/**
 * What an activity was. `connected`: the request is on the wire (ends the connect timer). `headers`: a 2xx arrived.
 * `preamble`: comments, role-only deltas, empty choices (counted by the hold). `thinking`: hidden reasoning (bytes only).
 */
export type ActivityPhase = 'connected' | 'headers' | 'preamble' | 'thinking';

export type ProviderEvent =
  | { type: 'activity'; phase?: ActivityPhase; bytes?: number } // bytes without visible text; never resets the idle timer
  | { type: 'text-delta'; text: string }
  | { type: 'usage'; inputTokens: number; outputTokens: number }
  | { type: 'finish'; reason: FinishReason }; // the provider's own terminal; without it the stream was truncated

export interface Provider {
  name: ProviderName;
  model: string;
  /** AWS region for Bedrock, else null. */
  region: string | null;
  /**
   * Makes one attempt and tells each event as it comes; resolves at the end of the stream. Rejects with ProviderError only.
   * No retries inside; `signal` closes the upstream socket. Told, not yielded: a promise for each token of each answer
   * would cost more than all else that is done with it.
   */
  stream(request: ProviderRequest, signal: AbortSignal, tell: (event: ProviderEvent) => void): Promise<void>;
}

/** What leaves the process: all but the composer's brief. */
export type RemoteRequest = Omit<ProviderRequest, 'brief'>;

/** A provider elsewhere, by its own SDK. */
export interface RemoteProvider extends Omit<Provider, 'stream'> {
  stream(request: RemoteRequest, signal: AbortSignal, tell: (event: ProviderEvent) => void): Promise<void>;
}

/** A classed fault. `upstream` is the redacted upstream text, for logs and the providers page only. */
export class ProviderError extends Error {
  override name = 'ProviderError';
  readonly errorClass: ErrorClass;
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
  readonly upstream: string;
  /** The system's code of a network fault (ECONNRESET, ENOTFOUND), else null. */
  readonly networkCode: string | null;
  /** Of `content_blocked`, else null. */
  readonly blockReason: BlockReason | null;

  constructor(errorClass: ErrorClass, details: ProviderErrorDetails = {}) {
    super(`provider attempt failed: ${errorClass}`, { cause: details.cause });
    this.errorClass = errorClass;
    this.httpStatus = details.httpStatus ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.upstream = details.upstream ?? '';
    this.networkCode = details.networkCode ?? null;
    this.blockReason = errorClass === 'content_blocked' ? (details.blockReason ?? 'policy') : null;
  }
}

export interface ProviderErrorDetails {
  httpStatus?: number | null;
  retryAfterMs?: number | null;
  upstream?: string;
  networkCode?: string | null;
  blockReason?: BlockReason;
  cause?: unknown;
}

/** One attempt as it is stored and shown. Tokens and cost are null when the provider did not say. */
export interface AttemptRecord {
  attempt: number;
  provider: ProviderName;
  model: string;
  region: string | null;
  /** Position in the chain, from 0. */
  position: number;
  startedAt: string;
  outcome: 'served' | 'failed' | 'skipped' | 'aborted';
  errorClass: ErrorClass | null;
  httpStatus: number | null;
  retryAfterMs: number | null;
  upstream: string;
  connectMs: number | null;
  firstTokenMs: number | null;
  totalMs: number;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  /** `skipped`: breaker open, no credentials, not allowed for this tenant. */
  skipReason: string | null;
  skipKind?: SkipKind | null;
  blockReason?: BlockReason | null;
}

/** What the chain tells. Exactly one of finish, error, abort, and it is last. */
export type ChainEvent =
  | {
      type: 'attempt';
      attempt: number;
      provider: ProviderName;
      model: string;
      /** `skipped` is told of links that could have been asked, and why they were not. */
      state: 'started' | 'failed' | 'serving' | 'done' | 'skipped';
      errorClass?: ErrorClass;
      httpStatus?: number;
      latencyMs?: number;
      blockReason?: BlockReason;
      skipKind?: SkipKind;
    }
  | { type: 'text-start'; textId: string }
  | { type: 'text-delta'; textId: string; text: string }
  | { type: 'text-end'; textId: string }
  | { type: 'restart'; textId: string; reason: ErrorClass } // drop that text; a new text-start follows
  | { type: 'record'; record: AttemptRecord } // once per attempt, when it is over
  | {
      type: 'finish';
      provider: ProviderName;
      model: string;
      inputTokens: number | null;
      outputTokens: number | null;
      costUsd: number | null;
      firstTokenMs: number | null;
      totalMs: number;
      truncated: boolean;
    }
  | { type: 'error'; errorClass: ErrorClass; blockReason?: BlockReason }
  | { type: 'abort' };

/** Timers of ours, ms. Keep-alive comments reset none of them. */
export interface ChainTimeouts {
  connectMs: number;
  /** From the start of a hop to its first visible text, its quick retry included. */
  firstTokenMs: number;
  /** Silence allowed between two pieces of visible text. */
  idleMs: number;
  /** One hop, start to end. Unset: `totalMs`. */
  hopTotalMs?: number;
  /** The whole answer. The composer may still answer after it. */
  totalMs: number;
}
