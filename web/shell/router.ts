/** Addresses of the page: `/`, `/s/:sessionId`, `/providers`, `/coverage`, `/accounts`. */
import { createSignal, onCleanup, type Accessor } from 'solid-js';

export type Route =
  | { page: 'chat'; sessionId: string | null }
  | { page: 'providers' }
  | { page: 'coverage' }
  | { page: 'accounts' }
  | { page: 'not-found' };

export interface Router {
  route: Accessor<Route>;
  go(path: string, options?: { replace?: boolean }): void;
}

/** Reads an address path. */
export function readRoute(path: string): Route {
  const session = /^\/s\/([^/]+)\/?$/.exec(path)?.[1];
  if (session !== undefined) return { page: 'chat', sessionId: decodeSegment(session) };
  if (path === '/' || path === '/index.html') return { page: 'chat', sessionId: null };
  if (/^\/providers\/?$/.test(path)) return { page: 'providers' };
  if (/^\/coverage\/?$/.test(path)) return { page: 'coverage' };
  if (/^\/accounts\/?$/.test(path)) return { page: 'accounts' };
  return { page: 'not-found' };
}

/** The address of a conversation. */
export function sessionPath(sessionId: string): string {
  return `/s/${encodeURIComponent(sessionId)}`;
}

/** A router over the browser's history; follows back and forward. */
export function createRouter(): Router {
  const [route, setRoute] = createSignal(readRoute(location.pathname), { equals: false });
  const follow = (): void => void setRoute(readRoute(location.pathname));
  addEventListener('popstate', follow);
  onCleanup(() => removeEventListener('popstate', follow));
  return {
    route,
    go(path, { replace = false } = {}) {
      if (path !== location.pathname) history[replace ? 'replaceState' : 'pushState'](null, '', path);
      follow();
    },
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
