/** Asks a chain and notes what a reader would see of it. */
import { newStats, runAttempt } from '../../llm/attempt.ts';
import type { AttemptStats } from '../../llm/attempt.ts';
import type { Chain, RunOptions } from '../../llm/chain.ts';
import type { AttemptRecord, ChainEvent, Provider } from '../../llm/provider.ts';
import type { TimerLimits } from '../../llm/timers.ts';
import { sampleRequest } from './providers.ts';

export interface Observation {
  events: ChainEvent[];
  records: AttemptRecord[];
  /** What stands before the reader at the end. */
  text: string;
  terminal: ChainEvent | undefined;
  elapsedMs: number;
  /** Faults of order, such as a delta for a text that is not open. */
  disorder: string[];
}

/** Runs one answer to its end. */
export async function observe(
  chain: Chain,
  signal: AbortSignal = new AbortController().signal,
  options: Omit<RunOptions, 'signal'> = {},
): Promise<Observation> {
  const began = performance.now();
  const events: ChainEvent[] = [];
  await chain.run(sampleRequest(), { ...options, signal }, (event) => void events.push(event));
  const elapsedMs = performance.now() - began;
  const records = events.flatMap((event) => (event.type === 'record' ? [event.record] : []));
  const { text, disorder } = readAsReader(events);
  return { events, records, text, terminal: events.at(-1), elapsedMs, disorder };
}

/** The text of one attempt. Rejects as the attempt does. */
export async function textOfAttempt(
  provider: Provider,
  limits: TimerLimits,
  stats: AttemptStats = newStats(),
): Promise<string> {
  const { signal } = new AbortController();
  let text = '';
  await runAttempt(provider, sampleRequest(), limits, { signal, stats, tellText: (piece) => (text += piece) });
  return text;
}

const TERMINALS = new Set<ChainEvent['type']>(['finish', 'error', 'abort']);

function readAsReader(events: readonly ChainEvent[]): { text: string; disorder: string[] } {
  const disorder: string[] = [];
  let shown: string | null = null;
  let isOpen = false;
  let text = '';
  for (const [index, event] of events.entries()) {
    if (TERMINALS.has(event.type) && index !== events.length - 1) disorder.push(`${event.type} is not last`);
    if (event.type === 'restart') {
      if (event.textId !== shown) disorder.push(`restart of ${event.textId}, shown is ${shown}`);
      shown = null;
      text = '';
    }
    if (event.type === 'text-start') {
      if (shown !== null) disorder.push(`${event.textId} starts beside ${shown}`);
      shown = event.textId;
      isOpen = true;
    }
    if (event.type === 'text-delta') {
      if (event.textId !== shown || !isOpen) disorder.push(`delta for ${event.textId}, shown is ${shown}`);
      text += event.text;
    }
    if (event.type === 'text-end') {
      if (event.textId !== shown) disorder.push(`end of ${event.textId}, shown is ${shown}`);
      isOpen = false;
    }
  }
  const last = events.at(-1);
  if (!last || !TERMINALS.has(last.type)) disorder.push(`ends with ${last?.type ?? 'nothing'}`);
  if (last?.type === 'finish' && isOpen) disorder.push('finished with an open text');
  return { text, disorder };
}
