/** Keeps a growing thread at its end, until the reader scrolls up to read. */
import { createSignal, onCleanup, onMount } from 'solid-js';

const NEAR_END_PX = 56;

/** Give `scroller` and `content` as refs. `stuck` tells whether the end is followed; `toEnd` follows it again. */
export function createStickToEnd() {
  const [stuck, setStuck] = createSignal(true);
  let scroller: HTMLElement | undefined;
  let content: HTMLElement | undefined;
  let lastTop = 0;

  function toEnd(): void {
    setStuck(true);
    if (scroller !== undefined) scroller.scrollTop = scroller.scrollHeight;
  }

  function onScroll(): void {
    if (scroller === undefined) return;
    const distance = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (distance <= NEAR_END_PX) setStuck(true);
    else if (scroller.scrollTop < lastTop - 1) setStuck(false); // content that grows never moves the top upwards
    lastTop = scroller.scrollTop;
  }

  onMount(() => {
    const watcher = new ResizeObserver(() => {
      if (stuck() && scroller !== undefined) scroller.scrollTop = scroller.scrollHeight;
    });
    if (content !== undefined) watcher.observe(content);
    if (scroller !== undefined) watcher.observe(scroller);
    scroller?.addEventListener('scroll', onScroll, { passive: true });
    onCleanup(() => {
      watcher.disconnect();
      scroller?.removeEventListener('scroll', onScroll);
    });
  });

  return {
    stuck,
    toEnd,
    scroller: (element: HTMLElement): void => void (scroller = element),
    content: (element: HTMLElement): void => void (content = element),
  };
}
