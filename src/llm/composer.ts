/** The offline composer: the chain's last link. It writes from the evidence alone, so an answer always comes. */
import { composeAnswer } from './composer/compose.ts';
import type { Provider, ProviderEvent } from './provider.ts';

export const COMPOSER_MODEL = 'offline-composer-1';

/** A provider that needs no network and no key, and says that no language model wrote its words. */
export function createComposer(): Provider {
  return {
    name: 'composer',
    model: COMPOSER_MODEL,
    region: null,
    // An async generator is the contract; nothing here waits for anything.
    // oxlint-disable-next-line typescript/require-await
    async *stream(request): AsyncGenerator<ProviderEvent, void, undefined> {
      for (const paragraph of composeAnswer(request.brief)) yield { type: 'text-delta', text: `${paragraph}\n\n` };
      yield { type: 'usage', inputTokens: 0, outputTokens: 0 };
      yield { type: 'finish', reason: 'stop' };
    },
  };
}
