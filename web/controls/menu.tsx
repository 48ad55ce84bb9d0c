import { createSignal, createUniqueId, For, onCleanup, Show, type JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export type MenuItem =
  | { words: string; run: () => void; danger?: boolean }
  | { words: string; href: string; download: string };

/** A small menu behind a “more” button: arrows move, Esc closes and gives the focus back. */
export function Menu(props: { label: string; items: MenuItem[] }): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const id = createUniqueId();
  let root!: HTMLDivElement;
  let opener!: HTMLButtonElement;

  const close = (focusBack: boolean): void => {
    setOpen(false);
    document.removeEventListener('pointerdown', closeOutside, true);
    if (focusBack) opener.focus();
  };
  const closeOutside = (event: PointerEvent): void => {
    if (!root.contains(event.target as Node)) close(false);
  };
  onCleanup(() => document.removeEventListener('pointerdown', closeOutside, true));

  function show(): void {
    setOpen(true);
    document.addEventListener('pointerdown', closeOutside, true);
    focusItem(0);
  }

  function focusItem(index: number): void {
    const items = [...root.querySelectorAll<HTMLElement>('[role=menuitem]')];
    items.at(index % items.length)?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!open()) return;
    const items = [...root.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') {
      event.stopPropagation();
      close(true);
    } else if (event.key === 'ArrowDown') focusItem(at + 1);
    else if (event.key === 'ArrowUp') focusItem(at - 1);
    else if (event.key === 'Home') focusItem(0);
    else if (event.key === 'End') focusItem(-1);
    else if (event.key === 'Tab') return close(false);
    else return;
    event.preventDefault();
  }

  return (
    <div class="menu" ref={(element) => (root = element)} onKeyDown={onKeyDown}>
      <button
        ref={(element) => (opener = element)}
        type="button"
        class="icon-button"
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        aria-controls={id}
        onClick={() => (open() ? close(true) : show())}
      >
        <Icon name="more" />
      </button>
      <Show when={open()}>
        <div class="menu-list" id={id} role="menu" aria-label={props.label}>
          <For each={props.items}>
            {(item) =>
              'href' in item ? (
                <a role="menuitem" tabindex="-1" href={item.href} download={item.download} onClick={() => close(true)}>
                  {item.words}
                </a>
              ) : (
                <button
                  role="menuitem"
                  tabindex="-1"
                  type="button"
                  classList={{ danger: item.danger === true }}
                  onClick={() => {
                    close(true);
                    item.run();
                  }}
                >
                  {item.words}
                </button>
              )
            }
          </For>
        </div>
      </Show>
    </div>
  );
}
