/**
 * Scrolls a growing thread. After a question it follows the answer until the question has reached the top: an answer
 * longer than the window is read from its beginning, so its end must not run away with it. Who goes to the end, by the
 * button or by hand, follows the end until they scroll up.
 */
import { createSignal, onCleanup, onMount } from 'solid-js';

const NEAR_END_PX = 56;
const MARGIN_PX = 12;

/** Give `scroller` and `content` as refs. `stuck` tells whether growth is followed; `toEnd` follows the end again. */
export function createStickToEnd() {
  const [stuck, setStuck] = createSignal(true);
  let follow: 'question' | 'end' = 'question';
  let scroller: HTMLElement | undefined;
  let content: HTMLElement | undefined;
  let lastTop = 0;

  const distanceToEnd = (box: HTMLElement): number => box.scrollHeight - box.scrollTop - box.clientHeight;

  function go(to: 'question' | 'end'): void {
    follow = to;
    setStuck(true);
    if (scroller !== undefined) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Where the scroller stands when the last question is at its top. */
  function topOfQuestion(box: HTMLElement): number {
    const questions = content?.querySelectorAll('.question');
    const last = questions?.item(questions.length - 1);
    if (!last) return Infinity;
    const above = last.getBoundingClientRect().top - box.getBoundingClientRect().top;
    return Math.max(0, box.scrollTop + above - MARGIN_PX);
  }

  function onGrowth(): void {
    if (!stuck() || scroller === undefined) return;
    const goal = follow === 'end' ? scroller.scrollHeight : Math.min(scroller.scrollHeight, topOfQuestion(scroller));
    // Downwards only: who has read on is not pulled back.
    scroller.scrollTop = Math.max(scroller.scrollTop, goal);
    lastTop = scroller.scrollTop;
    if (distanceToEnd(scroller) > NEAR_END_PX) setStuck(false);
  }

  function onScroll(): void {
    if (scroller === undefined) return;
    if (scroller.scrollTop < lastTop - 1)
      setStuck(false); // content that grows never moves the top upwards
    else if (scroller.scrollTop > lastTop + 1 && !stuck() && distanceToEnd(scroller) <= NEAR_END_PX) {
      follow = 'end';
      setStuck(true);
    }
    lastTop = scroller.scrollTop;
  }

  onMount(() => {
    const watcher = new ResizeObserver(onGrowth);
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
    toEnd: (): void => go('end'),
    toQuestion: (): void => go('question'),
    scroller: (element: HTMLElement): void => void (scroller = element),
    content: (element: HTMLElement): void => void (content = element),
  };
}
