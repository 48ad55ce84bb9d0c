import { createEffect, createSignal, createUniqueId, on, onMount, Show, type JSX } from 'solid-js';
import type { StatusReport } from '../../src/http/api.ts';
import { Icon } from '../controls/icon.tsx';
import { useEstate } from '../shell/estate.ts';
import { PROVIDER_WORDS } from '../text/words.ts';
import type { Chat } from './chat-store.ts';

const MAX_HEIGHT_PX = 220;

/** The box to ask in. Enter sends, Shift+Enter breaks the line; while an answer runs, its button stops it. */
export function Composer(props: {
  chat: Chat;
  ask: (message: string) => void;
  box: (element: HTMLTextAreaElement) => void;
}): JSX.Element {
  const estate = useEstate();
  const [text, setText] = createSignal('');
  const hint = createUniqueId();
  let box!: HTMLTextAreaElement;
  const empty = (): boolean => text().trim() === '';
  const running = (): boolean => props.chat.state.running;

  onMount(() => {
    props.box(box);
    if (matchMedia('(hover: hover)').matches) box.focus(); // on a phone that would open the keyboard
  });
  createEffect(
    on(
      () => props.chat.state.sessionId,
      () => matchMedia('(hover: hover)').matches && box.focus(),
      { defer: true },
    ),
  );

  function fit(): void {
    box.style.height = 'auto';
    box.style.height = `${Math.min(MAX_HEIGHT_PX, box.scrollHeight)}px`;
  }

  function submit(): void {
    if (empty() || running()) return box.focus();
    props.ask(text().trim());
    setText('');
    box.value = '';
    fit();
    box.focus();
  }

  const reason = (): string => {
    if (running()) return 'An answer is being written. Stop it, or wait, before you ask the next question.';
    return empty() ? 'Type a question first.' : 'Enter sends, Shift+Enter starts a new line.';
  };

  return (
    <form
      class="composer"
      aria-label="Ask a question"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="composer-box">
        <textarea
          ref={(element) => (box = element)}
          rows="1"
          placeholder="Ask about your AWS estate"
          aria-label="Your question"
          aria-describedby={hint}
          enterkeyhint="send"
          onInput={(event) => {
            setText(event.currentTarget.value);
            fit();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
        <Show
          when={running()}
          fallback={
            <button type="submit" class="send" aria-disabled={empty()} aria-label="Ask" title={reason()}>
              <Icon name="send" />
            </button>
          }
        >
          <button
            type="button"
            class="send stop"
            aria-label="Stop the answer"
            title="Stop the answer"
            disabled={props.chat.state.stopping}
            onClick={() => {
              void props.chat.stop();
              box.focus();
            }}
          >
            <Icon name="stop" />
          </button>
        </Show>
      </div>
      <p class="composer-hint">
        <span id={hint}>{reason()}</span>
        <Show when={estate.report()}>{(report) => <span class="next-writer">{nextWriter(report().chain)}</span>}</Show>
      </p>
    </form>
  );
}

/** Who would write the next answer: the first provider of the chain that can. */
function nextWriter(chain: StatusReport['chain']): string {
  const first = chain.find(({ available }) => available);
  if (first === undefined) return 'No provider is available.';
  if (first.provider === 'composer') return 'No model is configured: the offline composer writes, from evidence alone.';
  return `${PROVIDER_WORDS[first.provider]} writes next.`;
}
