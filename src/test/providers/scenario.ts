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
  ask(): Promise<Observation>;
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
