import { createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import { ProblemNote } from '../controls/problem-note.tsx';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerText } from './answer-text.tsx';
import { ClaimsSummary } from './claims-summary.tsx';
import { CoverageLine } from './coverage-line.tsx';
import { EvidenceStrip } from './evidence-strip.tsx';
import { HowAnswered } from './how-answered.tsx';
import type { LiveMessage } from './live-message.ts';
import { restartWords } from './progress-words.ts';
import { UsageLine } from './usage-line.tsx';

export interface AnswerProps {
  answer: LiveMessage;
  question: string;
  /** Its stream is being read here and now. */
  live: boolean;
  reconnecting: boolean;
  /** Picks the answer up, or asks again under the same key; null for an earlier answer. */
  retry: (() => void) | null;
  askAgain: ((question: string) => void) | null;
}

/** One answer, from its first sign of life to its verdicts. Order on the page is order of arrival: nothing jumps. */
export function Answer(props: AnswerProps): JSX.Element {
  const [marks, setMarks] = createSignal(false);
  const over = (): boolean => !props.live && props.answer.status !== 'streaming';
  return (
    <article class="answer" aria-label="Answer" aria-busy={props.live}>
      <HowAnswered answer={props.answer} live={props.live} reconnecting={props.reconnecting} />
      <Show when={props.answer.coverage}>{(coverage) => <CoverageLine coverage={coverage()} />}</Show>
      <EvidenceStrip answer={props.answer} />
      <Show when={props.answer.restarts.at(-1)}>
        {(restart) => <p class="restart-note">{restartWords(restart().reason, props.answer.attempts)}</p>}
      </Show>
      <Show when={props.answer.dropped !== null && props.answer.dropped !== ''}>
        <div class="dropped" aria-hidden="true">
          {props.answer.dropped}
        </div>
      </Show>
      <AnswerText answer={props.answer} live={props.live} marks={marks()} />
      <Ending {...props} />
      <Show when={over() && props.answer.text !== ''}>
        <footer class="answer-foot">
          <Show when={props.answer.claims}>
            {(claims) => (
              <ClaimsSummary
                claims={claims()}
                messageId={props.answer.id}
                marks={marks()}
                setMarks={setMarks}
                evidence={props.answer.evidence}
              />
            )}
          </Show>
          <Show when={props.answer.usage}>{(usage) => <UsageLine usage={usage()} />}</Show>
          <AnswerActions answer={props.answer} question={props.question} askAgain={props.askAgain} />
        </footer>
      </Show>
    </article>
  );
}

/** How it ended, when that was not simply well, and the way on from there. */
function Ending(props: AnswerProps): JSX.Element {
  const { answer } = props;
  const ended = (): LiveMessage['status'] | null => (props.live ? null : answer.status);
  /** What never began, or runs on without us, is picked up; what the server ended is asked anew. */
  const again = (): (() => void) | undefined => {
    const begun = !answer.id.startsWith('local-');
    if (props.retry !== null && (!begun || answer.status === 'interrupted')) return props.retry;
    const { askAgain, question } = props;
    return askAgain === null || question === '' ? undefined : () => askAgain(question);
  };
  return (
    <Switch>
      <Match when={ended() === 'stopped'}>
        <p class="ending">Stopped here, as you asked. What is above was checked as far as it goes.</p>
      </Match>
      <Match when={ended() !== null && answer.failure}>
        {(failure) => (
          <ProblemNote
            detail={failure().detail}
            code={failure().code}
            requestId={failure().requestId}
            retry={again()}
            retryWords={answer.status === 'interrupted' ? 'Pick it up again' : 'Ask again'}
          />
        )}
      </Match>
      <Match when={ended() === 'interrupted'}>
        <ProblemNote
          detail="This answer broke off before its end."
          retry={props.askAgain === null ? undefined : () => props.askAgain?.(props.question)}
          retryWords="Ask again"
        />
      </Match>
      <Match when={ended() === 'failed'}>
        <ProblemNote detail="No answer came of this question." retry={again()} retryWords="Ask again" />
      </Match>
    </Switch>
  );
}
