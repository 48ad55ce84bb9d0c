import { createSignal, Show, type JSX } from 'solid-js';
import { CopyButton } from '../controls/copy-button.tsx';
import { Icon } from '../controls/icon.tsx';
import { evidenceName } from '../evidence/evidence-words.ts';
import { formatInstant } from '../text/figures.ts';
import { asApiError, send } from '../wire/request.ts';
import type { LiveMessage } from './live-message.ts';

type Rating = 'up' | 'down';

/** Copy, ask again, and say whether it was any good. */
export function AnswerActions(props: {
  answer: LiveMessage;
  question: string;
  askAgain: ((question: string) => void) | null;
}): JSX.Element {
  return (
    <div class="actions">
      <CopyButton text={() => withSources(props.answer)} label="Copy" />
      <button
        type="button"
        class="quiet"
        disabled={props.askAgain === null || props.question === ''}
        onClick={() => props.askAgain?.(props.question)}
      >
        <Icon name="again" />
        Ask again
      </button>
      <Feedback answer={props.answer} />
    </div>
  );
}

function Feedback(props: { answer: LiveMessage }): JSX.Element {
  const [rating, setRating] = createSignal<Rating | null>(props.answer.feedback?.rating ?? null);
  const [comment, setComment] = createSignal(props.answer.feedback?.comment ?? '');
  const [asking, setAsking] = createSignal(false);
  const [note, setNote] = createSignal('');

  async function give(chosen: Rating, words: string): Promise<void> {
    const before = rating();
    setRating(chosen);
    setNote('');
    try {
      const body = words.trim() === '' ? { rating: chosen } : { rating: chosen, comment: words.trim() };
      await send(`/api/messages/${encodeURIComponent(props.answer.id)}/feedback`, { method: 'POST', body });
      setNote('Thank you, kept.');
    } catch (error) {
      setRating(before);
      setNote(asApiError(error).detail);
    }
  }

  function rate(chosen: Rating): void {
    setAsking(true);
    void give(chosen, comment());
  }

  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label="Good answer"
        title="Good answer"
        aria-pressed={rating() === 'up'}
        onClick={() => rate('up')}
      >
        <Icon name="good" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Bad answer"
        title="Bad answer"
        aria-pressed={rating() === 'down'}
        onClick={() => rate('down')}
      >
        <Icon name="bad" />
      </button>
      <span class="faint" role="status">
        {note()}
      </span>
      <Show when={asking()}>
        <form
          class="feedback"
          onSubmit={(event) => {
            event.preventDefault();
            setAsking(false);
            void give(rating() ?? 'up', comment());
          }}
        >
          <label class="off-screen" for={`comment-${props.answer.id}`}>
            {rating() === 'down' ? 'What was wrong with it?' : 'What was good about it?'}
          </label>
          <input
            id={`comment-${props.answer.id}`}
            ref={(input) => queueMicrotask(() => input.focus())}
            value={comment()}
            maxlength="2000"
            placeholder={rating() === 'down' ? 'What was wrong with it? (optional)' : 'What was good? (optional)'}
            onInput={(event) => setComment(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && setAsking(false)}
          />
          <button type="submit" class="plain">
            Send
          </button>
        </form>
      </Show>
    </>
  );
}

/** The answer as markdown, with what its labels stand for, so that it still says its sources elsewhere. */
function withSources(answer: LiveMessage): string {
  const cited = answer.evidence.filter(({ label }) => answer.text.includes(label));
  if (cited.length === 0) return answer.text;
  const sources = cited.map((item) => `- [${item.label}] ${evidenceName(item)} (as of ${formatInstant(item.asOf)})`);
  return `${answer.text.trimEnd()}\n\nEvidence:\n\n${sources.join('\n')}\n`;
}
