/** What tokens cost: list prices in USD per million, dated, overridable by the operator. */
import { z } from 'zod';
import { baseModelOf } from './bedrock-models.ts';
import type { ProviderName } from './provider.ts';

export interface Price {
  provider: ProviderName;
  /** As configured for the provider; for Bedrock without geography and ARN, or with one where that costs otherwise. */
  model: string;
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** ISO date from which the price holds. */
  from: string;
}

export type PriceTable = readonly Price[];

/**
 * As published in November 2026 at aws.amazon.com/bedrock/pricing (the profile of a geography costs a tenth more than
 * `global.`), console.groq.com/docs/models, ai.google.dev/gemini-api/docs/pricing and openrouter.ai/models.
 */
export const LIST_PRICES: PriceTable = [
  ...bedrock('anthropic.claude-sonnet-5-5', 2, 10, '2026-09-28'),
  ...bedrock('anthropic.claude-sonnet-5', 2, 10, '2026-06-30'),
  ...bedrock('anthropic.claude-sonnet-4-6', 3, 15, '2026-02-17'),
  ...bedrock('anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15, '2025-09-29'),
  ...bedrock('anthropic.claude-haiku-4-5-20251001-v1:0', 1, 5, '2025-10-15'),
  {
    provider: 'groq',
    model: 'openai/gpt-oss-120b',
    inputUsdPerMillion: 0.15,
    outputUsdPerMillion: 0.6,
    from: '2025-08-05',
  },
  {
    provider: 'groq',
    model: 'openai/gpt-oss-20b',
    inputUsdPerMillion: 0.075,
    outputUsdPerMillion: 0.3,
    from: '2025-08-05',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.8-flash',
    inputUsdPerMillion: 0.75,
    outputUsdPerMillion: 3.75,
    from: '2026-09-02',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.8-flash',
    inputUsdPerMillion: 1.5,
    outputUsdPerMillion: 7.5,
    from: '2027-01-01',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.5-flash',
    inputUsdPerMillion: 1.5,
    outputUsdPerMillion: 9,
    from: '2026-05-19',
  },
  {
    provider: 'gemini',
    model: 'gemini-3.5-flash-lite',
    inputUsdPerMillion: 0.3,
    outputUsdPerMillion: 2.5,
    from: '2026-07-21',
  },
  {
    provider: 'openrouter',
    model: 'anthropic/claude-sonnet-5.5',
    inputUsdPerMillion: 2,
    outputUsdPerMillion: 10,
    from: '2026-09-28',
  },
];

const OVERRIDES = z.array(
  z.strictObject({
    provider: z.enum(['bedrock', 'groq', 'gemini', 'openrouter', 'composer']),
    model: z.string().min(1),
    inputUsdPerMillion: z.number().nonnegative(),
    outputUsdPerMillion: z.number().nonnegative(),
    from: z.iso.date().default('1970-01-01'),
  }),
);

/**
 * Parses the content of PRICES_FILE: a JSON array of prices in the form of `Price` (`from` optional). The given prices
 * replace the listed ones of the same provider and model. Throws an Error that names every fault.
 */
export function parsePrices(text: string): PriceTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error('PRICES_FILE is not JSON', { cause });
  }
  const parsed = OVERRIDES.safeParse(json);
  if (!parsed.success) throw new Error(`PRICES_FILE: ${z.prettifyError(parsed.error)}`);
  const overridden = new Set(parsed.data.map((price) => `${price.provider}\n${price.model}`));
  return [...parsed.data, ...LIST_PRICES.filter((price) => !overridden.has(`${price.provider}\n${price.model}`))];
}

/** Cost of one attempt, USD; 0 for the composer; null when the tokens or the price are not known. */
export function costOf(
  prices: PriceTable,
  call: { provider: ProviderName; model: string; inputTokens: number | null; outputTokens: number | null; at: Date },
): number | null {
  if (call.provider === 'composer') return 0;
  if (call.inputTokens === null || call.outputTokens === null) return null;
  const price = findPrice(prices, call.provider, call.model, call.at.toISOString().slice(0, 10));
  if (!price) return null;
  return (call.inputTokens * price.inputUsdPerMillion + call.outputTokens * price.outputUsdPerMillion) / 1_000_000;
}

/** The exact model first, then Bedrock's model without its geography; of several dates the latest that has come. */
function findPrice(prices: PriceTable, provider: ProviderName, model: string, day: string): Price | undefined {
  const exact = model.startsWith('arn:') ? (model.split('/').at(-1) ?? model) : model;
  for (const name of [exact, baseModelOf(model)]) {
    const dated = prices.filter((price) => price.provider === provider && price.model === name && price.from <= day);
    const latest = dated.toSorted((a, b) => b.from.localeCompare(a.from))[0];
    if (latest) return latest;
  }
  return undefined;
}

function bedrock(model: string, input: number, output: number, from: string): Price[] {
  const geographies = ['us.', 'eu.', 'jp.', 'au.', 'apac.'];
  const price = (name: string, factor: number): Price => ({
    provider: 'bedrock',
    model: name,
    inputUsdPerMillion: Number((input * factor).toFixed(4)),
    outputUsdPerMillion: Number((output * factor).toFixed(4)),
    from,
  });
  return [price(model, 1), ...geographies.map((geography) => price(geography + model, 1.1))];
}
