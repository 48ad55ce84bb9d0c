import { createContext, useContext, type JSX } from 'solid-js';
import type { Router } from './router.ts';

export const RouterContext = createContext<Router>();

/** The router of the app; throws outside it. */
export function useRouter(): Router {
  const router = useContext(RouterContext);
  if (router === undefined) throw new Error('useRouter needs a RouterContext above it');
  return router;
}

/** A real link that changes the page without loading it, unless the reader wants a new tab. */
export function Link(props: JSX.AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; onFollow?: () => void }) {
  const router = useRouter();
  function follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.go(props.href);
    props.onFollow?.();
  }
  return (
    <a href={props.href} class={props.class} aria-current={props['aria-current']} title={props.title} onClick={follow}>
      {props.children}
    </a>
  );
}
