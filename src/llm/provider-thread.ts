/**
 * Providers elsewhere, in a thread of their own. Sockets, parsing and SDKs of hundreds of answers take half of what an
 * answer costs; on the main thread readers would wait for it. The chain, its timers and its verdicts stay where they were.
 */
import { Worker } from 'node:worker_threads';
import { ProviderError } from './provider.ts';
import type { ProviderEvent, RemoteProvider } from './provider.ts';
import { errorOf } from './provider-thread-messages.ts';
import type { ThreadNews, ThreadOrder } from './provider-thread-messages.ts';
import type { ProviderSettings, RemoteLink } from './registry.ts';

export interface ProviderThread {
  /** A provider whose attempts are made in the thread. */
  provider(link: RemoteLink): RemoteProvider;
  /** Attempts still under way fail as `aborted`. */
  end(): Promise<void>;
}

interface Waiting {
  tell(event: ProviderEvent): void;
  resolve(): void;
  reject(error: ProviderError): void;
}

/** More than hundreds of answers need, MB: what a hostile provider sends can end the thread, not the process. */
const MEMORY_MB = 512;

/**
 * Starts the thread with the first provider that is named. One that dies takes its attempts with it, as `network`, tells
 * `onDeath`, and is started again by the next attempt. It does not keep the process alive.
 */
export function createProviderThread(
  settings: ProviderSettings,
  { onDeath, memoryMb = MEMORY_MB }: { onDeath: (error: unknown) => void; memoryMb?: number },
): ProviderThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('provider-thread-worker.ts', import.meta.url), {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    started.unref();
    started.on('message', take);
    started.on('error', (error) => fail(started, 'network', error));
    started.on('exit', (code) => fail(started, 'network', new Error(`the provider thread ended with ${code}`)));
    worker = started;
    return started;
  };

  const take = ({ ids, news }: ThreadNews): void => {
    for (const [index, id] of ids.entries()) {
      const attempt = waiting.get(id);
      const told = news[index]!;
      if (!attempt) continue;
      if (typeof told === 'string') attempt.tell({ type: 'text-delta', text: told });
      else if (told.type !== 'end') attempt.tell(told);
      else {
        waiting.delete(id);
        if (told.fault === null) attempt.resolve();
        else attempt.reject(errorOf(told.fault));
      }
    }
  };

  const fail = (ended: Worker, errorClass: 'network' | 'aborted', cause: unknown): void => {
    if (ended !== worker) return;
    worker = null;
    for (const { reject } of waiting.values())
      reject(new ProviderError(errorClass, { upstream: 'the provider thread ended', cause }));
    waiting.clear();
    if (errorClass === 'network') onDeath(cause);
  };

  const order = (said: ThreadOrder): void => (worker ?? start()).postMessage(said);

  return {
    provider({ name, model, region }) {
      if (!worker) start();
      return {
        name,
        model,
        region,
        stream: ({ system, turns, maxOutputTokens, temperature }, signal, tell) =>
          new Promise((resolve, reject) => {
            const id = (lastId += 1);
            waiting.set(id, { tell, resolve, reject });
            order({ id, name, model, request: { system, turns, maxOutputTokens, temperature } });
            const giveUp = (): void => {
              if (waiting.has(id)) order({ id, giveUp: true });
            };
            if (signal.aborted) giveUp();
            else signal.addEventListener('abort', giveUp, { once: true });
          }),
      };
    },
    async end() {
      const ended = worker;
      if (!ended) return;
      fail(ended, 'aborted', null);
      await ended.terminate();
    },
  };
}
