/**
 * The provider chain: asks the links in order until one writes a whole answer. Before its first visible text a failing
 * link goes unseen; after it the reader is told to drop the text and the next link starts afresh: never spliced.
 */
import { newStats, runAttempt } from './attempt.ts';
import type { AttemptStats } from './attempt.ts';
import type { Breakers, BreakerState, Permit } from './breaker.ts';
import { ProviderError } from './provider.ts';
import type {
  AttemptRecord,
  ChainEvent,
  ChainTimeouts,
  ErrorClass,
  Provider,
  ProviderName,
  ProviderRequest,
} from './provider.ts';
import { costOf } from './prices.ts';
import type { PriceTable } from './prices.ts';
import { isWorthAnotherTry, pause, quickRetryDelayMs } from './retry.ts';
import type { TimerLimits } from './timers.ts';

/** One place in the chain. Without `provider` it is shown and never asked; `skipReason` then says why. */
export interface ChainLink {
  name: ProviderName;
  model: string;
  region: string | null;
  provider: Provider | null;
  skipReason: string | null;
}

export interface ChainOptions {
  providers: readonly ChainLink[];
  timeouts: ChainTimeouts;
  breakers: Breakers;
  prices: PriceTable;
  /** The longest Retry-After waited for, ms, and only when no other link is left to ask. */
  longestWaitMs?: number;
  /** Below this a stream counts as silent. */
  slowestCharsPerSecond?: number;
}

export interface RunOptions {
  signal: AbortSignal;
  /** A tenant's allow-list; null or absent allows all. The composer is always allowed: nothing leaves the building. */
  allowed?: readonly ProviderName[] | null;
}

export interface LinkState extends BreakerState {
  position: number;
  provider: ProviderName;
  model: string;
  region: string | null;
  available: boolean;
  skipReason: string | null;
}

export interface Chain {
  /** One answer. Exactly one of finish, error, abort is yielded, last. Never throws. */
  run(request: ProviderRequest, options: RunOptions): AsyncGenerator<ChainEvent, void, undefined>;
  /** Each link with the state of its breaker. */
  state(): LinkState[];
}

/** The composer needs milliseconds; it may still answer when the others have used the time up, ms. */
const COMPOSER_MS = 5_000;

interface Cut {
  textId: string;
  text: string;
  link: ChainLink;
  stats: AttemptStats;
  firstTokenMs: number;
}

/** Where one answer stands. */
interface Answer {
  request: ProviderRequest;
  signal: AbortSignal;
  began: number;
  attempts: number;
  /** The text the reader has before him, of a link that failed since. */
  shown: { textId: string; reason: ErrorClass } | null;
  /** The first answer that only the output limit cut: better than none. */
  cut: Cut | null;
  lastClass: ErrorClass | null;
  /** Why a link was not asked; tells the reader something when none could be. */
  skipClass: ErrorClass | null;
  blocked: boolean;
  /** The link that asked for the shortest wait. */
  wait: { position: number; untilMs: number } | null;
}

type HopResult = 'served' | 'failed' | 'aborted';

/** Makes a chain. Breakers may be shared by several chains of the process. */
export function createChain(options: ChainOptions): Chain {
  const { providers, timeouts, breakers, prices, longestWaitMs = 5_000, slowestCharsPerSecond = 2 } = options;

  async function* run(
    request: ProviderRequest,
    { signal, allowed }: RunOptions,
  ): AsyncGenerator<ChainEvent, void, undefined> {
    const answer: Answer = {
      request,
      signal,
      began: performance.now(),
      attempts: 0,
      shown: null,
      cut: null,
      lastClass: null,
      skipClass: null,
      blocked: false,
      wait: null,
    };
    for (const position of providers.keys()) {
      if ((yield* hop(answer, position, allowed ?? null)) !== 'failed') return;
    }
    if (answer.wait && !answer.cut && !answer.blocked) {
      await pause(answer.wait.untilMs - performance.now(), signal);
      if ((yield* hop(answer, answer.wait.position, allowed ?? null)) !== 'failed') return;
    }
    if (answer.cut) yield* finishCut(answer, answer.cut);
    else yield { type: 'error', errorClass: answer.lastClass ?? answer.skipClass ?? 'auth' };
  }

  /** One link: a try, and a quick second one where that is worth it. */
  async function* hop(
    answer: Answer,
    position: number,
    allowed: readonly ProviderName[] | null,
  ): AsyncGenerator<ChainEvent, HopResult, undefined> {
    const link = linkAt(position);
    const hopBegan = performance.now();
    for (let tries = 0; ; tries += 1) {
      if (answer.signal.aborted) {
        yield { type: 'abort' };
        return 'aborted';
      }
      const permit = admit(answer, link, allowed);
      if (typeof permit === 'string') {
        if (tries === 0) yield { type: 'record', record: skippedRecord(answer, link, position, permit) };
        return 'failed';
      }
      const limits = limitsFor(answer, link, permit, performance.now() - hopBegan);
      const result = yield* tryOnce(answer, link, position, permit, limits);
      if (!(result instanceof ProviderError)) return result;
      const spentMs = performance.now() - hopBegan;
      if (tries > 0 || permit.probe || !isWorthAnotherTry(result) || spentMs > timeouts.firstTokenMs / 2)
        return 'failed';
      await pause(quickRetryDelayMs(), answer.signal);
    }
  }

  /** A permit, or why this link is not asked. */
  function admit(answer: Answer, link: ChainLink, allowed: readonly ProviderName[] | null): Permit | string {
    if (!link.provider) return link.skipReason ?? 'not available';
    const isComposer = link.name === 'composer';
    if (!isComposer && allowed && !allowed.includes(link.name)) {
      answer.skipClass ??= 'access_not_granted';
      return 'not allowed for this tenant';
    }
    if (!isComposer && answer.blocked) return 'content was blocked: no other model is asked';
    if (!isComposer && performance.now() - answer.began >= timeouts.totalMs) return 'time for this answer is used up';
    const permit = breakers.acquire(keyOf(link));
    if (permit) return permit;
    const state = breakers.state(keyOf(link));
    answer.skipClass ??= state.errorClass;
    return `breaker open after ${state.errorClass ?? 'failures'}, next try ${state.nextProbeAt ?? 'soon'}`;
  }

  function limitsFor(answer: Answer, link: ChainLink, permit: Permit, spentMs: number): TimerLimits {
    const leftMs = timeouts.totalMs - (performance.now() - answer.began);
    const hopMs = Math.min(timeouts.hopTotalMs ?? timeouts.totalMs, leftMs);
    // A silent provider's probe may not cost a reader the whole wait again.
    const patience = permit.openedBy?.startsWith('timeout') ? 0.5 : 1;
    return {
      connectMs: timeouts.connectMs,
      firstTokenMs: timeouts.firstTokenMs * patience - spentMs,
      idleMs: timeouts.idleMs,
      totalMs: link.name === 'composer' ? Math.max(hopMs, COMPOSER_MS) : hopMs,
      slowestCharsPerSecond,
    };
  }

  async function* tryOnce(
    answer: Answer,
    link: ChainLink,
    position: number,
    permit: Permit,
    limits: TimerLimits,
  ): AsyncGenerator<ChainEvent, HopResult | ProviderError, undefined> {
    const attempt = (answer.attempts += 1);
    const stats = newStats();
    const head = { type: 'attempt' as const, attempt, provider: link.name, model: link.model };
    const textId = `text-${attempt}`;
    let text = '';
    let firstTokenMs = 0;
    yield { ...head, state: 'started' };
    let failure: ProviderError | null = null;
    try {
      const request = answer.lastClass ? { ...answer.request, precededBy: answer.lastClass } : answer.request;
      for await (const piece of runAttempt(providerOf(link), request, limits, answer.signal, stats)) {
        if (text === '') {
          firstTokenMs = elapsedMs(answer);
          if (answer.shown) yield { type: 'restart', ...answer.shown };
          answer.shown = null;
          yield { ...head, state: 'serving', latencyMs: stats.firstTokenMs ?? 0 };
          yield { type: 'text-start', textId };
        }
        text += piece;
        yield { type: 'text-delta', textId, text: piece };
      }
      if (stats.finish === 'length') failure = new ProviderError('truncated', { upstream: 'output limit' });
    } catch (error) {
      failure = error instanceof ProviderError ? error : new ProviderError('malformed', { cause: error });
    } finally {
      // Also when our caller leaves in mid-answer: a probe must not stay taken.
      if (failure === null && stats.finish === null) permit.release();
    }
    const record = attemptRecord(link, position, attempt, stats, failure);
    if (failure?.errorClass === 'aborted') {
      permit.release();
      yield { type: 'record', record };
      yield { type: 'abort' };
      return 'aborted';
    }
    if (failure === null) {
      permit.succeed();
      yield { type: 'text-end', textId };
      yield { ...head, state: 'done', latencyMs: stats.totalMs };
      yield { type: 'record', record };
      yield finishEvent(answer, link, record, firstTokenMs, false);
      return 'served';
    }
    if (stats.finish === 'length') permit.succeed();
    else permit.fail(failure.errorClass, failure.retryAfterMs);
    if (text !== '') answer.shown = { textId, reason: failure.errorClass };
    if (stats.finish === 'length') answer.cut ??= { textId, text, link, stats, firstTokenMs };
    noteFailure(answer, position, failure);
    yield {
      ...head,
      state: 'failed',
      errorClass: failure.errorClass,
      latencyMs: stats.totalMs,
      ...(failure.httpStatus === null ? {} : { httpStatus: failure.httpStatus }),
    };
    yield { type: 'record', record };
    return stats.sawHeaders || text !== '' ? 'failed' : failure;
  }

  function noteFailure(answer: Answer, position: number, failure: ProviderError): void {
    answer.lastClass = answer.blocked ? 'content_blocked' : failure.errorClass;
    answer.blocked ||= failure.errorClass === 'content_blocked';
    const { retryAfterMs, errorClass } = failure;
    if (retryAfterMs === null || retryAfterMs > longestWaitMs) return;
    if (errorClass !== 'throttled' && errorClass !== 'server') return;
    const untilMs = performance.now() + retryAfterMs;
    if (!answer.wait || untilMs < answer.wait.untilMs) answer.wait = { position, untilMs };
  }

  /** Nobody wrote a whole answer, and one was cut by the output limit only: shown, and marked as cut. */
  function* finishCut(answer: Answer, cut: Cut): Generator<ChainEvent, void, undefined> {
    let { textId } = cut;
    if (answer.shown?.textId !== textId) {
      if (answer.shown) yield { type: 'restart', ...answer.shown };
      textId = `${textId}-again`;
      yield { type: 'text-start', textId };
      yield { type: 'text-delta', textId, text: cut.text };
    }
    yield { type: 'text-end', textId };
    const record = attemptRecord(cut.link, 0, 0, cut.stats, null);
    yield finishEvent(answer, cut.link, record, cut.firstTokenMs, true);
  }

  function attemptRecord(
    link: ChainLink,
    position: number,
    attempt: number,
    stats: AttemptStats,
    failure: ProviderError | null,
  ): AttemptRecord {
    const { connectMs, firstTokenMs, totalMs, inputTokens, outputTokens, startedAt } = stats;
    return {
      ...identity(link, position, attempt),
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
      costUsd: costOf(prices, { provider: link.name, model: link.model, inputTokens, outputTokens, at: startedAt }),
      skipReason: null,
    };
  }

  function linkAt(position: number): ChainLink {
    const link = providers[position];
    if (!link) throw new RangeError(`no link ${position}`);
    return link;
  }

  return {
    run,
    state: () =>
      providers.map((link, position) => ({
        position,
        provider: link.name,
        model: link.model,
        region: link.region,
        available: link.provider !== null,
        skipReason: link.skipReason,
        ...breakers.state(keyOf(link)),
      })),
  };
}

function finishEvent(
  answer: Answer,
  link: ChainLink,
  record: AttemptRecord,
  firstTokenMs: number,
  truncated: boolean,
): ChainEvent {
  const { inputTokens, outputTokens, costUsd } = record;
  return {
    type: 'finish',
    provider: link.name,
    model: link.model,
    inputTokens,
    outputTokens,
    costUsd,
    firstTokenMs,
    totalMs: elapsedMs(answer),
    truncated,
  };
}

function skippedRecord(answer: Answer, link: ChainLink, position: number, reason: string): AttemptRecord {
  return {
    ...identity(link, position, (answer.attempts += 1)),
    startedAt: new Date().toISOString(),
    outcome: 'skipped',
    errorClass: null,
    httpStatus: null,
    retryAfterMs: null,
    upstream: '',
    connectMs: null,
    firstTokenMs: null,
    totalMs: 0,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    skipReason: reason,
  };
}

function identity(link: ChainLink, position: number, attempt: number) {
  return { attempt, provider: link.name, model: link.model, region: link.region, position };
}

function providerOf(link: ChainLink): Provider {
  if (!link.provider) throw new TypeError(`link ${link.name} has no provider`);
  return link.provider;
}

function elapsedMs(answer: Answer): number {
  return Math.round(performance.now() - answer.began);
}

function keyOf(link: ChainLink): string {
  return `${link.name}|${link.region ?? ''}|${link.model}`;
}
