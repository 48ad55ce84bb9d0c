/** What is kept and told of attempts: records, and the event that ends a whole answer. */
import type { AttemptStats } from './attempt.ts';
import type { ChainLink } from './chain-link.ts';
import { costOf } from './prices.ts';
import type { PriceTable } from './prices.ts';
import type { AttemptRecord, ChainEvent, ErrorClass, ProviderError, SkipKind } from './provider.ts';

/** Which attempt it was: its number in the answer, and its link. */
export interface AttemptIdentity {
  attempt: number;
  link: ChainLink;
  position: number;
}

/** The record of an attempt that was made. `failure` null: it was whole. Cost is null when tokens or price are unknown. */
export function attemptRecord(
  { attempt, link, position }: AttemptIdentity,
  stats: AttemptStats,
  failure: ProviderError | null,
  prices: PriceTable,
): AttemptRecord {
  const { connectMs, firstTokenMs, totalMs, inputTokens, outputTokens, startedAt } = stats;
  const { name: provider, model, region } = link;
  return {
    attempt,
    provider,
    model,
    region,
    position,
    startedAt: startedAt.toISOString(),
    outcome: failure === null ? 'served' : failure.errorClass === 'aborted' ? 'aborted' : 'failed',
    errorClass: failure?.errorClass ?? null,
    httpStatus: failure?.httpStatus ?? null,
    retryAfterMs: failure?.retryAfterMs ?? null,
    upstream: failure?.upstream ?? '',
    connectMs,
    firstTokenMs,
    totalMs,
    inputTokens,
    outputTokens,
    costUsd: costOf(prices, { provider, model, inputTokens, outputTokens, at: startedAt }),
    skipReason: null,
    skipKind: null,
    blockReason: failure?.blockReason ?? null,
  };
}

/** Why a link is not asked. */
export interface Skip {
  kind: SkipKind;
  words: string;
  /** Of a resting link: why it rests. */
  errorClass?: ErrorClass | null;
}

/** True for links that could have been asked: a reader is told of these, and not of links that nobody set up. */
export function isWorthTelling({ kind }: Skip): boolean {
  return kind !== 'not_configured' && kind !== 'not_needed';
}

/** The record of a link that was not asked, and why. */
export function skippedRecord(
  { attempt, link, position }: AttemptIdentity,
  { kind, words, errorClass = null }: Skip,
): AttemptRecord {
  return {
    attempt,
    provider: link.name,
    model: link.model,
    region: link.region,
    position,
    startedAt: new Date().toISOString(),
    outcome: 'skipped',
    errorClass,
    httpStatus: null,
    retryAfterMs: null,
    upstream: '',
    connectMs: null,
    firstTokenMs: null,
    totalMs: 0,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    skipReason: words,
    skipKind: kind,
    blockReason: null,
  };
}

/** The terminal of an answer, from the record of the attempt that wrote it. Times count from the start of the answer. */
export function finishEvent(
  { provider, model, inputTokens, outputTokens, costUsd }: AttemptRecord,
  times: { firstTokenMs: number; totalMs: number },
  truncated: boolean,
): ChainEvent {
  return { type: 'finish', provider, model, inputTokens, outputTokens, costUsd, ...times, truncated };
}
