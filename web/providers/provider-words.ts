/** A provider's state and figures, in words. */
import type { Latency, ProviderReport, ProvidersReport } from '../../src/http/api.ts';
import { formatCount, formatDuration, formatInstant, formatUsd, plural } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { ERROR_WORDS, PROVIDER_WORDS, SKIP_WORDS } from '../text/words.ts';

export interface ProviderState {
  kind: 'ready' | 'resting' | 'off';
  words: string;
}

/** `Bedrock`, `Offline composer`. */
export function providerName(provider: ProviderReport['provider']): string {
  const name = PROVIDER_WORDS[provider];
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The provider's name; with its model where the chain has several of it. */
export function nameAmong({ provider, model }: ProviderReport, all: readonly ProviderReport[]): string {
  const several = all.filter((other) => other.provider === provider).length > 1;
  return several ? `${providerName(provider)}, ${showNameSafely(model)}` : providerName(provider);
}

/** What questions may go to; empty when nothing is forbidden. */
export function allowedWords({ allowed, providers }: ProvidersReport): string {
  if (allowed === null || providers.every((provider) => provider.allowed)) return '';
  const models = allowed.filter((name) => name !== 'composer').map((name) => PROVIDER_WORDS[name]);
  if (models.length === 0) return 'Questions go to no language model: the offline composer answers them all.';
  const list = models.join(', ');
  return models.length === 1 && allowed.includes('bedrock')
    ? 'Questions may not leave AWS: only Bedrock and the offline composer are asked.'
    : `Questions may go to ${list} only, and to the offline composer.`;
}

/** Whose the states are, where several processes may each have their own; empty where there is one only. */
export function processWords({ breakersOf }: ProvidersReport): string {
  if (breakersOf === null) return '';
  const { host, pid, startedAt } = breakersOf;
  return `Ready or resting, and the time of the next try, are as process ${pid} on ${showNameSafely(host)} knows them, which answered this page and runs since ${formatInstant(startedAt)}. Other processes on this database keep their own; the other figures are of all of them.`;
}

/** Whether it would be asked now. */
export function stateOf({ available, allowed, breaker }: ProviderReport): ProviderState {
  if (!available) return { kind: 'off', words: 'not set up' };
  if (!allowed) return { kind: 'off', words: 'not allowed' };
  switch (breaker.state) {
    case 'closed':
      return { kind: 'ready', words: 'ready' };
    case 'open':
      return { kind: 'resting', words: 'resting' };
    case 'half_open':
      return { kind: 'resting', words: 'to be tried' };
  }
}

/** Why it is not asked now, and until when; empty when it is. */
export function breakerWords({ available, allowed, reason, breaker }: ProviderReport): string {
  if (!available) return reason ?? 'It is not set up.';
  if (!allowed) return `No question goes to it: ${reason ?? 'not allowed'}.`;
  if (breaker.state === 'closed') return '';
  const why = breaker.errorClass === null ? '' : ` (${ERROR_WORDS[breaker.errorClass]})`;
  const failures = breaker.consecutiveFailures;
  const after = `Not asked after ${failures > 1 ? `${formatCount(failures)} failures in a row` : 'a failure'}${why}`;
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

/** `17 of 100`; empty when no answer went past it. */
export function passedWords({ passedOver }: ProviderReport, answers: number): string {
  return passedOver === 0 ? '' : `${formatCount(passedOver)} of ${plural(answers, 'answer')}`;
}

/** Why answers went past it, most frequent first: `throttled (12), resting after failures (9)`. */
export function reasonWords({ errors, skips }: ProviderReport): string {
  return [
    ...errors.map(({ errorClass, count }) => ({ words: ERROR_WORDS[errorClass], count })),
    ...skips.map(({ skipKind, count }) => ({ words: SKIP_WORDS[skipKind], count })),
  ]
    .toSorted((left, right) => right.count - left.count)
    .map(({ words, count }) => `${words} (${formatCount(count)})`)
    .join(', ');
}

/** `worked, 412 ms, $0.0004` */
export function checkWords({ ok, errorClass, totalMs, costUsd }: NonNullable<ProviderReport['lastCheck']>): string {
  const outcome = ok ? 'worked' : errorClass === null ? 'failed' : ERROR_WORDS[errorClass];
  return [outcome, formatDuration(totalMs), ...(costUsd === null ? [] : [formatUsd(costUsd)])].join(', ');
}

function clock(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(11, 19)} UTC`;
}
