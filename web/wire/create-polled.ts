/** Something that the server knows, read again now and then while the page is seen. */
import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { type ApiError, asApiError } from './request.ts';

export interface Polled<T> {
  /** The last good read; it stays while a later read fails. */
  value: Accessor<T | null>;
  problem: Accessor<ApiError | null>;
  refresh(): Promise<void>;
}

/** Reads at once and every `everyMs`; leaves off when the page that made it goes. */
export function createPolled<T extends object>(read: (signal: AbortSignal) => Promise<T>, everyMs: number): Polled<T> {
  const [value, setValue] = createSignal<T | null>(null);
  const [problem, setProblem] = createSignal<ApiError | null>(null);
  const control = new AbortController();

  async function refresh(): Promise<void> {
    try {
      const fresh = await read(control.signal);
      setValue(() => fresh);
      setProblem(null);
    } catch (error) {
      if (!control.signal.aborted) setProblem(asApiError(error));
    }
  }

  const timer = setInterval(() => {
    if (!document.hidden) void refresh();
  }, everyMs);
  onCleanup(() => {
    clearInterval(timer);
    control.abort();
  });
  void refresh();
  return { value, problem, refresh };
}
