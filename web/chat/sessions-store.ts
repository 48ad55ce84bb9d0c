/** The list of conversations: search, older pages, rename, delete. */
import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Page, SessionSummary } from '../../src/http/api.ts';
import { type ApiError, asApiError, send, sendForJson } from '../wire/request.ts';

export interface SessionsState {
  items: SessionSummary[];
  nextCursor: string | null;
  total: number;
  query: string;
  load: 'loading' | 'ready' | 'failed';
  problem: ApiError | null;
}

export type Sessions = ReturnType<typeof createSessions>;

const SEARCH_PAUSE_MS = 200;
const RUNNING_POLL_MS = 4000;

/** The list; `refresh` re-reads its first page quietly. It re-reads by itself while another answer runs. */
export function createSessions() {
  const [state, setState] = createStore<SessionsState>({
    items: [],
    nextCursor: null,
    total: 0,
    query: '',
    load: 'loading',
    problem: null,
  });
  let reading: AbortController | null = null;
  let searchTimer: ReturnType<typeof setTimeout> | undefined;
  const poll = setInterval(() => {
    if (!document.hidden && state.items.some(({ running }) => running)) void refresh();
  }, RUNNING_POLL_MS);
  onCleanup(() => {
    clearInterval(poll);
    clearTimeout(searchTimer);
    reading?.abort();
  });

  async function read(cursor: string | null): Promise<void> {
    reading?.abort();
    const control = (reading = new AbortController());
    const query = new URLSearchParams();
    if (state.query.trim() !== '') query.set('q', state.query.trim());
    if (cursor !== null) query.set('cursor', cursor);
    else if (state.items.length > 50) query.set('limit', String(Math.min(500, state.items.length)));
    try {
      const path = `/api/sessions${query.size > 0 ? `?${query}` : ''}`;
      const page = await sendForJson<Page<SessionSummary>>(path, { signal: control.signal });
      if (control.signal.aborted) return;
      const items = cursor === null ? page.items : [...state.items, ...page.items];
      setState('items', reconcile(items, { key: 'id' }));
      setState({ nextCursor: page.nextCursor, total: page.total, load: 'ready', problem: null });
    } catch (error) {
      if (!control.signal.aborted) setState({ load: 'failed', problem: asApiError(error) });
    }
  }

  const refresh = (): Promise<void> => read(null);

  return {
    state,
    refresh,
    more: (): Promise<void> => read(state.nextCursor),
    search(query: string): void {
      setState({ query, load: 'loading' });
      clearTimeout(searchTimer);
      searchTimer = setTimeout(() => void refresh(), SEARCH_PAUSE_MS);
    },
    /** Throws `ApiError`; the list changes only when the server took it. */
    async rename(id: string, title: string): Promise<void> {
      await send(`/api/sessions/${encodeURIComponent(id)}`, { method: 'PATCH', body: { title } });
      setState('items', (item) => item.id === id, 'title', title);
    },
    /** Throws `ApiError`. */
    async remove(id: string): Promise<void> {
      await send(`/api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
      setState('items', (items) => items.filter((item) => item.id !== id));
      setState('total', (total) => Math.max(0, total - 1));
    },
  };
}
