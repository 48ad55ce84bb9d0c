/** A collector's state and times, in words. */
import type { CollectorReport } from '../../src/http/api.ts';

export interface CollectorState {
  kind: 'ready' | 'resting' | 'off';
  words: string;
}

/** The worst that is true of it, in a few words. */
export function collectorState(collector: CollectorReport): CollectorState {
  if (collector.state === 'demo') return { kind: 'off', words: 'demo data, not collected' };
  if (!collector.enabled) return { kind: 'off', words: 'switched off' };
  if (collector.state === 'running') return { kind: 'ready', words: 'running' };
  if (collector.state === 'never_run') return { kind: 'off', words: 'never run' };
  if (collector.state === 'failed') return { kind: 'resting', words: 'last run failed' };
  if (collector.stale) return { kind: 'resting', words: 'stale' };
  if (collector.shrunk) return { kind: 'resting', words: 'too few items' };
  return { kind: 'ready', words: 'on time' };
}

/** `45 min`, `6 h`, `3 days` */
export function spanWords(minutes: number): string {
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** `in 12 min`; a time that has passed is due. */
export function untilWords(iso: string, nowMs: number): string {
  const minutes = (new Date(iso).getTime() - nowMs) / 60_000;
  return minutes < 0.5 ? 'due' : `in ${spanWords(minutes)}`;
}
