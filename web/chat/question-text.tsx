import { createSignal, Show, type JSX } from 'solid-js';
import { formatInstant } from '../text/figures.ts';
import { showSafely } from '../text/show-safely.ts';

const LONG = 700;

/** What the reader asked, as they typed it; a pasted wall of text is folded. */
export function QuestionText(props: { text: string; createdAt: string }): JSX.Element {
  const [whole, setWhole] = createSignal(false);
  const long = (): boolean => props.text.length > LONG;
  const shown = (): string => showSafely(long() && !whole() ? `${props.text.slice(0, LONG)}…` : props.text);
  return (
    <div class="question" title={formatInstant(props.createdAt)}>
      <h2 dir="auto" classList={{ long: long() }}>
        {shown()}
      </h2>
      <Show when={long()}>
        <button type="button" class="quiet" onClick={() => setWhole(!whole())}>
          {whole() ? 'Show less' : 'Show all of it'}
        </button>
      </Show>
    </div>
  );
}
