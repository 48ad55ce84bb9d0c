/** How soon the next provider is asked after the first has refused, and whether both sides count the same tries. */
import { createBreakers } from '../../llm/breaker.ts';
import { createChain } from '../../llm/chain.ts';
import { failing } from './flap.ts';
import { observe } from './observe.ts';
import { createProviderAt, linkTo } from './providers.ts';
import { startProviderStandIn } from './stand-in.ts';
import type { Script } from './steps.ts';
import { throttled } from './faults.ts';
import { WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';

/** Answered by a quick second try on the same provider, which has its own budget. */
const RETRIED = new Set(['500', '502', 'reset']);
const FAULTS = ['400', '401', '403', '404', '429', '500', '502', '503', 'reset'] as const;

const HAND_OVER_MS = 50;
const RETRIED_MS = 250;

export interface HandoverRow {
  leg: WireKind;
  fault: string;
  /** From the question to the request at the next provider, ms. */
  p50: number;
  p95: number;
  violations: string[];
}

/** Asks `rounds` times for each fault on each leg, one after the other. The limits hold for the median: others share the machine. */
export async function runHandovers({ rounds = 20 }: { rounds?: number } = {}): Promise<HandoverRow[]> {
  const rows: HandoverRow[] = [];
  for (const leg of WIRE_KINDS) for (const fault of FAULTS) rows.push(await measure(leg, fault, rounds));
  return rows;
}

export function printHandovers(rows: readonly HandoverRow[]): string {
  const lines = rows.map(
    ({ leg, fault, p50, p95, violations }) =>
      `${leg.padEnd(11)}${fault.padEnd(8)}${p50.toFixed(1).padStart(8)}${p95.toFixed(1).padStart(8)}  ${violations.join('; ') || 'ok'}`,
  );
  return [`${'hand-over, ms'.padEnd(19)}${'p50'.padStart(8)}${'p95'.padStart(8)}`, ...lines].join('\n');
}

async function measure(leg: WireKind, fault: (typeof FAULTS)[number], rounds: number): Promise<HandoverRow> {
  const sick = await startProviderStandIn(leg);
  const next = await startProviderStandIn(leg === 'groq' ? 'gemini' : 'groq');
  const links = [sick, next].map(({ kind, baseUrl }) => linkTo(createProviderAt(kind, baseUrl)));
  const ask = async () => {
    const timeouts = { connectMs: 4_000, firstTokenMs: 8_000, idleMs: 15_000, totalMs: 90_000 };
    const began = performance.now();
    const seen = await observe(createChain({ providers: links, timeouts, breakers: createBreakers(), prices: [] }));
    return { began, seen };
  };
  const violations = new Set<string>();
  const times: number[] = [];
  try {
    sick.script(scriptOf(leg, fault));
    // The first round opens connections and compiles.
    for (let round = -1; round < rounds; round += 1) {
      const before = sick.attempts();
      const { began, seen } = await ask();
      const arrived = sick.attempts() - before;
      const recorded = seen.records.filter(({ position }) => position === 0).length;
      if (seen.terminal?.type !== 'finish') violations.add(`ended as ${seen.terminal?.type}`);
      if (arrived !== recorded) violations.add(`${arrived} tries arrived, ${recorded} were recorded`);
      if (arrived > (RETRIED.has(fault) ? 2 : 1)) violations.add(`${arrived} tries`);
      if (round >= 0) times.push((next.requests.at(-1)?.at ?? Infinity) - began);
    }
  } finally {
    await Promise.all([sick.close(), next.close()]);
  }
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Infinity;
  const limit = RETRIED.has(fault) ? RETRIED_MS : HAND_OVER_MS;
  if (at(0.5) > limit) violations.add(`over ${limit} ms`);
  return { leg, fault, p50: at(0.5), p95: at(0.95), violations: [...violations] };
}

function scriptOf(leg: WireKind, fault: (typeof FAULTS)[number]): Script {
  if (fault === 'reset') return [{ do: 'rst' }];
  return fault === '429' ? throttled(leg, {}) : failing(leg, Number(fault));
}
