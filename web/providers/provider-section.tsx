import { createSignal, For, Show, type JSX } from 'solid-js';
import type { ProviderCheck, ProviderReport } from '../../src/http/api.ts';
import { formatCount, formatDuration, formatInstant, formatUsd } from '../text/figures.ts';
import { showNameSafely, showSafely } from '../text/show-safely.ts';
import { ERROR_WORDS } from '../text/words.ts';
import { type ApiError, asApiError, sendForJson } from '../wire/request.ts';
import { attemptWords, breakerWords, checkWords, passedWords, providerName, reasonWords } from './provider-words.ts';

/** One provider: how its attempts ended, why it is not asked, its cost by day, and a check that asks it now. */
export function ProviderSection(props: {
  report: ProviderReport;
  /** How many answers the figures are of. */
  answers: number;
  name: string;
  refresh: () => void;
}): JSX.Element {
  const report = (): ProviderReport => props.report;
  const name = (): string => props.name;
  return (
    <section class="provider" aria-label={name()}>
      <header class="provider-head">
        <h2>
          {providerName(report().provider)}
          <span class="faint code">
            {' '}
            <bdi>{showNameSafely(report().model)}</bdi>
            {report().region === null ? '' : `, ${report().region}`}
          </span>
        </h2>
        <Show when={report().available && report().allowed && report().provider !== 'composer'}>
          <Check report={report()} name={name()} refresh={props.refresh} />
        </Show>
      </header>
      <Show when={breakerWords(report())}>{(words) => <p class="breaker">{words()}</p>}</Show>
      <dl class="facts wide">
        <dt>Attempts</dt>
        <dd>{attemptWords(report().attempts)}</dd>
        <Show when={passedWords(report(), props.answers)}>
          {(words) => (
            <>
              <dt>Passed over</dt>
              <dd>{words()}</dd>
            </>
          )}
        </Show>
        <Show when={reasonWords(report())}>
          {(words) => (
            <>
              <dt>Because</dt>
              <dd>{words()}</dd>
            </>
          )}
        </Show>
        <Show when={report().lastCheck}>
          {(check) => (
            <>
              <dt>Last check</dt>
              <dd>
                {formatInstant(check().at)}: {checkWords(check())}
              </dd>
            </>
          )}
        </Show>
        <Show when={report().lastFailure}>
          {(failure) => (
            <>
              <dt>Last failure</dt>
              <dd>
                {formatInstant(failure().at)}: {ERROR_WORDS[failure().errorClass]}
                {failure().httpStatus === null ? '' : ` (${failure().httpStatus})`}
                <Show when={failure().upstream !== ''}>
                  <pre class="upstream">{showSafely(failure().upstream)}</pre>
                </Show>
              </dd>
            </>
          )}
        </Show>
      </dl>
      <Show when={report().byDay.length > 0}>
        <details class="by-day">
          <summary>Cost by day</summary>
          <div class="table-scroll" tabindex="0" role="group" aria-label={`${name()}, cost by day`}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col">Day</th>
                  <th scope="col" class="number">
                    Attempts
                  </th>
                  <th scope="col" class="number">
                    Tokens in
                  </th>
                  <th scope="col" class="number">
                    Tokens out
                  </th>
                  <th scope="col" class="number">
                    Cost
                  </th>
                </tr>
              </thead>
              <tbody>
                <For each={report().byDay}>
                  {(day) => (
                    <tr>
                      <td>{formatInstant(day.day)}</td>
                      <td class="number">{formatCount(day.attempts)}</td>
                      <td class="number">{formatCount(day.inputTokens)}</td>
                      <td class="number">{formatCount(day.outputTokens)}</td>
                      <td class="number">{formatUsd(day.costUsd)}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </div>
        </details>
      </Show>
    </section>
  );
}

/** Sends one tiny real request, and says in plain words what came of it. */
function Check(props: { report: ProviderReport; name: string; refresh: () => void }): JSX.Element {
  const [checking, setChecking] = createSignal(false);
  const [result, setResult] = createSignal<ProviderCheck | null>(null);
  const [problem, setProblem] = createSignal<ApiError | null>(null);

  async function check(): Promise<void> {
    setChecking(true);
    setResult(null);
    setProblem(null);
    try {
      const { provider, model } = props.report;
      const path = `/api/providers/${encodeURIComponent(provider)}/check?model=${encodeURIComponent(model)}`;
      setResult(await sendForJson<ProviderCheck>(path, { method: 'POST' }));
      props.refresh();
    } catch (error) {
      setProblem(asApiError(error));
    } finally {
      setChecking(false);
    }
  }

  return (
    <>
      <button
        type="button"
        class="plain"
        aria-label={`Check ${props.name}`}
        disabled={checking()}
        onClick={() => void check()}
      >
        {checking() ? 'Checking…' : 'Check'}
      </button>
      <div class="check-result" role="status">
        <Show when={result()}>
          {(outcome) => (
            <>
              <p>
                <strong class={outcome().ok ? 'good' : 'bad'}>
                  {outcome().ok ? 'It works.' : 'It does not work.'}
                </strong>{' '}
                {showSafely(outcome().explanation)}
                <Show when={outcome().ok && outcome().firstTokenMs !== null}>
                  {' '}
                  Its first word came after {formatDuration(outcome().firstTokenMs ?? 0)}.
                </Show>
                <Show when={outcome().costUsd}>{(cost) => ` It cost ${formatUsd(cost())}.`}</Show>
              </p>
              <Show when={outcome().whatToDo !== ''}>
                <p>{showSafely(outcome().whatToDo)}</p>
              </Show>
              <Show when={outcome().upstream !== ''}>
                <pre class="upstream">{showSafely(outcome().upstream)}</pre>
              </Show>
            </>
          )}
        </Show>
        <Show when={problem()}>{(error) => <p class="problem-line">{error().detail}</p>}</Show>
      </div>
    </>
  );
}
