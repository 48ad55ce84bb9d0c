/** Makes the providers elsewhere from their settings. Apart from the registry: it loads all of their SDKs. */
import { createBedrock } from './bedrock.ts';
import { createGemini } from './gemini.ts';
import { createGroq } from './groq.ts';
import { createOpenRouter } from './openrouter.ts';
import type { RemoteName, RemoteProvider } from './provider.ts';
import type { KeySettings, ProviderSettings } from './registry.ts';

type Maker = (settings: ProviderSettings, model: string) => RemoteProvider;

/** Does not compile when a provider is forgotten. */
const MAKERS: Record<RemoteName, Maker> = {
  bedrock: ({ bedrock }, model) => createBedrock({ ...bedrock, baseUrl: trimSlash(bedrock.baseUrl), model }),
  groq: ({ groq }, model) => createGroq(withKey(groq, model)),
  gemini: ({ gemini }, model) => createGemini(withKey(gemini, model)),
  openrouter: ({ openrouter }, model) => createOpenRouter(withKey(openrouter, model)),
};

/** A provider that runs in this thread. */
export function makeProvider(
  settings: ProviderSettings,
  { name, model }: { name: RemoteName; model: string },
): RemoteProvider {
  return MAKERS[name](settings, model);
}

function withKey({ apiKey, baseUrl }: KeySettings, model: string) {
  return { apiKey: apiKey?.trim() ?? '', baseUrl: trimSlash(baseUrl), model };
}

function trimSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '') || undefined;
}
