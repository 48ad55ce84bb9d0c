import { For, Show, type JSX } from 'solid-js';
import type { ProviderReport, ProvidersReport } from '../../src/http/api.ts';
import { ProblemNote } from '../controls/problem-note.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { formatCount, formatInstant, formatUsd, plural } from '../text/figures.ts';
import { createPolled } from '../wire/create-polled.ts';
import { sendForJson } from '../wire/request.ts';
import { AllowedProviders } from './allowed-providers.tsx';
import { ProviderSection } from './provider-section.tsx';
import { allowedWords, latencyWords, nameAmong, processWords, stateOf } from './provider-words.ts';

const REFRESH_MS = 10_000;

/** Who wrote the last answers, what fell through and why, how quick and how dear each provider is. */
export function ProvidersPage(props: { openDrawer: () => void }): JSX.Element {
  const report = createPolled((signal) => sendForJson<ProvidersReport>('/api/providers', { signal }), REFRESH_MS);
  return (
    <PageFrame
      title="Providers"
      lead="The language models that put answers into words, in the order in which they are asked. When one fails, the next one answers."
      openDrawer={props.openDrawer}
    >
      <Show when={report.problem()}>
        {(problem) => (
          <ProblemNote
            detail={problem().detail}
            code={problem().code}
            requestId={problem().requestId}
            retry={() => void report.refresh()}
          />
        )}
      </Show>
      <Show
        when={report.value()}
        fallback={
          <Show when={report.problem() === null}>
            <div class="page-skeleton" role="status" aria-label="Loading" />
          </Show>
        }
      >
        {(value) => (
          <>
            <Show when={allowedWords(value())}>{(words) => <p class="allowed-note">{words()}</p>}</Show>
            <Comparison report={value()} />
            <Show when={processWords(value())}>{(words) => <p class="faint">{words()}</p>}</Show>
            <AllowedProviders report={value()} refresh={report.refresh} />
            <For each={value().providers.map(({ provider, model }) => `${provider} ${model}`)}>
              {(key) => (
                <Show when={value().providers.find(({ provider, model }) => `${provider} ${model}` === key)}>
                  {(provider) => (
                    <ProviderSection
                      report={provider()}
                      answers={value().answers}
                      name={nameAmong(provider(), value().providers)}
                      refresh={() => void report.refresh()}
                    />
                  )}
                </Show>
              )}
            </For>
          </>
        )}
      </Show>
    </PageFrame>
  );
}

function Comparison(props: { report: ProvidersReport }): JSX.Element {
  const caption = (): string => {
    const { answers, since } = props.report;
    if (answers === 0) return 'No answer has been written yet. The figures come with the first question.';
    return `The last ${plural(answers, 'answer')}${since === null ? '' : `, since ${formatInstant(since)}`}`;
  };
  return (
    <div class="table-scroll" tabindex="0" role="group" aria-label="Providers compared">
      <table class="data">
        <caption>{caption()}</caption>
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Share served
            </th>
            <th scope="col" class="number">
              Passed over
            </th>
            <th scope="col" class="number">
              First words, p50 / p95
            </th>
            <th scope="col" class="number">
              Whole answer, p50 / p95
            </th>
            <th scope="col" class="number">
              Tokens in / out
            </th>
            <th scope="col" class="number">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.report.providers}>
            {(provider) => <Row provider={provider} name={nameAmong(provider, props.report.providers)} />}
          </For>
        </tbody>
      </table>
    </div>
  );
}

function Row(props: { provider: ProviderReport; name: string }): JSX.Element {
  const provider = (): ProviderReport => props.provider;
  return (
    <tr>
      <th scope="row">{props.name}</th>
      <td>
        <span class={`state ${stateOf(provider()).kind}`}>{stateOf(provider()).words}</span>
      </td>
      <td class="number">
        {provider().shareServed === null ? '–' : `${Math.round((provider().shareServed ?? 0) * 100)} %`}
      </td>
      <td class="number">{provider().passedOver === 0 ? '–' : formatCount(provider().passedOver)}</td>
      <td class="number">{latencyWords(provider().firstTokenMs)}</td>
      <td class="number">{latencyWords(provider().totalMs)}</td>
      <td class="number">
        {formatCount(provider().inputTokens)} / {formatCount(provider().outputTokens)}
      </td>
      <td class="number">{formatUsd(provider().costUsd)}</td>
    </tr>
  );
}
