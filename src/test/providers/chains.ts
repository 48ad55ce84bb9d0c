/** Chains over stand-ins, as tests of the chain make them: short timers, a price for each, closed after each test. */
import { createBreakers } from '../../llm/breaker.ts';
import { type Chain, type ChainOptions, createChain } from '../../llm/chain.ts';
import type { Provider } from '../../llm/provider.ts';
import { createProviderAt, linkTo } from './providers.ts';
import { type ProviderStandIn, type ScriptSource, startProviderStandIn } from './stand-in.ts';
import type { Script } from './steps.ts';
import { WIRE_KINDS, type WireKind } from './wire.ts';

export interface StandIns {
  /** Starts one: healthy with `text`, or by `script`. */
  standIn(kind: WireKind, script?: Script | ScriptSource, text?: string): Promise<ProviderStandIn>;
  /** Closes all that were started since. */
  close(): Promise<void>;
}

export function createStandIns(): StandIns {
  const open: ProviderStandIn[] = [];
  return {
    async standIn(kind, script, text) {
      const started = await startProviderStandIn(kind, text === undefined ? {} : { text });
      open.push(started);
      if (script) started.script(script);
      return started;
    },
    async close() {
      await Promise.all(open.splice(0).map((standIn) => standIn.close()));
    },
  };
}

const PRICE = { inputUsdPerMillion: 2, outputUsdPerMillion: 10, from: '2020-01-01' };

/** The chain of these stand-ins in their order, then of `more`. */
export function chainOf(
  standIns: readonly ProviderStandIn[],
  options: Partial<ChainOptions> = {},
  more: Provider[] = [],
): Chain {
  return createChain({
    providers: [...standIns.map(({ kind, baseUrl }) => createProviderAt(kind, baseUrl)), ...more].map(linkTo),
    timeouts: { connectMs: 2_000, firstTokenMs: 2_000, idleMs: 2_000, totalMs: 20_000 },
    breakers: createBreakers(),
    prices: WIRE_KINDS.map((provider) => ({ provider, model: `stand-in-${provider}`, ...PRICE })),
    ...options,
  });
}
