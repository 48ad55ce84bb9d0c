/**
 * The fault matrix: real SDKs, real sockets, short timers; every invariant of `faults.md` that a chain can see is
 * asserted in every cell. `npm test` runs a sample, `npm run soak` all of it.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createBreakers } from '../../llm/breaker.ts';
import { createChain } from '../../llm/chain.ts';
import type { Chain } from '../../llm/chain.ts';
import type { PriceTable } from '../../llm/prices.ts';
import { allCells, isHealthy, randomCell } from './cells.ts';
import type { Behaviour, Cell } from './cells.ts';
import { judge } from './judge.ts';
import type { LinkOutcome } from './judge.ts';
import { observe } from './observe.ts';
import { createProviderAt, linkTo } from './providers.ts';
import { seeded } from './random.ts';
import { startProviderStandIn } from './stand-in.ts';
import type { ProviderStandIn } from './stand-in.ts';
import { toPieces } from './wire.ts';

export interface MatrixOptions {
  seed: number;
  /** How many of the systematic cells, spread over all; absent: all. */
  sample?: number;
  /** Random cells beside them. */
  random: number;
  concurrency?: number;
  onCell?: (done: number, all: number) => void;
}

export interface Violation {
  cell: string;
  what: string;
}

export interface MatrixReport {
  /** Cells and violations by mode and by provider of the first link. */
  rows: { mode: Cell['mode']; provider: string; cells: number; violations: number }[];
  cells: number;
  violations: Violation[];
  durationMs: number;
}

/** Shortened, but wide enough that a busy machine does not make a healthy provider late. */
export const MATRIX_TIMEOUTS = { connectMs: 1_200, firstTokenMs: 1_500, idleMs: 1_200, totalMs: 8_000 };

/** A drip of 1 character in 150 ms is far below it, a healthy stand-in far above. */
const SLOWEST_CHARS_PER_SECOND = 20;

const PRICES: PriceTable = (['bedrock', 'groq', 'gemini', 'openrouter'] as const).flatMap((provider) =>
  [0, 1, 2, 3].map((position) => ({
    provider,
    model: modelAt(position),
    inputUsdPerMillion: 2,
    outputUsdPerMillion: 10,
    from: '2020-01-01',
  })),
);

/** Runs the matrix. Never throws for a violation: they are in the report. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixReport> {
  const random = seeded(options.seed);
  const systematic = spread(allCells(), options.sample, () => random.next());
  const cells = [...systematic, ...Array.from({ length: options.random }, (_, index) => randomCell(random, index))];
  const violations: Violation[] = [];
  const strays: string[] = [];
  const onStray = (error: unknown): void => void strays.push(String(error));
  process.on('unhandledRejection', onStray);
  process.on('uncaughtException', onStray);
  const began = performance.now();
  const dead = await startDeadEnds();
  try {
    let done = 0;
    const queue = random.shuffle(cells);
    const work = async (): Promise<void> => {
      for (let cell = queue.pop(); cell; cell = queue.pop()) {
        for (const what of await runCell(cell, dead)) violations.push({ cell: cell.id, what });
        options.onCell?.((done += 1), cells.length);
      }
    };
    await Promise.all(Array.from({ length: options.concurrency ?? 10 }, work));
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    process.off('unhandledRejection', onStray);
    process.off('uncaughtException', onStray);
    await dead.close();
  }
  violations.push(...strays.map((what) => ({ cell: 'process', what: `unhandled: ${what}` })));
  return { rows: tabulate(cells, violations), cells: cells.length, violations, durationMs: performance.now() - began };
}

/** The report as a table for people. */
export function printMatrix({ rows, cells, violations, durationMs }: MatrixReport): string {
  const line = (mode: string, provider: string, count: number | string, bad: number | string): string =>
    `${mode.padEnd(24)} ${provider.padEnd(11)} ${String(count).padStart(6)} ${String(bad).padStart(11)}`;
  return [
    line('mode', 'provider', 'cells', 'violations'),
    ...rows.map((row) => line(row.mode, row.provider, row.cells, row.violations)),
    line('all', '', cells, violations.length),
    `${(durationMs / 1000).toFixed(1)} s`,
    ...violations.slice(0, 50).map(({ cell, what }) => `  ${cell}: ${what}`),
  ].join('\n');
}

/** One cell: builds its chain, asks it, judges it, and asks once more with everybody well again. */
async function runCell(cell: Cell, dead: DeadEnds): Promise<string[]> {
  const standIns: ProviderStandIn[] = [];
  try {
    const links: LinkOutcome[] = [];
    for (const [position, behaviour] of cell.links.entries()) {
      const text = textAt(position, behaviour);
      const standIn = await startProviderStandIn(behaviour.kind, { text });
      standIns.push(standIn);
      const { fault, kind } = behaviour;
      if (!isHealthy(behaviour))
        standIn.script(() => fault.script(kind, behaviour.position, { pieces: toPieces(text) }));
      links.push({ behaviour, standIn, text, model: modelAt(position) });
    }
    const chain = chainTo(links, dead);
    const leaving = new AbortController();
    const timer = cell.leavesAfterMs === null ? undefined : setTimeout(() => leaving.abort(), cell.leavesAfterMs);
    const seen = await observe(chain, leaving.signal);
    clearTimeout(timer);
    const attempts = standIns.map((standIn) => standIn.attempts());
    const faults = judge(cell, links, attempts, seen, MATRIX_TIMEOUTS);
    faults.push(...(await stillOpen(standIns)));
    faults.push(...(await aliveAfter(links, standIns, dead)));
    return faults;
  } catch (error) {
    return [`threw ${String(error)}`];
  } finally {
    await Promise.all(standIns.map((standIn) => standIn.close()));
  }
}

function chainTo(links: readonly LinkOutcome[], dead: DeadEnds): Chain {
  return createChain({
    providers: links.map(({ behaviour, standIn, model }) => {
      const address = behaviour.fault.address;
      return linkTo(createProviderAt(behaviour.kind, address ? dead.addresses[address] : standIn.baseUrl, model));
    }),
    timeouts: MATRIX_TIMEOUTS,
    breakers: createBreakers(),
    prices: PRICES,
    longestWaitMs: 2_500,
    slowestCharsPerSecond: SLOWEST_CHARS_PER_SECOND,
  });
}

/** Every upstream connection that still owes or gets a response must be closed within a second. */
async function stillOpen(standIns: readonly ProviderStandIn[]): Promise<string[]> {
  const deadline = performance.now() + 1_000;
  for (;;) {
    const open = standIns.reduce((sum, standIn) => sum + standIn.openResponses(), 0);
    if (open === 0) return [];
    if (performance.now() > deadline) return [`${open} upstream connections still open after 1 s`];
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The same process answers a healthy question right after. */
async function aliveAfter(
  links: readonly LinkOutcome[],
  standIns: readonly ProviderStandIn[],
  dead: DeadEnds,
): Promise<string[]> {
  for (const standIn of standIns) standIn.script();
  const { terminal, text } = await observe(chainTo(links, dead));
  const reachable = links.find(({ behaviour }) => !behaviour.fault.address);
  if (!reachable) return [];
  if (terminal?.type !== 'finish') return [`not alive after: ${JSON.stringify(terminal)}`];
  return text === reachable.text ? [] : [`after it, another text: ${text.slice(0, 40)}`];
}

/** Texts differ by link, so that a spliced answer shows; with characters of two, three and four bytes. */
function textAt(position: number, { kind, fault }: Behaviour): string {
  const words = Array.from({ length: 14 }, (_, index) => `${kind}${position}-${index}`).join(' ');
  return `Antwort ${position} für «${fault.id}» → ${words} größer ≥ 3 🔒 Ende.`;
}

function modelAt(position: number): string {
  return `stand-in-${position}`;
}

interface DeadEnds {
  addresses: Record<NonNullable<Behaviour['fault']['address']>, string>;
  close(): Promise<void>;
}

/** A port where nothing listens, one that does not speak TLS, one that says nothing, and a name that no one has. */
async function startDeadEnds(): Promise<DeadEnds> {
  const plain = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy());
    }),
  );
  const held = new Set<Socket>();
  const silent = await listen(createServer((socket) => held.add(socket.on('error', () => undefined))));
  return {
    addresses: {
      'unknown-host': 'http://no-such-host.invalid',
      // Outside the range from which the system gives ports away: another cell would soon listen on a freed one.
      'closed-port': 'http://127.0.0.1:2',
      'not-tls': `https://127.0.0.1:${portOf(plain)}`,
      'silent-tls': `https://127.0.0.1:${portOf(silent)}`,
    },
    async close() {
      for (const socket of held) socket.destroy();
      await Promise.all([plain, silent].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** A sample of `count` that takes from everywhere: each nth of a shuffled list keeps kinds and modes in proportion. */
function spread(cells: Cell[], count: number | undefined, next: () => number): Cell[] {
  if (count === undefined || count >= cells.length) return cells;
  const step = cells.length / count;
  const offset = next() * step;
  return Array.from({ length: count }, (_, index) => cells[Math.floor(offset + index * step) % cells.length]).filter(
    (cell) => cell !== undefined,
  );
}

function tabulate(cells: readonly Cell[], violations: readonly Violation[]): MatrixReport['rows'] {
  const bad = new Map<string, number>();
  for (const { cell } of violations) bad.set(cell, (bad.get(cell) ?? 0) + 1);
  const rows = new Map<string, MatrixReport['rows'][number]>();
  for (const cell of cells) {
    const provider = cell.mode === 'random' ? 'mixed' : (cell.links[0]?.kind ?? '');
    const key = `${cell.mode} ${provider}`;
    const row = rows.get(key) ?? { mode: cell.mode, provider, cells: 0, violations: 0 };
    row.cells += 1;
    row.violations += bad.get(cell.id) ?? 0;
    rows.set(key, row);
  }
  return [...rows.values()].toSorted((a, b) => a.mode.localeCompare(b.mode) || a.provider.localeCompare(b.provider));
}
