/** The cells of the fault matrix: which links a chain has, and how each of them behaves. */
import { always } from './fault.ts';
import type { Fault, FaultOutcome } from './fault.ts';
import { FAULTS } from './faults.ts';
import type { Random } from './random.ts';
import type { Position } from './steps.ts';
import { WIRE_KINDS } from './wire.ts';
import type { WireKind } from './wire.ts';

/** How one link behaves. */
export interface Behaviour {
  kind: WireKind;
  fault: Fault;
  position: Position;
}

export interface Cell {
  id: string;
  /** What the table groups by. */
  mode: 'next healthy' | 'next fails the same way' | 'all hang' | 'random';
  links: Behaviour[];
  /** When our reader leaves, ms after the start; null: stays. */
  leavesAfterMs: number | null;
}

const HEALTHY: Fault = {
  id: 'healthy',
  kinds: WIRE_KINDS,
  positions: ['P0'],
  outcome: always('serves'),
  classes: [],
  script: () => [],
};

const SILENT: Fault = {
  id: 'silent',
  kinds: WIRE_KINDS,
  positions: ['P0'],
  outcome: always('fails'),
  classes: ['timeout_first_token'],
  script: () => [{ do: 'hang' }],
};

export function isHealthy(behaviour: Behaviour): boolean {
  return behaviour.fault === HEALTHY;
}

export function outcomeOf({ fault, position }: Behaviour): FaultOutcome {
  return fault.outcome(position);
}

/** Every fault × provider × position × what stands behind it. */
export function allCells(): Cell[] {
  return FAULTS.flatMap((fault) =>
    fault.kinds.flatMap((kind) => fault.positions.flatMap((position) => cellsOf({ kind, fault, position }))),
  );
}

function cellsOf(faulty: Behaviour): Cell[] {
  const name = `${faulty.kind} ${faulty.fault.id} @${faulty.position}`;
  const [second, third] = others(faulty.kind);
  const cell = (mode: Cell['mode'], links: Behaviour[]): Cell => ({
    id: `${name} → ${mode}`,
    mode,
    links,
    leavesAfterMs: null,
  });
  return [
    cell('next healthy', [faulty, healthy(second)]),
    cell('next fails the same way', [faulty, faulty, healthy(third)]),
    cell('all hang', [faulty, silent(second), silent(third)]),
  ];
}

/** One random cell: two to four links, any fault at each, sometimes a reader who leaves. */
export function randomCell(random: Random, index: number): Cell {
  const links = Array.from({ length: 2 + random.integer(3) }, () => randomBehaviour(random));
  const leaves = random.next() < 0.15;
  return {
    id: `random ${index}: ${links.map(({ kind, fault, position }) => `${kind} ${fault.id} @${position}`).join(' | ')}`,
    mode: 'random',
    links,
    leavesAfterMs: leaves ? random.integer(400) : null,
  };
}

function randomBehaviour(random: Random): Behaviour {
  const kind = random.pick(WIRE_KINDS);
  if (random.next() < 0.25) return healthy(kind);
  const fault = random.pick(FAULTS.filter((candidate) => candidate.kinds.includes(kind)));
  return { kind, fault, position: random.pick(fault.positions) };
}

function healthy(kind: WireKind): Behaviour {
  return { kind, fault: HEALTHY, position: 'P0' };
}

function silent(kind: WireKind): Behaviour {
  return { kind, fault: SILENT, position: 'P0' };
}

/** The next two providers after one, in the order of the chain. */
function others(kind: WireKind): [WireKind, WireKind] {
  const at = WIRE_KINDS.indexOf(kind);
  const next = (step: number): WireKind => WIRE_KINDS[(at + step) % WIRE_KINDS.length] ?? kind;
  return [next(1), next(2)];
}
