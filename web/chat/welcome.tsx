import { For, Show, type JSX } from 'solid-js';
import { ProblemNote } from '../controls/problem-note.tsx';
import { useEstate } from '../shell/estate.ts';
import { Link } from '../shell/link.tsx';
import { formatAge, formatCount, plural } from '../text/figures.ts';
import { showSafely } from '../text/show-safely.ts';

/** Before the first question: what is known of the estate, and questions that it can answer. */
export function Welcome(props: { ask: (question: string) => void }): JSX.Element {
  const estate = useEstate();
  return (
    <section class="welcome" aria-labelledby="welcome-title">
      <h2 id="welcome-title">Ask your AWS account a question</h2>
      <Show
        when={estate.report()}
        fallback={
          <Show when={estate.problem()} fallback={<div class="welcome-skeleton" aria-hidden="true" />}>
            {(problem) => (
              <ProblemNote
                detail={problem().detail}
                code={problem().code}
                requestId={problem().requestId}
                retry={() => void estate.refresh()}
              />
            )}
          </Show>
        }
      >
        {(report) => (
          <>
            <EstateLine />
            <Show
              when={report().suggestions.length > 0}
              fallback={
                <p>
                  Nothing has been read yet. <Link href="/accounts">Connect an AWS account</Link>, see{' '}
                  <Link href="/coverage">Coverage</Link> for what is collected and when, or import files with{' '}
                  <code>npm run import -- &lt;file&gt;</code>.
                </p>
              }
            >
              <ul class="suggestions" aria-label="Questions to begin with">
                <For each={report().suggestions}>
                  {(question) => (
                    <li>
                      <button type="button" onClick={() => props.ask(question)}>
                        {showSafely(question)}
                      </button>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

/** `3 accounts, 212 open findings (4 critical, 31 high), 1,204 resources. Read 12 min ago.` */
function EstateLine(): JSX.Element {
  const estate = useEstate();
  const counts = () => estate.report()?.counts;
  const newest = (): string | null => {
    const times = estate.report()?.freshness.flatMap(({ asOf }) => (asOf === null ? [] : [asOf])) ?? [];
    return times.toSorted().at(-1) ?? null;
  };
  const stale = (): number => estate.report()?.freshness.filter((source) => source.stale).length ?? 0;
  return (
    <p class="estate-line">
      <Show when={estate.report()?.demo}>A demo estate: </Show>
      {plural(estate.report()?.accounts.length ?? 0, 'account')}, {plural(counts()?.findingsOpen ?? 0, 'open finding')}{' '}
      (<span class="severity critical">{formatCount(counts()?.critical ?? 0)} critical</span>,{' '}
      <span class="severity high">{formatCount(counts()?.high ?? 0)} high</span>),{' '}
      {plural(counts()?.resources ?? 0, 'resource')}.
      <Show when={newest()}>{(asOf) => <> Last read {formatAge(asOf(), estate.nowMs())}</>}</Show>
      <Show when={stale() > 0}>
        ; <Link href="/coverage">{plural(stale(), 'source is', 'sources are')} stale</Link>
      </Show>
      <Show when={newest() || stale() > 0}>.</Show>
      <Show when={estate.report()?.demo}>
        {' '}
        <Link href="/accounts">Connect your own account</Link>.
      </Show>
    </p>
  );
}
