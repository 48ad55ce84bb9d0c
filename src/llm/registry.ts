/** Which providers there are, and how LLM_CHAIN becomes links. A new provider is one file and one line here. */
import { createBedrock } from './bedrock.ts';
import { defaultBedrockModel, regionOfModel } from './bedrock-models.ts';
import type { Breakers } from './breaker.ts';
import { createChain } from './chain.ts';
import type { Chain } from './chain.ts';
import type { ChainLink } from './chain-link.ts';
import { createGemini, DEFAULT_GEMINI_MODEL } from './gemini.ts';
import { createGroq, DEFAULT_GROQ_MODEL } from './groq.ts';
import { createOpenRouter, DEFAULT_OPENROUTER_MODEL } from './openrouter.ts';
import type { PriceTable } from './prices.ts';
import type { ChainTimeouts, Provider, ProviderName } from './provider.ts';

export const DEFAULT_CHAIN = 'bedrock,groq,gemini,openrouter,composer';

/** Credentials and addresses of the providers, from the configuration. A provider without credentials is shown, not asked. */
export interface ProviderSettings {
  bedrock: {
    /** Explicit, because looking for AWS credentials on a bare machine takes seconds. */
    enabled: boolean;
    region: string;
    model?: string | undefined;
    baseUrl?: string | undefined;
    credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
  };
  groq: KeySettings;
  gemini: KeySettings;
  openrouter: KeySettings;
}

export interface KeySettings {
  apiKey?: string | undefined;
  model?: string | undefined;
  baseUrl?: string | undefined;
}

/** One entry of LLM_CHAIN; `model` null means the configured or default one. */
export interface ChainEntry {
  name: ProviderName;
  model: string | null;
}

interface Maker {
  defaultModel(settings: ProviderSettings): string;
  region(settings: ProviderSettings, model: string): string | null;
  /** Why it cannot be asked, or null. */
  missing(settings: ProviderSettings): string | null;
  create(settings: ProviderSettings, model: string, composer: Provider): Provider;
}

/** Does not compile when a provider is forgotten. */
const MAKERS: Record<ProviderName, Maker> = {
  bedrock: {
    defaultModel: ({ bedrock }) => bedrock.model ?? defaultBedrockModel(bedrock.region),
    region: ({ bedrock }, model) => regionOfModel(model) ?? bedrock.region,
    missing: ({ bedrock }) => (bedrock.enabled ? null : 'Bedrock is not configured (no AWS credentials or region)'),
    create: ({ bedrock }, model) => createBedrock({ ...bedrock, baseUrl: trimSlash(bedrock.baseUrl), model }),
  },
  groq: {
    defaultModel: ({ groq }) => groq.model ?? DEFAULT_GROQ_MODEL,
    region: () => null,
    missing: ({ groq }) => faultOfKey('GROQ_API_KEY', groq),
    create: ({ groq }, model) => createGroq(withKey(groq, model)),
  },
  gemini: {
    defaultModel: ({ gemini }) => gemini.model ?? DEFAULT_GEMINI_MODEL,
    region: () => null,
    missing: ({ gemini }) => faultOfKey('GEMINI_API_KEY', gemini),
    create: ({ gemini }, model) => createGemini(withKey(gemini, model)),
  },
  openrouter: {
    defaultModel: ({ openrouter }) => openrouter.model ?? DEFAULT_OPENROUTER_MODEL,
    region: () => null,
    missing: ({ openrouter }) => faultOfKey('OPENROUTER_API_KEY', openrouter),
    create: ({ openrouter }, model) => createOpenRouter(withKey(openrouter, model)),
  },
  composer: {
    defaultModel: () => 'composer',
    region: () => null,
    missing: () => null,
    create: (_settings, _model, composer) => composer,
  },
};

/**
 * Reads LLM_CHAIN: provider names, each with an optional model after the first colon, separated by commas
 * (`bedrock:eu.anthropic.claude-sonnet-5-5,groq,composer`). ARNs are models too. The composer goes last wherever it is
 * listed. Throws an Error that names every fault.
 */
export function parseChain(text: string): ChainEntry[] {
  const faults: string[] = [];
  const entries: ChainEntry[] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const colon = part.indexOf(':');
    const name = (colon < 0 ? part : part.slice(0, colon)).trim().toLowerCase();
    const model = colon < 0 ? null : part.slice(colon + 1).trim();
    if (!isProviderName(name)) faults.push(`"${name}" is not a provider (${Object.keys(MAKERS).join(', ')})`);
    else if (model === '') faults.push(`"${part}" names no model after the colon`);
    else if (name === 'composer' && model !== null) faults.push('the composer has no models');
    else if (entries.some((entry) => entry.name === name && entry.model === model))
      faults.push(`"${part}" is listed twice`);
    else entries.push({ name, model });
  }
  if (entries.length === 0 && faults.length === 0) faults.push('it names no provider');
  if (faults.length > 0) throw new Error(`LLM_CHAIN: ${faults.join('; ')}`);
  return [...entries.filter(({ name }) => name !== 'composer'), ...entries.filter(({ name }) => name === 'composer')];
}

/** The links of a chain, in order; those without credentials carry the reason and no provider. */
export function buildLinks(chain: string, settings: ProviderSettings, composer: Provider): ChainLink[] {
  return parseChain(chain).map(({ name, model: listed }) => {
    const maker = MAKERS[name];
    const model = name === 'composer' ? composer.model : (listed ?? maker.defaultModel(settings));
    const skipReason = maker.missing(settings);
    const provider = skipReason === null ? maker.create(settings, model, composer) : null;
    return { name, model, region: maker.region(settings, model), provider, skipReason };
  });
}

export interface BuildOptions {
  /** LLM_CHAIN. */
  chain: string;
  settings: ProviderSettings;
  timeouts: ChainTimeouts;
  prices: PriceTable;
  breakers: Breakers;
}

/** The chain of the configuration. `composer` is the offline provider. Throws an Error on a faulty LLM_CHAIN. */
export function buildChain(options: BuildOptions, { composer }: { composer: Provider }): Chain {
  const { chain, settings, ...rest } = options;
  return createChain({ providers: buildLinks(chain, settings, composer), ...rest });
}

function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(MAKERS, name);
}

/** A key with a line break in it would come back, whole, in an error message about headers. */
function faultOfKey(variable: string, { apiKey }: KeySettings): string | null {
  const key = apiKey?.trim();
  if (!key) return `${variable} is not set`;
  return /^[\x21-\x7e]+$/.test(key) ? null : `${variable} holds characters that no key has`;
}

function withKey({ apiKey, baseUrl }: KeySettings, model: string) {
  return { apiKey: apiKey?.trim() ?? '', baseUrl: trimSlash(baseUrl), model };
}

function trimSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '') || undefined;
}
