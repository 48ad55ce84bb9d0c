/**
 * The provider chain: asks the links in order until one writes a whole answer. Before its first visible text a failing
 * link goes unseen; after it the reader is told to drop the text and the next link starts afresh: never spliced.
 */
import { createGrowingText } from './growing-text.ts';
import { newStats, runAttempt } from './attempt.ts';
import type { AttemptStats } from './attempt.ts';
import type { Breakers, BreakerState, Permit } from './breaker.ts';
import { isAllowed, notAllowedReason } from './allowed.ts';
import type { AllowedProviders } from './allowed.ts';
import type { ChainLink } from './chain-link.ts';
import { attemptRecord, finishEvent, isWorthTelling, skippedRecord } from './chain-records.ts';
import type { AttemptIdentity, Skip } from './chain-records.ts';
import { checkProvider } from './check.ts';
import type { CheckResult } from './check.ts';
import type { PriceTable } from './prices.ts';
import { ProviderError } from './provider.ts';
import type {
  BlockReason,
  ChainEvent,
  ChainTimeouts,
  ErrorClass,
  Provider,
  ProviderName,
  ProviderRequest,
} from './provider.ts';
import { isWorthAnotherTry, pause, quickRetryDelayMs } from './retry.ts';
import type { TimerLimits } from './timers.ts';
import { alternatingTurns } from './turns.ts';

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
  allowed?: AllowedProviders;
  /** The question needs no language model: only the composer is asked. */
  localOnly?: boolean;
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
  /**
   * One answer, told as it comes. Exactly one of finish, error, abort is told, last. Rejects only with what `tell` threw,
   * which ends the answer. To stop it abort `signal`.
   */
  run(request: ProviderRequest, options: RunOptions, tell: (event: ChainEvent) => void): Promise<void>;
  /** Each link with the state of its breaker and the time of its next probe. */
  state(): LinkState[];
  /** Asks one link directly, whatever its breaker says; when it answers, its breaker closes. */
  check(position: number): Promise<CheckResult>;
  links: readonly ChainLink[];
}

/** The composer needs milliseconds; it may still answer when the others have used the time up, ms. */
const COMPOSER_MS = 5_000;

const LONGEST_WAIT_MS = 5_000;
const SLOWEST_CHARS_PER_SECOND = 2;

/** Between the clocks of timers and breakers, ms. */
const CLOCK_MARGIN_MS = 5;

/** An answer that only the output limit cut. */
interface Cut {
  identity: AttemptIdentity;
  textId: string;
  text: string;
  stats: AttemptStats;
  firstTokenMs: number;
}

/** Where one answer stands. */
interface Answer {
  request: ProviderRequest;
  options: RunOptions;
  tell: (event: ChainEvent) => void;
  began: number;
  attempts: number;
  /** The text the reader has before him, of a link that failed since. */
  shown: { textId: string; reason: ErrorClass } | null;
  /** The first cut answer: better than none. */
  cut: Cut | null;
  lastClass: ErrorClass | null;
  /** Why a link was not asked; tells the reader something when none could be. */
  skipClass: ErrorClass | null;
  blocked: BlockReason | null;
  /** The link that asked for the shortest wait. */
  wait: { position: number; untilMs: number } | null;
}

/** `again`: failed in a way that a second request usually does not meet. */
type TryResult = 'served' | 'aborted' | 'failed' | 'again';

/** Makes a chain. Breakers may be shared by several chains of the process. */
export function createChain(settings: ChainOptions): Chain {
  const { providers, timeouts, breakers, prices, longestWaitMs = LONGEST_WAIT_MS } = settings;

  async function run(request: ProviderRequest, options: RunOptions, tell: Answer['tell']): Promise<void> {
    const answer: Answer = {
      request: { ...request, turns: alternatingTurns(request.turns) },
      options,
      tell,
      began: performance.now(),
      attempts: 0,
      shown: null,
      cut: null,
      lastClass: null,
      skipClass: null,
      blocked: null,
      wait: null,
    };
    for (const [position, link] of providers.entries()) {
      if ((await askLink(answer, link, position)) !== 'failed') return;
    }
    const last = answer.wait && !answer.cut && !answer.blocked ? providers[answer.wait.position] : undefined;
    if (answer.wait && last) {
      // A timer may fire a millisecond early, and the breaker reads another clock: it would still be open.
      await pause(answer.wait.untilMs - performance.now() + CLOCK_MARGIN_MS, options.signal);
      if ((await askLink(answer, last, answer.wait.position)) !== 'failed') return;
    }
    if (answer.cut) finishCut(answer, answer.cut);
    else {
      const errorClass = answer.lastClass ?? answer.skipClass ?? 'auth';
      tell({ type: 'error', errorClass, ...(answer.blocked ? { blockReason: answer.blocked } : {}) });
    }
  }

  /** One link: a try, and a quick second one where that is worth it. */
  async function askLink(answer: Answer, link: ChainLink, position: number): Promise<Exclude<TryResult, 'again'>> {
    const { tell } = answer;
    const began = performance.now();
    for (let tries = 1; ; tries += 1) {
      if (answer.options.signal.aborted) {
        tell({ type: 'abort' });
        return 'aborted';
      }
      const permit = admit(answer, link);
      if ('words' in permit) {
        // The first try may itself have opened the breaker; then there is nothing new to tell.
        if (tries > 1) return 'failed';
        const attempt = (answer.attempts += 1);
        if (isWorthTelling(permit)) {
          const { kind: skipKind, errorClass } = permit;
          const told = { type: 'attempt' as const, attempt, provider: link.name, model: link.model, skipKind };
          tell({ ...told, state: 'skipped', ...(errorClass ? { errorClass } : {}) });
        }
        tell({ type: 'record', record: skippedRecord({ attempt, link, position }, permit) });
        return 'failed';
      }
      const identity = { attempt: (answer.attempts += 1), link, position };
      const limits = limitsFor(answer, link, permit, performance.now() - began);
      const result = await tryOnce(answer, identity, permit, limits);
      if (result !== 'again') return result;
      const late = performance.now() - began > timeouts.firstTokenMs / 2;
      if (tries > 1 || permit.probe || late) return 'failed';
      await pause(quickRetryDelayMs(), answer.options.signal);
    }
  }

  /** A permit, or why this link is not asked. */
  function admit(answer: Answer, link: ChainLink): Permit | Skip {
    if (!link.provider) return { kind: 'not_configured', words: link.skipReason ?? 'not available' };
    if (link.name === 'composer') return ALWAYS;
    const { allowed = null, localOnly } = answer.options;
    if (localOnly) return { kind: 'not_needed', words: 'the question needs no language model' };
    if (allowed && !isAllowed(link.name, allowed)) {
      answer.skipClass ??= 'access_not_granted';
      return { kind: 'not_allowed', words: notAllowedReason(allowed) };
    }
    if (answer.blocked) return { kind: 'blocked', words: 'content was blocked: no other model is asked' };
    if (elapsedMs(answer) >= timeouts.totalMs) return { kind: 'no_time', words: 'the time for this answer is used up' };
    const permit = breakers.acquire(keyOf(link));
    if (permit) return permit;
    const { errorClass, nextProbeAt } = breakers.state(keyOf(link));
    answer.skipClass ??= errorClass;
    const words = `breaker open after ${errorClass ?? 'failures'}, next try ${nextProbeAt ?? 'soon'}`;
    return { kind: 'resting', words, errorClass };
  }

  function limitsFor(answer: Answer, link: ChainLink, permit: Permit, spentMs: number): TimerLimits {
    const hopMs = Math.min(timeouts.hopTotalMs ?? timeouts.totalMs, timeouts.totalMs - elapsedMs(answer));
    // A silent provider's probe may not cost a reader the whole wait again.
    const patience = permit.openedBy?.startsWith('timeout') ? 0.5 : 1;
    return {
      connectMs: timeouts.connectMs,
      firstTokenMs: timeouts.firstTokenMs * patience - spentMs,
      idleMs: timeouts.idleMs,
      totalMs: link.name === 'composer' ? Math.max(hopMs, COMPOSER_MS) : hopMs,
      slowestCharsPerSecond: settings.slowestCharsPerSecond ?? SLOWEST_CHARS_PER_SECOND,
    };
  }

  async function tryOnce(
    answer: Answer,
    identity: AttemptIdentity,
    permit: Permit,
    limits: TimerLimits,
  ): Promise<TryResult> {
    const { tell } = answer;
    const { attempt, link } = identity;
    const head = { type: 'attempt' as const, attempt, provider: link.name, model: link.model };
    const textId = `text-${attempt}`;
    const stats = newStats();
    const said = createGrowingText();
    let firstTokenMs = 0;
    let failure: ProviderError | null = null;
    const begin = (): void => {
      firstTokenMs = elapsedMs(answer);
      if (answer.shown) tell({ type: 'restart', ...answer.shown });
      answer.shown = null;
      tell({ ...head, state: 'serving', latencyMs: stats.firstTokenMs ?? 0 });
      tell({ type: 'text-start', textId });
    };
    const tellText = (text: string): void => {
      if (said.isEmpty()) begin();
      said.add(text);
      tell({ type: 'text-delta', textId, text });
    };
    tell({ ...head, state: 'started' });
    try {
      const { signal } = answer.options;
      await runAttempt(providerOf(link), requestFor(answer), limits, { signal, stats, tellText });
      if (stats.finish === 'length') failure = new ProviderError('truncated', { upstream: 'output limit' });
    } catch (error) {
      if (!(error instanceof ProviderError)) {
        // Not the provider's fault, but its probe must not stay taken.
        permit.release();
        throw error;
      }
      failure = error;
    }
    const record = attemptRecord(identity, stats, failure, prices);
    if (failure === null) {
      permit.succeed();
      tell({ type: 'text-end', textId });
      tell({ ...head, state: 'done', latencyMs: stats.totalMs });
      tell({ type: 'record', record });
      tell(finishEvent(record, { firstTokenMs, totalMs: elapsedMs(answer) }, false));
      return 'served';
    }
    if (failure.errorClass === 'aborted') {
      permit.release();
      tell({ type: 'record', record });
      tell({ type: 'abort' });
      return 'aborted';
    }
    if (stats.finish === 'length') {
      permit.succeed();
      answer.cut ??= { identity, textId, text: said.toString(), stats, firstTokenMs };
    } else if (failure.errorClass === 'timeout_total' && elapsedMs(answer) >= timeouts.totalMs) {
      // The answer ran out of time, perhaps through others: no verdict on this one.
      permit.release();
    } else {
      permit.fail(failure.errorClass, failure.retryAfterMs);
    }
    if (!said.isEmpty()) answer.shown = { textId, reason: failure.errorClass };
    noteFailure(answer, identity.position, failure);
    tell({
      ...head,
      state: 'failed',
      errorClass: failure.errorClass,
      latencyMs: stats.totalMs,
      ...(failure.httpStatus === null ? {} : { httpStatus: failure.httpStatus }),
      ...(failure.blockReason === null ? {} : { blockReason: failure.blockReason }),
    });
    tell({ type: 'record', record });
    return !stats.sawHeaders && isWorthAnotherTry(failure) ? 'again' : 'failed';
  }

  function noteFailure(answer: Answer, position: number, failure: ProviderError): void {
    const { errorClass, retryAfterMs } = failure;
    if (!answer.blocked) answer.lastClass = errorClass;
    answer.blocked ??= failure.blockReason;
    if (retryAfterMs === null || retryAfterMs > longestWaitMs) return;
    if (errorClass !== 'throttled' && errorClass !== 'server') return;
    const untilMs = performance.now() + retryAfterMs;
    if (!answer.wait || untilMs < answer.wait.untilMs) answer.wait = { position, untilMs };
  }

  /** Nobody wrote a whole answer, and one was cut by the output limit only: shown, and marked as cut. */
  function finishCut(answer: Answer, cut: Cut): void {
    const { tell } = answer;
    let { textId } = cut;
    if (answer.shown?.textId !== textId) {
      if (answer.shown) tell({ type: 'restart', ...answer.shown });
      textId = `${textId}-again`;
      tell({ type: 'text-start', textId });
      tell({ type: 'text-delta', textId, text: cut.text });
    }
    tell({ type: 'text-end', textId });
    const record = attemptRecord(cut.identity, cut.stats, null, prices);
    tell(finishEvent(record, { firstTokenMs: cut.firstTokenMs, totalMs: elapsedMs(answer) }, true));
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
    check: async (position) => {
      const link = providers[position]!;
      const result = await checkProvider(providerOf(link), prices);
      if (result.ok) breakers.close(keyOf(link));
      return result;
    },
    links: providers,
  };
}

/** The composer's: it has no network to fail, and must answer when nobody else does. */
const ALWAYS: Permit = {
  probe: false,
  openedBy: null,
  succeed: () => undefined,
  fail: () => undefined,
  release: () => undefined,
};

function requestFor({ request, lastClass, blocked }: Answer): ProviderRequest {
  if (!lastClass) return request;
  return { ...request, precededBy: lastClass, ...(blocked ? { blockReason: blocked } : {}) };
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
