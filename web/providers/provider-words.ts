/** A provider's state and figures, in words. */
import type { Latency, ProviderReport } from '../../src/http/api.ts';
import { formatDuration, plural } from '../text/figures.ts';
import { ERROR_WORDS, PROVIDER_WORDS } from '../text/words.ts';

export interface ProviderState {
  kind: 'ready' | 'resting' | 'off';
  words: string;
}

/** `Bedrock`, `Offline composer`. */
export function providerName(provider: ProviderReport['provider']): string {
  const name = PROVIDER_WORDS[provider];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Whether it would be asked now. */
export function stateOf({ available, breaker }: ProviderReport): ProviderState {
  if (!available) return { kind: 'off', words: 'not set up' };
  switch (breaker.state) {
    case 'closed':
      return { kind: 'ready', words: 'ready' };
    case 'open':
      return { kind: 'resting', words: 'resting' };
    case 'half_open':
      return { kind: 'resting', words: 'being tried' };
  }
}

/** Why it is not asked now, and until when; empty when it is. */
export function breakerWords({ available, reason, breaker }: ProviderReport): string {
  if (!available) return reason ?? 'It is not set up.';
  if (breaker.state === 'closed') return '';
  const why = breaker.errorClass === null ? '' : ` (${ERROR_WORDS[breaker.errorClass]})`;
  const after = `Not asked after ${plural(breaker.consecutiveFailures, 'failure')} in a row${why}`;
  if (breaker.state === 'half_open') return `${after}; the next question tries it again.`;
  return `${after}; it is tried again ${breaker.nextProbeAt === null ? 'soon' : `at ${clock(breaker.nextProbeAt)}`}.`;
}

/** `410 ms / 1.9 s` */
export function latencyWords(latency: Latency | null): string {
  return latency === null ? '–' : `${formatDuration(latency.p50)} / ${formatDuration(latency.p95)}`;
}

/** `82 served, 14 failed`; zeros are left out. */
export function attemptWords(attempts: ProviderReport['attempts']): string {
  const told = Object.entries(attempts).filter(([, count]) => count > 0);
  return told.length === 0 ? 'none' : told.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** `throttled 12, went silent 2` */
export function errorsWords(errors: ProviderReport['errors']): string {
  return errors.map(({ errorClass, count }) => `${ERROR_WORDS[errorClass]} ${count}`).join(', ');
}

function clock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(11, 19)} UTC`;
}
