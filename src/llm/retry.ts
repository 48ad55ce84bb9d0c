/** The only retry in the product: once, at once, on the same provider. All SDKs have theirs switched off. */
import { isReset } from './classify-network.ts';
import type { ProviderError } from './provider.ts';

/** Pause before the second try, ms. With the refusal itself it stays inside the 250 ms a hand-over may take. */
const LEAST_DELAY_MS = 25;
const SPREAD_MS = 50;

/** True for faults that a second request usually does not meet: 500, 502, and a connection that was cut at the start. */
export function isWorthAnotherTry(error: ProviderError): boolean {
  if (error.errorClass === 'server') return error.httpStatus === 500 || error.httpStatus === 502;
  return isReset(error);
}

/** Spread, so that many readers do not come back in step. */
export function quickRetryDelayMs(): number {
  return LEAST_DELAY_MS + Math.random() * SPREAD_MS;
}

/** Waits, or returns at once when `signal` is aborted. Never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish, { once: true });
  });
}
