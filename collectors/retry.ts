import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

/** How hard a session tries before a read counts as failed. Delays are in milliseconds. */
export interface RetrySettings {
  /** The first try included. */
  maxAttempts: number;
  baseDelayMs: number;
  /** Throttling waits longer: more speed is what caused it. */
  throttleDelayMs: number;
  maxDelayMs: number;
}

export const DEFAULT_RETRIES: RetrySettings = {
  maxAttempts: 5,
  baseDelayMs: 150,
  throttleDelayMs: 600,
  maxDelayMs: 8_000,
};

/**
 * The one retry loop of every AWS client, in the SDK's own shape: bounded attempts, exponential back-off with full
 * jitter. A time-out is tried once more only (disabled regions hang); a refusal is never tried again; a Retry-After
 * above `maxDelayMs` ends the attempts instead of sleeping it out.
 */
export function createRetryStrategy(settings: RetrySettings): RetryStrategyV2 {
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0, 0)),
    refreshRetryTokenForRetry(previous: RetryToken, info: RetryErrorInfo) {
      const retry = previous.getRetryCount() + 1;
      const allowed = isTimeout(info.error) ? Math.min(settings.maxAttempts, 2) : settings.maxAttempts;
      if (info.errorType === 'CLIENT_ERROR' || retry >= allowed) return Promise.reject(new Error('No further attempt'));
      const hintMs = info.retryAfterHint ? info.retryAfterHint.getTime() - Date.now() : 0;
      if (hintMs > settings.maxDelayMs) return Promise.reject(new Error('Retry-After is too far away'));
      const base = info.errorType === 'THROTTLING' ? settings.throttleDelayMs : settings.baseDelayMs;
      const ceilingMs = Math.min(settings.maxDelayMs, base * 2 ** (retry - 1));
      return Promise.resolve(token(retry, Math.max(hintMs, Math.random() * ceilingMs)));
    },
    recordSuccess: () => undefined,
  };
}

function token(count: number, delayMs: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delayMs };
}

/** The SDK names every socket failure `TimeoutError`; only the code tells a reset, which is worth more attempts. */
function isTimeout(error: RetryErrorInfo['error']): boolean {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  return code === 'ETIMEDOUT' || (name === 'TimeoutError' && (code === undefined || !code.startsWith('E')));
}
