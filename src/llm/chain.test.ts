import { afterEach, describe, expect, test } from 'vitest';
import { createBreakers } from './breaker.ts';
import { createChain } from './chain.ts';
import type { Chain, ChainOptions } from './chain.ts';
import { LIST_PRICES } from './prices.ts';
import type { ChainEvent } from './provider.ts';
import { createProviderAt, linkTo, sampleRequest } from '../test/providers/providers.ts';
import { DEFAULT_TEXT, startProviderStandIn } from '../test/providers/stand-in.ts';
import type { ProviderStandIn } from '../test/providers/stand-in.ts';
import { WIRE_KINDS } from '../test/providers/wire.ts';
import type { WireKind } from '../test/providers/wire.ts';

const open: ProviderStandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()));
});

async function standIn(kind: WireKind, text?: string): Promise<ProviderStandIn> {
  const started = await startProviderStandIn(kind, text === undefined ? {} : { text });
  open.push(started);
  return started;
}

function chainOf(standIns: ProviderStandIn[], options: Partial<ChainOptions> = {}): Chain {
  return createChain({
    providers: standIns.map(({ kind, baseUrl }) => linkTo(createProviderAt(kind, baseUrl))),
    timeouts: { connectMs: 1000, firstTokenMs: 1500, idleMs: 1500, totalMs: 10_000 },
    breakers: createBreakers(),
    prices: LIST_PRICES,
    ...options,
  });
}

async function collect(chain: Chain, signal = new AbortController().signal): Promise<ChainEvent[]> {
  return Array.fromAsync(chain.run(sampleRequest(), { signal }));
}

/** What the reader has before him at the end. */
function shownText(events: ChainEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'restart') text = '';
    if (event.type === 'text-delta') text += event.text;
  }
  return text;
}

describe('a healthy provider', () => {
  test.each(WIRE_KINDS)('%s: streams its text, counts its tokens and ends once', async (kind) => {
    const server = await standIn(kind);
    const events = await collect(chainOf([server]));
    expect(shownText(events)).toBe(DEFAULT_TEXT);
    expect(events.at(-1)).toMatchObject({
      type: 'finish',
      provider: kind,
      inputTokens: 40,
      outputTokens: 12,
      truncated: false,
    });
    expect(events.filter((event) => ['finish', 'error', 'abort'].includes(event.type))).toHaveLength(1);
    expect(server.attempts()).toBe(1);
  });

  test.each(WIRE_KINDS)('%s: reuses its connection', async (kind) => {
    const server = await standIn(kind);
    const chain = chainOf([server]);
    for (let round = 0; round < 5; round += 1) await collect(chain);
    // The pool may still be putting the first connection back when the second request comes.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});
