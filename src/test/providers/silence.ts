/** How long a reader waits for the first text while providers are silent: at the timers that Assay has by default. */
import { readConfig } from '../../config.ts';
import { createBreakers } from '../../llm/breaker.ts';
import { createChain } from '../../llm/chain.ts';
import { observe } from './observe.ts';
import { createProviderAt, linkTo } from './providers.ts';
import { startProviderStandIn } from './stand-in.ts';
import { WIRE_KINDS } from './wire.ts';

export interface SilenceRow {
  /** How many of the four are silent, from the first on. */
  silent: number;
  firstTextMs: number | null;
  /** What each stand-in counted. */
  attempts: number[];
  violations: string[];
}

/** Longest wait for the first text, ms, by the number of silent providers before the one that answers. */
const WITHIN_MS: Record<number, number> = { 0: 1_000, 1: 10_000, 3: 26_000 };

/** Asks chains of the four providers with none, one and three of them silent, all at once; takes 24 s. */
export async function runSilence(): Promise<SilenceRow[]> {
  return Promise.all(Object.keys(WITHIN_MS).map((silent) => askPast(Number(silent))));
}

export function printSilence(rows: readonly SilenceRow[]): string {
  return rows
    .map(
      ({ silent, firstTextMs, attempts, violations }) =>
        `${silent} of 4 silent: first text after ${firstTextMs === null ? '–' : (firstTextMs / 1000).toFixed(2)} s, ` +
        `asked ${attempts.join(' ')}  ${violations.join('; ') || 'ok'}`,
    )
    .join('\n');
}

async function askPast(silent: number): Promise<SilenceRow> {
  const config = readConfig({});
  const standIns = await Promise.all(WIRE_KINDS.map((kind) => startProviderStandIn(kind)));
  for (const standIn of standIns.slice(0, silent)) standIn.script([{ do: 'hang' }]);
  const chain = createChain({
    providers: standIns.map(({ kind, baseUrl }) => linkTo(createProviderAt(kind, baseUrl))),
    timeouts: {
      connectMs: config.CONNECT_TIMEOUT_MS,
      firstTokenMs: config.FIRST_TOKEN_TIMEOUT_MS,
      idleMs: config.IDLE_TIMEOUT_MS,
      totalMs: config.TOTAL_TIMEOUT_MS,
    },
    breakers: createBreakers(),
    prices: [],
  });
  try {
    const { terminal } = await observe(chain);
    const firstTextMs = terminal?.type === 'finish' ? terminal.firstTokenMs : null;
    const attempts = standIns.map((standIn) => standIn.attempts());
    const violations: string[] = [];
    if (firstTextMs === null) violations.push(`ended as ${terminal?.type}`);
    else if (firstTextMs > WITHIN_MS[silent]!) violations.push('too late');
    if (attempts.some((count, index) => count !== (index <= silent ? 1 : 0))) violations.push('asked otherwise');
    return { silent, firstTextMs, attempts, violations };
  } finally {
    await Promise.all(standIns.map((standIn) => standIn.close()));
  }
}
