/** The offline composer: the chain's last link. It writes from the evidence alone, so an answer always comes. */
import { composeAnswer } from './composer/compose.ts';
import { blockWords } from './block-words.ts';
import type { Provider, ProviderRequest } from './provider.ts';

export const COMPOSER_MODEL = 'offline-composer-1';

/** A provider that needs no network and no key, and says that no language model wrote its words. */
export function createComposer(): Provider {
  return {
    name: 'composer',
    model: COMPOSER_MODEL,
    region: null,
    // A promise is the contract; nothing here waits for anything.
    // oxlint-disable-next-line typescript/require-await
    async stream(request, _signal, tell) {
      if (request.precededBy === 'content_blocked') tell({ type: 'text-delta', text: refusedNote(request) });
      for (const paragraph of composeAnswer(request.brief)) tell({ type: 'text-delta', text: `${paragraph}\n\n` });
      tell({ type: 'usage', inputTokens: 0, outputTokens: 0 });
      tell({ type: 'finish', reason: 'stop' });
    },
  };
}

/** A reader must know that a model was asked and would not answer, and why, as far as it said. */
function refusedNote({ blockReason }: ProviderRequest): string {
  return `_The language model refused this question under its content policy (${blockWords(blockReason)}); no other model was asked._\n\n`;
}
