/** The conversations as a drawer, where the window is too narrow to have them beside the page. */
import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';

const NARROW = '(max-width: 899px)';

export interface Drawer {
  open: Accessor<boolean>;
  show(): void;
  /** Gives the focus back to the opener when it was inside. */
  close(): void;
}

export function createDrawer(): Drawer {
  const [open, setOpen] = createSignal(false);

  function close(): void {
    if (!open()) return;
    const inside = document.activeElement?.closest('.sidebar') !== null;
    setOpen(false);
    if (inside) document.querySelector<HTMLElement>('.drawer-opener')?.focus();
  }

  onMount(() => {
    const media = matchMedia(NARROW);
    const change = (): void => {
      if (!media.matches) setOpen(false);
    };
    media.addEventListener('change', change);
    onCleanup(() => media.removeEventListener('change', change));
  });
  return { open, show: () => void setOpen(true), close };
}
