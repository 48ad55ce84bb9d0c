/**
 * The sixteen scenarios of FailoverBench (methodology v0.1, listed in `faults.md`) on one leg of the chain, a healthy
 * provider behind it. Required conduct must hold; advisory conduct is reported, and where we decline it, why.
 */
import { createBreakers } from '../../llm/breaker.ts';
import { createChain } from '../../llm/chain.ts';
import { observe } from './observe.ts';
import { createProviderAt, linkTo } from './providers.ts';
import { FLAP_FAULTS, runFlap } from './flap.ts';
import type { FlapFault, FlapReport } from './flap.ts';
import { MACHINE_CLOCK, NEXT_TEXT, SICK_TEXT } from './scenario.ts';
import type { Bench, Clock, Verdict } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { startProviderStandIn } from './stand-in.ts';
import { WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';

export interface ScoreRow extends Verdict {
  leg: WireKind;
  number: number;
  fault: string;
}

export interface FailoverOptions {
  /** 1 is the bench's own time; 0.1 makes its 60 s into 6 s. */
  scale: number;
  legs?: readonly WireKind[];
  scenarios?: readonly number[];
}

/** Runs the scenarios on each leg, all legs at once. */
export async function runFailoverBench({ scale, legs = WIRE_KINDS, scenarios }: FailoverOptions): Promise<ScoreRow[]> {
  const chosen = SCENARIOS.filter(({ number }) => !scenarios || scenarios.includes(number));
  const rows = await Promise.all(
    legs.map(async (leg) => {
      const own: ScoreRow[] = [];
      for (const { number, fault, run } of chosen)
        own.push({ leg, number, fault, ...(await onBench(leg, { scale }, run)) });
      return own;
    }),
  );
  return rows.flat();
}

/** The 16 × legs table, and below it what is violated or declined. */
export function printScorecard(rows: readonly ScoreRow[]): string {
  const legs = [...new Set(rows.map(({ leg }) => leg))];
  const numbers = [...new Set(rows.map(({ number }) => number))];
  const lines = numbers.map((number) => {
    const own = rows.filter((row) => row.number === number);
    const cells = legs.map((leg) => {
      const row = own.find((candidate) => candidate.leg === leg);
      const mark = !row ? '–' : row.violations.length > 0 ? 'FAIL' : row.declined?.length ? 'ok*' : 'ok';
      return mark.padEnd(11);
    });
    return `${String(number).padStart(2)}  ${cells.join('')} ${own[0]?.fault ?? ''}`;
  });
  const passed = rows.filter(({ violations }) => violations.length === 0).length;
  const notes = rows.flatMap((row) => row.violations.map((what) => `FAIL ${row.leg} ${row.number}: ${what}`));
  const declined = new Set(rows.flatMap((row) => (row.declined ?? []).map((what) => `* ${row.number}: ${what}`)));
  return [
    ` #  ${legs.map((leg) => leg.padEnd(11)).join('')}`,
    ...lines,
    `${passed} of ${rows.length} clean`,
    ...notes,
    ...declined,
  ].join('\n');
}

export interface FlapRow extends FlapReport {
  leg: WireKind;
  fault: FlapFault;
}

/** A minute of sickness with fifteen requests in it, by each fault on each leg, all at once. */
export async function runFlaps({
  scale,
  clockOf = () => MACHINE_CLOCK,
}: {
  scale: number;
  /** A clock of its own for each. */
  clockOf?: () => Clock;
}): Promise<FlapRow[]> {
  const pairs = WIRE_KINDS.flatMap((leg) => FLAP_FAULTS.map((fault) => ({ leg, fault })));
  return Promise.all(
    pairs.map(async ({ leg, fault }) => ({
      leg,
      fault,
      ...(await onBench(leg, { scale, clock: clockOf() }, (bench) => runFlap(bench, { fault, requests: 15 }))),
    })),
  );
}

/** One line for each flap, and below it what is violated. */
export function printFlaps(rows: readonly FlapRow[]): string {
  const lines = rows.map(
    ({ leg, fault, served, tries, backAfterMs, violations }) =>
      `${leg.padEnd(11)}${fault.padEnd(20)}${String(served).padStart(6)}${String(tries).padStart(6)}` +
      `${backAfterMs === null ? 'never' : (backAfterMs / 1000).toFixed(1).padStart(8)}  ${violations.join('; ') || 'ok'}`,
  );
  return [`${'60 s of'.padEnd(31)}served tries back, s`, ...lines].join('\n');
}

async function onBench<T>(
  leg: WireKind,
  { scale, clock = MACHINE_CLOCK }: { scale: number; clock?: Clock },
  run: (bench: Bench) => Promise<T>,
): Promise<T> {
  const nextKind = WIRE_KINDS[(WIRE_KINDS.indexOf(leg) + 1) % WIRE_KINDS.length] ?? leg;
  const sick = await startProviderStandIn(leg, { text: SICK_TEXT });
  const next = await startProviderStandIn(nextKind, { text: NEXT_TEXT });
  const chain = createChain({
    providers: [
      linkTo(createProviderAt(leg, sick.baseUrl, 'sick-model')),
      linkTo(createProviderAt(nextKind, next.baseUrl, 'next-model')),
    ],
    timeouts: {
      connectMs: 8_000 * scale,
      firstTokenMs: 8_000 * scale,
      idleMs: 15_000 * scale,
      totalMs: 120_000 * scale,
    },
    breakers: createBreakers({ transientMs: 6_000 * scale, lastingMs: 9_000 * scale }, clock.now),
    prices: [],
    slowestCharsPerSecond: 2 / scale,
  });
  try {
    return await run({ leg, sick, next, chain, scale, clock, ask: () => observe(chain) });
  } finally {
    await Promise.all([sick.close(), next.close()]);
  }
}
