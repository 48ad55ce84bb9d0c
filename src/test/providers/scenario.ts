/** What one scenario of FailoverBench gets, does and says. */
import type { Chain } from '../../llm/chain.ts';
import type { Observation } from './observe.ts';
import type { ProviderStandIn } from './stand-in.ts';
import type { WireKind } from './wire.ts';

/** What a scenario gets to work with. All its times are those of the bench, multiplied by `scale`. */
export interface Bench {
  leg: WireKind;
  sick: ProviderStandIn;
  next: ProviderStandIn;
  chain: Chain;
  scale: number;
  clock: Clock;
  ask(): Promise<Observation>;
}

/** The time by which a bench waits and breakers rest, ms: the machine's, or one that a test moves by hand. */
export interface Clock {
  now(): number;
  sleepUntil(at: number): Promise<void>;
}

export const MACHINE_CLOCK: Clock = {
  now: Date.now,
  sleepUntil: (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now()))),
};

/** A clock that jumps to where somebody waits for: a minute of it takes as long as the work in it. */
export function movedClock(): Clock {
  let now = Date.parse('2026-11-20T12:00:00Z');
  return {
    now: () => now,
    sleepUntil(at) {
      now = Math.max(now, at);
      return Promise.resolve();
    },
  };
}

export interface Verdict {
  /** Violated requirements; empty is clean. */
  violations: string[];
  /** Advisories that are not met, with the reason. */
  declined?: string[];
  tries: number;
  elapsedMs: number;
}

export interface Scenario {
  number: number;
  fault: string;
  run(bench: Bench): Promise<Verdict>;
}

/** The words of a bench answer: sixty tokens. */
export const SICK_TEXT = tokens('sick');
export const NEXT_TEXT = tokens('next');

function tokens(name: string): string {
  return Array.from({ length: 60 }, (_, index) => `${name}${index}`).join(' ');
}
