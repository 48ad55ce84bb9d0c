import { createSignal, onCleanup, type JSX } from 'solid-js';
import { Icon } from './icon.tsx';

/** Copies what `text` gives at that moment, and says for two seconds that it did. */
export function CopyButton(props: { text: () => string; label: string; class?: string }): JSX.Element {
  const [state, setState] = createSignal<'idle' | 'copied' | 'refused'>('idle');
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  async function copy(): Promise<void> {
    setState((await copyText(props.text())) ? 'copied' : 'refused');
    clearTimeout(timer);
    timer = setTimeout(() => setState('idle'), 2000);
  }

  const words = (): string =>
    state() === 'copied' ? 'Copied' : state() === 'refused' ? 'The browser refused' : props.label;
  return (
    <button type="button" class={props.class ?? 'quiet'} onClick={() => void copy()}>
      <Icon name={state() === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite">{words()}</span>
    </button>
  );
}

/** The clipboard API exists only on https and loopback; elsewhere a selection and the old command serve. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
