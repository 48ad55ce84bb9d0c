import { createSignal, For, Show, type JSX } from 'solid-js';
import { CopyButton } from '../controls/copy-button.tsx';
import { formatCount } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';

const FIRST = 20;

/** Everything that was counted, by id: all of it, not a sample. */
export function Members(props: { members: string[]; unit: string | undefined; truncated: boolean }): JSX.Element {
  const [all, setAll] = createSignal(false);
  const shown = (): string[] => (all() ? props.members : props.members.slice(0, FIRST));
  return (
    <section class="members">
      <div class="section-head">
        <h4>
          {props.truncated ? 'The first' : 'All'} {formatCount(props.members.length)} {props.unit ?? 'members'}
        </h4>
        <CopyButton text={() => props.members.join('\n')} label="Copy all" class="quiet small" />
      </div>
      <ol>
        <For each={shown()}>
          {(member) => (
            <li>
              <bdi class="code">{showNameSafely(member)}</bdi>
            </li>
          )}
        </For>
      </ol>
      <Show when={props.members.length > FIRST}>
        <button type="button" class="quiet" onClick={() => setAll(!all())}>
          {all() ? `Show the first ${FIRST}` : `Show all ${formatCount(props.members.length)}`}
        </button>
      </Show>
    </section>
  );
}
