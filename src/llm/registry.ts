/** Which providers there are, and how LLM_CHAIN becomes links. A new provider is one file, and a line here and in make-provider.ts. */
import { defaultBedrockModel, regionOfModel } from './bedrock-models.ts';
import type { Breakers } from './breaker.ts';
import { createChain } from './chain.ts';
import type { Chain } from './chain.ts';
import type { ChainLink } from './chain-link.ts';
import { DEFAULT_MODELS } from './default-models.ts';
import type { PriceTable } from './prices.ts';
import type { ChainTimeouts, Provider, ProviderName, RemoteName } from './provider.ts';

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

interface Entry {
  defaultModel(settings: ProviderSettings): string;
  region(settings: ProviderSettings, model: string): string | null;
  /** Why it cannot be asked, or null. */
  missing(settings: ProviderSettings): string | null;
}

/** Does not compile when a provider is forgotten. */
const PROVIDERS: Record<ProviderName, Entry> = {
  bedrock: {
    defaultModel: ({ bedrock }) => bedrock.model ?? defaultBedrockModel(bedrock.region),
    region: ({ bedrock }, model) => regionOfModel(model) ?? bedrock.region,
    missing: ({ bedrock }) => (bedrock.enabled ? null : 'Bedrock is not configured (no AWS credentials or region)'),
  },
  groq: {
    defaultModel: ({ groq }) => groq.model ?? DEFAULT_MODELS.groq,
    region: () => null,
    missing: ({ groq }) => faultOfKey('GROQ_API_KEY', groq),
  },
  gemini: {
    defaultModel: ({ gemini }) => gemini.model ?? DEFAULT_MODELS.gemini,
    region: () => null,
    missing: ({ gemini }) => faultOfKey('GEMINI_API_KEY', gemini),
  },
  openrouter: {
    defaultModel: ({ openrouter }) => openrouter.model ?? DEFAULT_MODELS.openrouter,
    region: () => null,
    missing: ({ openrouter }) => faultOfKey('OPENROUTER_API_KEY', openrouter),
  },
  composer: {
    defaultModel: () => 'composer',
    region: () => null,
    missing: () => null,
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
    if (!isProviderName(name)) faults.push(`"${name}" is not a provider (${Object.keys(PROVIDERS).join(', ')})`);
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
export function buildLinks(chain: string, settings: ProviderSettings, makers: Makers): ChainLink[] {
  return parseChain(chain).map(({ name, model: listed }) => {
    const entry = PROVIDERS[name];
    const model = name === 'composer' ? makers.composer.model : (listed ?? entry.defaultModel(settings));
    const region = entry.region(settings, model);
    const skipReason = entry.missing(settings);
    const provider = skipReason === null ? make(makers, name, model, region) : null;
    return { name, model, region, provider, skipReason };
  });
}

/** Where the providers come from: the offline composer, and those elsewhere, which are made as they are named. */
export interface Makers {
  composer: Provider;
  remote(about: RemoteLink): Provider;
}

/** A provider elsewhere with the model it is asked for. */
export interface RemoteLink {
  name: RemoteName;
  model: string;
  region: string | null;
}

export interface BuildOptions {
  /** LLM_CHAIN. */
  chain: string;
  settings: ProviderSettings;
  timeouts: ChainTimeouts;
  prices: PriceTable;
  breakers: Breakers;
}

/** The chain of the configuration. Throws an Error on a faulty LLM_CHAIN. */
export function buildChain(options: BuildOptions, makers: Makers): Chain {
  const { chain, settings, ...rest } = options;
  return createChain({ providers: buildLinks(chain, settings, makers), ...rest });
}

function make({ composer, remote }: Makers, name: ProviderName, model: string, region: string | null): Provider {
  return name === 'composer' ? composer : remote({ name, model, region });
}

function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(PROVIDERS, name);
}

/** A key with a line break in it would come back, whole, in an error message about headers. */
function faultOfKey(variable: string, { apiKey }: KeySettings): string | null {
  const key = apiKey?.trim();
  if (!key) return `${variable} is not set`;
  return /^[\x21-\x7e]+$/.test(key) ? null : `${variable} holds characters that no key has`;
}
