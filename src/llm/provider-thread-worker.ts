/** The provider thread: makes attempts as it is told, and tells what came of all of them once in each round of its loop. */
import { parentPort, workerData } from 'node:worker_threads';
import { makeProvider } from './make-provider.ts';
import { ProviderError } from './provider.ts';
import type { RemoteProvider } from './provider.ts';
import { faultOf } from './provider-thread-messages.ts';
import type { AttemptOrder, ThreadEnd, ThreadNews, ThreadOrder } from './provider-thread-messages.ts';
import { redactUpstream } from './redact.ts';
import type { ProviderSettings } from './registry.ts';

const settings = workerData as ProviderSettings;
const providers = new Map<string, RemoteProvider>();
const running = new Map<number, AbortController>();
let round: ThreadNews = { ids: [], news: [] };

parentPort?.on('message', (order: ThreadOrder) => {
  if ('giveUp' in order) running.get(order.id)?.abort();
  else void attempt(order);
});

async function attempt(order: AttemptOrder): Promise<void> {
  const { id, request } = order;
  const controller = new AbortController();
  running.set(id, controller);
  const end: ThreadEnd = { type: 'end', fault: null };
  try {
    await providerOf(order).stream(request, controller.signal, (event) =>
      say(id, event.type === 'text-delta' ? event.text : event),
    );
  } catch (error) {
    const fault =
      error instanceof ProviderError
        ? error
        : new ProviderError('malformed', { upstream: redactUpstream(String(error)) });
    end.fault = faultOf(fault);
  }
  running.delete(id);
  say(id, end);
}

function providerOf({ name, model }: AttemptOrder): RemoteProvider {
  const key = `${name}:${model}`;
  const provider = providers.get(key) ?? makeProvider(settings, { name, model });
  providers.set(key, provider);
  return provider;
}

/** After the round in which the sockets are read, so that all that came in it goes in one message. */
function say(id: number, news: ThreadNews['news'][number]): void {
  if (round.ids.length === 0) setImmediate(tellRound);
  round.ids.push(id);
  round.news.push(news);
}

function tellRound(): void {
  parentPort?.postMessage(round);
  round = { ids: [], news: [] };
}
