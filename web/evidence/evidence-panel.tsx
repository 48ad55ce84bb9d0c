import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { EvidenceItem } from '../../src/http/api.ts';
import type { LiveMessage } from '../chat/live-message.ts';
import { Icon } from '../controls/icon.tsx';
import { KIND_WORDS } from '../text/words.ts';
import { EvidenceDetail } from './evidence-detail.tsx';
import { useEvidenceView } from './evidence-view.ts';
import { evidenceGist } from './evidence-words.ts';
import { showNameSafely } from '../text/show-safely.ts';

const BESIDE = '(min-width: 1120px)';

/** What the answer stands on: beside the thread where there is room, else a sheet over it. Esc closes it. */
export function EvidencePanel(props: { messages: readonly LiveMessage[] }): JSX.Element {
  const view = useEvidenceView();
  const [beside, setBeside] = createSignal(matchMedia(BESIDE).matches);
  let dialog!: HTMLDialogElement;
  let heading!: HTMLHeadingElement;

  const evidence = createMemo((): readonly EvidenceItem[] => {
    const id = view.state()?.messageId;
    return props.messages.find((message) => message.id === id)?.evidence ?? [];
  });
  const index = createMemo(() => evidence().findIndex(({ label }) => label === view.state()?.label));
  const item = (): EvidenceItem | undefined => evidence()[index()];

  onMount(() => {
    const media = matchMedia(BESIDE);
    const change = (): void => void setBeside(media.matches);
    media.addEventListener('change', change);
    onCleanup(() => media.removeEventListener('change', change));
  });
  createEffect(
    on([() => view.state() !== null, beside], ([open, roomy]) => {
      if (dialog.open) dialog.close();
      if (open && roomy) dialog.show();
      else if (open) dialog.showModal();
    }),
  );
  createEffect(
    on(view.state, (state) => {
      if (state === null) return;
      heading.focus({ preventScroll: true });
      dialog.querySelector('.evidence-body')?.scrollTo(0, 0);
    }),
  );

  function turn(by: number): void {
    const next = evidence()[index() + by];
    const id = view.state()?.messageId;
    if (next !== undefined && id !== undefined) view.show(id, next.label);
  }

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="evidence"
      aria-labelledby="evidence-title"
      onCancel={(event) => {
        event.preventDefault();
        view.close();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        view.close();
      }}
      onClick={(event) => event.target === dialog && view.close()}
    >
      <Show when={view.state()}>
        <header class="evidence-head">
          <h2 id="evidence-title" ref={(element) => (heading = element)} tabindex="-1">
            <Show when={item()} fallback="Evidence">
              {(shown) => (
                <>
                  {KIND_WORDS[shown().kind]} <span class="label">{shown().label}</span>
                </>
              )}
            </Show>
          </h2>
          <Show when={item()}>
            <button type="button" class="quiet" onClick={() => view.show(view.state()?.messageId ?? '', null)}>
              All {evidence().length}
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label="Previous evidence"
              disabled={index() <= 0}
              onClick={() => turn(-1)}
            >
              <Icon name="left" />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label="Next evidence"
              disabled={index() >= evidence().length - 1}
              onClick={() => turn(1)}
            >
              <Icon name="right" />
            </button>
          </Show>
          <button type="button" class="icon-button" aria-label="Close evidence" onClick={() => view.close()}>
            <Icon name="close" />
          </button>
        </header>
        <div class="evidence-body" tabindex="0" role="group" aria-labelledby="evidence-title">
          <Show
            when={item()}
            keyed
            fallback={
              <EvidenceList evidence={evidence()} show={(label) => view.show(view.state()?.messageId ?? '', label)} />
            }
          >
            {(shown) => <EvidenceDetail item={shown} />}
          </Show>
        </div>
      </Show>
    </dialog>
  );
}

function EvidenceList(props: { evidence: readonly EvidenceItem[]; show: (label: string) => void }): JSX.Element {
  return (
    <ul class="evidence-list">
      <For each={props.evidence}>
        {(item) => (
          <li>
            <button type="button" onClick={() => props.show(item.label)}>
              <span class="evidence-list-head">
                <span class="label">{item.label}</span>
                <Show when={item.severity}>
                  {(severity) => <span class={`severity ${severity()}`}>{severity()}</span>}
                </Show>
                <bdi class="gist">{evidenceGist(item)}</bdi>
              </span>
              <Show when={evidenceGist(item) !== showNameSafely(item.title)}>
                <span class="evidence-list-title">{showNameSafely(item.title)}</span>
              </Show>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
