import { For, Show, type JSX } from 'solid-js';
import type { AttemptPart, PlanPart } from '../../src/http/api.ts';
import { formatDuration, plural } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { columnWords, PROVIDER_WORDS } from '../text/words.ts';
import type { LiveMessage } from './live-message.ts';
import { fallThroughWords, failureWords, planWords, progressWords, skipWords } from './progress-words.ts';

/** One line above the answer: what is going on now; afterwards how the question was read, with the whole story inside. */
export function HowAnswered(props: { answer: LiveMessage; live: boolean; reconnecting: boolean }): JSX.Element {
  const working = (): boolean => props.live && props.answer.text === '';
  const words = (): string => {
    if (props.reconnecting) return 'Connection lost. Reconnecting';
    if (working()) return progressWords(props.answer);
    return props.answer.plan === null ? '' : planWords(props.answer.plan);
  };
  return (
    <div class="how" classList={{ working: working() || props.reconnecting }}>
      <Show when={props.answer.plan} fallback={<p class="how-line">{words()}</p>}>
        {(plan) => (
          <details>
            <summary class="how-line">
              <span>{words()}</span>
              <Show when={fallThroughWords(props.answer.attempts)}>
                {(story) => <span class="fall-through">{story()}</span>}
              </Show>
            </summary>
            <Story plan={plan()} answer={props.answer} />
          </details>
        )}
      </Show>
    </div>
  );
}

function Story(props: { plan: PlanPart; answer: LiveMessage }): JSX.Element {
  return (
    <dl class="story">
      <dt>Why</dt>
      <dd>{props.plan.reason}</dd>
      <Show when={props.plan.entities.length > 0}>
        <dt>Named</dt>
        <dd>
          <For each={props.plan.entities}>
            {(entity, index) => (
              <>
                {index() > 0 ? ', ' : ''}
                {entity.type.replaceAll('_', ' ')} <bdi class="code">{showNameSafely(entity.value)}</bdi>
              </>
            )}
          </For>
        </dd>
      </Show>
      <Show when={filterWords(props.plan.filters)}>
        {(words) => (
          <>
            <dt>Filters</dt>
            <dd>{words()}</dd>
          </>
        )}
      </Show>
      <Show when={props.plan.retrieval}>
        {(retrieval) => (
          <>
            <dt>Search</dt>
            <dd>
              {plural(retrieval().kept.length, 'finding')} kept in {formatDuration(retrieval().tookMs)}
              {retrieval().embedder === null ? ', by words alone' : `, by words and ${retrieval().embedder} vectors`}
              <Show when={retrieval().fallbackReason}>{(reason) => <>. {reason()}</>}</Show>
              <Show when={retrieval().kept.length > 0}>
                <ol class="kept">
                  <For each={retrieval().kept}>
                    {(kept) => (
                      <li>
                        <span class="label">{kept.label}</span> <bdi>{showNameSafely(kept.title)}</bdi>{' '}
                        <span class="faint number">
                          {kept.score.toFixed(3)} {kept.arms.join(' + ')}
                        </span>
                      </li>
                    )}
                  </For>
                </ol>
              </Show>
            </dd>
            <Show when={retrieval().nearMisses.length > 0}>
              <dt>Just missed</dt>
              <dd>
                <ul class="kept">
                  <For each={retrieval().nearMisses}>
                    {(miss) => (
                      <li>
                        <bdi>{showNameSafely(miss.title)}</bdi>{' '}
                        <span class="faint number">{miss.score.toFixed(3)}</span>
                      </li>
                    )}
                  </For>
                </ul>
              </dd>
            </Show>
          </>
        )}
      </Show>
      <Show when={props.answer.attempts.length > 0}>
        <dt>Asked</dt>
        <dd>
          <ol class="kept">
            <For each={props.answer.attempts}>
              {(attempt) => (
                <li>
                  {PROVIDER_WORDS[attempt.provider]}
                  <Show when={attempt.provider !== 'composer'}>
                    {' '}
                    <span class="code">{attempt.model}</span>
                  </Show>
                  : {endWords(attempt)}
                  <Show when={attempt.latencyMs !== undefined}>
                    <span class="faint number"> {formatDuration(attempt.latencyMs ?? 0)}</span>
                  </Show>
                </li>
              )}
            </For>
          </ol>
        </dd>
      </Show>
    </dl>
  );
}

function endWords(attempt: AttemptPart): string {
  if (attempt.state === 'skipped') return `not asked, ${skipWords(attempt)}`;
  return attempt.state === 'failed' ? `failed, ${failureWords(attempt)}` : 'served';
}

/** `state open, account 111122223333`; filters that filter nothing are left out. */
function filterWords(filters: Record<string, unknown>): string {
  return Object.entries(filters)
    .map(
      ([name, value]) =>
        [
          name,
          [value]
            .flat()
            .map(textOf)
            .filter((text) => text !== ''),
        ] as const,
    )
    .filter(([, texts]) => texts.length > 0)
    .map(([name, texts]) => `${columnWords(name)} ${showNameSafely(texts.join(' or '))}`)
    .join(', ');
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
