/**
 * Keeps a growing thread at its end, until the reader scrolls up to read or the last question has reached the top: an
 * answer longer than the window is read from its beginning, so its end must not run away with it.
 */
import { createSignal, onCleanup, onMount } from 'solid-js';

const NEAR_END_PX = 56;
const MARGIN_PX = 12;

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

  /** Where the scroller stands when the last question is at its top. */
  function topOfQuestion(): number {
    const questions = content?.querySelectorAll('.question');
    const last = questions?.item(questions.length - 1);
    if (!last || scroller === undefined) return Infinity;
    const above = last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    return Math.max(0, scroller.scrollTop + above - MARGIN_PX);
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
      if (!stuck() || scroller === undefined) return;
      // Downwards only: who has read on is not pulled back.
      scroller.scrollTop = Math.max(scroller.scrollTop, Math.min(scroller.scrollHeight, topOfQuestion()));
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
