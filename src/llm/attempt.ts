/** One attempt: one request to one provider, held until it writes, timed, and closed whatever happens. */
import { messageOf } from './classify-network.ts';
import { createHold } from './hold.ts';
import { ProviderError } from './provider.ts';
import type { FinishReason, Provider, ProviderEvent, ProviderRequest } from './provider.ts';
import { redactUpstream } from './redact.ts';
import { startTimers } from './timers.ts';
import type { AttemptTimers, TimerLimits } from './timers.ts';

/** What is known of an attempt while it runs and after. Times in ms from its start; null: did not come so far. */
export interface AttemptStats {
  startedAt: Date;
  connectMs: number | null;
  firstTokenMs: number | null;
  totalMs: number;
  inputTokens: number | null;
  outputTokens: number | null;
  sawHeaders: boolean;
  finish: FinishReason | null;
}

export function newStats(): AttemptStats {
  return {
    startedAt: new Date(),
    connectMs: null,
    firstTokenMs: null,
    totalMs: 0,
    inputTokens: null,
    outputTokens: null,
    sawHeaders: false,
    finish: null,
  };
}

/** After a whole answer the connection may still be draining; then it is closed, ms. */
const LATE_CLOSE_MS = 250;

/** No answer is longer than this: an endless stream must end somewhere. Characters, beside 32 for each token asked for. */
const LONGEST_ANSWER = 64 * 1024;

/**
 * Makes one attempt and tells its visible text. Resolves only after the provider's own terminal, with `stats.finish` `stop`
 * or `length`; rejects with ProviderError otherwise, `aborted` when `signal` was. What `tellText` throws ends the attempt
 * and is thrown as it is. A losing request is aborted at once, and nothing is told of it any more.
 */
export async function runAttempt(
  provider: Provider,
  request: ProviderRequest,
  limits: TimerLimits,
  { signal, stats, tellText }: { signal: AbortSignal; stats: AttemptStats; tellText: (text: string) => void },
): Promise<void> {
  const controller = new AbortController();
  const began = performance.now();
  const age = (): number => Math.round(performance.now() - began);
  const { promise: outcome, resolve, reject } = Promise.withResolvers<void>();
  let over = false;
  const end = (settle: () => void): void => {
    over = true;
    settle();
  };
  const timers = startTimers(limits, (errorClass) =>
    end(() => reject(new ProviderError(errorClass, { upstream: 'our timer' }))),
  );
  const textOf = createTextReader(request, timers, stats, age);
  const take = (event: ProviderEvent): void => {
    if (over) return;
    let text: string | null;
    try {
      text = textOf(event);
    } catch (error) {
      return end(() => reject(toProviderError(error)));
    }
    if (stats.finish !== null) return end(resolve);
    if (text === null) return;
    try {
      tellText(text);
    } catch (error) {
      end(() => reject(error as Error));
    }
  };
  const onAbort = (): void => timers.abandon('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    if (!over) {
      provider.stream(request, controller.signal, take).then(
        () => reject(new ProviderError('truncated', { upstream: 'the stream ended without a terminal' })),
        (error: unknown) => reject(toProviderError(error)),
      );
    }
    await outcome;
  } finally {
    over = true;
    stats.totalMs = age();
    timers.stop();
    signal.removeEventListener('abort', onAbort);
    if (stats.finish === null) controller.abort();
    else setTimeout(() => controller.abort(), LATE_CLOSE_MS);
  }
}

/** What makes of an event the text to show, null where there is none; `stats.finish` is set by the terminal. */
function createTextReader(
  request: ProviderRequest,
  timers: AttemptTimers,
  stats: AttemptStats,
  age: () => number,
): (event: ProviderEvent) => string | null {
  const hold = createHold();
  let left = LONGEST_ANSWER + request.maxOutputTokens * 32;
  return (event) => {
    if (stats.connectMs === null) {
      stats.connectMs = age();
      timers.sawConnection();
    }
    if (event.type === 'usage') {
      stats.inputTokens = event.inputTokens;
      stats.outputTokens = event.outputTokens;
      return null;
    }
    if (event.type === 'finish') {
      stats.finish = terminalOf(event.reason, hold.open());
      return null;
    }
    if (event.type === 'text-delta' || event.phase !== 'connected') stats.sawHeaders = true;
    const text = hold.take(event);
    if (text === null || text === '') return null;
    stats.firstTokenMs ??= age();
    timers.sawText(text.length);
    left -= text.length;
    if (left < 0) throw new ProviderError('malformed', { upstream: 'endless answer' });
    return text;
  };
}

function terminalOf(reason: FinishReason, sawText: boolean): FinishReason {
  if (reason === 'content_blocked')
    throw new ProviderError('content_blocked', { upstream: 'finish reason', blockReason: 'content_filter' });
  if (!sawText) throw new ProviderError(reason === 'length' ? 'truncated' : 'malformed', { upstream: 'no text' });
  return reason;
}

function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  return new ProviderError('malformed', { upstream: redactUpstream(messageOf(error)), cause: error });
}
