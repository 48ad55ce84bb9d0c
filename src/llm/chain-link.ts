import type { Provider, ProviderName } from './provider.ts';

/** One place in the chain. Without `provider` it is shown and never asked; `skipReason` then says why. */
export interface ChainLink {
  name: ProviderName;
  model: string;
  region: string | null;
  provider: Provider | null;
  skipReason: string | null;
}
