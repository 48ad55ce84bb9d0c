/** One attempt: one request to one provider, held until it writes, timed, and closed whatever happens. */
import { messageOf } from './classify-network.ts';
import { createHold } from './hold.ts';
import { ProviderError } from './provider.ts';
import type { FinishReason, Provider, ProviderEvent, ProviderRequest } from './provider.ts';
import { redactUpstream } from './redact.ts';
import { Expired, startTimers } from './timers.ts';
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
 * Yields the visible text of one attempt. Ends normally only after the provider's own terminal, with `stats.finish`
 * `stop` or `length`; throws ProviderError otherwise, `aborted` when `signal` was. A losing request is aborted at once.
 */
export async function* runAttempt(
  provider: Provider,
  request: ProviderRequest,
  limits: TimerLimits,
  signal: AbortSignal,
  stats: AttemptStats,
): AsyncGenerator<string, void, undefined> {
  const controller = new AbortController();
  const began = performance.now();
  const age = (): number => Math.round(performance.now() - began);
  const timers = startTimers(limits, () => controller.abort());
  const onAbort = (): void => timers.abandon('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  let iterator: AsyncIterator<ProviderEvent> | undefined;
  try {
    iterator = provider.stream(request, controller.signal)[Symbol.asyncIterator]();
    const nextText = textReader(iterator, request, timers, stats, age);
    for (let text = await nextText(); text !== null; text = await nextText()) yield text;
  } catch (error) {
    throw toProviderError(error);
  } finally {
    stats.totalMs = age();
    timers.stop();
    signal.removeEventListener('abort', onAbort);
    if (stats.finish === null) controller.abort();
    else setTimeout(() => controller.abort(), LATE_CLOSE_MS);
    // Not awaited: it waits for a read that only the abort ends.
    iterator?.return?.().then(undefined, () => undefined);
  }
}

/** What gives the next visible text, null after the provider's own terminal. A function: it costs each token less than a generator. */
function textReader(
  iterator: AsyncIterator<ProviderEvent>,
  request: ProviderRequest,
  timers: AttemptTimers,
  stats: AttemptStats,
  age: () => number,
): () => Promise<string | null> {
  const hold = createHold();
  let left = LONGEST_ANSWER + request.maxOutputTokens * 32;
  return async () => {
    for (;;) {
      const { value: event, done } = await timers.wait(iterator.next());
      if (done) throw new ProviderError('truncated', { upstream: 'the stream ended without a terminal' });
      stats.connectMs ??= age();
      timers.sawConnection();
      if (event.type === 'usage') {
        stats.inputTokens = event.inputTokens;
        stats.outputTokens = event.outputTokens;
      } else if (event.type === 'finish') {
        stats.finish = terminalOf(event.reason, hold.open());
        return null;
      } else {
        if (event.type === 'text-delta' || event.phase !== 'connected') stats.sawHeaders = true;
        const text = hold.take(event);
        if (text === null || text === '') continue;
        stats.firstTokenMs ??= age();
        timers.sawText(text.length);
        left -= text.length;
        if (left < 0) throw new ProviderError('malformed', { upstream: 'endless answer' });
        return text;
      }
    }
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
  if (error instanceof Expired) return new ProviderError(error.errorClass, { upstream: 'our timer', cause: error });
  return new ProviderError('malformed', { upstream: redactUpstream(messageOf(error)), cause: error });
}
